// The papers whose normalised title is one of some, each given with its digest.
UNWIND $forms AS asked
MATCH (paper:Node {_sort_name: asked.digest})
WHERE paper.kind = 'Paper' AND paper.sort_name = asked.form
RETURN asked.form AS form, paper.kind AS kind, paper.payload AS payload
ORDER BY paper.id
