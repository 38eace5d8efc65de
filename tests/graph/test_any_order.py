"""Records of real sources give one graph, whatever their order, and however they are split."""

import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from building import content_of, remove, state_of
from dictionary import Dictionary
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from overlapping import Stated, anthology, exported, hard_pairs, listed, mixture

from citeweave_graph import Store, open_store
from citeweave_schema import Paper

_EXTRACT = Dictionary()
_SEEDS = st.integers(0, 2**32)
_FEW = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    # A smaller number gives no smaller graph, so that there is nothing to shrink.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)

_Sources = Mapping[tuple[str, str], Sequence[Paper]]
"""The records of each source, by its path and format."""


@contextmanager
def _both() -> Iterator[tuple[Store, Store]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store("memory:") as memory,
        open_store(f"sqlite:{Path(folder) / 'graph.db'}") as durable,
    ):
        yield memory, durable


def _build(store: Store, sources: _Sources, batch: int = 1000) -> None:
    with store.writer(extract=_EXTRACT, extractor=_EXTRACT.version) as writer:
        for (uri, form), papers in sources.items():
            state = state_of(uri, papers, form)
            writer.begin_source(state)
            for number, paper in enumerate(papers, start=1):
                writer.add(paper, uri)
                if number % batch == 0:
                    writer.commit()
            writer.end_source(state, keep={one.content_hash for one in papers})


def _by_format(found: Iterable[Stated]) -> dict[tuple[str, str], list[Paper]]:
    sources: dict[tuple[str, str], list[Paper]] = {}
    for paper, form in found:
        sources.setdefault((f"all.{form}", form), []).append(paper)
    return sources


def _split(found: Sequence[Stated], chance: random.Random) -> dict[tuple[str, str], list[Paper]]:
    """Put records into sources by chance, some into two, in any order."""
    sources: dict[tuple[str, str], list[Paper]] = {}
    for paper, form in chance.sample(found, len(found)):
        for part in chance.sample(range(3), chance.choice([1, 1, 1, 2])):
            sources.setdefault((f"{part}.{form}", form), []).append(paper)
    return {place: sources[place] for place in chance.sample(sorted(sources), len(sources))}


def _afresh(sources: _Sources) -> str:
    with open_store("memory:") as store:
        _build(store, sources)
        return content_of(store)


def _assert_equal(found: str, expected: str) -> None:
    """Compare line by line, since whole contents are too long to be looked at."""
    ours, theirs = Counter(found.splitlines()), Counter(expected.splitlines())
    assert sorted((ours - theirs).elements()) == sorted((theirs - ours).elements())
    assert found == expected


@given(seed=_SEEDS)
@example(seed=6)
@_FEW
def test_any_order_and_split_gives_the_same_graph(seed):
    chance = random.Random(seed)
    found = mixture(chance, 60)
    expected = _afresh(_by_format(found))
    parts = _split(found, chance)
    batch = chance.choice([1, 5, 17, 1000])
    with _both() as stores:
        for store in stores:
            _build(store, parts, batch)
            _assert_equal(content_of(store), expected)


@given(seed=_SEEDS)
@_FEW
def test_sources_leave_as_if_they_had_never_been_there_and_come_back(seed):
    chance = random.Random(seed)
    parts = _split(mixture(chance, 40), chance)
    whole = _afresh(parts)
    gone = chance.sample(sorted(parts), len(parts) // 2)
    left = {place: papers for place, papers in parts.items() if place not in gone}
    expected = _afresh(left)
    with _both() as stores:
        for store in stores:
            _build(store, parts, chance.choice([3, 1000]))
            for uri, _ in gone:
                remove(store, uri, extract=_EXTRACT)
            _assert_equal(content_of(store), expected)
            _build(store, {place: parts[place] for place in gone}, chance.choice([3, 1000]))
            _assert_equal(content_of(store), whole)
            for uri, _ in parts:
                remove(store, uri, extract=_EXTRACT)
            assert not content_of(store)


def test_the_records_do_overlap():
    """What is mixed has papers of several records, stubs that became papers, doubts and joins."""
    found = mixture(random.Random(1), 60)
    content = _afresh(_by_format(found)).splitlines()
    sorts = Counter(line.partition(" ")[0] for line in content)
    papers = [line for line in content if line.startswith('node {"id":"P')]
    full = [line for line in papers if '"stub":true' not in line]
    assert len(full) < len(found) - 10
    assert sorts["redirect"] > 10
    assert sorts["decision"] > 20
    assert sum('"AUTHORED"' in line for line in content) > len(full)
    assert sum('"CITES"' in line for line in content) > 20


def test_listing_pages_with_exports_and_the_anthology():
    """All of the listing pages and exports, with the Anthology's papers that are nearly alike."""
    known = anthology()
    some = sorted({one for pair in hard_pairs()[::6] for one in pair})
    found = [*listed(), *exported(), *((known[one], "acl") for one in some)]
    expected = _afresh(_by_format(found))
    chance = random.Random(7)
    with open_store("memory:") as store:
        _build(store, _split(found, chance), 100)
        _assert_equal(content_of(store), expected)
