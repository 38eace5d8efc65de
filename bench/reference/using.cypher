MATCH (c:Method {name: $name})
MATCH (c)<-[:PROPOSES|USES|COMPARES_WITH|MENTIONS]-(p:Paper)
RETURN count(DISTINCT p) AS count
