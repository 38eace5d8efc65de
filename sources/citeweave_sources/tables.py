"""Tables of records: CSV as databases export it, row by row.

A row is put together from lines as long as a quoted cell is open. When what comes of it has not
the columns of the header, or a quote is never closed, its first line alone is refused and reading
goes on with the next line, so that a stray quote does not swallow the rows below it.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from citeweave_schema import Paper
from citeweave_schema.errors import FormatError, RecordError
from citeweave_sources.drafts import RECORD_LIMIT, clean
from citeweave_sources.lines import Line, read_lines
from citeweave_sources.reading import Input, Reading, Refusal

__all__ = ["Columns", "Row", "has_columns", "items", "read_table"]

Columns = tuple[frozenset[str], ...]
"""Sets of column names, in lower case; a table has a format's columns when it has all of a set."""

_DELIMITERS = (",", ";", "\t")
_ABOVE_LIMIT = 10
_LINES_LIMIT = 1_000
_SHIFT_LIMIT = 2
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        line: where it begins.
        names: the columns of the header, in lower case.
        values: the cells, as a rule as many.
    """

    line: int
    names: tuple[str, ...]
    values: tuple[str, ...]

    def first(self, *names: str) -> str | None:
        """Give the first cell of the columns that is there and not empty."""
        for name in names:
            for column, value in zip(self.names, self.values, strict=False):
                if column == name and value:
                    return value
        return None

    def without_inserted(self, after: str) -> Row:
        """Give the row without the cells that it has too many behind a column.

        >>> Row(1, ("a", "b", "c"), ("1", "2", "x", "3")).without_inserted("b").first("c")
        '3'
        """
        more = len(self.values) - len(self.names)
        if more <= 0 or after not in self.names:
            return self
        at = self.names.index(after) + 1
        return Row(self.line, self.names, self.values[:at] + self.values[at + more :])


@dataclass(frozen=True, slots=True)
class _NoRow:
    """Why lines give no row; `whole` when they are one all the same, with something bad in it."""

    reason: str
    whole: bool


@dataclass(slots=True)
class _Table:
    """The table being read: what its header says, and the lines ahead."""

    names: tuple[str, ...]
    delimiter: str
    lines: Iterator[Line]
    ahead: deque[Line] = field(default_factory=deque)


def has_columns(head: str, columns: Columns) -> bool:
    r"""Tell whether a text has, within its first rows, a header with the columns of a format.

    >>> columns = (frozenset({"lens id", "title"}),)
    >>> has_columns('About this export\n"Lens ID",Title,DOI\n', columns)
    True
    """
    lower = head.lower()
    if not any(all(name in lower for name in needed) for needed in columns):
        return False
    lines = (Line(number, text) for number, text in enumerate(head.split("\n"), 1))
    return _header(lines, columns) is not None


def read_table(source: Input, columns: Columns, paper_of: Callable[[Row], Paper]) -> Reading:
    """Read papers row by row; a row that cannot be taken is refused.

    Raises:
        FormatError: no header with the columns of the format is found.
    """
    # The default is less than the references of one paper have; it is one for all of csv.
    csv.field_size_limit(RECORD_LIMIT)
    lines = read_lines(source)
    found = _header(lines, columns)
    if found is None:
        needed = " or ".join(", ".join(sorted(one)) for one in columns)
        raise FormatError(
            f"{source.name} has no line with the columns {needed}; "
            "name its format, or leave --format out"
        )
    for one in _rows(found, source):
        if isinstance(one, Refusal):
            yield one
            continue
        try:
            yield paper_of(one)
        except RecordError as problem:
            yield Refusal(place=source.place(one.line), reason=str(problem))


def items(text: str | None, separator: str = ";") -> list[str]:
    """Give the items of a cell that lists several, without those that are empty.

    >>> items("A. Hayashi; V. Sarkar;")
    ['A. Hayashi', 'V. Sarkar']
    """
    return [one for part in (text or "").split(separator) if (one := clean(part))]


def _header(lines: Iterator[Line], columns: Columns) -> _Table | None:
    for _ in range(_ABOVE_LIMIT):
        line = next(lines, None)
        if line is None:
            return None
        for delimiter in _DELIMITERS:
            cells = _parsed(line.text, delimiter, strict=False) or []
            names = tuple(" ".join(one.replace(_MARK, "").lower().split()) for one in cells)
            if any(needed <= set(names) for needed in columns):
                return _Table(names, delimiter, lines)
    return None


def _parsed(text: str, delimiter: str, *, strict: bool) -> list[str] | None:
    """Give the cells of one row; None when it is not well formed."""
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=strict))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _rows(table: _Table, source: Input) -> Iterator[Row | Refusal]:
    astray: Refusal | None = None
    while taken := _next_row(table):
        found = _read(taken, table)
        if isinstance(found, _NoRow) and not found.whole:
            # Of lines that follow each other, none of them a row, the first is told.
            astray = astray or Refusal(place=source.place(taken[0].number), reason=found.reason)
            table.ahead.extendleft(reversed(taken[1:]))
            continue
        if astray is not None:
            yield astray
            astray = None
        if isinstance(found, _NoRow):
            yield Refusal(place=source.place(taken[0].number), reason=found.reason)
        elif found is not None:
            yield found
    if astray is not None:
        yield astray


def _next_row(table: _Table) -> list[Line]:
    """Give the lines up to where no quoted cell is open any more, or the limit is reached."""
    taken: list[Line] = []
    quotes = size = 0
    while len(taken) < _LINES_LIMIT and size <= RECORD_LIMIT:
        line = table.ahead.popleft() if table.ahead else next(table.lines, None)
        if line is None:
            break
        taken.append(line)
        quotes += line.shape.count('"')
        size += len(line.shape)
        if quotes % 2 == 0:
            break
    return taken


def _read(taken: list[Line], table: _Table) -> Row | _NoRow | None:
    """Give the row of some lines, or why there is none; None for an empty line."""
    cells = _parsed("\n".join(one.shape for one in taken), table.delimiter, strict=True)
    if cells is None or not _fits(cells, table):
        # A quote that stands inside a cell without quotes around it opens nothing.
        cells = _parsed(taken[0].shape, table.delimiter, strict=False)
        if cells is None or len(cells) != len(table.names):
            return _NoRow(_misfit(cells or [], table), whole=False)
        table.ahead.extendleft(reversed(taken[1:]))
        taken = taken[:1]
    for line in taken:
        if line.problem is not None:
            return _NoRow(f"line {line.number}: {line.problem}", whole=True)
    if not any(cell.strip() for cell in cells):
        return None
    given = tuple(cell.replace(_MARK, "").strip() for cell in cells)
    return Row(taken[0].number, table.names, given)


def _fits(cells: list[str], table: _Table) -> bool:
    """Tell whether a row has about as many cells as the header; exports are off by a few."""
    return not cells or abs(len(cells) - len(table.names)) <= _SHIFT_LIMIT


def _misfit(cells: list[str], table: _Table) -> str:
    return (
        f"the line is no row: it has {len(cells)} cells where the header has {len(table.names)}, "
        "or a quote that is not closed; check its quotes and separators"
    )
