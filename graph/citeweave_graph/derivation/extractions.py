"""What was found in texts, kept by the hash of the text and the version of the extractor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

import msgspec

from citeweave_graph.tables import Tables
from citeweave_schema.codec import from_line, to_line
from citeweave_schema.errors import UsageError
from citeweave_schema.mentions import Entity, Extraction, Relation
from citeweave_schema.names import text_hash
from citeweave_schema.nodes import PaperNode

__all__ = [
    "Extract",
    "Findings",
    "KeptExtraction",
    "Text",
    "extraction_of",
    "forget_unused",
    "found_in",
    "keep_extractions",
    "kept",
    "kept_extractions",
    "missing_reader",
    "no_extraction",
    "read_texts",
    "stale_papers",
]

Text = tuple[str, str | None]
"""A title and an abstract; None where there is no abstract."""

Extract = Callable[[Iterable[Text]], Iterator[Extraction]]
"""Gives the extraction of each (title, abstract), in order."""


def no_extraction(texts: Iterable[Text], extractor: str = "") -> Iterator[Extraction]:
    """Find nothing in any text: for graphs of metadata alone.

    Args:
        texts: title and abstract of each.
        extractor: the version that the extractions carry; where it is empty, what another found
            in a text counts.
    """
    for title, abstract in texts:
        yield Extraction(
            text_hash=text_hash(title, abstract), extractor=extractor, language=None, entities=()
        )


def missing_reader(_texts: Iterable[Text]) -> Iterator[Extraction]:
    """Refuse to read: for changes made where no extractor is at hand.

    Raises:
        UsageError: always, saying where one is.
    """
    raise UsageError(
        "a text of this graph has to be read and no extractor is at hand; do it by the command: "
        "`citeweave identity`, `citeweave build`"
    )


def stale_papers(tables: Tables, extractor: str) -> list[tuple[str, Text]]:
    """Give the papers whose text another version of the extractor read, with the text."""
    fresh = {
        text
        for text, version in tables.columns("extraction", ("text", "extractor"))
        if version == extractor
    }
    found = []
    for row in tables.everything("node"):
        if row["text"] and row["text"] not in fresh:
            node = from_line(PaperNode, row["payload"])
            found.append((str(row["id"]), (node.title, node.abstract)))
    return sorted(found)


class Findings(msgspec.Struct, frozen=True, gc=False):
    """What an extraction says of its text: see `Extraction`."""

    language: str | None
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...] = ()


class KeptExtraction(NamedTuple):
    """An extraction as it is kept: little to hold, and to send from one process to another.

    Attributes:
        text_hash: see `Extraction`.
        extractor: see `Extraction`.
        payload: the rest, as a line of JSON.
    """

    text_hash: str
    extractor: str
    payload: str


def kept(extraction: Extraction) -> KeptExtraction:
    """Give an extraction in the form that it is kept in."""
    found = Findings(extraction.language, extraction.entities, extraction.relations)
    return KeptExtraction(extraction.text_hash, extraction.extractor, to_line(found))


def read_texts(
    tables: Tables, texts: Iterable[Text], extract: Extract, extractor: str
) -> tuple[dict[Text, Extraction], set[str]]:
    """Give what is found in texts, reading those of which nothing is kept, and keep it.

    Args:
        tables: the store.
        texts: the texts.
        extract: reads texts.
        extractor: the version whose extractions count.

    Returns:
        The extraction of each text, and the hashes of those that were read.
    """
    hashes = {text: text_hash(*text) for text in texts}
    found, fresh = found_in(tables, hashes, extract, extractor)
    read = {one: extraction_of(some) for one, some in found.items()}
    return {text: read[one] for text, one in hashes.items()}, fresh


def found_in(
    tables: Tables, texts: Iterable[Text], extract: Extract, extractor: str
) -> tuple[dict[str, KeptExtraction], set[str]]:
    """Do what `read_texts` does; give extractions as they are kept, by the hash of the text."""
    hashes = {text_hash(*text): text for text in texts}
    found = {one.text_hash: one for one in kept_extractions(tables, hashes.keys(), extractor)}
    missing = [text for one, text in hashes.items() if one not in found]
    read = {one.text_hash: kept(one) for one in extract(missing)} if missing else {}
    keep_extractions(tables, read.values())
    return found | read, set(read)


def kept_extractions(
    tables: Tables, hashes: Collection[str], extractor: str
) -> list[KeptExtraction]:
    """Give what is kept of texts, given by hash, if the version that counts found it."""
    return [
        KeptExtraction(row["text"], row["extractor"], row["payload"])
        for row in tables.select("extraction", "text", hashes)
        if extractor in ("", row["extractor"])
    ]


def keep_extractions(tables: Tables, extractions: Iterable[KeptExtraction]) -> None:
    """Keep extractions, in the place of those of another version for the same texts."""
    tables.insert_values(
        "extraction", [(one.text_hash, one.extractor, one.payload) for one in extractions]
    )


def forget_unused(tables: Tables, hashes: Collection[str]) -> None:
    """Forget the extractions of those texts that no paper has any more."""
    used = {row["text"] for row in tables.select("node", "text", hashes)}
    tables.delete("extraction", "text", set(hashes) - used)


def extraction_of(kept: KeptExtraction) -> Extraction:
    """Give an extraction as it was before it was kept."""
    found = from_line(Findings, kept.payload)
    return Extraction(
        text_hash=kept.text_hash,
        extractor=kept.extractor,
        language=found.language,
        entities=found.entities,
        relations=found.relations,
    )
