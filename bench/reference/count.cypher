MATCH (p:Paper) WHERE p.year >= $year
RETURN count(p) AS count
