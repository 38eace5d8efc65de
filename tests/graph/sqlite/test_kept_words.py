"""Search in the index of words kept beside a graph file: as exact as the reference, always."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from building import build, remove
from dictionary import Dictionary

from citeweave_graph import Window, open_store
from citeweave_graph.searching import terms
from citeweave_graph.sqlite import finding, kept_words, word_files
from citeweave_graph.words import making
from citeweave_schema import AuthorName, NodeKind, Paper, PartialDate, VenueName
from citeweave_schema.errors import StoreTimeoutError

EVERYTHING = list(NodeKind)
_WORDS = [
    *("transformer", "transformers", "attention", "graph", "graphs", "retrieval", "bert", "brat"),
    *("we", "use", "propose", "imagenet", "a", "deep", "deepest", "\u00fcber", "na\u00efve", "x"),
]
_QUERIES = [
    *("we", "we use", "graph", "attention is", "a", "transfomer", "retreival we", "bret", "deep"),
    *(
        "we transfomer a",
        "\u00fcbre",
        "naieve",
        "\u00fcber g",
        "nothing",
        "graph author",
        "author 1",
    ),
]

_SOME = _QUERIES[::4]


def _papers(first, last, seed=0):
    chance = random.Random(seed)
    for number in range(first, last):
        text = " ".join(chance.choices(_WORDS, range(len(_WORDS), 0, -1), k=12))
        yield Paper(
            title=" ".join(chance.choices(_WORDS, k=3)).capitalize(),
            abstract=f"We use {text}." if number % 5 else None,
            date=PartialDate(2000 + number % 20),
            authors=(AuthorName(name=f"Author {number % 7}"),),
            venue=VenueName(name=f"Venue of {chance.choice(_WORDS)}"),
        )


class Both:
    """A graph file with an index of words, and the reference."""

    def __init__(self, folder):
        self.path = folder / "graph.db"
        self.url = f"sqlite:{self.path}"
        self.kept = folder / "graph.db-words"
        self.new = folder / "graph.db-words-new"
        self.file, self.memory = open_store(self.url), open_store("memory:")

    def build(self, sources):
        for store in (self.file, self.memory):
            build(store, sources, extract=Dictionary(), batch=40)

    def reopen(self):
        self.file.close()
        self.file = open_store(self.url)

    def check(self, queries=_QUERIES, kinds=EVERYTHING, size=7):
        with self.file.view() as view, self.memory.view() as reference:
            for query in queries:
                for backward in (False, True):
                    self._check(view, reference, query, kinds, Window(size=size, backward=backward))
                assert view.suggest(query, kinds, size) == reference.suggest(query, kinds, size)

    @staticmethod
    def _check(view, reference, query, kinds, window):
        for _ in range(2):
            found = view.search(query, kinds, window)
            assert found == reference.search(query, kinds, window), query
            keys = found[0].keys
            if not keys:
                return
            bound = {"before": keys[0]} if window.backward else {"after": keys[-1]}
            window = Window(size=window.size, backward=window.backward, **bound)


@pytest.fixture
def both(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_words, "FEWEST", 1)
    monkeypatch.setattr(word_files, "FEWEST", 1)
    both = Both(tmp_path)
    yield both
    both.file.close()


@pytest.fixture
def by_index(monkeypatch):
    """The search without the index is out of reach, so that only the index can answer."""

    def refuse(*_arguments):
        raise AssertionError("it was searched without the index")

    monkeypatch.setattr("citeweave_graph.sqlite.finding.found", refuse)
    monkeypatch.setattr("citeweave_graph.sqlite.finding.suggested", refuse)


@pytest.mark.usefixtures("by_index")
@pytest.mark.parametrize("batch", [making._BATCH, 50])
def test_answers_are_those_of_the_reference(both, monkeypatch, batch):
    monkeypatch.setattr(making, "_BATCH", batch)
    both.build({"a": list(_papers(0, 60))})
    assert both.kept.exists()
    both.check()
    for kind in NodeKind:
        both.check(("we", "graph", "author", "transfomer", "a"), [kind])
    both.check(("we graph",), [NodeKind.PAPER, NodeKind.VENUE, NodeKind.VENUE], 100)
    both.check(("we graph",), [])


@pytest.mark.usefixtures("by_index")
def test_small_commits_lie_over_the_file(both):
    both.build({"a": list(_papers(0, 50))})
    made = both.kept.read_bytes()
    for step in range(7):
        both.build({f"b{step}": list(_papers(80 + 10 * step, 90 + 10 * step, seed=step))})
        both.check(_QUERIES[step::7])
    for store in (both.file, both.memory):
        remove(store, "b3", extract=Dictionary())
    both.check()
    both.reopen()
    both.check()
    assert both.kept.read_bytes() == made
    assert not both.new.exists()


@pytest.mark.usefixtures("by_index")
def test_what_changed_since_is_kept_in_a_second_file(both, monkeypatch):
    monkeypatch.setattr(word_files, "MOST_IN_MEMORY", 40)
    both.build({"a": list(_papers(0, 50))})
    made, seen = both.kept.read_bytes(), set()
    for step in range(5):
        both.build({f"b{step}": list(_papers(80 + 10 * step, 90 + 10 * step, seed=step))})
        seen.add(both.new.read_bytes() if both.new.exists() else b"")
        both.check(_QUERIES[step::7])
        both.reopen()
        both.check(_QUERIES[step::7])
    for store in (both.file, both.memory):
        remove(store, "b3", extract=Dictionary())
    both.reopen()
    both.check()
    assert both.kept.read_bytes() == made
    assert 2 <= len(seen) < 5


@pytest.mark.parametrize("where", [0, 100, 0.4, 0.6, 0.8, -1])
def test_a_damaged_second_file_is_not_believed(both, monkeypatch, where):
    monkeypatch.setattr(word_files, "MOST_IN_MEMORY", 5)
    both.build({"a": list(_papers(0, 40))})
    both.build({"b": list(_papers(40, 60))})
    damaged = bytearray(both.new.read_bytes())
    damaged[int(where * len(damaged)) if isinstance(where, float) else where] ^= 0x10
    both.new.write_bytes(bytes(damaged))
    both.reopen()
    both.check(_SOME)


def test_a_second_file_of_another_first_one_is_not_believed(both, monkeypatch):
    monkeypatch.setattr(word_files, "MOST_IN_MEMORY", 5)
    both.build({"a": list(_papers(0, 40))})
    both.build({"b": list(_papers(40, 60))})
    assert both.new.exists()
    both.kept.unlink()
    both.build({"c": list(_papers(60, 70))})
    assert both.kept.exists()
    both.reopen()
    both.check(_SOME)


@pytest.mark.usefixtures("by_index")
def test_views_of_different_states_each_see_their_own(both):
    both.build({"a": list(_papers(0, 40))})
    with both.file.view() as old:
        before = old.search("we", EVERYTHING, Window())
        both.build({"b": list(_papers(40, 80))})
        both.check(("we",))
        assert old.search("we", EVERYTHING, Window()) == before
        both.check(("we",))


def test_after_large_changes_it_is_made_anew(both, monkeypatch):
    both.build({"a": list(_papers(0, 40))})
    made = both.kept.read_bytes()
    monkeypatch.setattr(word_files, "MOST_CHANGED", 5)
    both.build({"b": list(_papers(40, 80))})
    assert both.kept.read_bytes() != made
    both.check()


@pytest.mark.parametrize("where", [0, 3, 9, 20, 100, 0.3, 0.5, 0.7, 0.9, -1])
def test_a_damaged_file_is_not_believed(both, where):
    both.build({"a": list(_papers(0, 40))})
    whole = both.kept.read_bytes()
    place = int(where * len(whole)) if isinstance(where, float) else where
    damaged = bytearray(whole)
    damaged[place] ^= 0x10
    both.kept.write_bytes(bytes(damaged))
    both.reopen()
    both.check(_SOME, size=20)


@pytest.mark.parametrize("kept", [0, 0.1, 0.5, 0.99])
def test_a_file_cut_short_is_not_believed(both, kept):
    both.build({"a": list(_papers(0, 40))})
    whole = both.kept.read_bytes()
    both.kept.write_bytes(whole[: int(kept * len(whole))])
    both.reopen()
    both.check(_SOME)


def test_the_file_of_another_graph_is_not_believed(both, tmp_path):
    both.build({"a": list(_papers(0, 40))})
    (tmp_path / "other").mkdir()
    other = Both(tmp_path / "other")
    other.build({"a": list(_papers(40, 90))})
    other.file.close()
    both.kept.write_bytes(other.kept.read_bytes())
    both.reopen()
    both.check(_SOME)


def test_without_the_file_or_a_place_for_it_answers_are_the_same(both, monkeypatch):
    both.build({"a": list(_papers(0, 40))})
    both.kept.unlink()

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(word_files, "write_kept", full)
    both.reopen()
    both.check()
    assert not both.kept.exists()


def test_a_small_graph_has_no_file(both, monkeypatch):
    for module in (kept_words, word_files):
        monkeypatch.setattr(module, "FEWEST", 1_000)
    both.build({"a": list(_papers(0, 40))})
    assert not both.kept.exists()
    both.check()


def test_a_question_with_little_time_does_not_make_the_index(both, monkeypatch):
    both.build({"a": list(_papers(0, 40))})
    both.kept.unlink()
    both.reopen()
    monkeypatch.setattr(kept_words, "_SECONDS_A_NODE", 1)
    with both.file.view(deadline=time.monotonic() + 20) as view:
        assert view.search("we", EVERYTHING, Window())[1]
    assert not both.kept.exists()


@pytest.mark.usefixtures("by_index")
def test_the_deadline_ends_a_search(both):
    both.build({"a": list(_papers(0, 40))})
    with both.file.view(deadline=time.monotonic() + 0.3) as view:
        view.search("we", EVERYTHING, Window())
        time.sleep(0.4)
        with pytest.raises(StoreTimeoutError):
            view._finder.search(
                view._open(), terms("we"), EVERYTHING, namesakes={}, window=Window()
            )


@pytest.mark.usefixtures("by_index")
def test_words_beyond_counting_in_a_byte(both):
    paper = Paper(title="graph " * 200, abstract="graph " * 5_000 + "we " * 254 + "use " * 255)
    both.build({"a": [paper, *_papers(0, 20)]})
    both.check(("graph", "we", "use", "graph we use", "g"))


def test_many_search_while_one_writes(both, monkeypatch):
    monkeypatch.setattr(word_files, "MOST_IN_MEMORY", 30)
    build(both.file, {"a": list(_papers(0, 30))}, extract=Dictionary())
    done = threading.Event()

    def ask():
        asked = 0
        while not done.is_set() or not asked:
            with both.file.view() as view:
                found = view.search("we graph", EVERYTHING, Window(size=50))
                _, scores = finding.found(view._open(), terms("we graph"), EVERYTHING)
                assert {hit.node.id: hit.score for hit in found[0].items} == scores
                asked += 1
            time.sleep(0.02)
        return asked

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        try:
            for step in range(3):
                papers = list(_papers(30 + 5 * step, 35 + 5 * step, seed=step))
                build(both.file, {f"b{step}": papers}, extract=Dictionary(), batch=2)
        finally:
            done.set()
        assert all(one.result() for one in asking)
