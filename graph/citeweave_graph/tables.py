"""What a store keeps, as tables: the contract between the writer and each store.

The writer derives the graph from what sources said, extractors found and people judged; it needs
only the three operations of `Tables` for that, so that every store derives the same graph. The
first group of tables is the truth, the second follows from it and could be thrown away.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, ClassVar

__all__ = ["DERIVED", "TABLES", "Row", "Table", "Tables", "Usage"]

Row = Mapping[str, Any]
"""A row by column: text, whole numbers or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its columns, those that make a row unique, and those it is looked up by."""

    columns: tuple[str, ...]
    unique: tuple[str, ...]
    indexes: tuple[str, ...] = ()


TABLES: dict[str, Table] = {
    # The truth
    "meta": Table(columns=("name", "value"), unique=("name",)),
    "source": Table(
        columns=("uri", "format", "sha256", "records", "refused", "complete"), unique=("uri",)
    ),
    "manifest": Table(columns=("version", "payload"), unique=("version",)),
    "record": Table(columns=("hash", "key", "stub", "payload"), unique=("hash",)),
    "owner": Table(columns=("hash", "owner"), unique=("owner", "hash"), indexes=("hash",)),
    "extraction": Table(columns=("text", "extractor", "payload"), unique=("text",)),
    "judgement": Table(
        columns=("id", "subject", "object", "payload"),
        unique=("id",),
        indexes=("subject", "object"),
    ),
    # What follows from it
    "block": Table(columns=("hash", "block"), unique=("block", "hash"), indexes=("hash",)),
    "member": Table(columns=("hash", "paper"), unique=("hash",), indexes=("paper",)),
    "node": Table(
        columns=(
            "id", "kind", "key", "name", "sort_name", "year", "venue", "language", "stub",
            "retracted", "concept_kind", "document_frequency", "paper_count", "first_year",
            "text", "payload",
        ),
        unique=("id",),
        indexes=("text", "sort_name"),
    ),
    "decision": Table(
        columns=(
            "kind", "one", "other", "one_base", "other_base", "verdict", "score", "one_node",
            "other_node", "rule", "reason",
        ),
        unique=("kind", "one", "other"),
        indexes=("one_base", "other_base", "one_node", "other_node"),
    ),
    "redirect": Table(columns=("id", "target"), unique=("id",), indexes=("target",)),
    "edge": Table(
        columns=(
            "source", "target", "kind", "role", "confidence", "strength", "support", "payload",
        ),
        unique=("source", "target", "kind"),
        indexes=("target",),
    ),
    "evidence": Table(
        columns=("paper", "target", "field", "start", "payload"),
        unique=("paper", "target", "field", "start"),
    ),
    "relation": Table(
        columns=("edge", "paper", "kind", "source", "target", "confidence", "payload"),
        unique=("edge", "paper"),
        indexes=("paper",),
    ),
    "naming": Table(
        columns=("node", "paper", "surface", "form", "count"),
        unique=("node", "paper", "surface"),
        indexes=("paper", "form"),
    ),
    "local": Table(columns=("paper", "name"), unique=("paper", "name"), indexes=("name",)),
    "abbreviation": Table(
        columns=("short", "long", "paper"), unique=("short", "long", "paper"), indexes=("paper",)
    ),
    "resolution": Table(columns=("name", "target"), unique=("name",), indexes=("target",)),
    "slot": Table(
        columns=("paper", "position", "author", "key", "payload"),
        unique=("paper", "position"),
        indexes=("author", "key"),
    ),
    "slot_block": Table(
        columns=("paper", "position", "block"),
        unique=("paper", "position", "block"),
        indexes=("block",),
    ),
    "namesakes": Table(columns=("block", "scheme"), unique=("block",)),
}  # fmt: skip
"""Every table of a store, by name.

