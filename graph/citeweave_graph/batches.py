"""What a writer was given since its last commit, and work cut where it is too much."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from msgspec.structs import replace

from citeweave_graph.derivation.extractions import KeptExtraction
from citeweave_graph.derivation.records import KeptRecord
from citeweave_graph.tables import Row
from citeweave_schema.codec import to_json
from citeweave_schema.errors import StoreFullError
from citeweave_schema.manifests import SourceState
from citeweave_schema.names import text_hash
from citeweave_schema.papers import Record

__all__ = ["Batch", "extractions_of", "in_parts", "source_row", "source_state"]

Item = TypeVar("Item")
Place = tuple[str, str]
"""A record's hash and the source that has it."""


@dataclass(slots=True)
class Batch:
    """Changes to the truth that are not committed yet.

    Attributes:
        attached: records by hash and the source that has them.
        extractions: what was found in texts ahead of the papers that have them.
        sources: the states of sources by path.
    """

    attached: dict[Place, Record | KeptRecord] = field(default_factory=dict)
    extractions: list[KeptExtraction] = field(default_factory=list)
    sources: dict[str, SourceState] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.attached or self.sources or self.extractions)

    def part(self, places: Collection[Place], *, last: bool) -> Batch:
        """Give what is to be kept with some of the records; no source is complete before the last.

        An extraction goes with the records that have its text, one that none has with the last.
        """
        if len(places) == len(self.attached):
            return self
        texts = {place: _text(record) for place, record in self.attached.items()}
        found = extractions_of(self.extractions, [texts[one] for one in places], texts.values())
        return Batch(
            {place: self.attached[place] for place in places},
            [*found[0], *(found[1] if last else ())],
            {
                uri: one if last else replace(one, complete=False)
                for uri, one in self.sources.items()
            },
        )


def _text(record: Record | KeptRecord) -> str:
    if isinstance(record, KeptRecord):
        return record.text
    return text_hash(record.paper.title, record.paper.abstract)


def extractions_of(
    extractions: Sequence[KeptExtraction], some: Iterable[str | None], every: Iterable[str | None]
) -> tuple[list[KeptExtraction], list[KeptExtraction]]:
    """Give the extractions of some texts, and those of none of every text, all given by hash."""
    wanted, known = set(some), set(every)
    mine = [one for one in extractions if one.text_hash in wanted]
    return mine, [one for one in extractions if one.text_hash not in known]


def in_parts(
    items: Sequence[Item], work: Callable[[Sequence[Item], bool], None], *, last: bool = True
) -> None:
    """Do work on items: on halves of them where the store has no room for all at once.

    Args:
        items: what the work is about.
        work: takes some items, and whether they are the last.
        last: whether the last of the items is the last of all.

    Raises:
        StoreFullError: the store has no room for a single one.

    >>> def work(some, last):
    ...     if len(some) > 2:
    ...         raise StoreFullError("full")
    ...     print(some, last)
    >>> in_parts("abcde", work)
    ab False
    c False
    de True
    """
    try:
        work(items, last)
    except StoreFullError:
        middle = (len(items) + 1) // 2
        if middle == len(items):
            raise
        in_parts(items[:middle], work, last=False)
        in_parts(items[middle:], work, last=last)


def source_state(row: Row) -> SourceState:
    """Give the state of a source from its row."""
    return SourceState(**{**row, "complete": bool(row["complete"])})


def source_row(state: SourceState) -> dict[str, str | int]:
    """Give the row of a source."""
    return {**to_json(state), "complete": int(state.complete)} | {
        "records": state.records,
        "refused": state.refused,
    }
