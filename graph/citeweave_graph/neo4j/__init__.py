"""`neo4j://HOST` the shared store: a Neo4j server, written by one, read by many."""
