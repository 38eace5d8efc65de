"""What is missing of the papers of each source and year, worked out by hand on the sample."""

from dataclasses import astuple

import pytest
from building import build, remove
from dictionary import Dictionary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import papers

from citeweave_graph import Coverage, open_store
from citeweave_schema import Identifier, Paper, PartialDate, Reference
from citeweave_schema.errors import UsageError

FIRST = Coverage(
    value="first.jsonl",
    papers=3,  # rag, bare, color
    without_abstract=0,
    without_authors=0,
    without_identifiers=1,  # color
    without_venue=1,  # color
    without_year=0,
    references_known=2,  # rag to Old Roots, bare to rag
    references_stated=40,  # rag alone says
    stating=1,
    known_of_stating=1,
)
SECOND = Coverage(
    value="second.jsonl",
    papers=4,  # survey, gnn, quiet, rag
    without_abstract=1,  # quiet
    without_authors=1,  # survey
    without_identifiers=2,  # survey, quiet
    without_venue=2,  # gnn, quiet
    without_year=1,  # survey
    references_known=3,  # survey and rag to Old Roots, gnn to rag by two references
    references_stated=40,
    stating=1,
    known_of_stating=1,
)


def test_of_each_source_of_the_sample(view):
    assert view.coverage("source") == [FIRST, SECOND]


def test_of_each_year_of_the_sample_the_unknown_last(view):
    found = view.coverage("year")
    assert [one.value for one in found] == ["2019", "2020", "2021", "2022", None]
    names = ("papers", "without_abstract", "without_authors", "without_identifiers")
    names += ("without_venue", "without_year", "references_known", "references_stated")
    names += ("stating", "known_of_stating")
    assert [tuple(getattr(one, name) for name in names) for one in found] == [
        (1, 0, 0, 1, 1, 0, 0, 0, 0, 0),  # color
        (1, 0, 0, 0, 0, 0, 1, 40, 1, 1),  # rag
        (1, 0, 0, 0, 0, 0, 1, 0, 0, 0),  # bare
        (2, 1, 0, 1, 2, 0, 1, 0, 0, 0),  # gnn, quiet
        (1, 0, 1, 1, 0, 1, 1, 0, 0, 0),  # survey
    ]


def test_a_paper_of_two_sources_counts_with_both_and_once_with_its_year(view):
    of_sources, of_years = view.coverage("source"), view.coverage("year")
    assert sum(one.papers for one in of_sources) == 7
    assert sum(one.papers for one in of_years) == 6


def test_what_one_source_lacks_and_another_has_is_not_missing(empty):
    doi = (Identifier.parse("doi", "10.1000/both"),)
    bare = Paper(title="Both", identifiers=doi)
    full = Paper(title="Both", identifiers=doi, abstract="Text.", date=PartialDate(2020))
    build(empty, {"bare.jsonl": [bare], "full.jsonl": [full]}, extract=Dictionary())
    with empty.view() as view:
        assert [(one.value, one.without_abstract, one.without_year)
                for one in view.coverage("source")] == [
            ("bare.jsonl", 0, 0), ("full.jsonl", 0, 0)]  # fmt: skip
    remove(empty, "full.jsonl", extract=Dictionary())
    with empty.view() as view:
        (left,) = view.coverage("source")
        assert (left.value, left.without_abstract, left.without_year) == ("bare.jsonl", 1, 1)
        assert [one.value for one in view.coverage("year")] == [None]


def test_stubs_are_known_references_and_no_papers(empty):
    cited = Reference(title="Elsewhere", year=1999, first_author="Noether")
    citing = Paper(title="Citing", references=(cited,), references_stated=3)
    build(empty, {"one.jsonl": [citing]})
    with empty.view() as view:
        assert len(list(view.all_nodes())) == 2
        (found,) = view.coverage("year")
    assert (found.papers, found.references_known) == (1, 1)
    assert (found.stating, found.references_stated, found.known_of_stating) == (1, 3, 1)


def test_an_empty_graph_lacks_nothing(empty):
    with empty.view() as view:
        assert view.coverage("source") == []
        assert view.coverage("year") == []


def test_by_anything_else_is_refused(view):
    with pytest.raises(UsageError, match="by source or by year, not by 'venue'"):
        view.coverage("venue")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(papers, max_size=6), st.lists(papers, max_size=6))
def test_the_file_and_the_memory_count_the_same(tmp_path_factory, one, two):
    path = tmp_path_factory.mktemp("coverage") / "graph.db"
    with open_store("memory:") as reference, open_store(f"sqlite:{path}") as file:
        found = []
        for store in (reference, file):
            build(store, {"one.jsonl": one, 'two\'s "q".jsonl': two})
            with store.view() as view:
                found.append((view.coverage("source"), view.coverage("year")))
    assert found[0] == found[1]
    numbers = [value for some in found[0] for one in some for value in astuple(one)[1:]]
    assert {type(number) for number in numbers} <= {int}
    assert sum(year.papers for year in found[0][1]) <= len(one) + len(two)
