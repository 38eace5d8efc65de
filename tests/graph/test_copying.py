"""A copy is the graph: the same content, the same rows, and it goes on as the original would."""

import pytest
from building import TESTER, build, content_of, remove
from dictionary import Dictionary
from sample import SOURCES

from citeweave_graph import copying, open_store
from citeweave_graph.tables import TABLES
from citeweave_schema.errors import StoreUnavailableError, UsageError

_EXTRACT = Dictionary()


_PAIRS = [("memory", "sqlite"), ("sqlite", "memory"), ("sqlite", "neo4j"), ("neo4j", "sqlite")]


@pytest.fixture(params=_PAIRS, ids=" to ".join)
def pair(request, tmp_path, neo4j_server):
    """The URLs of a graph and of where it is copied to."""

    def url(kind, name):
        if kind == "neo4j":
            server = neo4j_server()
            server.reset(graph=True)
            return server.url
        return {"memory": "memory:", "sqlite": f"sqlite:{tmp_path / name}.db"}[kind]

    source, target = request.param
    return url(source, "original"), url(target, "copy")


@pytest.fixture
def original(pair):
    with open_store(pair[0]) as store:
        build(store, SOURCES, extract=_EXTRACT)
        with store.view() as view:
            one, other, *_ = (node.id for node in view.all_nodes() if node.id.startswith("A"))
        with store.writer(extract=_EXTRACT, extractor=_EXTRACT.version) as writer:
            writer.merge(one, other, TESTER)
        yield store


@pytest.fixture
def target(pair):
    with open_store(pair[1]) as store:
        yield store


def _rows(store):
    with store.view() as view:
        return {
            table: sorted(map(repr, (sorted(row.items()) for row in view.everything(table))))
            for table in TABLES
        }


def test_a_copy_has_every_row(original, target):
    copied = copying.copy(original, target)
    assert _rows(target) == _rows(original)
    assert copied.rows == sum(map(len, _rows(original).values())) - len(_rows(original)["meta"])
    assert content_of(target) == content_of(original)
    assert copied.problems == ()


def test_a_copy_goes_on_as_the_original_does(original, target):
    copying.copy(original, target)
    gone = next(iter(SOURCES))
    for store in (original, target):
        remove(store, gone, extract=_EXTRACT)
    assert content_of(target) == content_of(original)


class _InterruptedError(Exception):
    pass


def test_an_interrupted_copy_goes_on(original, target, monkeypatch):
    monkeypatch.setattr(copying, "_AT_ONCE", 7)
    left = [9]

    def stop(_):
        left[0] -= 1
        if not left[0]:
            raise _InterruptedError

    with pytest.raises(_InterruptedError):
        copying.copy(original, target, advance=stop)
    with pytest.raises(StoreUnavailableError, match="citeweave copy"):
        target.writer()
    told = []
    copied = copying.copy(original, target, advance=told.append)
    assert told[0] > 7
    assert copied.rows == sum(told)
    assert copied.rows == sum(map(len, _rows(original).values())) - len(_rows(original)["meta"])
    assert _rows(target) == _rows(original)


def test_what_a_copy_is_refused_for(original, target):
    with pytest.raises(UsageError, match="into itself"):
        copying.copy(original, original)
    build(target, {"a.jsonl": next(iter(SOURCES.values()))}, extract=_EXTRACT)
    before = content_of(target)
    with pytest.raises(UsageError, match="has a graph already"):
        copying.copy(original, target)
    assert content_of(target) == before


def test_an_interrupted_copy_of_what_changed_since_is_refused(original, target, monkeypatch):
    monkeypatch.setattr(copying, "_AT_ONCE", 7)

    def stop(rows):
        if rows:
            raise _InterruptedError

    with pytest.raises(_InterruptedError):
        copying.copy(original, target, advance=stop)
    remove(original, next(iter(SOURCES)), extract=_EXTRACT)
    with pytest.raises(UsageError, match="changed since"):
        copying.copy(original, target)
