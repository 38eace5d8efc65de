// How much other papers have in common with a paper, counted and added up on the server.
// ROLES (types of edges), the parts and the conditions are put in from constants; $weights are
// those of the paper's concepts, by id.
MATCH (home:Node {id: $id})
CALL (home) {
  UNWIND keys($weights) AS name
  MATCH (concept:Node {id: name})<-[theirs:ROLES]-(other:Paper)
  WHERE theirs.role IN $roles[concept.concept_kind] AND other <> home AND FITS
  WITH other, concept.concept_kind AS kind, sum($weights[name]) AS weight
  RETURN collect([other.id, kind, weight]) AS concepts
}
CALL (home) {
  MATCH (home)<-[:CITES]-(middle)-[:CITES]->(other:Paper)
  WHERE $co_citation AND other <> home AND FITS
  WITH other, count(DISTINCT middle) AS both
  RETURN collect([other.id, both, COUNT { (other)<-[:CITES]-() }]) AS co_cited
}
CALL (home) {
  MATCH (home)-[:CITES]->(middle)<-[:CITES]-(other:Paper)
  WHERE $coupling AND other <> home AND FITS
  WITH other, count(DISTINCT middle) AS both
  RETURN collect([other.id, both, COUNT { (other)-[:CITES]->() }]) AS coupled
}
RETURN concepts, co_cited, coupled,
  COUNT { (home)<-[:CITES]-() } AS citations, COUNT { (home)-[:CITES]->() } AS references
