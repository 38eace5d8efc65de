// The first nodes of some kinds whose names have all words.
// OF_KINDS is put in from constants.
CALL db.index.fulltext.queryNodes('node_search', $query) YIELD node
WHERE OF_KINDS
  AND all(needles IN $needles
    WHERE any(needle IN needles WHERE (' ' + node.search_name + ' ') CONTAINS needle))
RETURN node.kind AS kind, node.payload AS payload
ORDER BY node.paper_count DESC, node.sort_name, node.id
LIMIT $first
