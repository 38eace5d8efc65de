// In how many nodes of some kinds each term of a query is.
// OF_KINDS is put in from constants.
UNWIND range(0, size($terms) - 1) AS place
CALL (place) {
  CALL db.index.fulltext.queryNodes('node_search', $terms[place].query) YIELD node
  WHERE OF_KINDS
  RETURN count(node) AS count
}
RETURN place, count
ORDER BY place
