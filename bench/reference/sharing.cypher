MATCH (p:Paper)
WITH count(p) AS papers
MATCH (x:Paper {id: $id})-[mine:PROPOSES|USES]->(c:Method)
MATCH (c)<-[theirs:PROPOSES|USES]-(y:Paper)
WHERE y <> x
WITH y, sum(round(1000000 * log(1.0 * (papers + 1) / (c.document_frequency + 1)))) AS score
ORDER BY score DESC, y.id
WITH collect([y, score]) AS found
UNWIND found[0..10] AS one
WITH size(found) AS total, one[0] AS y, one[1] AS score
MATCH (:Paper {id: $id})-[:PROPOSES|USES]->(c:Method)<-[:PROPOSES|USES]-(y)
RETURN total, y.id, y.title, score, collect([c.name, c.document_frequency]) AS shared
