// The judgements that stand, each with what became of the two ids it is about.
MATCH (judgement:Judgement)
CALL (judgement) {
  UNWIND [judgement.subject, judgement.object] AS asked
  OPTIONAL MATCH (moved:Redirect {id: asked})
  WHERE NOT EXISTS { MATCH (:Node {id: moved.id}) }
  RETURN collect(coalesce(moved.target, asked)) AS homes
}
RETURN judgement.payload AS payload, homes
ORDER BY judgement.id
