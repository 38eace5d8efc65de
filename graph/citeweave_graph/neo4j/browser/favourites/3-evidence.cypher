// Evidence: click an edge and read the sentences that it stands on
WITH "" AS title, "" AS concept
MATCH (paper:Paper)-[edge:PROPOSES|USES|ADDRESSES|COMPARES_WITH|REPORTS]->(found:Concept)
WHERE toLower(paper.title) CONTAINS toLower(title)
  AND toLower(found.name) CONTAINS toLower(concept)
WITH paper, count(edge) AS edges ORDER BY edges DESC, paper.id LIMIT 1
MATCH (paper)-[edge:PROPOSES|USES|ADDRESSES|COMPARES_WITH|REPORTS|MENTIONS|NAMES]->(found:Node)
WHERE edge.sentences IS NOT NULL
RETURN paper, edge, found ORDER BY edge.strength, found.id LIMIT 100
