// What the graph says of itself, settings left out, and what its last commit is called.
OPTIONAL MATCH (version:Meta {name: 'version'})
OPTIONAL MATCH (state:Meta {name: 'state'})
OPTIONAL MATCH (writing:CiteweaveWriting {id: 'writing'})
RETURN version.value AS version, state.value AS state, writing.commit AS commit
