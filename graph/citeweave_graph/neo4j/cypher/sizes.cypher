// How many nodes of each kind there are, the length of their texts, and whether words are cut.
MATCH (node:Node)
RETURN node.kind AS kind, count(node) AS documents, sum(node.search_length) AS total_length,
  max(node.long_words) AS long_words
