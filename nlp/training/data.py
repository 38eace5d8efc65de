"""Lay annotated text out as the network reads it: pieces, clues, and the tags that are allowed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from torch import Tensor

from citeweave_nlp.clues import clues_of
from citeweave_nlp.examples import Example, examples_of
from citeweave_nlp.gold import occurrences
from citeweave_nlp.pieces import CLS, MASK, PAD, SEP, WINDOW, Pieces
from citeweave_nlp.tagger import sentences_of
from citeweave_nlp.tags import TYPES, allowed_tags
from citeweave_schema.kinds import ROLES_OF, EntityType, Role
from training.corpora import Passage

ROLES: tuple[str, ...] = tuple(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class Marked:
    """An annotated thing: number of its type, where it is named, and the number of its role.

    The role is -1 where it is not known.
    """

    kind: int
    places: tuple[tuple[int, int], ...]
    role: int

    def moved(self, by: int) -> Marked:
        """Give the same in a batch where the text begins at another token."""
        return Marked(
            self.kind, tuple((first + by, last + by) for first, last in self.places), self.role
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """A text as the network reads it.

    Attributes:
        pieces: the pieces of each token.
        clues: the clues of each token, its neighbours' beside them.
        starts: the first token of each sentence.
        allowed: the tags that each token may have.
        things: what is annotated and has a role.
    """

    pieces: tuple[tuple[int, ...], ...]
    clues: NDArray[np.float32]
    starts: tuple[int, ...]
    allowed: NDArray[np.float64]
    things: tuple[Marked, ...] = ()

    @property
    def size(self) -> int:
        """Give the number of pieces."""
        return sum(map(len, self.pieces)) + 2


def read_vocabulary(folder: Path) -> list[str]:
    """Give BERT's pieces in the order of their numbers."""
    return (folder / "vocab.txt").read_text("utf-8").splitlines()


def sample_of(cut: Pieces, example: Example) -> Sample:
    """Lay an example out; what is longer than the network reads at once is left out."""
    doc = example.doc
    pieces = [cut.cut(token.text) for token in doc]
    count, total = 0, 0
    while count < len(pieces) and total + len(pieces[count]) <= WINDOW:
        total += len(pieces[count])
        count += 1
    where = sentences_of(doc)
    clues = clues_of(doc)
    padded = np.pad(clues, ((1, 1), (0, 0)))
    beside = np.concatenate([padded[:-2], padded[1:-1], padded[2:]], axis=1)
    return Sample(
        tuple(pieces[:count]),
        beside[:count],
        tuple(int(first) for first in where.firsts if first < count),
        example.allowed[:count],
    )


def gold_samples(nlp: Language, cut: Pieces, rows: Iterable[Mapping[str, Any]]) -> list[Sample]:
    """Lay our own annotated papers out, with the roles of what they name."""
    made: list[Sample] = []
    for row in rows:
        for example in examples_of(nlp, [row]):
            sample = sample_of(cut, example)
            things = marked(example.doc, row["entities"], len(sample.pieces))
            made.append(replace(sample, things=tuple(things)))
    return made


def marked(doc: Doc, entities: Sequence[Mapping[str, Any]], length: int) -> Iterator[Marked]:
    """Give the annotated things whose type has several roles, where they are named."""
    places: dict[int, list[tuple[int, int]]] = {}
    surfaces = [[one["name"], *(one.get("aliases") or ())] for one in entities]
    for place in occurrences(doc.text, surfaces):
        span = doc.char_span(place.start, place.end, alignment_mode="expand")
        if span is not None and span.end <= length:
            places.setdefault(place.concept, []).append((span.start, span.end))
    for number, one in enumerate(entities):
        if number in places and len(ROLES_OF[EntityType(one["type"])]) > 1:
            kind = TYPES.index(one["type"])
            yield Marked(kind, tuple(places[number]), ROLES.index(one["role"]))


def passage_samples(nlp: Language, cut: Pieces, passages: Iterable[Passage]) -> list[Sample]:
    """Lay the passages of other corpora out; what they do not annotate is unknown there."""
    made: list[Sample] = []
    for passage in passages:
        doc = nlp(passage.text)
        if len(doc) > 3 and cut_size(cut, doc) <= WINDOW:
            allowed = allowed_tags(len(doc), _spans_of(doc, passage.spans), passage.known)
            made.append(sample_of(cut, Example(doc, allowed)))
    return made


def _spans_of(doc: Doc, given: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Lay names over the tokens; those that cross a token or sentence are left out."""
    spans: list[tuple[int, int, str]] = []
    free = 0
    for start, end, kind in sorted(given):
        span = doc.char_span(start, end)
        if span is None or any(token.is_sent_start for token in span[1:]) or span.start < free:
            continue
        spans.append((span.start, span.end, kind))
        free = span.end
    return spans


def cut_size(cut: Pieces, doc: Doc) -> int:
    """Give the number of pieces of a document."""
    return sum(len(cut.cut(token.text)) for token in doc)


@dataclass(frozen=True, slots=True)
class Batch:
    """Samples as tensors.

    Attributes:
        pieces: numbers of the pieces, a row a text, padded.
        mask: true where there is a piece.
        owner: for each piece of each text, which token of the batch it belongs to; -1 for marks.
        shares: for each token, one over the number of its pieces.
        clues: the clues of all tokens of the batch.
        starts: first tokens of all sentences of the batch.
        allowed: allowed tags of all tokens.
        things: what is annotated and has a role.
    """

    pieces: Tensor
    mask: Tensor
    owner: Tensor
    shares: Tensor
    clues: Tensor
    starts: list[int]
    allowed: NDArray[np.float64]
    things: list[Marked]


def batch_of(samples: Sequence[Sample], hide: float, chance: random.Random) -> Batch:
    """Put samples together, with a share of their tokens hidden."""
    longest = max(one.size for one in samples)
    pieces = np.full((len(samples), longest), PAD)
    owner = np.full((len(samples), longest), -1)
    starts: list[int] = []
    shares: list[float] = []
    things: list[Marked] = []
    base = 0
    for row, one in enumerate(samples):
        pieces[row, 0] = CLS
        at = 1
        for token, numbers in enumerate(one.pieces):
            hidden = hide > 0 and chance.random() < hide
            for number in numbers:
                pieces[row, at] = MASK if hidden and number != SEP else number
                owner[row, at] = base + token
                at += 1
            shares.append(1 / len(numbers))
        pieces[row, at] = SEP
        starts += [base + start for start in one.starts]
        things += (thing.moved(base) for thing in one.things)
        base += len(one.pieces)
    return Batch(
        torch.from_numpy(pieces),
        torch.from_numpy(pieces != PAD),
        torch.from_numpy(owner),
        torch.tensor(shares),
        torch.from_numpy(np.concatenate([one.clues for one in samples])),
        starts,
        np.concatenate([one.allowed for one in samples]),
        things,
    )


def batches(samples: Sequence[Sample], size: int, chance: random.Random) -> list[list[Sample]]:
    """Deal samples into batches of about so many pieces, texts of like length together."""
    order = sorted(samples, key=lambda one: (one.size + chance.randint(-20, 20), chance.random()))
    dealt: list[list[Sample]] = [[]]
    for one in order:
        longest = max([one.size, *(other.size for other in dealt[-1])])
        if dealt[-1] and longest * (len(dealt[-1]) + 1) > size:
            dealt.append([])
        dealt[-1].append(one)
    chance.shuffle(dealt)
    return dealt
