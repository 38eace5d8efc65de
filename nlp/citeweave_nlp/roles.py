"""What a named thing is to the paper, judged from all the places where it is named.

A linear classifier over facts of the mentions: cue words before them, the words beside them,
where in the text they stand, how often the thing is named. One set of weights for methods and
data sets, one for tasks; the other types have one role only. Where a transformer read the text,
what it saw at the mentions is judged too (`role_head`), and the scores are added. Weights are
learnt by `role_training` and `nlp/training`, and kept beside the tagger's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from citeweave_nlp.cues import cues_before
from citeweave_nlp.denial import denied_role
from citeweave_nlp.regression import Regression, read_regressions, write_regressions
from citeweave_nlp.role_head import RoleHead
from citeweave_schema.kinds import ROLES_OF, EntityType, Role

__all__ = ["Place", "RoleModel", "Seen", "default_role", "facts_of", "place_of"]

Seen = tuple[NDArray[np.float32], Sequence[tuple[int, int]]]
"""What the encoder gave for each token, and the first and last token of each mention."""

HEAD_SHARE = 0.5
"""Weight of the head's scores beside those of the facts."""

_HEAD = "head.npz"
_ALL = tuple(Role)
_WORD = re.compile(r"\w+|[^\w\s]")
_NAME_SHAPE = re.compile(r"[A-Z]\w*[A-Z]|\d")
_DEFAULT = {
    EntityType.METHOD: Role.USES,
    EntityType.DATASET: Role.USES,
    EntityType.TASK: Role.ADDRESSES,
}


@dataclass(frozen=True, slots=True)
class Place:
    """One mention, as far as roles care.

    Attributes:
        sentence: the text of the sentence around it.
        start: where in that sentence it begins, in characters.
        end: one past its last character.
        in_title: whether the sentence is in the title.
        index: number of the sentence in its field, from 0.
        count: number of sentences in that field.
    """

    sentence: str
    start: int
    end: int
    in_title: bool
    index: int
    count: int


def place_of(
    text: str, sentences: Sequence[tuple[int, int]], title_end: int, start: int, end: int
) -> Place:
    """Give the place of a span in the one text of title and abstract.

    Args:
        text: title and abstract as the pipeline reads them.
        sentences: the sentences in characters, in order, at least one.
        title_end: one past the title's last character.
        start: first character of the span.
        end: one past its last character.
    """
    number = max(0, bisect_right(sentences, start, key=lambda one: one[0]) - 1)
    first, last = sentences[number]
    first, last = min(first, start), max(last, end)
    titles = bisect_right(sentences, title_end - 1, key=lambda one: one[0])
    in_title = number < titles
    return Place(
        text[first:last],
        start - first,
        end - first,
        in_title,
        number if in_title else number - titles,
        titles if in_title else len(sentences) - titles,
    )


def default_role(kind: EntityType) -> Role:
    """Give the commonest role of a type, for a pipeline without a role model."""
    return _DEFAULT.get(kind, Role.MENTIONS)


def facts_of(kind: EntityType, surfaces: Sequence[str], places: Sequence[Place]) -> set[str]:
    """Give the facts that the classifier weighs, as names."""
    facts = {"bias", f"kind={kind.value}", f"count={min(len(places), 4)}"}
    titles = [place for place in places if place.in_title]
    texts = [place for place in places if not place.in_title]
    facts.add(f"title={bool(titles)},text={min(len(texts), 3)}")
    for place in titles:
        facts.update(_title_facts(place))
    if texts:
        first, last = texts[0], texts[-1]
        facts.add(f"first={_bucket(first)}")
        facts.add(f"last={_bucket(last)}")
        facts.add(f"first={_bucket(first)},count={min(len(texts), 3)}")
    for place in places:
        facts.update(_place_facts(place))
    name = surfaces[0]
    words = [word.lower() for word in _WORD.findall(name)]
    facts.add(f"head={words[-1] if words else ''}")
    facts.add(f"words={min(len(words), 4)}")
    facts.add(f"named={bool(_NAME_SHAPE.search(name))},capital={name[:1].isupper()}")
    facts.add(f"forms={min(len(surfaces), 3)}")
    facts.update(f"name={surface.lower()}" for surface in surfaces)
    return facts


def _bucket(place: Place) -> str:
    if place.index == 0:
        return "opening"
    if place.index == place.count - 1:
        return "closing"
    return str(int(4 * place.index / max(1, place.count)))


