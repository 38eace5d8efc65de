MATCH (p:Node {id: $id})
RETURN p.title, p.year, p.venue, p.abstract,
  COLLECT { MATCH (p)<-[r:AUTHORED]-(a) RETURN [a.id, a.name] ORDER BY r.strength LIMIT 20 } AS authors,
  COLLECT { MATCH (p)-[r:PROPOSES|USES|COMPARES_WITH|MENTIONS]->(c:Method)
            RETURN [c.id, c.name, r.role, r.confidence, r.stored_evidence] ORDER BY r.strength LIMIT 20 } AS methods,
  COLLECT { MATCH (p)-[:CITES]->(o) RETURN [o.id, o.title, o.year] ORDER BY o.id LIMIT 20 } AS cited,
  COUNT { (p)-[:CITES]->() } AS references,
  COUNT { (p)<-[:CITES]-() } AS citations
