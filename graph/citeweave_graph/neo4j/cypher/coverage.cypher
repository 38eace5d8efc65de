// The papers with text, each with how many references are known.
MATCH (paper:Paper)
WHERE paper.stub = 0
RETURN paper.payload AS payload, COUNT { (paper)-[:CITES]->() } AS cited
