// The nodes that have all terms of a query, by their scores, as citeweave_graph.searching has it.
// OF_KINDS and the conditions of the window are put in from constants.
CALL db.index.fulltext.queryNodes('node_search', $query) YIELD node
WHERE OF_KINDS
WITH node,
  ' ' + replace(node.search_name, ' ', '  ') + ' ' AS name,
  ' ' + replace(node.search_body, ' ', '  ') + ' ' AS body
WITH node, [term IN $terms | reduce(total = 0, needle IN term.needles | total +
  (2 * (size(name) - size(replace(name, needle, '')))
    + size(body) - size(replace(body, needle, ''))) / size(needle))] AS counts,
  1.2 * (1 - 0.75 + 0.75 * node.search_length / $average) AS norm
WHERE all(count IN counts WHERE count > 0)
WITH node, 1000000 * reduce(total = 0.0, place IN range(0, size(counts) - 1) |
  total + $terms[place].rarity * counts[place] * (1.2 + 1) / (counts[place] + norm)) AS points
WITH node, floor(points) AS whole, points - floor(points) AS rest
WITH node, toInteger(whole) + CASE
    WHEN rest > 0.5 OR (rest = 0.5 AND toInteger(whole) % 2 = 1) THEN 1
    ELSE 0
  END AS score
WITH node, score, $namesakes[node.id] AS papers
WITH collect({
  node: node,
  score: score,
  k0: CASE WHEN papers IS NULL THEN 1 ELSE 0 END,
  k1: CASE WHEN papers IS NULL THEN -score ELSE -papers END,
  k2: node.id
}) AS found
CALL (found) {
  UNWIND found AS one
  WITH one.node AS node, one.score AS score, one.k0 AS k0, one.k1 AS k1, one.k2 AS k2
  WHERE INSIDE
  WITH node, score, k0, k1, k2 ORDER BY k0WAY, k1WAY, k2WAY LIMIT LIMIT_SIZE
  RETURN collect([[node.kind, node.payload, score], k0, k1, k2]) AS rows
}
RETURN rows, size(found) AS total, BELOW AS below, ABOVE AS above
