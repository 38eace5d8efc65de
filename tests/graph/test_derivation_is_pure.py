"""The graph follows from records, extractions and judgements, whatever the way they came."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from building import (
    Sources,
    build,
    content_of,
    digest_of,
    judge,
    merge,
    plant,
    reject,
    remove,
    split,
)
from dictionary import Dictionary
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from relating import FIRST, FOURTH, SECOND, THIRD
from worlds import papers

from citeweave_graph import Store, open_store
from citeweave_schema import EntityType, Node, NodeKind, Role
from citeweave_schema.errors import UsageError

_FIRST = Dictionary("dictionary 1")
_SECOND = Dictionary("dictionary 2", without=["transformer", "red amber green"])
_URIS = ["a.jsonl", "b.jsonl", "c.jsonl"]
_FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@contextmanager
def _both() -> Iterator[tuple[Store, Store]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store("memory:") as memory,
        open_store(f"sqlite:{Path(folder) / 'graph.db'}") as durable,
    ):
        yield memory, durable


def _afresh(sources: Sources, extract: Dictionary, judgements: list) -> str:
    """Give the digest of everything built in one go."""
    with open_store("memory:") as store:
        plant(store, judgements)
        build(store, sources, extract=extract, batch=1000)
        return content_of(store)


@given(
    found=st.lists(papers, min_size=1, max_size=7),
    shuffled=st.randoms(use_true_random=False),
    batch=st.integers(1, 4),
    cut=st.integers(0, 7),
)
@_FEW
def test_any_order_and_split_gives_the_same_digest(found, shuffled, batch, cut):
    expected = _afresh({"all.jsonl": found}, _FIRST, [])
    mixed = list(found)
    shuffled.shuffle(mixed)
    parts = {"x.jsonl": mixed[:cut], "y.jsonl": mixed[cut:], "z.jsonl": mixed[:1]}
    with _both() as stores:
        for store in stores:
            build(store, parts, extract=_FIRST, batch=batch)
            assert content_of(store) == expected


@given(
    order=st.permutations([FIRST, SECOND, THIRD, FOURTH]),
    gone=st.sets(st.integers(0, 3), max_size=3),
    batch=st.integers(1, 4),
)
@_FEW
def test_relations_follow_from_the_papers_that_are_left(order, gone, batch):
    sources = {f"{number}.jsonl": [paper] for number, paper in enumerate(order)}
    left = {uri: found for number, (uri, found) in enumerate(sources.items()) if number not in gone}
    expected = _afresh(left, _FIRST, [])
    with _both() as stores:
        for store in stores:
            build(store, sources, extract=_FIRST, batch=batch)
            for number in sorted(gone):
                remove(store, f"{number}.jsonl", extract=_FIRST)
            assert content_of(store) == expected


@given(found=st.lists(papers, min_size=2, max_size=6), data=st.data())
@_FEW
def test_merge_then_split_restores_the_graph_exactly(found, data):
    with _both() as stores:
        for store in stores:
            build(store, {"all.jsonl": found}, extract=_FIRST)
        with stores[0].view() as view:
            nodes = list(view.all_nodes())
            one = data.draw(st.sampled_from(nodes))
            alike = [other.id for other in nodes if _alike(one, other)]
            assume(alike)
            other = data.draw(st.sampled_from(alike))
            taken = [member.handle for member in view.identity(other).members]
        for store in stores:
            before = digest_of(store)
            together = merge(store, one.id, other, _FIRST).nodes[0]
            assert digest_of(store) != before
            split(store, together, *taken, extract=_FIRST)
            assert digest_of(store) == before


def _alike(one: Node, other: Node) -> bool:
    kinds = [getattr(node, "concept_kind", node.kind) for node in (one, other)]
    return one.id != other.id and kinds[0] == kinds[1]


class Life(RuleBasedStateMachine):
    """A graph that is built, rebuilt, judged and pruned; beside it, what its truth should be."""

    def __init__(self) -> None:
        super().__init__()
        self._open = _both()
        self.stores = self._open.__enter__()
        self.sources: dict[str, list] = {}
        self.judgements: dict[str, object] = {}
        self.extract = _FIRST

    def teardown(self) -> None:
        self._open.__exit__(None, None, None)

    @rule(
        uri=st.sampled_from(_URIS),
        found=st.lists(papers, min_size=1, max_size=4),
        batch=st.integers(1, 3),
    )
    def build(self, uri, found, batch):
        self.sources[uri] = found
        self._build(batch)

    def _build(self, batch: int) -> None:
        for store in self.stores:
            build(store, self.sources, extract=self.extract, batch=batch)

    @precondition(lambda self: self.sources)
    @rule(data=st.data())
    def remove(self, data):
        uri = data.draw(st.sampled_from(sorted(self.sources)))
        del self.sources[uri]
        for store in self.stores:
            remove(store, uri, extract=self.extract)

    @precondition(lambda self: self.sources)
    @rule(
        data=st.data(),
        change=st.sampled_from(
            [
                {},
                {"role": Role.MENTIONS},
                {"role": Role.USES},
                {"type": EntityType.DATASET},
                {"name": "RAG"},
                {"name": "Retrieval-Augmented Generation", "type": EntityType.TASK},
                {"type": EntityType.ORG},
            ]
        ),
    )
    def judge(self, data, change):
        with self.stores[0].view() as view:
            edges = [edge for edge in view.all_edges() if edge.role]
        if not edges:
            return
        edge = data.draw(st.sampled_from(edges))
        judgement = reject(edge.source, edge.target, **change)
        for store in self.stores:
            judge(store, judgement)
        self.judgements[judgement.id] = judgement

    @precondition(lambda self: self.judgements)
    @rule(data=st.data())
    def withdraw(self, data):
        one = data.draw(st.sampled_from(sorted(self.judgements)))
        del self.judgements[one]
        for store in self.stores:
            with store.writer(extract=self.extract, extractor=self.extract.version) as writer:
                writer.withdraw(one)

    @precondition(lambda self: self.sources)
    @rule(data=st.data(), kind=st.sampled_from(NodeKind))
    def merge(self, data, kind):
        with self.stores[0].view() as view:
            ids = [one.id for one in view.all_nodes() if one.kind is kind]
        if len(ids) < 2:
            return
        left, right = data.draw(st.permutations(ids))[:2]
        self._decide(lambda store: merge(store, left, right, self.extract))

    @precondition(lambda self: self.sources)
    @rule(data=st.data())
    def split(self, data):
        with self.stores[0].view() as view:
            found = {one.id: view.identity(one.id).members for one in view.all_nodes()}
        ids = sorted(one for one, members in found.items() if len(members) > 1)
        if not ids:
            return
        node = data.draw(st.sampled_from(ids))
        one = data.draw(st.sampled_from(found[node]))
        self._decide(lambda store: split(store, node, one.handle, extract=self.extract))

    def _decide(self, decide):
        """Judge on every store, all alike; what cannot be is refused and changes nothing."""
        try:
            outcomes = [decide(self.stores[0])]
        except UsageError:
            before = [digest_of(store) for store in self.stores]
            with pytest.raises(UsageError):
                decide(self.stores[1])
            assert [digest_of(store) for store in self.stores] == before
            return
        outcomes.append(decide(self.stores[1]))
        assert outcomes[0] == outcomes[1]
        for one in outcomes[0].withdrawn:
            del self.judgements[one.id]
        self.judgements.update((one.id, one) for one in outcomes[0].made)

    @rule(batch=st.integers(1, 2))
    def read_anew(self, batch):
        self.extract = _SECOND if self.extract is _FIRST else _FIRST
        self._build(batch)

    @rule()
    def build_again(self):
        versions = [self._version(store) for store in self.stores]
        self._build(2)
        assert [self._version(store) for store in self.stores] == versions

    @staticmethod
    def _version(store: Store) -> int:
        with store.view() as view:
            return view.manifest().version

    @invariant()
    def everything_is_as_if_built_afresh(self):
        memory, durable = map(content_of, self.stores)
        assert memory == durable
        assert memory == _afresh(self.sources, self.extract, list(self.judgements.values()))


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=25,
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
