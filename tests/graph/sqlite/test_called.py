"""What common nodes are called is kept, and is always what their rows say."""

import random

import pytest
from building import build, content_of, remove
from dictionary import Dictionary
from overlapping import mixture
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.sqlite import called

_EXTRACT = Dictionary()


@pytest.fixture(autouse=True)
def _keep_early(monkeypatch):
    monkeypatch.setattr(called, "_WORTH_KEEPING", 3)


def _check(store):
    """Assert that what is kept is what counting gives; give of how many nodes it is kept."""
    with store.writer() as writer:
        file = writer._tables._connection
        kept = set(map(tuple, file.execute("SELECT node, surface, count, namings FROM called")))
        counted = file.execute(
            "SELECT node, surface, sum(count), count(*) FROM naming "
            "WHERE node IN (SELECT node FROM called) GROUP BY node, surface"
        )
        assert kept == set(map(tuple, counted))
    return len({row[0] for row in kept})


def _afresh(sources):
    with open_store("memory:") as store:
        build(store, sources, extract=_EXTRACT)
        return content_of(store)


@pytest.mark.parametrize("fill", [True, False])
def test_counts_follow_what_comes_and_goes(tmp_path, fill):
    sources = {**SOURCES}
    for paper, form in mixture(random.Random(7), 60):
        sources.setdefault(f"all.{form}", []).append(paper)
    first, *others = sources
    with open_store(f"sqlite:{tmp_path}/graph.db") as store:
        build(store, {first: sources[first]}, extract=_EXTRACT, fill=fill)
        _check(store)
        for uri in others:
            build(store, {uri: sources[uri]}, extract=_EXTRACT)
            _check(store)
        assert _check(store) > 5
        assert content_of(store) == _afresh(sources)
        for uri in (others[-1], first):
            remove(store, uri, extract=_EXTRACT)
            _check(store)
        left = {uri: papers for uri, papers in sources.items() if uri not in (others[-1], first)}
        assert content_of(store) == _afresh(left)
        for uri in left:
            remove(store, uri, extract=_EXTRACT)
        assert _check(store) == 0
