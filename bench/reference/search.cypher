CALL db.index.fulltext.queryNodes('node_search', $query) YIELD node, score
WHERE node:Paper
WITH node, score ORDER BY score DESC, node.id
WITH collect([node, score]) AS found
UNWIND found[0..20] AS one
RETURN size(found) AS total, one[0].id, one[0].title, one[1] AS score
