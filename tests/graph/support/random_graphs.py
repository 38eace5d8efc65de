"""Graphs of every kind of node and edge, put into a graph file row by row, and changed there."""

import random
from contextlib import contextmanager
from pathlib import Path

from citeweave_graph.rows import edge_row, naming_row, node_row
from citeweave_graph.sqlite.connection import connect
from citeweave_graph.sqlite.view import SqliteView
from citeweave_schema import ConceptKind, EdgeKind, NodeKind, PartialDate, Role, node_id
from citeweave_schema.edges import ENDS, Edge
from citeweave_schema.kinds import ROLES_OF, EntityType, edge_kind
from citeweave_schema.nodes import NODE_TYPES, ConceptNode, PaperNode

VENUES = [None, None, "ACL", "NeurIPS", "Ünïcode", "ACL 2020", ""]
_CONFIDENCES = [0.3, 0.5, 0.57, 0.9, 0.9, 0.9, 1.0]


class RandomGraph:
    """A graph that chance makes and changes, and the rows of it in a store."""

    def __init__(self, chance: random.Random, papers: int = 12, concepts: int = 6) -> None:
        self.chance = chance
        self.nodes = {}
        self.edges = {}
        self.redirects = {}
        self._made = 0
        for _ in range(papers):
            self._add(NodeKind.PAPER)
        for _ in range(concepts):
            self._add(NodeKind.CONCEPT)
        for kind in (NodeKind.AUTHOR, NodeKind.ORGANIZATION, NodeKind.VENUE, NodeKind.PERSON):
            for _ in range(3):
                self._add(kind)
        for _ in range(6 * papers):
            self._join()

    def _of(self, kind):
        return [one for one, node in self.nodes.items() if node.kind is kind]

    def _add(self, kind):
        self._made += 1
        key = f"{kind.value} {self._made}"
        if kind is NodeKind.CONCEPT:
            key = f"{self.chance.choice([*ConceptKind, 'METHOD'])}:{key}"
        self.nodes[node_id(kind, key)] = self._node(kind, key)

    def _node(self, kind, key):
        one, chance = node_id(kind, key), self.chance
        if kind is NodeKind.PAPER:
            year = chance.choice([None, 1999, 2010, 2010, 2020, 2021])
            return PaperNode(
                id=one,
                key=key,
                title=f"Title {key}",
                date=PartialDate(year) if year else None,
                venue=chance.choice(VENUES),
                language=chance.choice([None, "en", "de"]),
                retracted=chance.random() < 0.1,
                stub=chance.random() < 0.2,
            )
        if kind is NodeKind.CONCEPT:
            return ConceptNode(
                id=one,
                key=key,
                name=f"name {chance.randrange(4)}",
                concept_kind=ConceptKind(key.partition(":")[0]),
                document_frequency=chance.choice([0, 1, 1, 2, 3, 8]),
            )
        return NODE_TYPES[kind](id=one, key=key, name=f"Name {key}")

    def _join(self):
        chance = self.chance
        kind = chance.choice([*EdgeKind, *[EdgeKind.USES] * 12, *[EdgeKind.CITES] * 3])
        source = chance.choice(self._of(ENDS[kind][0]))
        target = chance.choice([one for end in ENDS[kind][1] for one in self._of(end)])
        if source == target or (kind is EdgeKind.COMPARED_WITH and source > target):
            return
        if source.startswith("P") and target.startswith("C"):
            of = EntityType(self.nodes[target].concept_kind.value)
            role = chance.choice(ROLES_OF[of])
            kind = edge_kind(of, role)
            for other in [place for place in self.edges if place[:2] == (source, target)]:
                del self.edges[other]
        else:
            role = Role.MENTIONS if kind is EdgeKind.NAMES else None
        sure = role is not None or source.startswith("C")
        self.edges[source, target, kind] = Edge(
            kind=kind,
            source=source,
            target=target,
            role=role,
            confidence=chance.choice(_CONFIDENCES) if sure else None,
            support=chance.randrange(1, 4),
            position=chance.randrange(1, 5) if kind is EdgeKind.AUTHORED else None,
        )

    def change(self):
        """Let chance add, take out and alter a few things."""
        chance = self.chance
        for _ in range(chance.randrange(4)):
            self._add(chance.choice([NodeKind.PAPER, NodeKind.CONCEPT, NodeKind.AUTHOR]))
        for one in chance.sample(sorted(self.nodes), chance.randrange(4)):
            self.nodes[one] = self._node(self.nodes[one].kind, self.nodes[one].key)
        if chance.random() < 0.6:
            self._merge(chance.choice(self._of(NodeKind.PAPER)))
        for place in chance.sample(sorted(self.edges), min(len(self.edges), 3)):
            del self.edges[place]
        for _ in range(chance.randrange(15)):
            self._join()

    def _merge(self, gone):
        del self.nodes[gone]
        self.redirects[gone] = self.chance.choice(self._of(NodeKind.PAPER))
        self.edges = {place: one for place, one in self.edges.items() if gone not in place}

    def put(self, store):
        """Make the rows of a store those of the graph, changing only what differs."""
        tables = store.tables()
        try:
            old = {row["id"]: row for row in tables.everything("node")}
            new = {one: node_row(node) for one, node in self.nodes.items()}
            before, after = {}, {}
            for row in tables.everything("edge"):
                before.setdefault(row["source"], []).append(row)
            for edge in self.edges.values():
                after.setdefault(edge.source, []).append(edge_row(edge))
            changed = {
                one
                for one in before.keys() | after.keys()
                if _sorted(before.get(one, ())) != _sorted(after.get(one, ()))
            }
            with tables.transaction(checked=False):
                tables.delete("edge", "source", changed)
                tables.delete("node", "id", old.keys() - new.keys())
                tables.delete("naming", "node", old.keys())
                tables.insert("node", [row for one, row in new.items() if old.get(one) != row])
                tables.insert("edge", [row for one in changed for row in after.get(one, ())])
                tables.insert(
                    "naming", [naming_row(one, "p", node.name, 1)
                               for one, node in self.nodes.items() if one[0] != "P"],
                )  # fmt: skip
                tables.insert(
                    "redirect",
                    [{"id": one, "target": home} for one, home in self.redirects.items()],
                )
        finally:
            tables.close()

    def some_id(self, kind=None):
        """Give the id of a node, of one that was merged away, or of none."""
        ids = self._of(kind) if kind else sorted(self.nodes)
        return self.chance.choice([*ids, *ids, *self.redirects, node_id(NodeKind.PAPER, "no")])


def _sorted(rows):
    return sorted(rows, key=lambda row: (row["target"], row["kind"]))


@contextmanager
def plain_view(path: Path):
    """Give a view that asks the database alone."""
    connection = connect(path, read_only=True)
    try:
        with SqliteView(connection, path, None, lambda _: None) as view:
            yield view
    finally:
        connection.close()
