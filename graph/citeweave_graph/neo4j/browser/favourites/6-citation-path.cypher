// Citation path: how a later paper leads back to earlier ones, citation by citation
WITH "" AS later, "" AS earlier
MATCH (from:Paper)-[cited:CITES]->(:Paper)
WHERE toLower(from.title) CONTAINS toLower(later)
WITH from, earlier, count(cited) AS references
ORDER BY from.year DESC, references DESC, from.id LIMIT 1
MATCH path = ANY SHORTEST (from)-[:CITES]->{1,4}(to:Paper)
WHERE from <> to AND toLower(to.title) CONTAINS toLower(earlier)
RETURN path ORDER BY length(path) DESC, to.id LIMIT 25
