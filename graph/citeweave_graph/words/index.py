"""An index of words: which documents have each, how often, and whether in a name.

A document is a node, numbered in the order of ids, so that those of one kind, whose ids begin
with one letter, are numbered one after the other. The arrays, by name:

| array | type | what |
|---|---|---|
| ids | S17 | the node of each document |
| length | u4 | its weighted number of words, `searching.length` |
| standing | u4 | its place among suggestions, `searching.standing` |
| text, text_at | u1, i8 | the words in UTF-8, in order, and where each begins; one more: the end |
| letters | u4 | which of 32 classes of bytes each word has, a bit for each |
| characters | u1 | its number of code points, 255 for more |
| called | u4 | how many nodes that are no papers have it in their names |
| at, docs | i8, u4 | where the documents of each word begin, and the documents, ascending |
| counts | u1 | the weighted number of times that they have it; 255: see `many` |
| many_at, many | i8, u4 | the places in `counts` of what is above 254, and how much it is |
| name_at, name_docs | i8, u4 | the same as `at` and `docs`, of names and titles only |
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from citeweave_graph.guessing import edits, within
from citeweave_graph.searching import Term
from citeweave_schema.ids import node_id
from citeweave_schema.kinds import NodeKind

__all__ = ["MANY", "Array", "Index", "Postings"]

Array = NDArray[Any]

MANY = 255
"""The count that stands for all of its size and above."""

_LETTER = {kind: ord(node_id(kind, "")[0]) for kind in NodeKind}
_DENSE = 16
"""Of a term of several words: above one posting in so many documents all are looked at."""

_MASK_BYTES = 8
"""An edit of a letter beyond ASCII changes at most so many bytes: four go, four come."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents, ascending, and how often each has what they are the documents of."""

    docs: Array
    counts: Array

    def at(self, places: Array | slice) -> Postings:
        """Give those at some places."""
        return Postings(self.docs[places], self.counts[places])


