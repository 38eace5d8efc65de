"""Records of tagged lines: RIS, Web of Science and MEDLINE are written so.

A line begins with a tag; a line without one goes on with the field above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from citeweave_sources.drafts import RECORD_LIMIT
from citeweave_sources.lines import Line
from citeweave_sources.reading import Input, Refusal

__all__ = ["Field", "Record"]


@dataclass(slots=True)
class Field:
    """A field of a record: its tag, and its lines without tag and the white space around."""

    tag: str
    lines: list[str]

    @property
    def text(self) -> str:
        """The lines as one."""
        return " ".join(line for line in self.lines if line)


@dataclass(slots=True)
class Record:
    """A record being read.

    Attributes:
        line: where it begins.
        fields: in their order.
        size: characters so far.
        problem: the line that cannot be taken, and why; None when all can.
    """

    line: int
    fields: list[Field] = field(default_factory=list)
    size: int = 0
    problem: tuple[int, str] | None = None

    def add(self, line: Line, tag: str | None, text: str) -> None:
        """Add a line; over the limit, and after a bad line, nothing more is kept."""
        self.size += len(text) + 8
        if self.problem is None and line.problem is not None:
            self.problem = (line.number, line.problem)
        if self.problem is None and self.size > RECORD_LIMIT:
            self.problem = (self.line, f"the record has more than {RECORD_LIMIT:,} characters")
            self.fields.clear()
        if self.problem is not None:
            return
        if tag is not None:
            self.fields.append(Field(tag, [text.strip()]))
        elif self.fields:
            self.fields[-1].lines.append(text.strip())

    def texts(self, *tags: str) -> Iterator[str]:
        """Give what stands under tags and is not empty: all of the first tag, then the next."""
        for tag in tags:
            for one in self.fields:
                if one.tag == tag and (text := one.text):
                    yield text

    def first(self, *tags: str) -> str | None:
        """Give the first text under the first of the tags that has one."""
        return next(self.texts(*tags), None)

    def lines_of(self, *tags: str) -> Iterator[str]:
        """Give the lines under tags, each by itself: lists are written one item a line."""
        for tag in tags:
            for one in self.fields:
                if one.tag == tag:
                    yield from (line for line in one.lines if line)

    def refusal(self, source: Input, reason: str) -> Refusal:
        """Refuse the record where it begins."""
        return Refusal(place=source.place(self.line), reason=reason)