`owner` is asked by owner for what a source has; what a record cites, the record itself says.
"""


_KEPT = ("meta", "source", "manifest", "record", "owner", "extraction", "judgement", "block")

DERIVED = tuple(one for one in TABLES if one not in _KEPT)
"""The tables that deriving the graph fills; blocks are kept with the records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How a concept is used: papers by role, and the earliest known year of any of them."""

    papers_by_role: Mapping[str, int]
    first_year: int | None

    def __add__(self, other: Usage) -> Usage:
        """Give how a concept is used by these papers and others.

        >>> Usage(papers_by_role={"uses": 1}, first_year=2019) + Usage(
        ...     papers_by_role={"uses": 2}, first_year=None
        ... )
        Usage(papers_by_role={'uses': 3}, first_year=2019)
        """
        years = (one for one in (self.first_year, other.first_year) if one is not None)
        counts = Counter(self.papers_by_role) + Counter(other.papers_by_role)
        return Usage(papers_by_role=dict(counts), first_year=min(years, default=None))


class Tables(ABC):
    """The tables of one store, while its one writer has them open.

    Attributes:
        is_bounded: whether what one transaction can change is limited by memory.
    """

    is_bounded: ClassVar[bool] = False

    @abstractmethod
    def select(self, table: str, column: str, values: Collection[Any]) -> list[dict[str, Any]]:
        """Give the rows whose column has one of the values, in any order."""

    def present(self, table: str, column: str, values: Collection[Any]) -> set[Any]:
        """Give those of the values that the column has in any row."""
        return {row[column] for row in self.select(table, column, values)}

    @abstractmethod
    def everything(self, table: str) -> Iterable[dict[str, Any]]:
        """Give every row of a table, in any order."""

    def columns(self, table: str, columns: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        """Give some columns of every row, in the order of these columns.

        Rows of other tables may be put in meanwhile.
        """
        return sorted(tuple(row[one] for one in columns) for row in self.everything(table))

    @abstractmethod
    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Put rows in; a row equal in the unique columns is replaced."""

    def insert_values(self, table: str, values: Iterable[Sequence[Any]]) -> None:
        """Put rows in that are given by their values, in the order of the table's columns."""
        columns = TABLES[table].columns
        self.insert(table, [dict(zip(columns, one, strict=True)) for one in values])

    @abstractmethod
    def delete(self, table: str, column: str, values: Collection[Any]) -> None:
        """Take out the rows whose column has one of the values."""

    @abstractmethod
    def names_of(self, nodes: Collection[str]) -> dict[str, dict[str, int]]:
        """Give how often each surface names each node, over all rows of `naming`."""

    def long_forms(self, shorts: Collection[str]) -> dict[str, dict[str, int]]:
        """Give how many papers define each name as each other, over all rows of `abbreviation`."""
        found: dict[str, dict[str, int]] = {}
        for row in self.select("abbreviation", "short", shorts):
            longs = found.setdefault(row["short"], {})
            longs[row["long"]] = longs.get(row["long"], 0) + 1
        return found

    def supported(self, edges: Collection[str]) -> list[dict[str, Any]]:
        """Give what all rows of `relation` say of edges, given by id, one row an edge.

        Its columns are `kind`, `source`, `target`, the highest `confidence`, and `support`: how
        many rows say so.
        """
        found: dict[str, dict[str, Any]] = {}
        for row in self.select("relation", "edge", edges):
            ends = {name: row[name] for name in ("edge", "kind", "source", "target")}
            known = found.setdefault(row["edge"], ends | {"confidence": 0, "support": 0})
            known["confidence"] = max(known["confidence"], row["confidence"])
            known["support"] += 1
        return list(found.values())

    @abstractmethod
    def usage_of(self, concepts: Collection[str]) -> dict[str, Usage]:
        """Give in how many papers, and since when, each concept occurs, over the papers' edges."""

    @abstractmethod
    def transaction(self, *, checked: bool = True) -> AbstractContextManager[None]:
        """Keep all changes made in the block, or none when it ends by an error.

        Args:
            checked: whether the store sees to it that what rows refer to is there, if it can.
        """

    def gather(self) -> None:  # noqa: B027  # most stores need not know
        """Expect only records, until `deriving`, within each transaction that puts some in."""

    def deriving(self) -> AbstractContextManager[None]:
        """Keep all changes made in the block, which derive a graph that has only records yet.

        A store may keep them in parts. Until the end of the block nobody can ask it anything, and
        where it ends by an error, what was kept is gone when the next such block begins.
        """
        return self.transaction(checked=False)

    def filling(self) -> AbstractContextManager[None]:
        """Expect very many rows in this block, within `deriving`, where there are few so far.

        What serves look-ups by columns that do not make a row unique may wait until its end.
        """
        return nullcontext()

    @abstractmethod
    def totals(self, before: Mapping[str, int] | None = None) -> dict[str, int]:
        """Count what the graph holds.

        Args:
            before: what it held when these tables were taken over, where that is known; a store
                may count from there on.

        Returns:
            Nodes by kind (`Paper` without stubs, which are under `Stub`), concepts by kind
            (`METHOD`), edges by kind (`USES`), `mentions` and `judgements`; what is zero may be
            left out.
        """

    @abstractmethod
    def close(self) -> None:
        """Let the next writer in."""
