// Everything that rules decided about pairs.
MATCH (decision:Decision)
RETURN properties(decision) AS row
ORDER BY decision.kind, decision.one, decision.other
