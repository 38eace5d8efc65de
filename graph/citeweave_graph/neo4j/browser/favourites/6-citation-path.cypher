// Citation path: how a later paper leads back to earlier ones, citation by citation
WITH "" AS later, "" AS earlier
MATCH (from:Paper)-[cited:CITES]->(:Paper)
WHERE toLower(from.title) CONTAINS toLower(later)
WITH from, earlier, count(cited) AS references
ORDER BY from.year DESC, references DESC, from.id LIMIT 1
CALL (from, earlier) {
  MATCH (to:Paper)
  WHERE earlier <> "" AND to <> from AND toLower(to.title) CONTAINS toLower(earlier)
  WITH from, to ORDER BY to.year, to.id LIMIT 10
  MATCH path = shortestPath((from)-[:CITES*1..6]->(to))
  RETURN path
  UNION
  MATCH path = (from)-[:CITES*1..2]->(:Paper)
  WHERE earlier = ""
  RETURN path LIMIT 60
}
RETURN path
