MATCH (p:Paper)
WITH count(p) AS papers
MATCH (x:Node {id: $id})-[:PROPOSES|USES]->(c:Method)
WITH x, c, round(1000000 * log(1.0 * (papers + 1) / (c.document_frequency + 1))) AS weight
MATCH (c)<-[:PROPOSES|USES]-(y:Paper)
WHERE y <> x
WITH y, sum(weight) AS score, collect(c) AS shared
ORDER BY score DESC, y.id
WITH collect([y, score, shared]) AS found
UNWIND found[0..10] AS one
RETURN size(found) AS total, one[0].id, one[0].title, one[1] AS score,
  [c IN one[2] | [c.id, c.name, c.document_frequency]] AS shared
