"""Text in, entities out: everything that happens to one paper, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from citeweave_nlp.abbreviations import definitions
from citeweave_nlp.calibration import Calibration
from citeweave_nlp.cues import nearest_cue
from citeweave_nlp.found import Found, found_in
from citeweave_nlp.grouping import Group, group_names
from citeweave_nlp.joining import add_owners, add_short_forms, add_terms
from citeweave_nlp.language import language_of
from citeweave_nlp.reading import Reading, sentences_in
from citeweave_nlp.relations import RelationModel
from citeweave_nlp.roles import Place, RoleModel, Seen, place_of
from citeweave_nlp.terms import TermList
from citeweave_nlp.workers import WorkerPool
from citeweave_schema.kinds import Role
from citeweave_schema.mentions import Entity, Extraction, Mention, Relation
from citeweave_schema.names import text_hash

__all__ = ["Extractor", "Recipe", "Text"]

Text = tuple[str, str | None]
"""Title and abstract of a paper."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an extractor is made of, in a form that another process can make it from.

    Attributes:
        pipeline: name or path, as given to `pipeline.load`.
        terms: the term list as JSON text, or None.
    """

    pipeline: str
    terms: str | None = None


@dataclass(frozen=True, kw_only=True)
class Extractor:
    """A loaded pipeline with everything around it. Make one with `citeweave_nlp.load`.

    Attributes:
        version: name, version and weights of the pipeline, and the term list; two extractors of
            one version give the same for the same text.
        nlp: the spaCy pipeline.
        roles: what judges roles.
        least_span: for each type, the confidence below which a span is no name.
        least_group: for each type, the confidence below which an entity is dropped.
        terms: the user's own term list, if any.
        relations: what judges how concepts are related; None says nothing of it.
        calibration: what judges how sure an entity is; None takes its names as independent.
        recipe: what a worker process makes the same extractor from.
    """

    version: str
    nlp: Language = field(repr=False)
    roles: RoleModel = field(repr=False)
    relations: RelationModel | None = field(default=None, repr=False)
    calibration: Calibration | None = field(default=None, repr=False)
    recipe: Recipe
    least_span: Mapping[str, float] = field(default_factory=dict)
    least_group: Mapping[str, float] = field(default_factory=dict)
    terms: TermList | None = None

    def extract(
        self, texts: Iterable[Text], *, workers: int = 1, batch_size: int = 64
    ) -> Iterator[Extraction]:
        """Extract from papers, in order, reading and giving them in a stream.

        What is found in a text never depends on the other texts, the batches or the workers.

        Args:
            texts: title and abstract of each; the abstract may be None.
            workers: processes; 1 works in this one. More need a main module that can be imported
                (not standard input), as Python's "spawn" does.
            batch_size: how many texts are taken at a time.

        Raises:
            ExtractorError: a worker process died.
        """
        stream = iter(texts)
        batches = iter(lambda: list(islice(stream, max(1, batch_size))), [])
        if workers <= 1:
            for batch in batches:
                yield from self.extract_batch(batch)
            return
        with WorkerPool(self.recipe, workers) as pool:
            for results in pool.map(batches):
                yield from results

    def extract_batch(self, texts: list[Text]) -> list[Extraction]:
        """Extract from a list of papers in this process."""
        languages = [language_of(f"{title}. {abstract or ''}") for title, abstract in texts]
        readings = [
            Reading.of(title, abstract) if language in (None, "en") else None
            for (title, abstract), language in zip(texts, languages, strict=True)
        ]
        docs = self.nlp.pipe([one.text for one in readings if one is not None])
        results: list[Extraction] = []
        for (title, abstract), language, reading in zip(texts, languages, readings, strict=True):
            found: tuple[Entity, ...] = ()
            related: tuple[Relation, ...] = ()
            if reading is not None:
                found = self._entities(reading, next(docs))
                related = self._relations(reading, found)
            results.append(
                Extraction(
                    text_hash=text_hash(title, abstract),
                    extractor=self.version,
                    language=language,
                    entities=found,
                    relations=related,
                )
            )
        return results

    def _relations(self, reading: Reading, entities: tuple[Entity, ...]) -> tuple[Relation, ...]:
        if self.relations is None or len(entities) < 2:
            return ()
        texts = {one.field: reading.given[one.offset : one.end] for one in reading.fields}
        return tuple(self.relations.relations(texts, entities))

    def groups(self, reading: Reading, doc: Doc) -> list[Group]:
        """Give all that a document may name, sure or not; what `extract` gives is chosen from it.

        Args:
            reading: the text.
            doc: the same text after the pipeline.
        """
        text = reading.text
        defined = definitions(text)
        found = add_terms(text, found_in(doc, self.least_span), self.terms)
        found = add_short_forms(text, add_owners(text, found), defined)
        found = [one for one in found if reading.field_of(one.start, one.end) is not None]
        return group_names(text, found, defined)

    def _entities(self, reading: Reading, doc: Doc) -> tuple[Entity, ...]:
        sentences = sentences_in(doc)
        if not sentences:
            return ()
        kept = self._kept(reading.text, reading.fields[0].end, self.groups(reading, doc))
        return tuple(self._entity(reading, sentences, group, doc) for group in kept)

    def _kept(self, text: str, title_end: int, groups: list[Group]) -> list[Group]:
        """Judge how sure each group is, and drop those that are not sure enough."""
        if self.calibration is not None:
            for group in groups:
                if not group.is_term:
                    group.confidence = self.calibration.confidence(text, title_end, group)
        return [
            group
            for group in groups
            if group.is_term or group.confidence >= self.least_group.get(group.kind.value, 0.0)
        ]

    def _entity(
        self, reading: Reading, sentences: list[tuple[int, int]], group: Group, doc: Doc
    ) -> Entity:
        text = reading.text
        given = (reading.given[one.start : one.end] for one in group.places)
        surfaces = list(dict.fromkeys(given))
        title_end = reading.fields[0].end
        places = [place_of(text, sentences, title_end, one.start, one.end) for one in group.places]
        role = self.roles.role(group.kind, surfaces, places, _seen(doc, group.places))
        return Entity(
            type=group.kind,
            key=group.key,
            name=surfaces[0],
            aliases=tuple(surfaces[1:]),
            short_forms=tuple(group.short_forms),
            role=role,
            confidence=group.confidence,
            mentions=tuple(
                _mention(reading, one, place, role)
                for one, place in zip(group.places, places, strict=True)
            ),
        )


def _seen(doc: Doc, places: Sequence[Found]) -> Seen | None:
    """Give what the encoder gave, and the tokens of each place; None where it left nothing."""
    rows = doc.tensor
    if len(rows) != len(doc):
        return None
    spans = [doc.char_span(one.start, one.end, alignment_mode="expand") for one in places]
    return np.asarray(rows, dtype=np.float32), [
        (span.start, span.end) for span in spans if span is not None
    ]


def _mention(reading: Reading, one: Found, place: Place, role: Role) -> Mention:
    around = reading.field_of(one.start, one.end)
    assert around is not None  # noqa: S101 (spans that lie in no field were dropped before)
    first = one.start - place.start
    return Mention(
        field=around.field,
        start=one.start - around.offset,
        end=one.end - around.offset,
        text=reading.given[one.start : one.end],
        confidence=one.confidence,
        sentence=(
            max(first, around.offset) - around.offset,
            min(first + len(place.sentence), around.end) - around.offset,
        ),
        cue=nearest_cue(place.sentence, place.start, role),
    )
