// Papers that share methods with a paper: put a part of its title between the quotes
WITH "" AS title
MATCH (paper:Paper)-[:PROPOSES|USES]->(method:Method)
WHERE toLower(paper.title) CONTAINS toLower(title)
WITH paper, sum(method.document_frequency) AS weight ORDER BY weight DESC, paper.id LIMIT 1
MATCH (paper)-[:PROPOSES|USES]->(method:Method)<-[:PROPOSES|USES]-(other:Paper)
WITH paper, other, sum(1.0 / method.document_frequency) AS rarity
ORDER BY rarity DESC, other.id LIMIT 20
CALL (paper, other) {
  MATCH (paper)-[has:PROPOSES|USES]->(method:Method)<-[shares:PROPOSES|USES]-(other)
  RETURN method, has, shares ORDER BY method.document_frequency, method.id LIMIT 10
}
RETURN paper, has, method, shares, other
