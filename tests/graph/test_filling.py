"""A new graph that is filled first and derived at the end is the one that grows batch by batch."""

import random
import threading

import pytest
from building import TESTER, build, content_of, remove, state_of
from dictionary import Dictionary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from overlapping import mixture
from sample import SOURCES
from worlds import papers

from citeweave_graph import open_store
from citeweave_graph.derivation import first_authors, sharing_work, whole
from citeweave_graph.sqlite import filling
from citeweave_schema.errors import StoreUnavailableError

_EXTRACT = Dictionary()


@pytest.fixture(params=["memory:", "sqlite:{}/graph.db"])
def empty(request, tmp_path):
    with open_store(request.param.format(tmp_path)) as store:
        yield store


def _grown(sources):
    with open_store("memory:") as store:
        build(store, sources, extract=_EXTRACT)
        return content_of(store)


def test_the_sample_filled_is_the_sample_grown(empty):
    tally = build(empty, SOURCES, extract=_EXTRACT, fill=True)
    assert content_of(empty) == _grown(SOURCES)
    with open_store("memory:") as other:
        assert tally == build(other, SOURCES, extract=_EXTRACT)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(papers, max_size=12), st.integers(1, 5), st.integers(1, 4))
def test_filled_in_any_batches_is_grown(tmp_path_factory, found, batch, at_once):
    sources = {"a.jsonl": found[::2], "b.jsonl": found[1::2]}
    path = tmp_path_factory.mktemp("filled") / "graph.db"
    with pytest.MonkeyPatch.context() as patch, open_store(f"sqlite:{path}") as store:
        patch.setattr(whole, "AT_ONCE", at_once)
        patch.setattr(filling, "_ROWS", 3 * at_once)
        patch.setattr(sharing_work, "_cores", lambda: 1)  # to start another takes its time
        build(store, sources, extract=_EXTRACT, batch=batch, fill=True)
        assert content_of(store) == _grown(sources)


def test_real_records_that_overlap(empty):
    sources = {}
    for paper, form in mixture(random.Random(5), 300):
        sources.setdefault(f"all.{form}", []).append(paper)
    build(empty, sources, extract=_EXTRACT, fill=True)
    assert content_of(empty) == _grown(sources)


def test_what_has_content_is_not_filled(empty):
    first, *_ = SOURCES
    build(empty, {first: SOURCES[first]}, extract=_EXTRACT)
    build(empty, SOURCES, extract=_EXTRACT, fill=True)
    assert content_of(empty) == _grown(SOURCES)


def _interrupted(store):
    """Fill a part and stop, as if the process had been killed."""
    writer = store.writer(extract=_EXTRACT, extractor=_EXTRACT.version)
    writer.fill()
    uri, found = next(iter(SOURCES.items()))
    writer.begin_source(state_of(uri, found))
    for paper in found[:3]:
        writer.add(paper, uri)
    writer.commit()
    writer.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)


@pytest.mark.parametrize("fill", [True, False])
def test_an_interrupted_filling_goes_on(empty, fill):
    _interrupted(empty)
    with empty.view() as view:
        assert _nodes(view) == []
    build(empty, SOURCES, extract=_EXTRACT, fill=fill)
    assert content_of(empty) == _grown(SOURCES)


def test_a_source_that_changed_since_an_interruption(empty):
    _interrupted(empty)
    first, *_ = SOURCES
    changed = {**SOURCES, first: SOURCES[first][1:]}
    build(empty, changed, extract=_EXTRACT, fill=True)
    assert content_of(empty) == _grown(changed)


@pytest.mark.parametrize("where", ["link", "make_authors", "name"])
def test_a_derivation_that_is_broken_off_is_done_again(empty, monkeypatch, where):
    monkeypatch.setattr(filling, "_ROWS", 1)
    with monkeypatch.context() as patch:
        patch.setattr(whole._Whole, where, _broken_off)
        with pytest.raises(KeyboardInterrupt):
            build(empty, SOURCES, extract=_EXTRACT, fill=True)
    build(empty, SOURCES, extract=_EXTRACT, fill=True)
    assert content_of(empty) == _grown(SOURCES)


def _broken_off(*_):
    raise KeyboardInterrupt


def _nodes(view):
    """Give all nodes; none where nobody is let to them yet."""
    try:
        return list(view.all_nodes())
    except StoreUnavailableError:
        return []


def test_what_changes_a_graph_derives_it_first(empty):
    _interrupted(empty)
    uri = next(iter(SOURCES))
    assert remove(empty, uri, extract=_EXTRACT) > 0
    assert content_of(empty) == _grown({})


def test_a_filled_graph_can_be_judged_and_grows(empty):
    build(empty, SOURCES, extract=_EXTRACT, fill=True)
    with empty.view() as view:
        one, other, *_ = (node.id for node in view.all_nodes() if node.id.startswith("A"))
    with empty.writer(extract=_EXTRACT, extractor=_EXTRACT.version) as writer:
        writer.merge(one, other, TESTER)
    with open_store("memory:") as store:
        build(store, SOURCES, extract=_EXTRACT)
        with store.writer(extract=_EXTRACT, extractor=_EXTRACT.version) as writer:
            writer.merge(one, other, TESTER)
        assert content_of(empty) == content_of(store)


def test_authors_are_shared_out_to_another_process(empty, monkeypatch):
    monkeypatch.setattr(first_authors, "_PART", 1)
    build(empty, SOURCES, extract=_EXTRACT, fill=True)
    assert content_of(empty) == _grown(SOURCES)


def test_work_goes_on_where_the_other_process_ends():
    parts = list(range(50))
    for work in (_square_here, _square_at_home):
        found = sharing_work.worked_out(work, iter(parts))
        assert sorted(found) == [(one, one * one) for one in parts]
    assert threading.active_count() < 20


def _square_here(number):
    """Not to be imported elsewhere: the other process ends when it is asked for it."""
    return number * number


class _AtHome:
    def __reduce__(self):
        raise TypeError("not to be sent")

    def __call__(self, number):
        return number * number


_square_at_home = _AtHome()
