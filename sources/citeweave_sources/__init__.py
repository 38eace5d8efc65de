"""Files in, paper records out: one reader for each format.

    >>> from citeweave_sources import READERS, open_source
    >>> sorted(READERS)
    ['acl', 'arxiv-atom', 'jsonl', 'listing', 'oai-pmh', 'pubmed']

`open_source` names the reader, hashes the content, and gives a `Source` that streams
`citeweave_schema.Paper` records and, for what could not be taken, a `Refusal` with its place.
"""

from citeweave_sources.latex import readable
from citeweave_sources.links import find_links
from citeweave_sources.reading import Input, Reader, Reading, Refusal
from citeweave_sources.registry import READERS, ReaderEntry, detect, load_reader
from citeweave_sources.source import Source, open_source

__all__ = [
    "READERS",
    "Input",
    "Reader",
    "ReaderEntry",
    "Reading",
    "Refusal",
    "Source",
    "detect",
    "find_links",
    "load_reader",
    "open_source",
    "readable",
]
