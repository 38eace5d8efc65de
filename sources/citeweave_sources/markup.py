"""Titles and abstracts with tags of HTML, JATS or MathML in them, turned into plain text.

Crossref and those who take from it give titles with ``<i>`` and ``<mml:math>`` in them and
abstracts in JATS (https://jats.nlm.nih.gov/publishing/), often cut or not well formed, so an XML
parser would refuse them. Only tags of names that these three know are taken for tags: "a < b"
stays as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

__all__ = ["text_of", "without_markup"]

_INLINE = (
    "a|abbr|annotation|annotation-xml|b|big|bold|br|center|cite|code|dfn|em|email|ext-link|fn|font"
    "|i|img|inf|inline-formula|inline-graphic|italic|kbd|label|mark|monospace|named-content|overline"
    "|q|roman|s|sans-serif|sc|scp|small|span|strike|strong|styled-content|sub|sup|tex-math|title"
    "|tt|u|underline|uri|var|xref|alternatives"
    "|math|m[a-z]{1,12}|semantics|none"
)
_BLOCK = (
    "abstract|def-list|disp-formula|disp-quote|div|h[1-6]|li|list|list-item|ol|p|sec|table|td|tr|ul"
)
_TAG = re.compile(
    rf"<(?P<end>/?)(?:(?:jats|mml|m):)?(?P<name>{_BLOCK}|{_INLINE})(?P<rest>\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCKS = re.compile(rf"(?:{_BLOCK}|title|br)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_COMMENT = re.compile(r"<!--")
_SPACE_IN_MATHS = re.compile(r">\s+<")
_MATHS = re.compile(r"<((?:mml:)?math)\b[^<>]*>")
_BOTH_FORMS = re.compile(r"<((?:jats:)?alternatives)>")
_TEX = re.compile(r"<((?:jats:)?tex-math)\b[^<>]*>")
_HEADING = re.compile(
    r"\s*<((?:jats:)?title)>\s*(?:abstract|summary|zusammenfassung|résumé)\s*</\1>", re.IGNORECASE
)


def without_markup(text: str) -> str:
    r"""Give a text on one line without its tags, and with its entities as characters.

    >>> without_markup("<i>Homo</i>\n  <i>sapiens</i>: CO<sub>2</sub> &amp; a < b")
    'Homo sapiens: CO2 & a < b'
    """
    if not ("<" in text or "&" in text or "\n" in text):
        return text
    return " ".join(_plain(text).split())


def text_of(markup: str) -> str:
    """Give the text of an abstract in JATS or HTML, its paragraphs on lines of their own.

    A heading that only says "Abstract" is left out, other headings stay. Of a formula given both
    in TeX and in MathML the TeX is taken.

    >>> text_of("<jats:title>Abstract</jats:title><jats:p>We show <jats:i>Q</jats:i>.</jats:p>")
    'We show Q.'
    """
    heading = _HEADING.match(markup)
    plain = _plain(markup[heading.end() if heading else 0 :])
    lines = (" ".join(line.split()) for line in plain.split("\n\n"))
    return "\n".join(line for line in lines if line)


def _plain(text: str) -> str:
    text = _CDATA.sub("", _ENTITY.sub(_character, text))
    text = _each(text, _COMMENT, lambda _: "")
    text = _each(text, _BOTH_FORMS, _one_form)
    text = _each(text, _MATHS, lambda inner: _SPACE_IN_MATHS.sub("><", inner).strip())
    text = _each(text, _TEX, _formula)
    return _TAG.sub(_break, _ENTITY.sub(_character, text))


def _each(text: str, opening: re.Pattern[str], turn: Callable[[str], str]) -> str:
    """Turn what stands between each opening tag and the next of its closing tags.

    A search for both in one expression would take quadratic time where the second is missing.
    """
    parts: list[str] = []
    position = 0
    missing: set[str] = set()
    for match in opening.finditer(text):
        closing = f"</{match[1]}>" if match.groups() else "-->"
        if match.start() < position or closing in missing:
            continue
        end = text.find(closing, match.end())
        if end < 0:
            missing.add(closing)
            continue
        parts += (text[position : match.start()], turn(text[match.end() : end]))
        position = end + len(closing)
    return "".join((*parts, text[position:]))


def _character(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def _one_form(alternatives: str) -> str:
    """Give the TeX among the forms of a formula; all of them where there is none."""
    opening = _TEX.search(alternatives)
    if opening is None:
        return alternatives
    end = alternatives.find(f"</{opening[1]}>", opening.end())
    return (
        alternatives[opening.start() :] if end < 0 else _formula(alternatives[opening.end() : end])
    )


def _formula(tex: str) -> str:
    """Give a formula without the LaTeX document around it."""
    start, end = tex.find(r"\begin{document}"), tex.rfind(r"\end{document}")
    return tex[start + len(r"\begin{document}") : end] if 0 <= start < end else tex


def _break(match: re.Match[str]) -> str:
    return "\n\n" if _BLOCKS.fullmatch(match["name"]) else ""
