// How many mentions the extracted edge of each pair stands on.
UNWIND range(0, size($pairs) - 1) AS place
CALL (place) {
  MATCH (first:Node {id: $pairs[place][0]})
  RETURN first
  UNION ALL
  MATCH (moved:Redirect {id: $pairs[place][0]})
  WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  MATCH (first:Node {id: moved.target})
  RETURN first
}
CALL (place) {
  MATCH (last:Node {id: $pairs[place][1]})
  RETURN last
  UNION ALL
  MATCH (moved:Redirect {id: $pairs[place][1]})
  WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  MATCH (last:Node {id: moved.target})
  RETURN last
}
MATCH (first)-[edge]->(last)
WHERE edge.stored_evidence IS NOT NULL
RETURN place, size(edge.stored_evidence) AS count