def _title_facts(place: Place) -> Iterable[str]:
    before, after = place.sentence[: place.start], place.sentence[place.end :]
    yield f"title-first={not before.strip()}"
    yield f"title-colon-after={after.lstrip()[:1] == ':'}"
    yield f"title-colon={'before' if ':' in before else 'after' if ':' in after else 'none'}"
    near = [word.lower() for word in _WORD.findall(before)[-2:]]
    if near:
        yield f"title-left={near[-1]}"
        yield f"title-left2={' '.join(near)}"
    following = _WORD.findall(after)[:1]
    if following:
        yield f"title-right={following[0].lower()}"


def _place_facts(place: Place) -> Iterable[str]:
    left = [word.lower() for word in _WORD.findall(place.sentence[: place.start])]
    right = [word.lower() for word in _WORD.findall(place.sentence[place.end :])]
    for distance in range(1, min(5, len(left) + 1)):
        yield f"left{min(distance, 3)}={left[-distance]}"
    if len(left) > 1:
        yield f"left-pair={left[-2]} {left[-1]}"
    if len(left) > 2:
        yield f"left-three={left[-3]} {left[-2]} {left[-1]}"
    for distance in range(min(3, len(right))):
        yield f"right{distance + 1}={right[distance]}"
    if len(right) > 1:
        yield f"right-pair={right[0]} {right[1]}"
    if left:
        yield f"opens={' '.join(left[:2])}"
    cues = cues_before(place.sentence, place.start)
    for rank, cue in enumerate(cues):
        yield f"cue={cue.name}"
        yield f"cue-word={cue.words.lower()}"
        if rank == 0:
            yield f"nearest={cue.name}"
            yield f"nearest-at={_bucket(place)},{cue.name}"
            yield f"nearest={cue.name},{'near' if cue.distance < 12 else 'far'}"
    if not cues:
        yield "no-cue"
    yield f"clause-start={not left or left[-1] in ',;:.'}"


def _denied(places: Sequence[Place]) -> Role | None:
    """Give the role left to what is denied wherever the text beside the title names it."""
    found = [
        denied_role(place.sentence, place.start, place.end)
        for place in places
        if not place.in_title
    ]
    return found[0] if found and None not in found else None


@dataclass(frozen=True)
class RoleModel:
    """What judges roles: weights of the facts, and what a transformer saw, where there is one.

    Attributes:
        regressions: for each group of types, the weights of their facts.
        head: what judges from the encoder's rows; None without a transformer.
    """

    regressions: Mapping[str, Regression]
    head: RoleHead | None = None

    @staticmethod
    def group_of(kind: EntityType) -> str | None:
        """Give the name of the weights that a type uses; None for types with one role."""
        roles = ROLES_OF[kind]
        if len(roles) == 1:
            return None
        return "task" if kind is EntityType.TASK else "object"

    def role(
        self,
        kind: EntityType,
        surfaces: Sequence[str],
        places: Sequence[Place],
        seen: Seen | None = None,
    ) -> Role:
        """Give the most probable role of an entity.

        Args:
            kind: its type.
            surfaces: how it is written.
            places: where it is named.
            seen: what the encoder gave, and the tokens of each mention; None without a head.
        """
        group = self.group_of(kind)
        if group is None or group not in self.regressions:
            return default_role(kind)
        scores = self.regressions[group].scores(facts_of(kind, surfaces, places))
        if self.head is not None and seen is not None:
            rows, tokens = seen
            judged = self.head.scores(rows, kind.value, tokens)
            scores = scores + HEAD_SHARE * judged[[_ALL.index(role) for role in ROLES_OF[kind]]]
        denied = _denied(places)
        if denied is not None:
            return denied if denied in ROLES_OF[kind] else Role.MENTIONS
        return ROLES_OF[kind][int(scores.argmax())]

    def to_disk(self, folder: Path) -> None:
        """Write the weights into a folder."""
        write_regressions(folder, "roles", self.regressions)
        if self.head is not None:
            self.head.to_disk(folder / _HEAD)

    @classmethod
    def from_disk(cls, folder: Path) -> RoleModel:
        """Read what `to_disk` wrote.

        Raises:
            ExtractorError: there is none, or it is damaged.
        """
        head = RoleHead.from_disk(folder / _HEAD) if (folder / _HEAD).exists() else None
        return cls(read_regressions(folder, "roles"), head)
