// The mentions in the next papers, in the order of the papers' ids.
MATCH (paper:Node)
WHERE paper.id > $after
WITH paper ORDER BY paper.id LIMIT $size
CALL (paper) {
  MATCH (paper)-[edge]->(target:Node)
  WHERE edge.stored_evidence IS NOT NULL
  WITH edge ORDER BY target.id
  UNWIND edge.stored_evidence AS payload
  RETURN collect(payload) AS payloads
}
RETURN paper.id AS id, payloads
ORDER BY id
