"""Listing pages of papers, saved as text from huggingface.co/papers.

Two layouts, of which a file may hold several pages one after the other:

*Search results*: a header, then a title line and an abstract line in turn, the first title
glued to the word "Subscribe"::

    Get trending papers in your email inbox once a day!
    Get trending papers in your email inbox!
    SubscribePositional Attention: Expressivity and Learnability
    There is a growing interest in ...

*Daily papers*: a header, then for each paper its title, its abstract, and usually a line with
the number of authors or with an organisation (its short name, then its name), a middle dot,
and a date, whose year is left out when it was the current one; a number of comments may
follow::

    Daily Papers

    SpatialTree: How Spatial Abilities Branch Out in MLLMs

    Cognitive science suggests that ...

    ByteDance-Seed ByteDance Seed
    ·
    Dec 23, 2025 3

There is no published description; the layouts are those of the pages in ``examples/listings``.

What is damaged is refused in its place and reading goes on with the next title. A page that
ends inside a paper was cut: the paper is kept when its abstract ends like a sentence, with
what follows an abstract missing; otherwise it is refused. A title without abstract is kept
only when the line of authors and date below it proves that it is a paper. A paper that stands
twice on a page is given twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from citeweave_schema.errors import FormatError, SourceError
from citeweave_sources.bylines import Byline, author_count_of, date_of, is_date, organization_of
from citeweave_sources.lines import Line, read_lines
from citeweave_sources.pairing import Block, paired
from citeweave_sources.reading import Input, Reading, Refusal

__all__ = ["BYTES_LIMIT", "matches", "read"]

BYTES_LIMIT = 64 * 1024 * 1024
"""The most bytes that a page may have; the largest real one has half a megabyte."""

_HEAD = 65_536
_CHUNK = 1 << 20
_BANNER = "Get trending papers in your email inbox"
_HEADER = re.compile(rf"{_BANNER}.*|Subscribe|Daily Papers|by\s?AK and the research community")
_GLUED = "Subscribe"
_BULLET = "•"
_DOT = "·"
_BYLINES = re.compile(r"^\s*•\s*\d+ authors?\s*\n+\s*·", re.MULTILINE)
_BAD_LINES_LIMIT = 3
_LONGEST_MENU_LINE = 300
_LONGEST_NAME = 300


def matches(name: str, head: str) -> bool:
    """Tell whether a file is a listing page: it has the banner, or a line of authors and dot."""
    del name
    return re.search(f"^{_BANNER}", head, re.MULTILINE) is not None or bool(_BYLINES.search(head))


def read(source: Input) -> Reading:
    """Read a listing page.

    Raises:
        SourceError: the page is larger than `BYTES_LIMIT`.
        FormatError: it is no listing page, or in another encoding than UTF-8.
    """
    _check(source)
    for block in _Divider().blocks(read_lines(source)):
        if isinstance(block, Line):
            yield Refusal(place=source.place(block.number), reason=block.problem or "")
        else:
            yield from paired(block, source)


def _check(source: Input) -> None:
    with source.open() as file:
        start = file.read(_HEAD)
        size = len(start)
        while size <= BYTES_LIMIT and (chunk := file.read(_CHUNK)):
            size += len(chunk)
    if size > BYTES_LIMIT:
        raise SourceError(
            f"{source.name} has more than {BYTES_LIMIT:,} bytes, the most a listing page may "
            "have. Save it in several files, each with its header"
        )
    head = start.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if not matches(source.name, head):
        raise FormatError(
            f"{source.name} is no listing page: it has neither the line {_BANNER!r} nor lines "
            "of authors and dates; name its format, or leave --format out"
        )
    written = [line.problem for line in read_lines(source) if line.problem or line.text]
    bad = [problem for problem in written if problem]
    if len(bad) > _BAD_LINES_LIMIT and len(bad) * 10 > len(written):
        raise FormatError(f"{source.name} has {len(bad)} lines that cannot be read: {bad[0]}")


class _Divider:
    """Divides a page into blocks: a header or the end of a byline ends what is above it."""

    def __init__(self) -> None:
        self.block = Block()
        self.above = Line(0, "")
        self.in_page = False

    def blocks(self, lines: Iterable[Line]) -> Iterator[Block | Line]:
        """Give the blocks and, as lines, what of a byline cannot be read."""
        for line in lines:
            if line.text.strip() or line.problem is not None:
                yield from self._take(replace(line, text=line.text.strip()))
                self.above = line
        self.block.cut = not self.above.ended
        yield self.block

    def _take(self, line: Line) -> Iterator[Block | Line]:
        block, text = self.block, line.text
        if line.problem is not None and block.byline is not None:
            yield line
        elif _HEADER.fullmatch(text):
            if self.in_page or any(len(one.text) > _LONGEST_MENU_LINE for one in block.texts):
                yield block
            self.in_page = True
            self.block = Block()
        elif text.startswith(_BULLET):
            block.byline = block.byline or Byline(author_count=author_count_of(text))
        elif text == _DOT:
            yield from self._take_dot(line)
        elif block.byline is not None and (is_date(text) or self._is_cut_date(line)):
            block.byline.date = date_of(text, ended=line.ended)
            yield self._closed()
        elif block.texts or not is_date(text):
            if block.byline is not None:
                yield self._closed()
            self.block.texts.append(self._without_glue(line))

    def _closed(self) -> Block:
        block, self.block = self.block, Block()
        return block

    def _take_dot(self, dot: Line) -> Iterator[Line]:
        """Take a dot; without a line of authors the text right above it is an organisation."""
        block = self.block
        if block.byline is not None:
            return
        block.byline = Byline()
        above = block.texts[-1] if len(block.texts) > 1 else None
        if above is None or above.number != dot.number - 1 or len(above.text) > _LONGEST_NAME:
            return
        block.texts.pop()
        if above.problem is None:
            block.byline.organization = organization_of(above.text)
        else:
            yield above

    def _is_cut_date(self, line: Line) -> bool:
        return not line.ended and self.above.text.strip() == _DOT

    def _without_glue(self, line: Line) -> Line:
        if self.above.text.startswith(_BANNER) and line.text.startswith(_GLUED):
            return replace(line, text=line.text.removeprefix(_GLUED).strip())
        return line
