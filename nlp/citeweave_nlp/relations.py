"""What a sentence says of two concepts that it names: used for, evaluated on, part of, and so on.

A linear classifier over facts of the two mentions: their types, the words between, before and
after them, what else stands between. It is asked about each two concepts that one sentence names;
most often its answer is "nothing". Weights are learnt by `relation_training` from
`nlp/gold/relations.jsonl`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from citeweave_nlp.cues import cues_before
from citeweave_nlp.regression import (
    Regression,
    probabilities,
    read_regressions,
    write_regressions,
)
from citeweave_schema.kinds import CONCEPT_KINDS, EdgeKind, Field
from citeweave_schema.mentions import Entity, Relation

__all__ = ["ANSWERS", "LEAST", "Pair", "RelationModel", "pairs_in", "relation_facts"]

LEAST = 0.4
"""The confidence below which nothing is said of two concepts."""

_SYMMETRIC = EdgeKind.COMPARED_WITH
_DIRECTED = (EdgeKind.USED_FOR, EdgeKind.EVALUATED_ON, EdgeKind.PART_OF, EdgeKind.BROADER)
ANSWERS: tuple[tuple[EdgeKind, bool] | None, ...] = (
    None,
    *((kind, forward) for kind in _DIRECTED for forward in (True, False)),
    (_SYMMETRIC, True),
)
"""Nothing, or a kind and whether its head stands before its tail in the sentence."""

_NAME = "relations"
_MOST_PAIRS = 60
_WORD = re.compile(r"\w+|[^\w\s]")
_BETWEEN = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """Two concepts in one sentence, in order of the text.

    Attributes:
        first: number of the entity that is named first, and of its mention.
        second: number of the other one, and of its mention.
    """

    first: tuple[int, int]
    second: tuple[int, int]


def pairs_in(entities: Sequence[Entity]) -> Iterator[Pair]:
    """Give each two concepts that a sentence names.

    Where a sentence names a concept several times, the two mentions that are nearest count.
    A sentence that names very many concepts is an enumeration: only its first pairs are given.
    """
    sentences: dict[tuple[str, int], list[tuple[int, int, int]]] = {}
    for number, entity in enumerate(entities):
        if entity.type.value in CONCEPT_KINDS:
            for place, mention in enumerate(entity.mentions):
                where = (mention.field.value, mention.sentence_start)
                sentences.setdefault(where, []).append((mention.start, number, place))
    for where in sorted(sentences):
        named = sorted(sentences[where])
        nearest: dict[tuple[int, int], tuple[int, Pair]] = {}
        for (start, one, place), (later, other, its_place) in combinations(named, 2):
            if one == other:
                continue
            key = (min(one, other), max(one, other))
            if key not in nearest or later - start < nearest[key][0]:
                nearest[key] = (later - start, Pair((one, place), (other, its_place)))
        yield from [pair for _, pair in nearest.values()][:_MOST_PAIRS]


def relation_facts(text: str, entities: Sequence[Entity], pair: Pair) -> set[str]:
    """Give the facts that the classifier weighs, as names.

    Args:
        text: the field in which the mentions stand.
        entities: what was found in the paper.
        pair: two of them in one sentence.
    """
    one, other = entities[pair.first[0]], entities[pair.second[0]]
    left, right = one.mentions[pair.first[1]], other.mentions[pair.second[1]]
    kinds = f"{one.type.value[:4]}-{other.type.value[:4]}"
    facts = {"bias", f"kinds={kinds}", f"field={left.field.value},{kinds}"}
    before = _words(text[left.sentence_start : left.start])
    between = _words(_between(text, left.end, right.start, entities, left.sentence_start))
    after = _words(text[right.end : left.sentence_end])
    facts.add(f"gap={min(len(between), _BETWEEN)}")
    facts.add(f"gap={min(len(between) // 3, 4)},{kinds}")
    if len(between) <= _BETWEEN:
        facts.add(f"between={' '.join(between)}")
        facts.add(f"between={' '.join(between)},{kinds}")
    for word in between[: 2 * _BETWEEN]:
        facts.add(f"word={word}")
        facts.add(f"word={word},{kinds}")
    for first, second in pairwise(between):
        facts.add(f"words={first} {second}")
    if between:
        facts.add(f"begins={between[0]},{kinds}")
        facts.add(f"begins={' '.join(between[:2])}")
        facts.add(f"ends={between[-1]},{kinds}")
        facts.add(f"ends={' '.join(between[-2:])}")
    for word in before[-6:]:
        facts.add(f"before={word}")
    facts.add(f"left={' '.join(before[-2:])}")
    facts.add(f"left={before[-1] if before else ''},{kinds}")
    for word in after[:5]:
        facts.add(f"after={word}")
    facts.add(f"right={after[0] if after else ''},{kinds}")
    facts.add(f"right={' '.join(after[:2])}")
    sentence = text[left.sentence_start : left.sentence_end]
    for side, mention in (("left", left), ("right", right)):
        cues = cues_before(sentence, mention.start - left.sentence_start)
        for rank, cue in enumerate(cues):
            facts.add(f"{side} cue={cue.name}")
            if rank == 0:
                facts.add(f"{side} nearest cue={cue.name},{kinds}")
    facts.add(f"roles={one.role.value}-{other.role.value},{kinds}")
    return facts


def _between(text: str, start: int, end: int, entities: Sequence[Entity], sentence: int) -> str:
    """Give the text between two mentions, other mentions in it replaced by their type."""
    inside = sorted(
        (mention.start, mention.end, entity.type.value)
        for entity in entities
        for mention in entity.mentions
        if mention.sentence_start == sentence and start <= mention.start and mention.end <= end
    )
    parts: list[str] = []
    at = start
    for first, last, kind in inside:
        if first >= at:
            parts += [text[at:first], f" {kind}_ "]
            at = last
    return "".join([*parts, text[at:end]])


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


@dataclass(frozen=True)
class RelationModel:
    """What judges relations: weights of the facts."""

    regression: Regression

    def relations(self, texts: Mapping[Field, str], entities: Sequence[Entity]) -> list[Relation]:
        """Give what the sentences of a paper say of its concepts, in order of the text.

        Args:
            texts: title and abstract.
            entities: what was found in them.
        """
        found: list[Relation] = []
        for pair in pairs_in(entities):
            number, place = pair.first
            text = texts[entities[number].mentions[place].field]
            likely = probabilities(self.regression.scores(relation_facts(text, entities, pair)))
            # What may be said either way round adds up to whether anything is said at all.
            best = int(likely[1:].argmax()) + 1
            answer = ANSWERS[best]
            if answer is not None and likely[best] >= LEAST:
                kind, forward = answer
                head, tail = (pair.first, pair.second) if forward else (pair.second, pair.first)
                found.append(
                    Relation(
                        kind=kind,
                        head=head[0],
                        tail=tail[0],
                        head_mention=head[1],
                        tail_mention=tail[1],
                        confidence=float(likely[best]),
                    )
                )
        return found

    def to_disk(self, folder: Path) -> None:
        """Write the weights into a folder."""
        write_regressions(folder, _NAME, {"all": self.regression})

    @classmethod
    def from_disk(cls, folder: Path) -> RelationModel:
        """Read what `to_disk` wrote.

        Raises:
            ExtractorError: there is none, or it is damaged.
        """
        return cls(read_regressions(folder, _NAME)["all"])
