"""What a Neo4j database holds, kept to be put back: much quicker than deriving it again."""

from __future__ import annotations

from neo4j_server import Neo4jServer

__all__ = ["KeptDatabase"]

_NODES = "MATCH (n) RETURN elementId(n), labels(n), properties(n)"
_RELATIONSHIPS = (
    "MATCH (one)-[r]->(other) RETURN elementId(one), elementId(other), type(r), properties(r)"
)
_PUT_BACK = """
UNWIND $nodes AS node
CREATE (made:$(node[0])) SET made = node[1]
WITH collect(made) AS all
UNWIND $relationships AS row
WITH all[row[0]] AS one, all[row[1]] AS other, row
CREATE (one)-[made:$(row[2])]->(other) SET made = row[3]
"""


class KeptDatabase:
    """All nodes and relationships of a database, as they were at one moment.

    Args:
        server: whose database it is; there must be a relationship in it.
    """

    def __init__(self, server: Neo4jServer) -> None:
        places: dict[str, int] = {}
        self._nodes: list[list[object]] = []
        for record in server.run(_NODES):
            place, *node = record.values()
            places[place] = len(places)
            self._nodes.append(node)
        self._relationships = [
            [places[one], places[other], *rest]
            for one, other, *rest in (record.values() for record in server.run(_RELATIONSHIPS))
        ]

    def put_back(self, server: Neo4jServer) -> None:
        """Make a database hold this and nothing else, in one transaction after it is emptied."""
        server.reset()
        server.run(_PUT_BACK, nodes=self._nodes, relationships=self._relationships)
