// In how many nodes of some kinds each term of a query is, where the index may have cut words.
// OF_KINDS is put in from constants.
UNWIND range(0, size($terms) - 1) AS place
CALL (place) {
  CALL db.index.fulltext.queryNodes('node_search', $terms[place].query) YIELD node
  WHERE OF_KINDS
    AND any(needle IN $terms[place].needles
      WHERE (' ' + node.search_name + ' ') CONTAINS needle
        OR (' ' + node.search_body + ' ') CONTAINS needle)
  RETURN count(node) AS count
}
RETURN place, count
ORDER BY place
