"""What identity put together in a node: the records of a paper, the places of an author, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from citeweave_graph.identity.concepts import local_name, name_of_key, target_key
from citeweave_graph.identity.joining import base_key
from citeweave_graph.identity.papers import Candidate
from citeweave_schema.codec import from_line
from citeweave_schema.errors import NotFoundError
from citeweave_schema.judgements import Judgement, Verdict
from citeweave_schema.kinds import EntityType, NodeKind
from citeweave_schema.papers import AuthorName, Paper

__all__ = [
    "REFERENCE",
    "Member",
    "Select",
    "joined_names",
    "kind_and_key",
    "members_of",
    "named_key",
    "pair_judgements",
]

Select = Callable[[str, str, Collection[Any]], list[dict[str, Any]]]
"""Gives the rows of a table whose column has one of some values."""

REFERENCE = "reference:"
"""Marks the hash of a reference, which is a record without being a paper of a source."""

_HANDLE = 12
_TYPES = {NodeKind.ORGANIZATION: EntityType.ORG, NodeKind.PERSON: EntityType.PERSON}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the things that were put together in a node.

    Attributes:
        handle: what names it among the members of its node, as `split` takes it.
        keys: what judgements know it by, the strongest first.
        name: a title, or a name as printed, of a concept the way it is written most often.
        year: of a record; None when not known, or of something else.
        paper: of an author's place, the paper; None otherwise.
        sources: of a record, the sources that have it.
        record: hash of a record; empty for something else.
    """

    handle: str
    keys: tuple[str, ...]
    name: str
    year: int | None = None
    paper: str | None = None
    sources: tuple[str, ...] = ()
    record: str = ""

    @property
    def reference(self) -> bool:
        """Whether it is a record that only refers to the paper."""
        return self.record.startswith(REFERENCE)


def named_key(kind: NodeKind, key: str) -> str:
    """Give the key under which judgements know a name of a kind.

    >>> named_key(NodeKind.ORGANIZATION, "name:open ai")
    'Organization:name:open ai'
    """
    return f"{kind.value}:{key}"


def kind_and_key(named: str) -> tuple[NodeKind, str]:
    """Give the kind and key of a name by the key that judgements know it by."""
    kind, _, key = named.partition(":")
    return NodeKind(kind), key


def members_of(select: Select, node: str) -> tuple[Member, ...]:
    """Give the members of a node, in an order that follows from them.

    Raises:
        NotFoundError: no such node.
    """
    rows = select("node", "id", [node])
    if not rows:
        raise NotFoundError(f"the graph has no node {node!r}")
    kind = NodeKind(rows[0]["kind"])
    if kind is NodeKind.PAPER:
        found = _records(select, node)
    elif kind is NodeKind.AUTHOR:
        found = _places(select, node)
    else:
        found = _names(select, kind, rows[0]["key"], node)
    return tuple(sorted(found, key=lambda one: (one.name, one.keys, one.handle)))


def _records(select: Select, node: str) -> Iterable[Member]:
    hashes = {row["hash"] for row in select("member", "paper", [node])}
    owners: dict[str, set[str]] = {}
    for row in select("owner", "hash", hashes):
        owners.setdefault(row["hash"], set()).add(row["owner"])
    for row in select("record", "hash", hashes):
        paper = from_line(Paper, row["payload"])
        stub = bool(row["stub"])
        yield Member(
            handle=row["hash"].rpartition(":")[2][:_HANDLE],
            keys=Candidate(hash=row["hash"], paper=paper, stub=stub).keys,
            name=paper.title_readable or paper.title,
            year=paper.date.year if paper.date else None,
            sources=() if stub else tuple(sorted(owners.get(row["hash"], ()))),
            record=row["hash"],
        )


def _places(select: Select, node: str) -> Iterable[Member]:
    for row in select("slot", "author", [node]):
        author = from_line(AuthorName, row["payload"])
        yield Member(
            handle=row["key"],
            keys=(row["key"], *map(str, author.identifiers)),
            name=author.name,
            paper=row["paper"],
        )


def _names(select: Select, kind: NodeKind, key: str, node: str) -> Iterable[Member]:
    written = _written(select, kind, key, node)
    own = joined_names(select, named_key(kind, key))
    locals_ = {name_of_key(*kind_and_key(one)) for one in own} - {None}
    led = {row["name"] for row in select("resolution", "target", locals_)}
    for one in sorted(own | {named_key(*target_key(name)) for name in led}):
        yield Member(handle=one, keys=(one,), name=written.get(one, one.rpartition(":")[2]))


def _written(select: Select, kind: NodeKind, key: str, node: str) -> dict[str, str]:
    """Give how each name of a node is written most often."""
    if kind is NodeKind.CONCEPT:
        type_ = EntityType(key.partition(":")[0])
    elif kind in _TYPES:
        type_ = _TYPES[kind]
    else:
        return {}
    counts: dict[str, Counter[str]] = {}
    for row in select("naming", "node", [node]):
        name = named_key(*target_key(local_name(type_, row["surface"])))
        counts.setdefault(name, Counter())[row["surface"]] += row["count"]
    return {
        name: min(found, key=lambda surface: (-found[surface], surface))
        for name, found in counts.items()
    }


def joined_names(select: Select, key: str) -> set[str]:
    """Give the names that people joined with one, itself among them, by their keys."""
    found: set[str] = set()
    open_keys = {key}
    while open_keys:
        found |= open_keys
        rows = select("judgement", "subject", open_keys)
        rows += select("judgement", "object", open_keys)
        judgements = [from_line(Judgement, row["payload"]) for row in rows]
        ends = {
            end
            for one in judgements
            if one.verdict is Verdict.SAME
            for end in (one.left_key, one.right_key)
            if end is not None
        }
        open_keys = ends - found
    return found


def pair_judgements(select: Select, keys: Collection[str]) -> list[Judgement]:
    """Give the judgements about pairs with a record of one of the keys, by id."""
    bases = set(map(base_key, keys))
    rows = {
        row["id"]: row
        for column in ("subject", "object")
        for row in select("judgement", column, bases)
    }
    found = (from_line(Judgement, rows[one]["payload"]) for one in sorted(rows))
    return [one for one in found if one.left_key is not None]
