"""Which keys a JSON file has where, told by how it begins."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["Shape", "shape_of"]

_TOKEN = re.compile(
    r'"(?P<text>[^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"(?P<key>\s*:)?|(?P<line>\n(?=\{"))|[{}\[\]]'
)
_DEPTH_LIMIT = 8
_PATHS_LIMIT = 4_000


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of the objects that a file begins with.

    Attributes:
        texts: by the dotted path of each key, lists left out: ``results.id``; the first text
            that stands there, or an empty one.
    """

    texts: Mapping[str, str]

    def has(self, *paths: str) -> bool:
        """Tell whether each of these keys is there."""
        return all(path in self.texts for path in paths)

    def has_any(self, *paths: str) -> bool:
        """Tell whether one of these keys is there."""
        return any(path in self.texts for path in paths)

    def starts(self, path: str, prefix: str) -> bool:
        """Tell whether the first text under a key begins so."""
        return self.texts.get(path, "").startswith(prefix)


NOTHING = Shape(MappingProxyType({}))


@functools.lru_cache(maxsize=4)
def shape_of(head: str) -> Shape:
    """Give the keys of what a file begins with; none when it is not JSON.

    The head may end anywhere, and may be damaged: brackets are counted, nothing is parsed. A
    line that begins with an object begins anew.

    >>> shape_of('{"meta": {"count": 2}, "results": [{"id": "W1"}, {"id').texts["results.id"]
    'W1'
    """
    if head.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return NOTHING
    texts: dict[str, str] = {}
    containers: list[str] = []
    path = ""
    for match in _TOKEN.finditer(head):
        mark = match[0]
        if match["line"] is not None:
            containers, path = [], ""
        elif match["key"] is not None:
            inside = containers[-1] if containers else ""
            path = f"{inside}.{match['text']}" if inside else match["text"]
            if len(containers) <= _DEPTH_LIMIT and len(texts) < _PATHS_LIMIT:
                texts.setdefault(path, "")
        elif match["text"] is not None:
            if texts.get(path) == "":
                texts[path] = match["text"]
        elif mark in "{[":
            containers.append(path if len(path) < 1_000 else "")
        elif containers:
            path = containers.pop()
    return Shape(MappingProxyType(texts))
