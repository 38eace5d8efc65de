"""A made-up literature of any size: papers, and the mentions an extractor would find in them.

Concepts follow Zipf's law, as in real corpora: few are everywhere, most are rare. The same size
and seed give the same corpus.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from citeweave_schema import (
    Entity,
    EntityType,
    Extraction,
    Field,
    Mention,
    Paper,
    PartialDate,
    Role,
    text_hash,
)

EXTRACTOR = "made up 1"
_EXPONENT = 1.05
_METHODS_PER_PAPER = 8
_ROLES = (Role.USES, Role.USES, Role.USES, Role.PROPOSES, Role.COMPARES, Role.MENTIONS)


def papers(size: int, seed: int = 0) -> Iterator[Paper]:
    """Give papers whose abstracts name methods m0, m1, …, the first being the most frequent."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    ranks = range(1, size // 2 + 2)
    weights = [rank**-_EXPONENT for rank in ranks]
    for number in range(size):
        chosen = dict.fromkeys(chance.choices(ranks, weights, k=_METHODS_PER_PAPER))
        names = " ".join(f"m{rank}" for rank in chosen)
        yield Paper(
            title=f"Paper number {number}",
            abstract=f"We study {names}.",
            date=PartialDate(chance.randint(1990, 2026)),
        )


def extract(texts: Iterable[tuple[str, str | None]]) -> Iterator[Extraction]:
    """Find the methods of a made-up abstract, in roles that follow from the text alone."""
    for title, abstract in texts:
        text = abstract or ""
        entities, start = [], 0
        for word in text.removesuffix(".").split():
            start = text.index(word, start)
            if word[0] == "m" and word[1:].isdigit():
                entities.append(_entity(word, start, text))
        yield Extraction(
            text_hash=text_hash(title, abstract),
            extractor=EXTRACTOR,
            language="en",
            entities=tuple(entities),
        )


def _entity(word: str, start: int, text: str) -> Entity:
    mention = Mention(
        field=Field.ABSTRACT,
        start=start,
        end=start + len(word),
        text=word,
        confidence=0.9,
        sentence=(0, len(text)),
    )
    role = _ROLES[(start * 7 + len(text)) % len(_ROLES)]
    return Entity(
        type=EntityType.METHOD,
        key=word,
        name=word,
        role=role,
        confidence=0.9,
        mentions=(mention,),
    )
