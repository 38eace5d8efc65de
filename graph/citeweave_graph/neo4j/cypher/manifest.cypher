// What a version of the graph was made from.
MATCH (manifest:Manifest {version: $version})
RETURN manifest.payload AS payload
