UNWIND $rows AS row
MATCH (a:Bare {id: row.source})
MATCH (b:Bare {id: row.target})
CREATE (a)-[:USES {role: row.role, confidence: row.confidence, sentence: row.sentence}]->(b)
