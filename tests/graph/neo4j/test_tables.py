"""The tables on a real server do what those in memory do, before and after a commit."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from building import build, digest_of
from dictionary import Dictionary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neo4j_server import Neo4jServer
from relating import RELATING
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.memory_tables import MemoryTables
from citeweave_graph.neo4j.connection import Connection
from citeweave_graph.neo4j.migrations import migrate
from citeweave_graph.neo4j.model import KEPT_TABLES, LABELS
from citeweave_graph.neo4j.tables import Neo4jTables
from citeweave_graph.neo4j.url import parse
from citeweave_graph.rows import edge_row, evidence_row, node_row
from citeweave_graph.tables import TABLES
from citeweave_schema import (
    ConceptKind,
    ConceptNode,
    Edge,
    EdgeKind,
    Evidence,
    Field,
    NodeKind,
    PaperNode,
    PartialDate,
    Role,
    node_id,
)

Both = tuple[MemoryTables, Neo4jTables]


@pytest.fixture
def connection(neo4j: Neo4jServer) -> Iterator[Connection]:
    """A connection to a graph with nothing in it."""
    found = Connection(parse(neo4j.url))
    try:
        migrate(found)
        yield found
    finally:
        found.close()


@pytest.fixture
def tables(connection: Connection) -> Iterator[Neo4jTables]:
    """Empty tables on the server."""
    found = Neo4jTables(connection)
    yield found
    found.close()


def _memory() -> MemoryTables:
    return MemoryTables(nullcontext(), lambda: None, lambda: None)


def _sorted(rows):
    return sorted((tuple(sorted(row.items())) for row in rows), key=repr)


def _same(both: Both, names=TABLES) -> None:
    one, other = both
    for name in names:
        assert _sorted(one.everything(name)) == _sorted(other.everything(name)), name


def test_a_graph_is_the_same_rows_on_the_server(neo4j):
    everything = {**SOURCES, **RELATING}
    with open_store("memory:") as store, open_store(neo4j.url) as other:
        build(store, everything, extract=Dictionary())
        build(other, everything, extract=Dictionary())
        with store.writer() as writer, other.writer() as theirs:
            both = writer._tables, theirs._tables
            _same(both, [name for name in TABLES if name != "manifest"])
            assert {**both[0].totals(), "judgements": 0} == {**both[1].totals(), "judgements": 0}
            nodes = [row["id"] for row in both[0].everything("node")]
            assert both[0].names_of(nodes) == both[1].names_of(nodes)
            assert both[0].usage_of(nodes) == both[1].usage_of(nodes)
            for name, table in TABLES.items():
                if name == "manifest":  # tells the time of each build
                    continue
                rows = list(both[0].everything(name))[::3]
                for column in table.columns:
                    values = {row[column] for row in rows} - {None}
                    assert _sorted(both[0].select(name, column, values)) == _sorted(
                        both[1].select(name, column, values)
                    ), (name, column)


_VALUES = st.sampled_from(["a", "b", "`c`}) DETACH DELETE (n", "d\U00020bb7"])
_KEPT = ("meta", "owner", "block", "slot_block", "redirect", "resolution", "local", "decision")


@st.composite
def _steps(draw):
    steps = []
    for _ in range(draw(st.integers(1, 3))):
        step = []
        for _ in range(draw(st.integers(1, 4))):
            table = draw(st.sampled_from(_KEPT))
            columns = TABLES[table].columns
            if draw(st.booleans()):
                rows = st.fixed_dictionaries(dict.fromkeys(columns, _VALUES))
                step.append(("insert", table, (draw(st.lists(rows, max_size=4)),)))
            else:
                values = st.lists(_VALUES, max_size=2)
                step.append(("delete", table, (draw(st.sampled_from(columns)), draw(values))))
        steps.append(step)
    return steps


@given(_steps())
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_of_bookkeeping_end_alike(tables, steps):
    both = _memory(), tables
    with tables.transaction():
        for name in _KEPT:
            first = TABLES[name].columns[0]
            tables.delete(name, first, {row[first] for row in tables.everything(name)})
    for step in steps:
        with both[0].transaction(), both[1].transaction():
            for what, table, given_ in step:
                for one in both:
                    getattr(one, what)(table, *given_)
            _same(both, _KEPT)
        _same(both, _KEPT)


_PAPERS = [
    PaperNode(id=node_id(NodeKind.PAPER, f"doi:10.1/{number}"), key=f"doi:10.1/{number}",
              title=f"Paper {number}", date=PartialDate(year=2000 + number))
    for number in range(3)
]  # fmt: skip
_CONCEPTS = [
    ConceptNode(id=node_id(NodeKind.CONCEPT, f"METHOD:m{number}"), key=f"METHOD:m{number}",
                name=f"m{number}", concept_kind=ConceptKind.METHOD)
    for number in range(2)
]  # fmt: skip
_ROLES = {Role.USES: EdgeKind.USES, Role.PROPOSES: EdgeKind.PROPOSES}


def _linked(paper, concept, role, mentions):
    edge = Edge(
        kind=_ROLES[role], source=paper.id, target=concept.id, role=role, confidence=0.5,
        support=len(mentions),
    )  # fmt: skip
    found = [
        Evidence(
            paper=paper.id, target=concept.id, field=Field.TITLE, start=start, end=start + 1,
            surface="x", sentence="x", sentence_start=start, confidence=0.5, extractor="test 1",
        )
        for start in mentions
    ]  # fmt: skip
    return edge_row(edge), [evidence_row(one) for one in found]


_LINKS = st.dictionaries(
    st.tuples(st.sampled_from(_PAPERS), st.sampled_from(_CONCEPTS)),
    st.tuples(st.sampled_from(list(_ROLES)), st.sets(st.integers(0, 3), min_size=1)),
)


@given(st.lists(st.tuples(st.sets(st.sampled_from(_PAPERS)), _LINKS), min_size=1, max_size=4))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_of_edges_end_alike(tables, batches):
    both = _memory(), tables
    ids = [one.id for one in _PAPERS]
    concepts = [one.id for one in _CONCEPTS]
    for one in both:
        with one.transaction():
            one.delete("edge", "source", ids)
            one.delete("evidence", "paper", ids)
            one.insert("node", map(node_row, [*_PAPERS, *_CONCEPTS]))
    for papers, links in batches:
        gone = {one.id for one in papers} | {paper.id for paper, _ in links}
        rows = [_linked(*ends, *link) for ends, link in links.items()]
        with both[0].transaction(), both[1].transaction():
            for one in both:
                one.delete("edge", "source", gone)
                one.delete("evidence", "paper", gone)
                one.insert("edge", [edge for edge, _ in rows])
                one.insert("evidence", [row for _, some in rows for row in some])
            assert both[0].usage_of(concepts) == both[1].usage_of(concepts)
        _same(both, ("edge", "evidence"))
        assert both[0].usage_of(concepts) == both[1].usage_of(concepts)


def test_mentions_change_without_their_edge(tables):
    edge, mentions = _linked(_PAPERS[0], _CONCEPTS[0], Role.USES, [0, 1])
    with tables.transaction():
        tables.insert("evidence", mentions)
        tables.insert("edge", [edge])
        tables.insert("node", [node_row(_PAPERS[0]), node_row(_CONCEPTS[0])])
    with tables.transaction():
        tables.delete("evidence", "start", [0])
    assert tables.select("evidence", "paper", [_PAPERS[0].id]) == [mentions[1]]
    with tables.transaction():
        tables.insert("edge", [{**edge, "support": 9}])
    assert tables.select("evidence", "target", [_CONCEPTS[0].id]) == [mentions[1]]
    assert tables.select("edge", "support", [9]) == [{**edge, "support": 9}]
    with pytest.raises(RuntimeError, match="without their edge"), tables.transaction():
        tables.delete("edge", "target", [_CONCEPTS[0].id])
    assert len(list(tables.everything("edge"))) == 1


def test_a_block_that_ends_by_an_error_changes_nothing(tables):
    def fail() -> None:
        with tables.transaction():
            tables.insert("meta", [{"name": "a", "value": "1"}])
            assert tables.select("meta", "name", ["a"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tables.everything("meta")) == []
    with pytest.raises(RuntimeError, match="within a transaction"):
        tables.insert("meta", [{"name": "a", "value": "1"}])


def test_a_server_with_little_memory_deletes_a_great_deal_at_once(tables):
    rows = [{"paper": f"P{number}", "name": "word"} for number in range(15_000)]
    with tables.transaction():
        tables.insert("local", rows)
    with tables.transaction():
        tables.delete("local", "paper", [row["paper"] for row in rows])
    assert not list(tables.everything("local"))


@pytest.mark.parametrize(
    "name", ["'\"`\\", "}) DETACH DELETE n //", "\U00020bb7\ufa11\u202e", "x" * 100_000, "$values"]
)
def test_hostile_texts_are_kept_verbatim(tables, name):
    rows = {
        "naming": {"node": "C1", "paper": "P1", "surface": name, "form": name, "count": 1},
        "local": {"paper": "P1", "name": name},
        "owner": {"hash": "h", "owner": name},
        "resolution": {"name": name, "target": name},
        "slot": {"paper": "P1", "position": 1, "author": "A1", "key": name, "payload": name},
    }
    with tables.transaction():
        for table, row in rows.items():
            tables.insert(table, [row])
    for table, column in (
        ("naming", "form"), ("local", "name"), ("owner", "owner"), ("resolution", "target"),
        ("resolution", "name"), ("slot", "key"),
    ):  # fmt: skip
        assert tables.select(table, column, [name]) == [rows[table]]
        assert tables.select(table, column, [name + "y"]) == []


def test_a_person_reads_sentences_on_edges_and_leaves_bookkeeping_out(neo4j):
    with open_store(neo4j.url) as store:
        build(store, {**SOURCES, **RELATING}, extract=Dictionary())
        assert digest_of(store)
    found = neo4j.run("MATCH (:Paper)-[r:USES]->(:Concept) RETURN r.sentences, r.confidence")
    assert found
    assert all(isinstance(one[0][0], str) and 0 < one[1] <= 1 for one in found)
    related = neo4j.run("MATCH (:Concept)-[r]->(:Concept) RETURN r.sentences")
    assert related
    assert all(1 <= len(one[0]) <= 5 for one in related)
    labels = neo4j.run("MATCH (n) WHERE NOT n:Node RETURN DISTINCT labels(n)")
    known = {LABELS[table] for table in KEPT_TABLES}
    ours = [set(one[0]) for one in labels]
    assert all("Kept" in one or not one & known for one in ours)
