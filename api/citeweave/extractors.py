"""What reads the texts of a graph: a pipeline, or nothing where a file says what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from citeweave.given import GIVEN
from citeweave_graph import Store, no_extraction
from citeweave_schema import Extraction

__all__ = [
    "METADATA_ONLY",
    "PIPELINE",
    "TERMS",
    "Extractor",
    "Text",
    "extractor_of",
    "settings",
    "terms_text",
]

METADATA_ONLY = "none"
"""The pipeline that reads no text."""

PIPELINE, TERMS = "pipeline", "terms"
"""The settings that say how the texts of a graph are read."""

Text = tuple[str, str | None]
"""A title and an abstract; None where there is no abstract."""


class Extractor(Protocol):
    """What finds things in texts: `citeweave_nlp.Extractor`, or nothing at all."""

    @property
    def version(self) -> str:
        """What two that give the same for the same text have in common."""
        ...

    def extract(self, texts: Iterable[Text], *, workers: int = 1) -> Iterator[Extraction]:
        """Give what is found in each text, in order."""
        ...


@dataclass(frozen=True, slots=True)
class _ReadsNothing:
    """Finds nothing in any text, and says so: another pipeline then reads all of them."""

    version: str

    def extract(self, texts: Iterable[Text], *, workers: int = 1) -> Iterator[Extraction]:  # noqa: ARG002  # as every extractor
        return no_extraction(texts, self.version)


def settings(store: Store) -> dict[str, str]:
    """Give how the texts of a graph are read."""
    with store.view() as view:
        return {name: view.setting(name) for name in (PIPELINE, TERMS)}


def terms_text(terms: str | Path | None) -> str:
    """Give the text of a term list, given as a file; empty for none.

    Raises:
        ExtractorError: it cannot be read.
    """
    if terms is None:
        return ""
    from citeweave_nlp import load_terms  # noqa: PLC0415  # spaCy takes a second to load

    return load_terms(terms).to_json()


def extractor_of(kept: Mapping[str, str]) -> Extractor:
    """Give what reads the texts of a graph that has these settings.

    Raises:
        ExtractorError: its pipeline or term list cannot be loaded.
    """
    named = kept[PIPELINE]
    if named == METADATA_ONLY or named.startswith(GIVEN):
        return _ReadsNothing(named)
    from citeweave_nlp import TermList, load  # noqa: PLC0415  # spaCy takes a second to load

    terms = TermList.from_json(kept[TERMS]) if kept[TERMS] else None
    return load(named or "shipped", terms=terms)
