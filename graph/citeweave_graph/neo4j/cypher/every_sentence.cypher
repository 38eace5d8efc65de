// Every sentence that a relation stands on.
MATCH (evidence:RelationEvidence)
RETURN evidence.payload AS payload
ORDER BY evidence.source, evidence.target, evidence.kind, evidence.paper
