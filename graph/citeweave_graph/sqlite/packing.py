"""Long texts as they lie in a graph file: packed, since little else is as large."""

from __future__ import annotations

import zlib

__all__ = ["PACKED", "packed", "unpacked"]

PACKED = frozenset(("record", "extraction"))
"""The tables whose `payload` is packed."""

_WORTH_BYTES = 256
"""A shorter text is kept as it is."""
_LEVEL = 1
"""What is packed once is packed quickly; the best level saves a tenth more."""
_MOST_BYTES = 1 << 28
"""What a text may be unpacked to: a line of JSON is refused by its reader far below."""


def packed(text: str) -> str | bytes:
    """Give a text in the form that it is kept in: packed (RFC 1950) where that is worth it.

    >>> packed("short"), len(packed("long " * 1_000)) < 100
    ('short', True)
    """
    if len(text) < _WORTH_BYTES:
        return text
    return zlib.compress(text.encode(), _LEVEL)


def unpacked(kept: str | bytes) -> str:
    """Give a text as it was before `packed`.

    Raises:
        ValueError: it is nothing that `packed` gives.

    >>> unpacked(packed("long " * 1_000)) == "long " * 1_000
    True
    """
    if isinstance(kept, str):
        return kept
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(kept, _MOST_BYTES)
    except zlib.error as problem:
        raise ValueError(f"a damaged text: {problem}") from problem
    if not reader.eof:
        raise ValueError("a damaged text: it has no end, or is too long")
    return text.decode()
