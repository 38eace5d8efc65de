// Overview: the concepts of most papers, and papers about them
MATCH (concept:Concept)
WITH concept ORDER BY concept.paper_count DESC, concept.id LIMIT 25
CALL (concept) {
  MATCH (paper:Paper)-[edge]->(concept)
  RETURN paper, edge ORDER BY edge.strength, paper.id LIMIT 8
}
RETURN concept, edge, paper
