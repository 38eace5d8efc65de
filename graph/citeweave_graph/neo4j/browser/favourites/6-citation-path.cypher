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
  OPTIONAL MATCH (from)-[:CITES]->(:Paper)-[:CITES]->(far:Paper)
  WHERE far <> from
  WITH from, earlier, far ORDER BY far.year, far.id LIMIT 1
  MATCH path = (from)-[:CITES*1..2]->(to:Paper)
  WHERE earlier = "" AND (far IS NULL OR to = far)
  RETURN path LIMIT 30
}
RETURN path
