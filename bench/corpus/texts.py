"""Titles and abstracts of a made-up literature, and what an extractor would find in them."""

from __future__ import annotations

from typing import Any

import numpy as np

from citeweave_schema import text_hash
from corpus.words import Zipf, capital, word

__all__ = ["EXTRACTOR", "Texts"]

EXTRACTOR = "made up 2"
_VOCABULARY, _WORD_EXPONENT = 40_000, 1.0
_CONCEPT_EXPONENT, _CONCEPTS_PER_PAPER = 1.02, 0.25
_TITLE_WORDS, _ABSTRACT_WORDS, _LEAST_WORDS = 7, 165, 60
_ENTITIES, _MOST_ENTITIES = 8.5, 24
_AGAIN, _RELATED, _ABBREVIATED, _WITHOUT_TEXT = 0.35, 0.9, 7, 0.1
_TYPES = [
    "METHOD",
    "METHOD",
    "METHOD",
    "METHOD",
    "METHOD",
    "TASK",
    "TASK",
    "DATASET",
    "METRIC",
    "PERSON",
]
_ROLES = {
    "METHOD": ("uses", "uses", "uses", "proposes", "compares", "mentions"),
    "DATASET": ("uses", "uses", "compares", "mentions"),
    "TASK": ("addresses", "addresses", "mentions"),
}
_RELATIONS = {
    ("METHOD", "METHOD"): ("COMPARED_WITH", "PART_OF", "BROADER"),
    ("METHOD", "TASK"): ("USED_FOR",),
    ("METHOD", "DATASET"): ("EVALUATED_ON",),
    ("TASK", "TASK"): ("PART_OF", "BROADER"),
    ("TASK", "DATASET"): ("EVALUATED_ON",),
    ("TASK", "METRIC"): ("EVALUATED_ON",),
    ("METHOD", "METRIC"): ("EVALUATED_ON",),
}

Row = dict[str, Any]


class Texts:
    """Words by Zipf's law, with names of concepts among them, of which few are everywhere."""

    def __init__(self, size: int) -> None:
        self._words = [word(number) for number in range(_VOCABULARY)]
        self._frequent = Zipf(_VOCABULARY, _WORD_EXPONENT)
        self._concepts = Zipf(max(200, int(size * _CONCEPTS_PER_PAPER)), _CONCEPT_EXPONENT)

    def write(self, chance: np.random.Generator, count: int) -> list[tuple[str, str | None, Row]]:
        """Give title, abstract and what is found in them, of some papers."""
        fillers = _ABSTRACT_WORDS + 2 * _TITLE_WORDS
        words = self._frequent.draw(chance, count * fillers).reshape(count, fillers).tolist()
        entities = np.clip(chance.poisson(_ENTITIES, count), 1, _MOST_ENTITIES).tolist()
        concepts = self._concepts.draw(chance, sum(entities)).tolist()
        dice = chance.random((count, 4 * _MOST_ENTITIES + 2)).tolist()
        found, at = [], 0
        for number, many in enumerate(entities):
            named = list(dict.fromkeys(concepts[at : at + many]))
            found.append(self._text(words[number], named, dice[number]))
            at += many
        return found

    def _text(
        self, chosen: list[int], named: list[int], dice: list[float]
    ) -> tuple[str, str | None, Row]:
        words = [self._words[one] for one in chosen]
        short = 3 + int(dice[-1] * _TITLE_WORDS)
        entities = [
            _entity(one, dice[4 * place : 4 * place + 2]) for place, one in enumerate(named)
        ]
        title = f"{capital(' '.join(words[:short]))} for"
        _mention(
            entities[0], "title", title, [0, len(title) + 1 + len(entities[0]["name"])], dice[0]
        )
        title = f"{title} {entities[0]['name']}"
        if dice[-2] < _WITHOUT_TEXT:
            entities[0]["short_forms"] = []
            return title, None, _row(title, None, entities[:1], [])
        again = [one for place, one in enumerate(entities) if dice[4 * place + 2] < _AGAIN]
        abstract, pairs = _abstract(words[2 * _TITLE_WORDS :], entities + again, dice[-1])
        for entity in entities:
            if not entity["aliases"]:
                entity["short_forms"] = []
        relations = _relations(entities, pairs, dice)
        return title, abstract, _row(title, abstract, entities, relations)


