// Papers that share concepts with a paper, the rarest concepts counting most.
// OURS, THEIRS (types of edges) and the conditions are put in from constants.
CALL () {
  MATCH (home:Node {id: $id})
  RETURN home
  UNION ALL
  MATCH (moved:Redirect {id: $id})
  WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  MATCH (home:Node {id: moved.target})
  RETURN home
}
CALL (home) { MATCH (paper:Paper) RETURN count(paper) AS papers }
CALL (home) { MATCH (stub:Stub) RETURN count(stub) AS stubs }
CALL (home, papers, stubs) {
  MATCH (home)-[mine:OURS]->(concept:Concept)
  WHERE concept.concept_kind IN $kinds AND CHOSEN AND mine.confidence >= $least
  WITH concept, mine, concept.document_frequency AS having
  RETURN collect({
    concept: concept,
    mine: mine,
    having: having,
    weight: toInteger(round(1000000 * log(1.0 * (papers - stubs + 1) / (having + 1))))
  }) AS links
}
CALL (home, links) {
  UNWIND links AS link
  WITH home, link.concept AS concept, link.weight AS weight
  MATCH (concept)<-[theirs:THEIRS]-(other:Paper)
  WHERE FITS
  WITH home, other, sum(weight) AS score
  WHERE other <> home
  RETURN collect([-score, other.id]) AS found
}
CALL (links, found) {
  UNWIND found AS one
  WITH one[0] AS k0, one[1] AS k1
  WHERE INSIDE
  WITH k0, k1 ORDER BY k0WAY, k1WAY LIMIT LIMIT_SIZE
  MATCH (other:Node {id: k1})
  WITH other, k0, k1 ORDER BY k0WAY, k1WAY
  CALL (other, links) {
    UNWIND links AS link
    WITH other, link.concept AS concept
    MATCH (other)-[theirs:THEIRS]->(concept)
    WHERE FITS
    RETURN collect([concept.id, theirs.stored_record]) AS shared
  }
  RETURN collect([[k0, k1, shared], k0, k1]) AS rows
}
RETURN home.kind AS kind, papers - stubs AS papers,
  [link IN links | [link.concept.id, link.having, link.weight, link.mine.stored_record]] AS links,
  size(found) AS total, rows, BELOW AS below, ABOVE AS above
