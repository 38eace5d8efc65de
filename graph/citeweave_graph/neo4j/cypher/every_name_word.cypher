// Every word of the names of what is no paper, and how many nodes have it.
MATCH (node:Node)
WHERE NOT node:Paper
UNWIND split(node.search_name, ' ') AS word
WITH DISTINCT node, word
RETURN word, count(*) AS count
