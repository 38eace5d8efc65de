"""Find where a text defines an abbreviation: "long form (SF)" and "SF (long form)".

The algorithm of Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions
in Biomedical Text", Pacific Symposium on Biocomputing 2003: the letters of the short form are
looked for in the text before it from right to left, and the first must begin a word. Added to
it: a plural "s" on the short form ("LLMs") is not looked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Definition", "definitions"]

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,150})[)\]]")
_WORD = re.compile(r"\S+")
_SHORT_WORD = re.compile(r"[^\s(\[]+$")
_LATEX_SIGN = re.compile(r"[$\\{}]")
_NO_NAME = re.compile(r"[$\\{}()\[\]:;]")


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition: where the long form and the short form stand, in characters."""

    long_start: int
    long_end: int
    short_start: int
    short_end: int


def definitions(text: str) -> list[Definition]:
    """Find the abbreviations that a text defines, in order of the text.

    >>> text = "Large language models (LLMs) and RAG (retrieval-augmented generation)"
    >>> [(text[d.short_start:d.short_end], text[d.long_start:d.long_end])
    ...  for d in definitions(text)]
    [('LLMs', 'Large language models'), ('RAG', 'retrieval-augmented generation')]
    """
    found: list[Definition] = []
    for match in _BRACKETS.finditer(text):
        inside = match[1]
        # "(RAG; Lewis et al., 2020)": the short form ends at the first break.
        cut = re.search(r"[;,:]| i\.e\.", inside)
        short_end = match.start(1) + (cut.start() if cut else len(inside))
        short = text[match.start(1) : short_end]
        one = None
        if _is_short_form(short):
            one = _long_before(text, match.start(), match.start(1), short_end)
        if one is None and len(inside.split()) > 1:
            one = _long_inside(text, match.start(), match.start(1), match.end(1))
        if one is not None:
            found.append(one)
    return found


def _is_short_form(short: str) -> bool:
    return (
        2 <= len(short) <= 12
        and len(short.split()) <= 2
        and short[0].isalnum()
        and short == short.strip()
        and any(sign.isalpha() for sign in short)
        and any(sign.isupper() for sign in short)
        and not _LATEX_SIGN.search(short)
    )


def _without_plural(short: str) -> str:
    return short[:-1] if len(short) > 2 and short[-1] == "s" and short[-2].isupper() else short


def _long_before(text: str, bracket: int, start: int, end: int) -> Definition | None:
    core = _without_plural(text[start:end])
    words = min(len(core) + 5, len(core) * 2)
    before = text[max(0, bracket - 40 * words) : bracket]
    sentence = max(before.rfind(". "), before.rfind("\n"), before.rfind("; "))
    spans = [match.span() for match in _WORD.finditer(before) if match.start() > sentence]
    if not spans:
        return None
    floor = spans[-words:][0][0]
    stop = spans[-1][1]
    at = _align(core, before[floor:stop])
    if at is None:
        return None
    offset = bracket - len(before)
    return _checked(text, Definition(offset + floor + at, offset + stop, start, end))


def _long_inside(text: str, bracket: int, start: int, end: int) -> Definition | None:
    before = text[:bracket].rstrip()[-40:]
    match = _SHORT_WORD.search(before)
    if match is None or not _is_short_form(match[0]) or match[0].islower():
        return None
    core = _without_plural(match[0])
    inside = text[start:end]
    at = _align(core, inside)
    # Inside brackets the long form is all there is: it must begin with its first letter.
    if at != 0 or len(inside.split()) > len(core) + 5:
        return None
    short_end = len(text[:bracket].rstrip())
    return _checked(text, Definition(start, end, short_end - len(match[0]), short_end))


def _align(short: str, long: str) -> int | None:
    """Give where in `long` the long form of `short` begins, matching from right to left."""
    at = len(long) - 1
    for index in range(len(short) - 1, -1, -1):
        sign = short[index].lower()
        if not sign.isalnum():
            continue
        while at >= 0 and (
            long[at].lower() != sign or (index == 0 and at > 0 and long[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    start = at + 1
    # Back to the beginning of the word, over a hyphen too.
    while (
        start > 0 and not long[start - 1].isspace() and long[start - 1] not in "([{\"'\u201c\u2018/"
    ):
        start -= 1
    return start


def _checked(text: str, one: Definition) -> Definition | None:
    long = text[one.long_start : one.long_end]
    short = text[one.short_start : one.short_end]
    if len(long) <= len(short) or short in long.split() or _NO_NAME.search(long):
        return None
    return one
