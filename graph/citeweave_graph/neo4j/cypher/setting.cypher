// The value that is kept under a name.
MATCH (meta:Meta {name: $name})
RETURN meta.value AS value
