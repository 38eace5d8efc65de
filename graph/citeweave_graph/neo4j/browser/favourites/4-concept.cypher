// Neighbourhood of a concept: what it is used for, compared with, part of, and its papers
WITH "" AS name
MATCH (concept:Concept)-[relation:BROADER|USED_FOR|EVALUATED_ON|PART_OF|COMPARED_WITH]-()
WHERE toLower(concept.name) CONTAINS toLower(name)
WITH concept, name, count(relation) AS relations
ORDER BY toLower(concept.name) = toLower(name) DESC, relations DESC, concept.id LIMIT 1
CALL (concept) {
  MATCH path = (concept)-[relation:BROADER|USED_FOR|EVALUATED_ON|PART_OF|COMPARED_WITH]-(other)
  RETURN path ORDER BY relation.support DESC, other.id LIMIT 60
  UNION
  MATCH path = (concept)<-[edge:PROPOSES|USES|ADDRESSES|COMPARES_WITH|REPORTS]-(paper:Paper)
  RETURN path ORDER BY edge.strength, paper.id LIMIT 30
}
RETURN path
