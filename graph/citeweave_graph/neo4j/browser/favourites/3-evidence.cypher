// Evidence: click an edge and read the sentences that it stands on
WITH "" AS title, "" AS concept
MATCH (paper:Paper)-[edge]->(found:Concept)
WHERE toLower(paper.title) CONTAINS toLower(title)
  AND toLower(found.name) CONTAINS toLower(concept)
WITH paper, count(edge) AS edges ORDER BY edges DESC, paper.id LIMIT 1
MATCH (paper)-[edge]->(found:Node)
WHERE edge.sentences IS NOT NULL
RETURN paper, edge, found ORDER BY edge.strength, found.id LIMIT 100
