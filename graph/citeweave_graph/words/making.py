"""Making an index of words, in batches: what a batch holds is put aside, sorted, until the end."""

from __future__ import annotations

import itertools
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import IO, NamedTuple

import numpy as np

from citeweave_graph import searching
from citeweave_graph.words.index import MANY, Array
from citeweave_schema.ids import node_id
from citeweave_schema.kinds import NodeKind

__all__ = ["Document", "arrays_of"]

_BATCH = 4_000_000
"""Words that are sorted at once; each takes some 40 bytes then."""

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_PAPER = node_id(NodeKind.PAPER, "")[0]


class Document(NamedTuple):
    """A node: its id, the words of its names and of its abstract with spaces between them."""

    id: str
    name: str
    body: str


class _Batch(NamedTuple):
    """Pairs of word and document, each once, in their order, and how often each was seen."""

    words: Array
    docs: Array
    counts: Array


class _Aside:
    """Sorted batches of pairs that are kept out of memory until all are there."""

    def __init__(self) -> None:
        self._words, self._docs = array("I"), array("I")
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as this
        self._sizes: list[int] = []

    def add(self, doc: int, words: list[int]) -> None:
        """Add a document with the numbers of its words."""
        self._words.extend(words)
        self._docs.extend(itertools.repeat(doc, len(words)))
        if len(self._words) >= _BATCH:
            self.put_aside()

    def put_aside(self) -> None:
        """Sort what was added since the last time."""
        if not self._words:
            return
        words = np.frombuffer(self._words, np.uint32).astype(np.uint64)
        keys = (words << _HALF) | np.frombuffer(self._docs, np.uint32)
        keys.sort()
        starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        counts = np.diff(np.append(starts, len(keys))).astype(np.uint32)
        self._file.write(keys[starts].tobytes())
        self._file.write(counts.tobytes())
        self._sizes.append(len(starts))
        self._words, self._docs = array("I"), array("I")

    def batches(self) -> Iterator[_Batch]:
        """Give the batches in the order in which they were put aside."""
        self._file.seek(0)
        for size in self._sizes:
            keys = np.frombuffer(self._file.read(8 * size), np.uint64)
            counts = np.frombuffer(self._file.read(4 * size), np.uint32)
            yield _Batch((keys >> _HALF).astype(np.uint32), (keys & _LOW).astype(np.uint32), counts)

    def close(self) -> None:
        """Let go of the batches."""
        self._file.close()


def arrays_of(documents: Iterable[Document], standing: Iterable[str]) -> dict[str, Array]:
    """Give the arrays of an index, by name, as `citeweave_graph.words.index` has them.

    Args:
        documents: in the order of their ids, each once.
        standing: the ids of the same documents in the order of `searching.standing`.
    """
    numbers: defaultdict[str, int] = defaultdict(itertools.count().__next__)
    number = numbers.__getitem__
    ids, lengths = [], array("I")
    with closing(_Aside()) as texts, closing(_Aside()) as names:
        for doc, (one, name, body) in enumerate(documents):
            ids.append(one)
            name_words, body_words = name.split(), body.split()
            lengths.append(searching.length(name_words, body_words))
            in_name = list(map(number, name_words))
            names.add(doc, in_name)
            texts.add(doc, [*(in_name * searching.NAME_WEIGHT), *map(number, body_words)])
        words = sorted(numbers)
        rank = np.empty(len(words), np.uint32)
        rank[np.fromiter(map(number, words), np.uint32)] = np.arange(len(words), dtype=np.uint32)
        numbers.clear()
        arrays = {**_documents(ids, lengths, standing), **_vocabulary(words)}
        for aside, prefix in ((texts, ""), (names, "name_")):
            aside.put_aside()
            arrays |= {prefix + name: one for name, one in _postings(aside, rank).items()}
    for name in ("name_counts", "name_many_at", "name_many"):
        del arrays[name]
    return {**arrays, "called": _called(arrays["ids"], arrays["name_at"], arrays["name_docs"])}


def _documents(ids: list[str], lengths: array[int], standing: Iterable[str]) -> dict[str, Array]:
    known = _ids(ids)
    places = np.empty(len(ids), np.uint32)
    places[np.searchsorted(known, _ids(standing))] = np.arange(len(ids), dtype=np.uint32)
    return {"ids": known, "length": np.array(lengths, np.uint32), "standing": places}


def _ids(ids: Iterable[str]) -> Array:
    return np.array([one.encode("ascii") for one in ids], "S17")


def _vocabulary(words: list[str]) -> dict[str, Array]:
    encoded = [one.encode("utf-8", "surrogatepass") for one in words]
    text = np.frombuffer(b"".join(encoded), np.uint8)
    text_at = _offsets(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    bits = np.left_shift(np.uint32(1), (text & 31).astype(np.uint32))
    letters = np.bitwise_or.reduceat(bits, text_at[:-1]) if words else bits
    characters = np.minimum(np.fromiter(map(len, words), np.int64, len(words)), 255)
    return {
        "text": text,
        "text_at": text_at,
        "letters": letters.astype(np.uint32),
        "characters": characters.astype(np.uint8),
    }


def _offsets(sizes: Array) -> Array:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _postings(aside: _Aside, rank: Array) -> dict[str, Array]:
    """Put all pairs in the order of word and document; `rank` is the place of each word."""
    sizes = np.zeros(len(rank), np.int64)
    for batch in aside.batches():
        sizes += np.bincount(rank[batch.words], minlength=len(rank))
    at = _offsets(sizes)
    docs, counts = np.empty(at[-1], np.uint32), np.empty(at[-1], np.uint8)
    many: list[tuple[Array, Array]] = []
    free = at[:-1].copy()
    for batch in aside.batches():
        starts = np.flatnonzero(np.concatenate([[True], batch.words[1:] != batch.words[:-1]]))
        runs = np.diff(np.append(starts, len(batch.words)))
        words = rank[batch.words[starts]]
        places = np.repeat(free[words] - starts, runs) + np.arange(len(batch.words))
        free[words] += runs
        docs[places] = batch.docs
        counts[places] = np.minimum(batch.counts, MANY)
        above = batch.counts >= MANY
        many.append((places[above], batch.counts[above]))
    many_at = np.concatenate([np.empty(0, np.int64), *(one for one, _ in many)])
    order = np.argsort(many_at)
    much = np.concatenate([np.empty(0, np.uint32), *(one for _, one in many)])
    return {
        "at": at,
        "docs": docs,
        "counts": counts,
        "many_at": many_at[order],
        "many": much[order],
    }


def _called(ids: Array, at: Array, docs: Array) -> Array:
    """Give how many documents that are no papers have each word in their names."""
    other = ids.view(np.uint8).reshape(len(ids), ids.dtype.itemsize)[:, 0] != ord(_PAPER)
    sums = _offsets(other[docs])
    return (sums[at[1:]] - sums[at[:-1]]).astype(np.uint32)
