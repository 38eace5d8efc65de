"""`neo4j://HOST` the shared store: a graph on a Neo4j server, written by one, read by many."""

from citeweave_graph.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore"]
