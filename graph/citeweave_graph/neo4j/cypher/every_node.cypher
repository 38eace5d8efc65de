// The next nodes in the order of their ids.
MATCH (node:Node)
WHERE node.id > $after
RETURN node.id AS id, node.kind AS kind, node.payload AS payload
ORDER BY id
LIMIT $size
