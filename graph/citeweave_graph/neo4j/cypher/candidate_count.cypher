// How many pairs rules were unsure about.
MATCH (decision:Decision {verdict: 'unsure'})
WHERE $kind IS NULL OR decision.kind = $kind
RETURN count(decision) AS count
