// The edges of some kinds that have an end among some nodes.
UNWIND $ids AS asked
CALL (asked) {
  MATCH (home:Node {id: asked})
  RETURN home
  UNION ALL
  MATCH (moved:Redirect {id: asked})
  WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  MATCH (home:Node {id: moved.target})
  RETURN home
}
MATCH (home)-[edge:KINDS]-()
WITH DISTINCT edge
RETURN edge.stored_record AS payload
