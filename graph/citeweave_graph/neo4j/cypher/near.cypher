// Words of names that a mistyped word may stand for, and how many nodes have each.
CALL db.index.fulltext.queryNodes('name_words', $query) YIELD node
UNWIND split(node.search_name, ' ') AS word
WITH DISTINCT node, word
WHERE $least <= size(word) <= $most
RETURN word, count(*) AS count
