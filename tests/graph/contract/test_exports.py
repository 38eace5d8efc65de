"""Exports give the same on every store: walks in one order, and look-ups of parts."""

from citeweave_graph.exports import around_papers, whole
from citeweave_graph.exports.bibliography import entries


def test_all_of_a_graph_is_the_same(view, reference):
    found, expected = whole(view).flat(), whole(reference).flat()
    assert list(found.nodes()) == list(expected.nodes())
    assert list(found.edges()) == list(expected.edges())
    assert [one for one in found.edges() if "sentence" in one.attributes]


def test_papers_with_what_hangs_on_them_are_the_same(view, reference):
    papers = [one.id for one in whole(reference).papers()][::2]
    found, expected = around_papers(view, papers), around_papers(reference, papers)
    assert list(found.nodes()) == list(expected.nodes())
    assert list(found.edges()) == list(expected.edges())
    assert list(entries(found)) == list(entries(expected))
