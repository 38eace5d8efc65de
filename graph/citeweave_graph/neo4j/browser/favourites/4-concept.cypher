// Neighbourhood of a concept: what it is used for, compared with, part of, and its papers
WITH "" AS name
MATCH (concept:Concept)
WHERE toLower(concept.name) CONTAINS toLower(name)
WITH concept, toLower(concept.name) = toLower(name) AS named,
  EXISTS { (concept)--(:Concept) } AS related
ORDER BY named DESC, related DESC, concept.paper_count DESC, concept.id LIMIT 1
CALL (concept) {
  MATCH path = (concept)-[relation]-(other:Concept)
  RETURN path ORDER BY relation.support DESC, other.id LIMIT 60
  UNION
  MATCH path = (concept)<-[edge]-(paper:Paper)
  RETURN path ORDER BY edge.strength, paper.id LIMIT 30
}
RETURN path
