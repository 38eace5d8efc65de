// The ids that were merged away, each with the id of what it became.
UNWIND $ids AS asked
MATCH (moved:Redirect {id: asked})
WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
RETURN asked, moved.target AS home