def _row(title: str, abstract: str | None, entities: list[Row], relations: list[Row]) -> Row:
    return {
        "text": text_hash(title, abstract),
        "extractor": EXTRACTOR,
        "language": "en",
        "entities": entities,
        "relations": relations,
    }


def _entity(number: int, dice: list[float]) -> Row:
    kind = _TYPES[number % len(_TYPES)]
    key = f"{word(50_000 + 3 * number)} {word(700 + 13 * (number % 997))}"
    name, short = key, ""
    if kind == "PERSON":
        name = capital(word(9_000 + 31 * number))
        key = name.lower()
    elif number % _ABBREVIATED == 0:
        short = f"{key[0]}{word(number % 4_000)[:3]}".upper()
    roles = _ROLES.get(kind, ("mentions",))
    return {
        "type": kind,
        "name": name,
        "aliases": [],
        "role": roles[int(dice[0] * len(roles))],
        "confidence": round(0.5 + dice[1] / 2, 3),
        "key": key,
        "short_forms": [short] if short and dice[1] < 0.5 else [],
        "mentions": [],
    }


def _mention(entity: Row, field: str, text: str, sentence: list[int], sure: float) -> int:
    """Add the mention that stands behind a text and a space; give its number."""
    start = len(text) + (text != "")
    name = entity["name"]
    if entity["mentions"] and entity["short_forms"]:
        name = entity["short_forms"][0]
        entity["aliases"] = [name]
    entity["mentions"].append(
        {
            "field": field,
            "start": start,
            "end": start + len(name),
            "text": name,
            "confidence": round(0.5 + sure / 2, 3),
            "sentence": sentence,
        }
    )
    return len(entity["mentions"]) - 1


def _abstract(
    words: list[str], named: list[Row], die: float
) -> tuple[str, list[tuple[Row, int, Row, int]]]:
    """Give an abstract of sentences that name two things each, and these pairs by mention."""
    many = max(_LEAST_WORDS, int(len(words) * (0.6 + 0.4 * die)))
    gap = max(2, many // (len(named) + len(named) // 2 + 1))
    text, at = "", 0
    pairs: list[tuple[Row, int, Row, int]] = []
    for first in range(0, len(named), 2):
        sentence = [len(text) + (text != ""), 0]
        numbers = []
        for one in named[first : first + 2]:
            lead = " ".join(words[at : at + gap])
            text += (" " if text else "") + (lead if numbers else capital(lead))
            at += gap
            numbers.append((one, _mention(one, "abstract", text, sentence, die)))
            text += " " + one["mentions"][-1]["text"]
        text += " " + " ".join(words[at : at + gap]) + "."
        at += gap
        sentence[1] = len(text)
        if len(numbers) == 2:
            pairs.append((*numbers[0], *numbers[1]))
    return text, pairs


def _relations(
    entities: list[Row], pairs: list[tuple[Row, int, Row, int]], dice: list[float]
) -> list[Row]:
    places = {entity["key"]: place for place, entity in enumerate(entities)}
    found = []
    for number, (head, head_mention, tail, tail_mention) in enumerate(pairs):
        kinds = _RELATIONS.get((head["type"], tail["type"]))
        if kinds is None or head is tail or dice[4 * number + 3] > _RELATED:
            continue
        found.append(
            {
                "type": kinds[int(dice[4 * number] * len(kinds))],
                "head": places[head["key"]],
                "tail": places[tail["key"]],
                "head_mention": head_mention,
                "tail_mention": tail_mention,
                "confidence": round(0.5 + dice[4 * number + 1] / 2, 3),
            }
        )
    return found
