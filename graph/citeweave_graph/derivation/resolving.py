"""From what a paper calls a thing to the node that stands for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from citeweave_graph.identity.concepts import LocalName, name_of_key, target_key
from citeweave_graph.identity.members import kind_and_key, named_key
from citeweave_graph.tables import Row, Tables
from citeweave_schema.ids import node_id
from citeweave_schema.judgements import Judgement, Verdict
from citeweave_schema.kinds import NodeKind

__all__ = ["Homes", "NodeKey", "Resolver", "kept_resolution", "redirect_names", "redirect_rows"]

NodeKey = tuple[NodeKind, str]
"""What a node's id is made of."""

_NAMED = frozenset(kind.value for kind in NodeKind) - {NodeKind.PAPER, NodeKind.AUTHOR}


class Homes:
    """The names that people joined or held apart, and the one that stands for each.

    Of names joined, the one that no judgement puts into another stands for all; of several such
    the least.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        """Read what judgements say of names; those about other things say nothing."""
        self._home: dict[str, str] = {}
        self._apart: set[tuple[str, str]] = set()
        groups: dict[str, set[str]] = {}
        inner: set[str] = set()
        for one in judgements:
            left, right = one.left_key, one.right_key
            if left is None or right is None or left.partition(":")[0] not in _NAMED:
                continue
            if one.verdict is Verdict.DIFFERENT:
                self._apart |= {(left, right), (right, left)}
                continue
            inner.add(right)
            merged = groups.get(left, {left}) | groups.get(right, {right})
            groups.update(dict.fromkeys(merged, merged))
        for key, group in groups.items():
            outer = group - inner
            self._home[key] = min(outer or group)

    def key(self, kind: NodeKind, key: str) -> NodeKey:
        """Give the kind and key of the node that stands for a name.

        >>> Homes().key(NodeKind.VENUE, "name:acl")
        (<NodeKind.VENUE: 'Venue'>, 'name:acl')
        """
        if self._home:
            own = named_key(kind, key)
            key = self._home.get(own, own).partition(":")[2]
        return kind, key

    def joined(self, key: str) -> str:
        """Give the name that stands for one, both by the keys that judgements know them by."""
        return self._home.get(key, key)

    def node(self, kind: NodeKind, key: str) -> str:
        """Give the id of the node that stands for a name."""
        return node_id(*self.key(kind, key))

    def judged(self, name: LocalName, other: LocalName) -> bool:
        """Tell whether a person joined two names or held them apart."""
        ends = [named_key(*target_key(one)) for one in (name, other)]
        joined = ends[0] in self._home and self._home[ends[0]] == self._home.get(ends[1])
        return joined or self.apart(name, other)

    def apart(self, name: LocalName, target: LocalName) -> bool:
        """Tell whether a person holds a name apart from one that rules take for it."""
        if not self._apart:
            return False
        return (named_key(*target_key(name)), named_key(*target_key(target))) in self._apart


class Resolver:
    """Leads the local names of the papers at hand to their nodes."""

    def __init__(
        self, names: Mapping[LocalName, LocalName] | None = None, homes: Homes | None = None
    ) -> None:
        """Resolve by what rules found for names and what people joined."""
        self._names = names or {}
        self._homes = homes or Homes()

    def name(self, name: LocalName) -> LocalName:
        """Give the local name that stands for a name."""
        return self._names.get(name, name)

    def key(self, kind: NodeKind, key: str) -> NodeKey:
        """See `Homes.key`."""
        return self._homes.key(kind, key)

    def target(self, name: LocalName) -> NodeKey:
        """Give the kind and key of the node that a resolved local name leads to."""
        return self._homes.key(*target_key(name))

    def node(self, name: LocalName) -> str:
        """Give the id of that node."""
        return node_id(*self.target(name))

    def own_nodes(self, name: LocalName) -> tuple[str, str]:
        """Give the ids that a name, and what rules take it for, have where nobody joined them."""
        return node_id(*target_key(self.name(name))), node_id(*target_key(name))


def kept_resolution(tables: Tables, names: Collection[LocalName]) -> dict[LocalName, LocalName]:
    """Give the local name that stands for each name, as the store keeps it."""
    kept = {row["name"]: row["target"] for row in tables.select("resolution", "name", names)}
    return {name: kept.get(name, name) for name in names}


def redirect_rows(led: Mapping[LocalName, LocalName], homes: Homes) -> list[Row]:
    """Give the rows that lead the ids of names to the nodes that stand for them."""
    pairs = (
        (node_id(*target_key(name)), node_id(*homes.key(*target_key(target))))
        for name, target in led.items()
    )
    return [{"id": one, "target": home} for one, home in pairs if one != home]


def redirect_names(tables: Tables, homes: Homes, keys: Collection[str]) -> None:
    """Lead the ids of names that people joined, or did, and of what rules took for them."""
    named = [kind_and_key(key) for key in keys]
    tables.delete("redirect", "id", [node_id(*one) for one in named])
    pairs = [(node_id(*one), node_id(*homes.key(*one))) for one in named]
    tables.insert("redirect", [{"id": one, "target": home} for one, home in pairs if one != home])
    locals_ = {name_of_key(*one) for one in named} - {None}
    rows = tables.select("resolution", "target", locals_)
    rows += tables.select("resolution", "name", locals_)
    led = {row["name"]: row["target"] for row in rows}
    tables.insert("redirect", redirect_rows(led, homes))
