"""Which spans are names: all probable spans of a text, and a choice of them without overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from citeweave_nlp.field import Lattice, Sentences
from citeweave_nlp.tags import TYPES, tag_index

__all__ = ["Candidate", "candidates_of", "choose"]

_LEAST = 0.05
_LONGEST = 14


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of tokens that may be a name, and how probable exactly it is."""

    first: int
    last: int
    kind: str
    probability: float


def candidates_of(
    lattice: Lattice, where: Sentences, *, least: float = _LEAST, longest: int = _LONGEST
) -> list[Candidate]:
    """Give every span whose probability is at least `least`, in order of the text."""
    found: list[Candidate] = []
    marginals = lattice.marginals()
    sentence_end: NDArray[np.int64] = np.repeat(where.firsts + where.lengths, where.lengths)
    for kind in TYPES:
        begin, inside, close, single = (tag_index(mark, kind) for mark in "BIES")
        for start in (marginals[:, single] >= least).nonzero()[0].tolist():
            probability = float(marginals[start, single])
            found.append(Candidate(start, start + 1, kind, probability))
        for start in (marginals[:, begin] >= least).nonzero()[0].tolist():
            weight = float(lattice.forward[start, begin])
            previous = begin
            for end in range(start + 1, min(start + longest, int(sentence_end[start]))):
                # What this token adds, once as the last of the name and once as one inside it.
                here = lattice.local[end] / lattice.scale[end]
                probability = (
                    weight
                    * lattice.moves[previous, close]
                    * here[close]
                    * lattice.backward[end, close]
                )
                if probability >= least:
                    found.append(Candidate(start, end + 1, kind, min(1.0, float(probability))))
                weight = float(weight * lattice.moves[previous, inside] * here[inside])
                if weight * lattice.backward[end, inside] < least:
                    break
                previous = inside
    return sorted(found, key=lambda one: (one.first, one.last, one.kind))


def choose(found: Iterable[Candidate], *, least: float = 0.4) -> list[Candidate]:
    """Give the most probable spans that do not overlap, in order of the text."""
    taken: set[int] = set()
    chosen: list[Candidate] = []
    for one in sorted(found, key=lambda one: (-one.probability, one.first, one.last, one.kind)):
        tokens = range(one.first, one.last)
        if one.probability >= least and taken.isdisjoint(tokens):
            taken.update(tokens)
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.first)
