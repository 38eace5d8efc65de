// The edges from the next nodes, in the order of the nodes' ids.
MATCH (source:Node)
WHERE source.id > $after
WITH source ORDER BY source.id LIMIT $size
CALL (source) {
  MATCH (source)-[edge]->(target:Node)
  WITH edge ORDER BY target.id, type(edge)
  RETURN collect(edge.stored_record) AS payloads
}
RETURN source.id AS id, payloads
ORDER BY id
