// The nodes that have all terms of a query, by their scores, as citeweave_graph.searching has it.
// OF_KINDS and the conditions of the window are put in from constants. Rows are sorted without
// the texts that they were scored by, which a common word would fill the memory with.
CALL () {
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
  RETURN
    CASE WHEN papers IS NULL THEN 1 ELSE 0 END AS k0,
    CASE WHEN papers IS NULL THEN -score ELSE -papers END AS k1,
    node.id AS k2,
    score
}
WITH k0, k1, k2, score ORDER BY k0WAY, k1WAY, k2WAY
WITH
  collect(CASE WHEN INSIDE THEN [k0, k1, k2, score] END)[..LIMIT_SIZE] AS best,
  count(*) AS total,
  count(CASE WHEN BELOW THEN 1 END) > 0 AS below,
  count(CASE WHEN ABOVE THEN 1 END) > 0 AS above
CALL (best) {
  UNWIND range(0, size(best) - 1) AS place
  MATCH (node:Node {id: best[place][2]})
  WITH node, best[place] AS one, place ORDER BY place
  RETURN collect([[node.kind, node.payload, one[3]], one[0], one[1], one[2]]) AS rows
}
RETURN rows, total, below, above
