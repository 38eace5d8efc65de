// What is reached from each id over one hop and then another, by how many middle nodes.
// Patterns and conditions of the hops and of the window are put in from constants.
HOME_OF_EACH
CALL (home) {
  MATCH (home)-[a]-(middle)
  WHERE FIRST
  WITH DISTINCT home, middle
  MATCH (middle)-[b]-(far)
  WHERE SECOND
  WITH home, far, count(DISTINCT middle) AS middles
  WHERE far <> home
  RETURN collect([-middles, far.id]) AS found
}
CALL (found) {
  UNWIND found AS one
  WITH one[0] AS k0, one[1] AS k1
  WHERE INSIDE
  WITH k0, k1 ORDER BY k0WAY, k1WAY LIMIT LIMIT_SIZE
  RETURN collect([k1, k0, k1]) AS rows
}
RETURN place, rows, size(found) AS total, BELOW AS below, ABOVE AS above
