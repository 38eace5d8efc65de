// All shortest paths between two nodes, in the order of what lies on them.
// THROUGH and the greatest length are put in from closed lists.
UNWIND [0] AS place
CALL (place) {
  MATCH (first:Node {id: $ids[place]})
  RETURN first
  UNION ALL
  MATCH (moved:Redirect {id: $ids[place]})
  WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  MATCH (first:Node {id: moved.target})
  RETURN first
}
CALL (first) {
  MATCH (last:Node {id: $ids[1]})
  RETURN last
  UNION ALL
  MATCH (moved:Redirect {id: $ids[1]})
  WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  MATCH (last:Node {id: moved.target})
  RETURN last
}
WITH first, last
WHERE first <> last
MATCH path = allShortestPaths((first)-[:THROUGH*..8]-(last))
WITH nodes(path) AS steps, relationships(path) AS edges
WITH [step IN steps | step.id] AS ids, edges
WITH ids, edges, reduce(place = [], number IN range(0, size(edges) - 1) |
  place + [ids[number + 1], type(edges[number]), startNode(edges[number]).id]) AS place
ORDER BY place
LIMIT $most
RETURN ids, [edge IN edges | edge.stored_record] AS edges
