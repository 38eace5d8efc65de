// The node of each id, or the one it became.
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
RETURN asked, home.kind AS kind, home.payload AS payload
