// Every id that was merged away, with the node it leads to.
MATCH (moved:Redirect)
WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  AND EXISTS { MATCH (:Node {id: moved.target}) }
RETURN moved.id AS id, moved.target AS target
ORDER BY id
