"""The text lines of a listing page, paired into papers: a title and the abstract below it.

Lines follow each other as title, abstract, title, abstract. Where one of them is missing or
damaged, the shape of the lines finds the next title, and what stands alone is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from citeweave_schema import Paper
from citeweave_schema.errors import RecordError
from citeweave_sources.bylines import Byline
from citeweave_sources.latex import readable
from citeweave_sources.lines import Line
from citeweave_sources.links import find_links
from citeweave_sources.reading import Input, Reading, Refusal

__all__ = ["Block", "paired"]

_LONGEST_TITLE = 300
"""In 482 real pairs the longest title has 156 characters, the shortest abstract 354."""
_SHORTEST_SENTENCE = 4
_SENTENCE_END = re.compile(r".*[.!?][\"')\]}\u201d\u2019]*", re.DOTALL)


@dataclass(slots=True)
class Block:
    """Text lines that stand together, the byline that ends them, whether the page was cut here.

    In search results a block is a whole page; among daily papers it is, as a rule, one paper.
    """

    texts: list[Line] = field(default_factory=list)
    byline: Byline | None = None
    cut: bool = False


def paired(block: Block, source: Input) -> Reading:
    """Give the papers of a block and, in their places, the lines that are of no paper."""
    texts = block.texts
    at = 0
    while at < len(texts):
        taken, found = _next(texts[at : at + 3], block, source, left=len(texts) - at)
        at += taken
        yield found


def _next(ahead: list[Line], block: Block, source: Input, left: int) -> tuple[int, Paper | Refusal]:
    """Give how many lines the next paper or refusal takes, and it."""
    title, *rest = ahead
    abstract = rest[0] if rest else None
    damaged = _damaged(title, abstract, block, left)
    if damaged is not None:
        taken, line, reason = damaged
        return taken, _refused(source, line, reason)
    proved = block.byline is not None and left <= 2 and not _is_long(title)
    if abstract is None and proved:
        return 1, _paper(source, title, None, block.byline)
    if abstract is not None and (proved or _is_pair(title, abstract, rest[1:])):
        return 2, _paper(source, title, abstract, block.byline if left == 2 else None)
    return 1, _refused(source, title, _alone(title))


def _damaged(
    title: Line, abstract: Line | None, block: Block, left: int
) -> tuple[int, Line, str] | None:
    """Give how many lines are lost to damage, which one has it, and what it is."""
    if title.problem is not None:
        return (2 if abstract is not None and _is_long(abstract) else 1), title, title.problem
    if abstract is not None and abstract.problem is not None:
        return 2, abstract, abstract.problem
    if block.cut and left <= 2 and not _survives_cut(title, abstract):
        return left, title, "the page ends in the middle of this paper; save it again, whole"
    return None


def _is_pair(title: Line, abstract: Line, rest: list[Line]) -> bool:
    if _is_long(title):
        return False
    if _is_long(abstract):
        return True
    # A short line that ends like a sentence, unless what follows can only be its abstract.
    sentence = abstract.text.endswith(".")
    return (
        sentence
        and len(abstract.text.split()) >= _SHORTEST_SENTENCE
        and not (rest and _is_long(rest[0]))
    )


def _is_long(line: Line) -> bool:
    return len(line.text) > _LONGEST_TITLE


def _survives_cut(title: Line, abstract: Line | None) -> bool:
    if _is_long(title):
        return True
    if abstract is None:
        return False
    return abstract.ended or _SENTENCE_END.fullmatch(abstract.text) is not None


def _alone(line: Line) -> str:
    shown = line.text if len(line.text) <= 60 else line.text[:57] + "..."
    if _is_long(line):
        return f"an abstract without a title above it, {shown!r}; add the title, or take it out"
    return f"a title without an abstract below it, {shown!r}; add the abstract, or take it out"


def _paper(
    source: Input, title: Line, abstract: Line | None, byline: Byline | None
) -> Paper | Refusal:
    text = abstract.text if abstract is not None else None
    byline = byline or Byline()
    try:
        return Paper(
            title=title.text,
            abstract=text,
            title_readable=readable(title.text),
            abstract_readable=readable(text),
            date=byline.date,
            author_count=byline.author_count,
            organizations=(byline.organization,) if byline.organization else (),
            links=find_links(title.text, text),
        )
    except RecordError as problem:
        return _refused(source, title, f"{problem}; correct the page, or take the paper out")


def _refused(source: Input, line: Line, reason: str) -> Refusal:
    return Refusal(place=source.place(line.number), reason=reason)
