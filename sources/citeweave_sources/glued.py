r"""Titles and abstracts of the ACL Anthology's XML, of which some stand twice.

In snapshots that went through a translation of their texts, an element holds a plain copy of the
whole text, and glued to it the end of the original from its first mark-up on::

    <title>A Computational Grammar of Ga<fixed-case>G</fixed-case>a</title>

The copy was split into tokens and lost its mathematics, its addresses and letters that are not
ASCII, but gained links (``<a href=...>``), which an original never has. So the text before the
first mark-up other than a link is a copy of the whole when the rest says the end of it again:

- the copy does not end in white space (an original does before a marked word, unless the word is
  marked in its middle), and
- the letters of the rest, without mathematics and addresses, are the last letters of the copy;
  or, since the copy may have lost some, the last dozen are; or the copy has links.

The text is then the copy up to where the rest begins, and the rest. Where that place cannot be
found, the text is the copy alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

__all__ = ["text_once"]

_LINK = "a"
_MATHS = "tex-math"
_ADDRESS = "url"
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_LETTER = re.compile(r"[A-Za-z0-9]")
_ENDING = 12
_PROBES = (40, 20, 10, 6)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_SCRIPTS_LEFT = re.compile(r"(?:(?<=\s)[_^]\s*+(?:[^\W_]\s*+)?+)++$")
"""What is left in the copy of a formula's subscripts and superscripts."""
_SIGNS = "_^+"
_SCRIPTS_LENGTH = 40
_STOP_LEFT = " \t\n.,)]"
"""What stood after an address that the copy has lost."""


def text_once(element: Element | None) -> str:
    r"""Give the text of a title or abstract without mark-up, once; white space runs are one space.

    Mathematics stands between dollar signs. An empty text when there is no element.

    >>> from defusedxml.ElementTree import fromstring
    >>> text_once(fromstring("<title>Ga and BERT ?<fixed-case>BERT</fixed-case>?</title>"))
    'Ga and BERT?'
    >>> text_once(fromstring("<title>The <b>e</b>Title on <tex-math>x^2</tex-math></title>"))
    'The eTitle on $x^2$'
    """
    if element is None:
        return ""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    children = list(element)
    links = next((at for at, one in enumerate(children) if one.tag != _LINK), len(children))
    copy = (element.text or "") + _flat(children[:links])
    rest = children[links:]
    if rest and copy and not copy[-1].isspace():
        return " ".join(_joined(copy, rest, linked=links > 0).split())
    return " ".join((copy + _flat(rest)).split())


def _joined(copy: str, rest: list[Element], *, linked: bool) -> str:
    start = _restated_from(copy, rest, linked=linked)
    if start is None:
        return copy + _flat(rest)
    if start < 0:
        return copy
    before = copy[:start]
    if rest[0].tag == _MATHS:
        before = _without_formula(before, "".join(rest[0].itertext()))
    elif rest[0].tag == _ADDRESS:
        before = before.rstrip(_STOP_LEFT)
        before += "" if before.endswith("(") else " "
    return before + _flat(rest)


def _without_formula(before: str, formula: str) -> str:
    """Take off what the copy kept of a formula that the rest begins with."""
    kept = _letters(_COMMAND.sub("", formula))
    said = _letters(before)
    if kept and said.endswith(kept):
        start = _place(before, len(said) - len(kept))
        if not before[start - 1 : start].isalnum():
            before = before[:start].rstrip(_SIGNS)
    end = _SCRIPTS_LEFT.sub("", before[-_SCRIPTS_LENGTH:])
    return before[:-_SCRIPTS_LENGTH] + end


def _restated_from(copy: str, rest: list[Element], *, linked: bool) -> int | None:
    """Give the place in the copy from which on the rest says it again.

    None when it does not; -1 when it does from a place that cannot be found.
    """
    said, again = _letters(copy), _letters(_flat(rest, spoken=True))
    if not again:
        lost = linked or (rest[0].tag == _ADDRESS and copy[-1] not in "([<“\"'")
        return len(copy) if lost else None
    if said.endswith(again):
        return _place(copy, len(said) - len(again))
    if not linked and (len(again) < _ENDING // 2 or said[-_ENDING:] != again[-_ENDING:]):
        return None
    expected = len(said) - len(again)
    for size in _PROBES:
        probe = again[:size]
        found = [match.start() for match in re.finditer(re.escape(probe), said)]
        if found:
            return _place(copy, min(found, key=lambda at: abs(at - expected)))
    return -1


def _place(text: str, letters: int) -> int:
    """Give where in a text the letter stands that has so many before it."""
    for number, match in enumerate(_LETTER.finditer(text)):
        if number == letters:
            return match.start()
    return len(text)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text.lower())


def _flat(elements: Iterable[Element], *, spoken: bool = False) -> str:
    """Give the text of elements and what stands after each; spoken, without what a copy loses."""
    parts: list[str] = []
    for element in elements:
        if element.tag == _MATHS:
            inner = "".join(element.itertext()).strip()
            parts.append("" if spoken or not inner else f"${inner}$")
        elif element.tag != _ADDRESS or not spoken:
            parts += (element.text or "", _flat(element, spoken=spoken))
        parts.append(element.tail or "")
    return "".join(parts)
