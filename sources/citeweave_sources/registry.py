"""Which formats can be read, and which of them a file is in.

A reader's module is imported when a file may be in its format, not before, so that a format
whose library is slow to load costs nothing to those who do not use it.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from citeweave_schema.errors import FormatError
from citeweave_sources.reading import Reader
from citeweave_sources.signatures import describe, whole_file_problem

__all__ = ["HEAD_BYTES", "READERS", "ReaderEntry", "detect", "formats", "load_reader"]

HEAD_BYTES = 65_536
"""How much of a file is looked at to tell its format."""


@dataclass(frozen=True, slots=True)
class ReaderEntry:
    """A reader in the registry: the module that has it, and what its format is, in words."""

    module: str
    description: str


READERS: Mapping[str, ReaderEntry] = MappingProxyType(
    {
        "listing": ReaderEntry(
            "citeweave_sources.listing",
            "listing pages of papers saved as text: search results or daily papers",
        ),
        "acl": ReaderEntry(
            "citeweave_sources.acl",
            "XML of the ACL Anthology, one collection a file",
        ),
        "arxiv-atom": ReaderEntry(
            "citeweave_sources.arxiv_atom",
            "Atom feeds of the arXiv API",
        ),
        "oai-pmh": ReaderEntry(
            "citeweave_sources.oai_pmh",
            "OAI-PMH answers in the forms arXiv, arXivRaw or oai_dc",
        ),
        "pubmed": ReaderEntry(
            "citeweave_sources.pubmed",
            "PubMed XML",
        ),
        "openalex": ReaderEntry(
            "citeweave_sources.openalex",
            "works of OpenAlex: API answers and the JSON-lines snapshot",
        ),
        "crossref": ReaderEntry(
            "citeweave_sources.crossref",
            "works of Crossref: API answers, lists, JSON lines",
        ),
        "unarxive": ReaderEntry(
            "citeweave_sources.unarxive",
            "unarXive's papers with bibliographies, JSON lines",
        ),
        "s2orc": ReaderEntry(
            "citeweave_sources.s2orc",
            "metadata of S2ORC, JSON lines",
        ),
        "s2": ReaderEntry(
            "citeweave_sources.semantic_scholar",
            "papers of Semantic Scholar: Graph API answers and bulk datasets",
        ),
        "datacite": ReaderEntry(
            "citeweave_sources.datacite",
            "records of DataCite that are texts: API answers, JSON lines",
        ),
        "arxiv-jsonl": ReaderEntry(
            "citeweave_sources.arxiv_jsonlines",
            "arXiv's metadata as JSON lines, as on Kaggle",
        ),
        "hf": ReaderEntry(
            "citeweave_sources.huggingface",
            "papers of Hugging Face: API answers for daily papers and single papers",
        ),
        "csl-json": ReaderEntry(
            "citeweave_sources.csl_json",
            "CSL-JSON, as Zotero and citation.js export it",
        ),
        "bibtex": ReaderEntry("citeweave_sources.bibtex", "BibTeX and BibLaTeX"),
        "ris": ReaderEntry("citeweave_sources.ris", "RIS, in its dialects"),
        "wos": ReaderEntry(
            "citeweave_sources.wos", "Web of Science, in plain text or tab-delimited; ISI files"
        ),
        "medline": ReaderEntry("citeweave_sources.medline", "MEDLINE text and .nbib of PubMed"),
        "scopus-csv": ReaderEntry("citeweave_sources.scopus_csv", "CSV exported from Scopus"),
        "dimensions-csv": ReaderEntry(
            "citeweave_sources.dimensions_csv", "CSV exported from Dimensions"
        ),
        "lens-csv": ReaderEntry("citeweave_sources.lens_csv", "CSV exported from The Lens"),
        "openalex-csv": ReaderEntry(
            "citeweave_sources.openalex_csv", "CSV exported from OpenAlex, older or newer"
        ),
        "ieee-csv": ReaderEntry("citeweave_sources.ieee_csv", "CSV exported from IEEE Xplore"),
        "springer-csv": ReaderEntry(
            "citeweave_sources.springer_csv", "CSV exported from SpringerLink"
        ),
        "jsonl": ReaderEntry(
            "citeweave_sources.jsonlines",
            "citeweave's own JSON lines, one paper a line, with at least a title",
        ),
    }
)
"""The readers by name, in the order in which `detect` asks them: the most particular first."""


def load_reader(name: str) -> Reader:
    """Give a reader by its name.

    Raises:
        FormatError: no reader has this name; the message lists those there are.
    """
    entry = READERS.get(name)
    if entry is None:
        raise FormatError(f"no reader is called {name!r}; there are {formats()}")
    return cast("Reader", importlib.import_module(entry.module))


def formats() -> str:
    """Give the names of all readers with their descriptions, for messages.

    >>> formats().startswith("listing (listing pages")
    True
    """
    return "; ".join(f"{name} ({entry.description})" for name, entry in READERS.items())


def detect(name: str, head: bytes) -> str:
    """Give the name of the reader that reads a file.

    Args:
        name: the file's name, for its extension and for messages.
        head: its first `HEAD_BYTES` bytes; all of a shorter file.

    Raises:
        FormatError: the file is empty, binary or in another encoding than UTF-8, or no reader
            knows it; the message says what was found and what was expected.

    >>> detect("papers.jsonl", b'{"id": "p1", "title": "On Q"}')
    'jsonl'
    """
    problem = whole_file_problem(head)
    if problem is not None:
        raise FormatError(f"{name}: {problem}")
    text = head.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    for reader in READERS:
        if load_reader(reader).matches(name, text):
            return reader
    raise FormatError(
        f"{name} is in no format that can be read: it looks like {describe(head)}. "
        f"Expected one of: {formats()}"
    )
