"""The tag alphabet: one tag a token, and which tag may follow which.

A name of one token is tagged S, a longer one B, I …, E; what is in no name is O. The marks carry
the type: `B-METHOD`. Only sequences that spell whole names are legal, and decoding never gives
any other.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from citeweave_schema.kinds import EntityType

__all__ = ["END", "LEGAL", "OUTSIDE", "START", "TAGS", "TYPES", "allowed_tags", "tag_index"]

TYPES: tuple[str, ...] = tuple(kind.value for kind in EntityType)
TAGS: tuple[str, ...] = ("O", *(f"{mark}-{kind}" for kind in TYPES for mark in "BIES"))
OUTSIDE = 0

_INDEX = {tag: index for index, tag in enumerate(TAGS)}


def tag_index(mark: str, kind: str) -> int:
    """Give the number of a tag.

    >>> TAGS[tag_index("E", "TASK")]
    'E-TASK'
    """
    return _INDEX[f"{mark}-{kind}"]


def _may_follow(first: str, second: str) -> bool:
    if first[0] in "BI":
        return second[0] in "IE" and first[2:] == second[2:]
    return second[0] in "OBS"


LEGAL: NDArray[np.float64] = np.array(
    [[float(_may_follow(first, second)) for second in TAGS] for first in TAGS]
)
"""1 where the second tag may follow the first."""
START: NDArray[np.float64] = np.array([float(tag[0] in "OBS") for tag in TAGS])
END: NDArray[np.float64] = np.array([float(tag[0] in "OES") for tag in TAGS])


def allowed_tags(
    length: int, spans: Iterable[tuple[int, int, str]], known: frozenset[str]
) -> NDArray[np.float64]:
    """Give the tags that an annotation allows at each token, as rows of ones and zeros.

    A token in an annotated name has exactly its tag. Any other token has O, or any tag of a type
    that the corpus does not annotate: what it leaves unmarked there is unknown, not absent.

    Args:
        length: number of tokens.
        spans: first token, one past the last token, type.
        known: the types that the corpus annotates.
    """
    outside = np.array([float(tag == "O" or tag[2:] not in known) for tag in TAGS])
    rows = np.tile(outside, (length, 1))
    for first, last, kind in spans:
        rows[first:last] = 0.0
        if last - first == 1:
            rows[first, tag_index("S", kind)] = 1.0
            continue
        rows[first, tag_index("B", kind)] = 1.0
        rows[first + 1 : last - 1, tag_index("I", kind)] = 1.0
        rows[last - 1, tag_index("E", kind)] = 1.0
    return rows
