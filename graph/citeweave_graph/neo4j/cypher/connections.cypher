// For each of some papers, how many papers connect it with another, and the first of those by id.
// The patterns of both hops are put in from constants.
MATCH (home:Node {id: $id})
UNWIND range(0, size($ids) - 1) AS place
MATCH (other:Node {id: $ids[place]})
CALL (home, other) {
  MATCH (home)-[a]-(middle)
  MATCH (middle)-[b]-(other)
  WITH DISTINCT middle.id AS id ORDER BY id
  RETURN collect(id) AS ids
}
WITH place, ids ORDER BY place
RETURN size(ids) AS count, ids[..$most] AS first
