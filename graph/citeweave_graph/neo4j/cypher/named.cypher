// The nodes of a kind that go by one of some names, found by the keys of the names' forms.
UNWIND $forms AS asked
CALL db.index.fulltext.queryNodes('node_forms', asked.key) YIELD node
WHERE node.kind = $kind
  AND ($concept_kind IS NULL OR node.concept_kind = $concept_kind)
  AND asked.form IN node.forms
RETURN asked.form AS form, node.kind AS kind, node.payload AS payload
