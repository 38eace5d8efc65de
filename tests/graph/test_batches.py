"""Where a store has no room for a batch, it is kept in parts, and the graph is the same."""

from contextlib import contextmanager

import pytest
from building import build, digest_of, remove
from dictionary import Dictionary
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.batches import Batch, in_parts
from citeweave_graph.memory_tables import MemoryTables
from citeweave_schema import Extraction, Paper, Record, SourceState, text_hash
from citeweave_schema.errors import StoreFullError


def _batch():
    records = [Record.of(Paper(title=f"Paper {number}")) for number in range(5)]
    return Batch(
        {(one.hash, "s"): one for one in records},
        [_extraction(f"Paper {number}") for number in (4, 0, 7)],
        {"s": SourceState(uri="s", format="jsonl", sha256="0", records=5, complete=True)},
    )


def _extraction(title):
    return Extraction(
        text_hash=text_hash(title, None), extractor="test 1", language=None, entities=()
    )


def test_parts_hold_everything_once_and_end_with_the_source():
    batch = _batch()
    places = list(batch.attached)
    first, last = batch.part(places[:2], last=False), batch.part(places[2:], last=True)
    assert {**first.attached, **last.attached} == batch.attached
    assert [one.text_hash for one in first.extractions] == [text_hash("Paper 0", None)]
    assert [one.text_hash for one in last.extractions] == [
        text_hash("Paper 4", None),
        text_hash("Paper 7", None),
    ]
    assert (first.sources["s"].complete, last.sources["s"].complete) == (False, True)


def test_a_whole_batch_is_no_copy():
    batch = _batch()
    assert batch.part(list(batch.attached), last=True) is batch


def test_what_has_no_room_by_itself_is_an_error():
    def full(_some, _last):
        raise StoreFullError("no room")

    for items in ("", "a", "abc"):
        with pytest.raises(StoreFullError):
            in_parts(items, full)


@pytest.fixture
def narrow(monkeypatch):
    """Give tables in memory room for few rows at once."""
    plain = MemoryTables.transaction

    @contextmanager
    def limited(self):
        with plain(self):
            yield
            put = [row for _, _, row in self._journal if row is None]
            if len(put) > 150:
                raise StoreFullError("no room")

    monkeypatch.setattr(MemoryTables, "transaction", limited)


def test_a_build_and_a_removal_in_parts_give_the_same_graph(request):
    with open_store("memory:") as store:
        whole = build(store, SOURCES, extract=Dictionary())
        built = digest_of(store)
        remove(store, "second.jsonl")
        removed = digest_of(store)
    request.getfixturevalue("narrow")
    with open_store("memory:") as store:
        assert build(store, SOURCES, extract=Dictionary()) == whole
        assert digest_of(store) == built
        build(store, SOURCES, extract=Dictionary("dictionary 2"))
        build(store, SOURCES, extract=Dictionary())
        assert digest_of(store) == built
        remove(store, "second.jsonl")
        assert digest_of(store) == removed
