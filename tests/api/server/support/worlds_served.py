"""The graphs that the server's tests ask: small ones written with the writer of the store."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from building import build
from dictionary import WORDS, Dictionary
from relating import RELATING
from sample import SOURCES

from citeweave_graph import Store, open_store
from citeweave_schema import Paper, PartialDate, VenueName
from citeweave_sources import open_source

HOSTILE = "<script>document.title='owned'</script> & <img src=x onerror=alert(1)> transformers"
LISTINGS = sorted((Path(__file__).parents[4] / "examples" / "listings").glob("*.txt"))

_SENTENCES = (
    "We propose attention.",
    "We use a transformer.",
    "We use RAG.",
    "We address translation.",
    "We compare on ImageNet.",
    "There is accuracy.",
    "It comes from DeepMind.",
)


def sample(url: str = "memory:") -> Store:
    """The hand-made graph of `sample.py`."""
    store = open_store(url)
    build(store, SOURCES, extract=Dictionary())
    return store


def relating(url: str = "memory:") -> Store:
    """The hand-made graph of `relating.py`, whose sentences relate concepts."""
    store = open_store(url)
    build(store, RELATING, extract=Dictionary())
    return store


def many(count: int = 60, url: str = "memory:") -> Store:
    """Papers that overlap a great deal; their years repeat, so that orders have ties."""
    papers = [
        Paper(
            title=HOSTILE if number == 0 else f"Paper {number:03d} on things",
            abstract=" ".join(
                sentence for place, sentence in enumerate(_SENTENCES) if (number + 1) >> place & 1
            )
            or None,
            date=PartialDate(2000 + number % 5) if number % 7 else None,
            venue=VenueName(name="ACL" if number % 2 else "EMNLP"),
        )
        for number in range(count)
    ]
    store = open_store(url)
    build(store, {"<b>many</b>.jsonl": papers}, extract=Dictionary())
    return store


class ListingWords(Dictionary):
    """The dictionary, with words that the listing pages have."""

    def _words(self):
        more = ("BERT", "retrieval", "diffusion models", "reinforcement learning")
        kind = next(iter(WORDS))
        return [*super()._words(), *((kind, word) for word in more)]


def listings(url: str = "memory:") -> Store:
    """The demo graph, its concepts looked up in a list of words."""
    return read(LISTINGS, url)


def read(files: Iterable[Path], url: str = "memory:", *, batch: int = 64) -> Store:
    """A graph of files, its concepts looked up in the same list of words."""
    store = open_store(url)
    found = {
        path.name: [one for one in open_source(str(path)).read() if isinstance(one, Paper)]
        for path in files
    }
    build(store, found, extract=ListingWords("listing words 1"), batch=batch)
    return store
