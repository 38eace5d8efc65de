// Co-authors: who wrote with somebody, and who wrote with them
WITH "" AS name
MATCH (author:Author)-[:AUTHORED]->(paper:Paper)
WHERE toLower(author.name) CONTAINS toLower(name)
WITH author, count(paper) AS papers ORDER BY papers DESC, author.id LIMIT 1
CALL (author) {
  MATCH path = (author)-[:AUTHORED]->(paper:Paper)<-[:AUTHORED]-(other:Author)
  RETURN path ORDER BY paper.year DESC, paper.id, other.id LIMIT 80
  UNION
  MATCH (author)-[:AUTHORED]->(:Paper)<-[:AUTHORED]-(other:Author)
  WITH DISTINCT other ORDER BY other.id LIMIT 20
  MATCH path = (other)-[:AUTHORED]->(paper:Paper)<-[:AUTHORED]-(:Author)
  RETURN path ORDER BY paper.id LIMIT 60
}
RETURN path
