"""Learn what tells relations from annotated sentences (`nlp/gold/relations.train.jsonl`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

from citeweave_nlp.gold import full_text, occurrences
from citeweave_nlp.reading import Reading, sentences_in
from citeweave_nlp.regression import fit
from citeweave_nlp.relations import ANSWERS, Pair, RelationModel, pairs_in, relation_facts
from citeweave_schema.errors import ExtractorError, RecordError
from citeweave_schema.kinds import CONCEPT_KINDS, EdgeKind, EntityType, Role
from citeweave_schema.mentions import Entity, Mention
from citeweave_schema.names import normal_form

__all__ = ["RelationExample", "annotated_entities", "fit_relations", "relation_examples"]

RelationExample = tuple[set[str], int]
"""Facts of two concepts in a sentence, and the number of the right answer."""


def read_relations(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Read annotated relations: for each paper its `{"type", "head", "tail", "sentence"}`.

    Raises:
        ExtractorError: the file cannot be read, or a line is no such object.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    try:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            found[row["id"]] = row["relations"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ExtractorError(f"cannot read relations from {path}: {problem!r}") from problem
    return found


def annotated_entities(nlp: Language, row: Mapping[str, Any]) -> list[Entity]:
    """Give the annotated concepts of a paper as the extractor would have found them."""
    text = full_text(row["title"] or "", row["abstract"])
    reading = Reading.of(row["title"] or "", row["abstract"])
    sentences = sentences_in(nlp(text))
    concepts = [one for one in row["entities"] if one["type"] in CONCEPT_KINDS]
    surfaces = [[one["name"], *(one.get("aliases") or ())] for one in concepts]
    mentions: dict[int, list[Mention]] = {}
    for place in occurrences(text, surfaces):
        around = reading.field_of(place.start, place.end)
        first, last = next(
            (one for one in sentences if one[0] <= place.start < one[1]), (place.start, place.end)
        )
        if around is None or not (first <= place.start and place.end <= last):
            continue
        mentions.setdefault(place.concept, []).append(
            Mention(
                field=around.field,
                start=place.start - around.offset,
                end=place.end - around.offset,
                text=text[place.start : place.end],
                confidence=1.0,
                sentence=(
                    max(first, around.offset) - around.offset,
                    min(last, around.end) - around.offset,
                ),
            )
        )
    return [
        Entity(
            type=EntityType(one["type"]),
            key=normal_form(one["name"]),
            name=one["name"],
            role=Role(one["role"]),
            confidence=1.0,
            mentions=tuple(mentions[number]),
        )
        for number, one in enumerate(concepts)
        if number in mentions
    ]


def relation_examples(
    nlp: Language, row: Mapping[str, Any], relations: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Pair, RelationExample]]:
    """Give an example for each two concepts that a sentence of the paper names."""
    entities = annotated_entities(nlp, row)
    numbers = sentence_numbers(nlp, row)
    said = {(one["sentence"], one["head"], one["tail"]): EdgeKind(one["type"]) for one in relations}
    for pair in pairs_in(entities):
        first, second = entities[pair.first[0]], entities[pair.second[0]]
        mention = first.mentions[pair.first[1]]
        text = row["title"] if mention.field.value == "title" else row["abstract"] or ""
        sentence = numbers[mention.field.value, mention.sentence_start]
        forward = said.get((sentence, first.name, second.name))
        back = said.get((sentence, second.name, first.name))
        kind = forward or back
        answer = 0
        if kind is EdgeKind.COMPARED_WITH:
            answer = ANSWERS.index((kind, True))
        elif kind is not None:
            answer = ANSWERS.index((kind, forward is not None))
        yield pair, (relation_facts(text, entities, pair), answer)


def sentence_numbers(nlp: Language, row: Mapping[str, Any]) -> dict[tuple[str, int], int]:
    """Give the number of the sentence that begins at a place of a field."""
    reading = Reading.of(row["title"] or "", row["abstract"])
    found: dict[tuple[str, int], int] = {}
    for number, (start, end) in enumerate(sentences_in(nlp(reading.text))):
        around = reading.field_of(start, end)
        if around is not None:
            found[around.field.value, start - around.offset] = number
    return found


def fit_relations(examples: Sequence[RelationExample], *, decay: float = 5e-4) -> RelationModel:
    """Learn the weights; the same examples in the same order give the same weights.

    Raises:
        RecordError: there are no examples.
    """
    if not examples:
        raise RecordError("no examples of relations to learn from")
    return RelationModel(fit(examples, len(ANSWERS), decay=decay))