class Index:
    """An index, from its arrays."""

    def __init__(self, arrays: Mapping[str, Array], gone: Collection[str] = ()) -> None:
        """Read arrays as the module says.

        Args:
            arrays: by name.
            gone: ids of nodes that are looked over, as if they were not in it.
        """
        self._arrays = arrays
        self._ids = arrays["ids"]
        self.size = len(self._ids)
        self._bounds = {kind: self._bounds_of(letter) for kind, letter in _LETTER.items()}
        self._gone = self.numbers(gone)
        self._alive = np.ones(self.size, np.bool_)
        self._alive[self._gone] = False

    # Documents

    def id_of(self, doc: int) -> str:
        """Give the node of a document."""
        return str(self._ids[doc].decode("ascii"))

    def ahead(self, one: str) -> tuple[int, int]:
        """Give how many documents have an id below a text, and how many not above it."""
        key = np.bytes_(one.encode("utf-8", "surrogatepass"))
        left = int(np.searchsorted(self._ids, key, "left"))
        return left, int(np.searchsorted(self._ids, key, "right"))

    def documents(self, kinds: Collection[NodeKind]) -> int:
        """Give how many documents are of some kinds."""
        return sum(last - first for first, last in self._ranges(kinds)) - len(
            self._within(self._gone, kinds)
        )

    def total_length(self, kinds: Collection[NodeKind]) -> int:
        """Give the sum of their lengths."""
        gone = int(self.lengths(self._within(self._gone, kinds)).sum(dtype=np.int64))
        return sum(self._lengths[kind] for kind in frozenset(kinds)) - gone

    def lengths(self, docs: Array) -> Array:
        """Give the lengths of documents."""
        found: Array = self._arrays["length"][docs]
        return found

    @cached_property
    def _lengths(self) -> dict[NodeKind, int]:
        lengths = self._arrays["length"]
        return {
            kind: int(lengths[first:last].sum(dtype=np.int64))
            for kind, (first, last) in self._bounds.items()
        }

    def _bounds_of(self, letter: int) -> tuple[int, int]:
        first, last = np.searchsorted(self._ids, [bytes([letter]), bytes([letter + 1])])
        return int(first), int(last)

    def numbers(self, ids: Collection[str]) -> Array:
        """Give the documents of nodes, ascending; none for a node that is not in it."""
        wanted = np.array(sorted(one.encode("ascii", "replace") for one in ids), self._ids.dtype)
        places = np.searchsorted(self._ids, wanted)
        inside = places < self.size
        places, wanted = places[inside], wanted[inside]
        found: Array = places[self._ids[places] == wanted].astype(np.uint32)
        return found

    def _ranges(self, kinds: Collection[NodeKind]) -> list[tuple[int, int]]:
        return sorted(self._bounds[kind] for kind in frozenset(kinds))

    def _within(self, docs: Array, kinds: Collection[NodeKind]) -> Array:
        """Give those of documents, ascending, that are of some kinds."""
        if len(frozenset(kinds)) == len(_LETTER):
            return docs
        parts = [docs[slice(*np.searchsorted(docs, one))] for one in self._ranges(kinds)]
        return np.concatenate(parts) if parts else docs[:0]

    # Words

    def having(self, term: Term, kinds: Collection[NodeKind]) -> Postings:
        """Give the documents of some kinds that have a term."""
        pieces = [
            Postings(self._arrays["docs"][first:last], self._counts(first, last))
            for first, last in self._spans(term, "at")
        ]
        found = self._together(pieces)
        if len(frozenset(kinds)) < len(_LETTER):
            slices = [
                found.at(slice(*np.searchsorted(found.docs, one))) for one in self._ranges(kinds)
            ]
            found = Postings(
                np.concatenate([found.docs[:0], *(one.docs for one in slices)]),
                np.concatenate([found.counts[:0], *(one.counts for one in slices)]),
            )
        return found.at(self._alive[found.docs]) if len(self._gone) else found

    def named(self, term: Term, kinds: Collection[NodeKind]) -> Array:
        """Give the documents of some kinds whose names have a term, ascending."""
        spans = self._spans(term, "name_at")
        pieces = [self._arrays["name_docs"][first:last] for first, last in spans]
        if len(pieces) == 1 and not term.begins:
            docs = pieces[0]
        else:
            docs = self._distinct(np.concatenate([np.empty(0, np.uint32), *pieces]))
        docs = self._within(docs, kinds)
        return docs[self._alive[docs]] if len(self._gone) else docs

    def first_of(self, docs: Array, most: int) -> list[str]:
        """Give the nodes of the documents that stand first among suggestions, in any order."""
        standing = self._arrays["standing"][docs]
        if len(docs) > most:
            docs = docs[np.argpartition(standing, most - 1)[:most]]
        return [self.id_of(one) for one in docs]

    def near(self, word: str) -> list[str]:
        """Give the words of names that may be meant by a mistyped one, in order."""
        most = edits(word)
        raw = word.encode("utf-8", "surrogatepass")
        characters, letters = self._arrays["characters"], self._arrays["letters"]
        fits = (characters >= len(word) - most) & (characters <= len(word) + most)
        fits &= self._arrays["called"] > 0
        places = np.flatnonzero(fits)
        others = np.bitwise_count(letters[places] ^ _letters(raw))
        sizes = self._arrays["text_at"][places + 1] - self._arrays["text_at"][places]
        plain = (sizes == characters[places]) & word.isascii()
        places = places[others <= np.where(plain, 2 * most, _MASK_BYTES * most)]
        return within(
            word, (self._word(int(one)).decode("utf-8", "surrogatepass") for one in places)
        )

    def _word(self, place: int) -> bytes:
        first, last = self._arrays["text_at"][place : place + 2]
        return bytes(self._arrays["text"][first:last])

    @property
    def _words(self) -> int:
        return len(self._arrays["called"])

    def _spans(self, term: Term, at: str) -> list[tuple[int, int]]:
        """Give where the documents of the words of a term are, each span of neighbouring words."""
        found, offsets = [], self._arrays[at]
        for word in term.meant:
            first = self._place(word.encode("utf-8", "surrogatepass"))
            if term.begins:
                last = self._place(word.encode("utf-8", "surrogatepass") + b"\xff")
            else:
                last = first + int(
                    first < self._words
                    and self._word(first) == word.encode("utf-8", "surrogatepass")
                )
            if offsets[last] > offsets[first]:
                found.append((int(offsets[first]), int(offsets[last])))
        return found

    def _place(self, word: bytes) -> int:
        """Give how many words come before one."""
        low, high = 0, self._words
        while low < high:
            middle = (low + high) // 2
            if self._word(middle) < word:
                low = middle + 1
            else:
                high = middle
        return low

    def _counts(self, first: int, last: int) -> Array:
        counts = self._arrays["counts"][first:last]
        places = self._arrays["many_at"]
        left, right = np.searchsorted(places, [first, last])
        if left == right:
            return counts
        counts = counts.astype(np.uint32)
        counts[places[left:right] - first] = self._arrays["many"][left:right]
        return counts

    def _together(self, pieces: Sequence[Postings]) -> Postings:
        """Put the documents of several words together, their counts added up."""
        if not pieces:
            return Postings(np.empty(0, np.uint32), np.empty(0, np.uint8))
        docs = np.concatenate([one.docs for one in pieces])
        counts = np.concatenate([one.counts for one in pieces])
        if (len(pieces) == 1 and len(docs) < 2) or bool(np.all(docs[:-1] < docs[1:])):
            return Postings(docs, counts)
        if len(docs) * _DENSE > self.size:
            sums = np.bincount(docs, counts, self.size).astype(np.uint32)
            seen = np.flatnonzero(sums).astype(np.uint32)
            return Postings(seen, sums[seen])
        order = np.argsort(docs, kind="stable")
        docs, counts = docs[order], counts[order].astype(np.uint32)
        starts = np.flatnonzero(np.concatenate([[True], docs[1:] != docs[:-1]]))
        return Postings(docs[starts], np.add.reduceat(counts, starts))

    def _distinct(self, docs: Array) -> Array:
        if len(docs) * _DENSE <= self.size:
            return np.unique(docs)
        seen = np.zeros(self.size, np.bool_)
        seen[docs] = True
        return np.flatnonzero(seen).astype(np.uint32)


def _letters(word: bytes) -> int:
    mask = 0
    for one in word:
        mask |= 1 << (one & 31)
    return mask
