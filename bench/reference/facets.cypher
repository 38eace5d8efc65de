MATCH (p:Paper) WHERE p.year >= $year
RETURN p.venue AS venue, count(*) AS count
ORDER BY count DESC, venue LIMIT 100
