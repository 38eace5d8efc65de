"""Adding to a graph takes time that follows from what is added; what is counted stays right."""

import pytest
from building import build, remove
from dictionary import Dictionary
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.derivation.naming import UseChange
from citeweave_graph.derivation.reaching import Chains, records_that_meet
from citeweave_graph.tables import Tables
from citeweave_schema import Identifier, Paper, PartialDate, Reference

_EXTRACT = Dictionary()


@pytest.fixture(params=["memory:", "sqlite:{}/graph.db"])
def store(request, tmp_path):
    with open_store(request.param.format(tmp_path)) as opened:
        yield opened


def _tables(store):
    return store.writer(extract=_EXTRACT, extractor=_EXTRACT.version)


def _counted(store):
    with _tables(store) as writer:
        return {name: n for name, n in writer._tables.totals().items() if n}


def _kept(store):
    with store.view() as view:
        return {name: n for name, n in view.manifest().counts.items() if n}


def test_counts_follow_what_comes_and_goes(store):
    for uri, papers in SOURCES.items():
        build(store, {uri: papers}, extract=_EXTRACT)
        assert _kept(store) == _counted(store)
    uris = list(SOURCES)
    remove(store, uris[0], extract=_EXTRACT)
    assert _kept(store) == _counted(store)
    build(store, SOURCES, extract=Dictionary("dictionary 2", without=["transformer"]))
    assert _kept(store) == _counted(store)


def test_what_an_interrupted_run_left_is_counted(store):
    first, *others = SOURCES
    build(store, {first: SOURCES[first]}, extract=_EXTRACT)
    writer = _tables(store)
    for paper in SOURCES[others[0]]:
        writer.add(paper, first)
    writer.commit()
    writer.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    with _tables(store):
        pass
    assert _kept(store) == _counted(store)


def test_a_store_answers_as_the_definition_does(store):
    says = "Attention is used for translation. The transformer is part of attention."
    relating = [Paper(title=f"Paper {number}", abstract=says) for number in range(3)]
    build(store, {**SOURCES, "relating": relating}, extract=_EXTRACT)
    with store.view() as view:
        concepts = [node.id for node in view.all_nodes() if node.id[0] == "C"]
        relations = [one.edge for one in view.all_relation_evidence()]
    assert concepts
    assert relations
    with _tables(store) as writer:
        tables = writer._tables
        assert tables.usage_of(concepts)
        found = tables.supported(relations)
        expected = Tables.supported(tables, relations)
        assert sorted(found, key=str) == sorted(expected, key=str)
        assert {one["support"] for one in found} == {3}
        shorts = [row["short"] for row in tables.everything("abbreviation")]
        assert shorts
        assert tables.long_forms(shorts) == Tables.long_forms(tables, shorts)
        names = ["METHOD:transformer", "METHOD:nothing of the kind"]
        assert tables.present("local", "name", names) == Tables.present(
            tables, "local", "name", names
        )
        for table, columns in (("block", ("block", "hash")), ("record", ("hash",))):
            assert list(tables.columns(table, columns)) == list(
                Tables.columns(tables, table, columns)
            )


def _paper(number, *cited):
    return Paper(
        title=f"A study of the number {number}",
        identifiers=(Identifier.parse("doi", f"10.1000/{number}"),),
        date=PartialDate(2000 + number),
        references=tuple(
            Reference(identifiers=(Identifier.parse("doi", f"10.1000/{one}"),)) for one in cited
        ),
    )


@pytest.fixture
def made(monkeypatch):
    """The keys of the papers that are put together."""
    from citeweave_graph.derivation import clusters  # noqa: PLC0415

    found = []
    plain = clusters.assemble

    def noting(key, statements):
        found.append(key)
        return plain(key, statements)

    monkeypatch.setattr(clusters, "assemble", noting)
    return found


def _papers(store, *keys):
    with store.view() as view:
        return view.papers_by_identifier([Identifier.from_key(one) for one in keys])


def test_a_paper_is_not_made_anew_for_being_cited(store, made):
    build(store, {"a": [_paper(1), _paper(2, 1)]}, extract=_EXTRACT)
    made.clear()
    build(store, {"b": [_paper(3, 1, 2)]}, extract=_EXTRACT)
    assert made == ["doi:10.1000/3"]
    assert _papers(store, "doi:10.1000/2")[0].title == "A study of the number 2"


def test_a_paper_takes_an_identifier_from_who_cites_it(store, made):
    build(store, {"a": [_paper(1)]}, extract=_EXTRACT)
    made.clear()
    ids = tuple(Identifier.parse(*one) for one in (("doi", "10.1000/1"), ("pubmed", "17")))
    citing = Paper(title="Of numbers", references=(Reference(identifiers=ids),))
    build(store, {"b": [citing]}, extract=_EXTRACT)
    assert "doi:10.1000/1" in made
    both = _papers(store, "pubmed:17", "doi:10.1000/1")
    assert both[0] is not None
    assert both[0] == both[1]
    remove(store, "b", extract=_EXTRACT)
    assert _papers(store, "pubmed:17") == [None]


def test_years_are_known_without_looking_where_they_follow():
    assert UseChange(after={1999}).tells(2005)
    assert UseChange(after={1999}).first(2005) == 1999
    assert UseChange(after={2010}).first(None) == 2010
    assert UseChange(before={2005}, after={2005, 2007}).first(2005) == 2005
    assert not UseChange(before={2005}, after={2007}).tells(2005)


def test_chains_join_from_one_to_the_next():
    chains = Chains()
    for one, other in ((1, 2), (3, 4), (2, 3), (7, 8)):
        chains.join(one, other)
    assert len({chains.root(one) for one in (1, 2, 3, 4)}) == 1
    assert chains.root(7) != chains.root(1)
    assert chains.root(9) == 9


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_records_that_meet_are_given_together(store, at_once):
    build(store, {"a": [_paper(n, *range(max(0, n - 2), n)) for n in range(6)]}, extract=_EXTRACT)
    with _tables(store) as writer:
        tables = writer._tables
        parts = list(records_that_meet(tables, at_once))
        every = [row["hash"] for row in tables.everything("record")]
        assert sorted(one for part in parts for one in part) == sorted(every)
        of = {one: number for number, part in enumerate(parts) for one in part}
        blocks = {}
        for row in tables.everything("block"):
            blocks.setdefault(row["block"], set()).add(of[row["hash"]])
        assert all(len(numbers) == 1 for numbers in blocks.values())
