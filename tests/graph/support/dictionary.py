"""An extractor that looks words up, so that every expected edge can be seen in the text.

"long form (SHORT)" defines an abbreviation. The role is that of the last cue before the word
in its sentence: "propose", "use", "address", "compare"; without one it is a mention.
"A is used for B" and the like relate two concepts; see `SAYINGS`.
"""

import re
from collections.abc import Iterable, Iterator

from citeweave_schema import (
    CONCEPT_KINDS,
    ROLES_OF,
    EdgeKind,
    Entity,
    EntityType,
    Extraction,
    Field,
    Mention,
    Relation,
    Role,
    normal_form,
    text_hash,
)

WORDS = {
    EntityType.METHOD: (
        "retrieval augmented generation",
        "red amber green",
        "RAG",
        "transformers",
        "transformer",
        "attention",
        "graph neural network",
        "GNN",
    ),
    EntityType.DATASET: ("ImageNet", "MMLU"),
    EntityType.TASK: ("question answering", "QA", "translation"),
    EntityType.METRIC: ("accuracy",),
    EntityType.ORG: ("DeepMind",),
    EntityType.PERSON: ("Goodman",),
}
CUES = {
    "propose": Role.PROPOSES,
    "use": Role.USES,
    "address": Role.ADDRESSES,
    "compare": Role.COMPARES,
}
CONFIDENCE = {Role.PROPOSES: 0.95, Role.USES: 0.9, Role.ADDRESSES: 0.85, Role.COMPARES: 0.57}
SAYINGS = {
    "is used for": (EdgeKind.USED_FOR, 0.8),
    "may be used for": (EdgeKind.USED_FOR, 0.6),
    "is evaluated on": (EdgeKind.EVALUATED_ON, 0.9),
    "is a kind of": (EdgeKind.BROADER, 0.7),
    "is part of": (EdgeKind.PART_OF, 0.7),
    "is compared with": (EdgeKind.COMPARED_WITH, 0.5),
}
"""The words between two concepts that relate them: the kind, and how sure they are."""


class Dictionary:
    """The extractor: call it with texts; `version` and `words` may differ between two of them."""

    def __init__(self, version: str = "dictionary 1", without: Iterable[str] = ()) -> None:
        self.version = version
        self.without = frozenset(without)
        self.read: list[tuple[str, str | None]] = []

    def __call__(self, texts: Iterable[tuple[str, str | None]]) -> Iterator[Extraction]:
        for title, abstract in texts:
            self.read.append((title, abstract))
            entities = tuple(self._entities(title, abstract or ""))
            yield Extraction(
                text_hash=text_hash(title, abstract),
                extractor=self.version,
                language="en",
                entities=entities,
                relations=tuple(_relations(entities, title, abstract or "")),
            )

    def _entities(self, title: str, abstract: str) -> Iterator[Entity]:
        found: dict[tuple[EntityType, str], list[tuple[Mention, Role]]] = {}
        for kind, word in self._words():
            for field, text in ((Field.TITLE, title), (Field.ABSTRACT, abstract)):
                for match in re.finditer(rf"\b{re.escape(word)}\b", text):
                    place = (kind, normal_form(word))
                    found.setdefault(place, []).append(_mention(kind, field, text, match))
        shorts = {
            (kind, normal_form(short)): (kind, normal_form(long), short)
            for kind, long in self._words()
            for short in re.findall(rf"\b{re.escape(long)} \((\w+)\)", f"{title} {abstract}")
        }
        for place, (kind, long, _) in shorts.items():
            found[kind, long] += found.pop(place, [])
        for (kind, key), mentions in found.items():
            yield _entity(
                kind,
                key,
                mentions,
                tuple(
                    short for _, (of, long, short) in shorts.items() if (of, long) == (kind, key)
                ),
            )

    def _words(self) -> list[tuple[EntityType, str]]:
        return [
            (kind, word)
            for kind, some in WORDS.items()
            for word in some
            if word not in self.without
        ]


def _mention(
    kind: EntityType, field: Field, text: str, match: re.Match[str]
) -> tuple[Mention, Role]:
    first = text.rfind(". ", 0, match.start()) + 2 if ". " in text[: match.start()] else 0
    last = text.find(". ", match.end())
    last = len(text) if last < 0 else last + 1
    cues = [(text.rfind(cue, first, match.start()), cue) for cue in CUES]
    place, cue = max(cues)
    role = CUES[cue] if place >= 0 else Role.MENTIONS
    if role not in ROLES_OF[kind]:
        role = Role.MENTIONS
    mention = Mention(
        field=field,
        start=match.start(),
        end=match.end(),
        text=match.group(),
        confidence=CONFIDENCE.get(role, 0.5),
        sentence=(first, last),
        cue=cue if role is not Role.MENTIONS else None,
    )
    return mention, role


def _relations(entities: tuple[Entity, ...], title: str, abstract: str) -> Iterator[Relation]:
    """Relate each concept to those that a saying joins to it."""
    places = [
        (mention, number, place)
        for number, entity in enumerate(entities)
        if entity.type.value in CONCEPT_KINDS
        for place, mention in enumerate(entity.mentions)
    ]
    for head, one, head_place in places:
        text = title if head.field is Field.TITLE else abstract
        for tail, other, tail_place in places:
            said = text[head.end : tail.start].strip()
            alike = (head.field, head.sentence_start) == (tail.field, tail.sentence_start)
            if said in SAYINGS and alike and one != other:
                kind, confidence = SAYINGS[said]
                yield Relation(
                    kind=kind,
                    head=one,
                    tail=other,
                    head_mention=head_place,
                    tail_mention=tail_place,
                    confidence=confidence,
                )


def _entity(
    kind: EntityType, key: str, found: list[tuple[Mention, Role]], shorts: tuple[str, ...]
) -> Entity:
    ordered = sorted(found, key=lambda one: (one[0].field is Field.ABSTRACT, one[0].start))
    surfaces = list(dict.fromkeys(mention.text for mention, _ in ordered))
    return Entity(
        type=kind,
        key=key,
        name=surfaces[0],
        aliases=tuple(surfaces[1:]),
        short_forms=shorts,
        role=min((role for _, role in ordered), key=lambda role: role.rank),
        confidence=max(mention.confidence for mention, _ in ordered),
        mentions=tuple(mention for mention, _ in ordered),
    )
