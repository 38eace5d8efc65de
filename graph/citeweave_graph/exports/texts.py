"""Texts as files can hold them: what XML, JSON and tables do not take is coded or replaced."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.sax.saxutils import escape

__all__ = [
    "coded",
    "decoded",
    "json_text",
    "on_one_line",
    "shown",
    "storable",
    "xml_attribute",
    "xml_text",
]

_NO_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_ILLEGAL = re.compile(f"[{_NO_XML}]")
_LIKE_A_CODE = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}[_{_NO_XML}])")
_CODE = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINES = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;", '"': "&quot;"}
_INSTEAD = "\N{REPLACEMENT CHARACTER}"


def coded(text: str) -> str:
    r"""Write the characters that XML 1.0 cannot hold as ``_xHHHH_``, so that `decoded` undoes it.

    The form is that of Office Open XML (ECMA-376 part 1, section 22.9.2.19, ST_Xstring); an
    underscore that only looks like the beginning of a code is written as one.

    >>> coded("a\x01b"), coded("_x0041_"), decoded(coded("_x0041\x01_x0042_"))
    ('a_x0001_b', '_x005F_x0041_', '_x0041\x01_x0042_')
    """
    return _ILLEGAL.sub(_code, _LIKE_A_CODE.sub("_x005F_", text))


def _code(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def decoded(text: str) -> str:
    """Read what `coded` wrote."""
    return _CODE.sub(lambda match: chr(int(match[1], 16)), text)


def storable(text: str) -> str:
    """Replace halves of characters, which no encoding has."""
    return _SURROGATE.sub(_INSTEAD, text)


def shown(text: str) -> str:
    r"""Replace what XML cannot hold and tables should not: control characters and half ones.

    >>> shown("a\x00b\nc") == "a\N{REPLACEMENT CHARACTER}b\nc"
    True
    """
    return _ILLEGAL.sub(_INSTEAD, text)


def on_one_line(text: str) -> str:
    """Put a text on one line, as `shown`; runs of white space become one space."""
    return shown(" ".join(text.split()))


def xml_text(text: str) -> str:
    r"""Give the content of an element; line ends stay what they are.

    >>> xml_text("]]> & <b>\r\n")
    ']]&gt; &amp; &lt;b&gt;&#13;\n'
    """
    return escape(text, {"\r": "&#13;"})


def xml_attribute(text: str) -> str:
    """Give the value of an attribute, in quotes."""
    return f'"{escape(text, _LINES)}"'


def json_text(value: Any) -> str:  # noqa: ANN401  # whatever JSON has
    """Give a value as JSON on one line: readable where UTF-8 has the characters, else escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return json.dumps(value, allow_nan=False) if _SURROGATE.search(text) else text
