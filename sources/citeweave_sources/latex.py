r"""LaTeX in titles and abstracts, turned into text that people read.

Sources mix LaTeX into plain text: ``$Q^*$``, ``J\"urgen``, ``73.55\%``, ``{\em persistent}``. A
LaTeX parser given the whole text would eat what only looks like LaTeX: the rest of a line after
a per cent sign, prices between dollar signs, paths with backslashes. So the pieces that are
certainly LaTeX are found first, and only they are given to pylatexenc.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from typing import cast

from pylatexenc import latex2text, latexwalker, macrospec  # type: ignore[import-untyped]  # it has no types

from citeweave_schema import ABSTRACT_LIMIT

__all__ = ["readable"]

_TRIES_LIMIT = 20_000
_PIECE_LIMIT = 2_000
_DEPTH_LIMIT = 5

_MATHS = re.compile(
    r"\$\$(?P<display>[^$]+)\$\$"
    r"|\$(?P<inline>[^\s$](?:[^$\n]*[^\s$\\])?)\$(?!\d)"
    r"|\\\((?P<round>.+?)\\\)"
    r"|\\\[(?P<square>.+?)\\\]",
    re.DOTALL,
)
_ACCENT = re.compile(
    r"""(?!(?<=[a-z])\\'s(?![a-z]))\\(?:"(?=[\\{aeiouyAEIOUY])|['`^~=.]\s?(?=[\\{A-Za-z])|[Hckruv](?=\{|\s[A-Za-z]))"""
    r"(?:\{\\?[A-Za-z]{1,2}\}|\\[ijlo](?![A-Za-z])|[A-Za-z]| [A-Za-z])"
)
_LETTER = re.compile(r"\\(?:[oOlLij]|aa|AA|ae|AE|oe|OE|ss)(?![A-Za-z])(?:\{\}| (?=[a-z]))?")
_ESCAPED = re.compile(r"\\([%&_#${}])")
_MACRO = re.compile(r"\\([A-Za-z]+)(?:\{\}(?!\{))?")
_DECLARED = re.compile(r"\{\\(?:em|it|bf|sc|tt|sl|rm|sf|itshape|bfseries|textsc)\b\s*")
_TIE = re.compile(r"(?<=[^\W\d_]{2})~(?=[a-z(])")
_QUOTED = re.compile(r"``([^`']{1,300})''")
_ESCAPED_QUOTE = re.compile(r'\\"(?:[\s.,;:!?)]|$)')
_HINT = re.compile(r"[\\$~`]")

_LEFT_ALONE = frozenset({"input", "include", "includegraphics", "bibliography", "item"})
_PLAIN = ("texttt", "textsf", "mbox", "hbox", "operatorname", "boldsymbol", "bm")
"""Macros of one argument that pylatexenc does not know and that only change its looks."""
_ACCENT_LETTERS = frozenset("cHkrubvdt")


def readable(text: str | None) -> str | None:
    r"""Give a text with its LaTeX turned into plain text; None when there is nothing to turn.

    Unknown macros, unbalanced braces and what only resembles LaTeX stay as they are. A text
    longer than an abstract may be is not looked at.

    >>> print(readable(r"Hans-J\"urgen on $Q^*$: 73.55\% of {\em all} cases at 90{\deg}"))
    Hans-Jürgen on Q^*: 73.55% of all cases at 90°
    >>> readable("100% of 5% & 3_4 for $5 and $6") is None
    True
    """
    if text is None or len(text) > ABSTRACT_LIMIT or not _HINT.search(text):
        return None
    turned = _QUOTED.sub("\u201c\\1\u201d", _TIE.sub(" ", _Scan(text).run()))
    return turned if turned != text and turned.strip() else None


class _Scan:
    """One pass over a text, from left to right."""

    def __init__(self, text: str, depth: int = 0) -> None:
        self.text = text
        self.depth = depth
        self.closing = _matching_braces(text)
        self.quotes = _ESCAPED_QUOTE.search(text) is not None

    def run(self) -> str:
        parts: list[str] = []
        position = 0
        for match in itertools.islice(re.finditer(r"[\\${]", self.text), _TRIES_LIMIT):
            start = match.start()
            found = self._piece(start) if start >= position else None
            if found is not None:
                parts += (self.text[position:start], found[1])
                position = found[0]
        return "".join((*parts, self.text[position:]))

    def _piece(self, start: int) -> tuple[int, str] | None:
        """Give the end of the LaTeX that starts here and its text; None when there is none."""
        if self.text[start] == "{":
            return self._group(start)
        for form in (_MATHS, _ESCAPED, _ACCENT, _LETTER):
            match = form.match(self.text, start, start + _PIECE_LIMIT)
            if match is None or (self.quotes and match[0].startswith('\\"')):
                continue
            if form is _ESCAPED:
                return match.end(), match[1]
            plain = _turn(match[0].rstrip() if form is _LETTER else match[0])
            # An accent that makes no character is an escaped quotation mark.
            if plain is None or (form is _ACCENT and len(plain) != 1):
                return None
            return match.end(), plain
        return self._macro(start) if self.text[start] == "\\" else None

    def _group(self, start: int) -> tuple[int, str] | None:
        r"""Read ``{\em words}``, ``{\deg}`` or ``{\"o}``; other braces may be meant."""
        end = self.closing.get(start)
        if end is None or end - start > _PIECE_LIMIT or self.text[start + 1] != "\\":
            return None
        declared = _DECLARED.match(self.text, start, end)
        if declared:
            if self.depth == _DEPTH_LIMIT:
                return None
            return end + 1, _Scan(self.text[declared.end() : end], self.depth + 1).run()
        inside = self._piece(start + 1)
        return (end + 1, inside[1]) if inside is not None and inside[0] == end else None

    def _macro(self, start: int) -> tuple[int, str] | None:
        match = _MACRO.match(self.text, start)
        if match is None or match[1] in _LEFT_ALONE or match[1] in _ACCENT_LETTERS:
            return None
        takes = _arguments(match[1])
        if takes is None:
            return None
        end = self._after_arguments(match.end(), takes)
        if end is None or end - start > _PIECE_LIMIT:
            return None
        piece = self.text[start:end]
        return end, _turn(piece) or piece

    def _after_arguments(self, position: int, takes: str) -> int | None:
        for kind in takes:
            character = self.text[position : position + 1]
            if kind == "[" and character == "[":
                position = self.text.find("]", position, position + 200) + 1
                if position == 0:
                    return None
            elif kind == "{":
                end = self.closing.get(position) if character == "{" else None
                if end is None:
                    return None
                position = end + 1
        return position


def _matching_braces(text: str) -> dict[int, int]:
    """Give for each opening brace the place of its closing one."""
    matching: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            matching[opened.pop()] = match.start()
    return matching


@functools.cache
def _converter() -> latex2text.LatexNodes2Text:
    known = latex2text.get_default_latex_context_db()
    ours = [
        latex2text.MacroTextSpec("deg", "\u00b0"),
        latex2text.MacroTextSpec("textasciicircum", "^"),
        latex2text.MacroTextSpec("url", "%s"),
        latex2text.MacroTextSpec("href", "%(2)s"),
        *(latex2text.MacroTextSpec(name, "%s") for name in _PLAIN),
    ]
    known.add_context_category("citeweave", prepend=True, macros=ours)
    return latex2text.LatexNodes2Text(latex_context=known, math_mode="text", keep_comments=True)


@functools.cache
def _walker_context() -> macrospec.LatexContextDb:
    known = latexwalker.get_default_latex_context_db()
    ours = [macrospec.std_macro("href", "{{"), *(macrospec.std_macro(name, "{") for name in _PLAIN)]
    known.add_context_category("citeweave", prepend=True, macros=ours)
    return known


@functools.lru_cache(maxsize=1024)
def _arguments(name: str) -> str | None:
    """Give the kinds of a macro's arguments, as ``[{``; None when the macro is not known."""
    spec = _converter().latex_context.get_macro_spec(name)
    if spec is None or not spec.macroname:
        return None
    walked = _walker_context().get_macro_spec(name)
    parser = getattr(walked, "args_parser", None)
    return cast("str", getattr(parser, "argspec", None) or "").replace("*", "")


@functools.lru_cache(maxsize=4096)
def _turn(piece: str) -> str | None:
    """Turn a piece that is LaTeX into text; None when pylatexenc cannot, or nothing is left."""
    # What it does not know it drops; a name is more than nothing.
    named = re.sub(r"\\([A-Za-z]{2,})", _keep_unknown, piece)
    walker = latexwalker.LatexWalker(named, latex_context=_walker_context())
    converter = _converter()
    try:
        plain = cast("str", converter.nodelist_to_text(walker.get_latex_nodes()[0]))
    except Exception:  # noqa: BLE001  # its errors are of any kind, from IndexError on
        return None
    return unicodedata.normalize("NFC", " ".join(plain.split())) or None


def _keep_unknown(match: re.Match[str]) -> str:
    name = match[1]
    known = _arguments(name) is not None or name in ("left", "right", "big", "Big", "limits")
    return match[0] if known else name
