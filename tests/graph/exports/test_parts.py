"""What belongs to a part, and which sentence an edge shows."""

import pytest

from citeweave_graph.exports import around_papers, only_nodes, whole
from citeweave_schema.errors import NotFoundError, UsageError
from citeweave_schema.kinds import RELATION_KINDS, EdgeKind


def _id(view, title):
    return view.papers_by_title([title])[0][0].id


def _edges(part):
    return {edge.id: (edge, sentence) for edge, sentence in part.edges()}


def test_everything_is_there_once(view):
    part = whole(view)
    assert [one.id for one in part.nodes()] == [one.id for one in view.all_nodes()]
    assert [edge for edge, _ in part.edges()] == list(view.all_edges())


def test_every_extracted_edge_shows_its_strongest_sentence(view):
    best = {}
    for one in view.all_evidence():
        kept = best.get((one.paper, one.target))
        if kept is None or one.confidence > kept.confidence:
            best[one.paper, one.target] = one
    said = {}
    for one in view.all_relation_evidence():
        kept = said.get(one.edge)
        if kept is None or one.confidence > kept.confidence:
            said[one.edge] = one
    found = 0
    for edge, sentence in whole(view).edges():
        if edge.kind in RELATION_KINDS:
            assert sentence == said[edge.id].sentence
        elif edge.role is not None:
            assert sentence == best[edge.source, edge.target].sentence
        else:
            assert sentence is None
        found += sentence is not None
    assert found > 10


def test_all_nodes_alone_are_the_whole(view):
    part = only_nodes(view, [one.id for one in view.all_nodes()])
    assert list(part.nodes()) == list(view.all_nodes())
    assert _edges(part) == _edges(whole(view))
    assert len(list(part.edges())) == len(list(view.all_edges()))


def test_papers_come_with_what_hangs_on_them(view):
    rag, bare = _id(view, "Retrieval for Knowledge"), _id(view, "Answers with RAG")
    part = around_papers(view, [rag, bare])
    nodes = {one.id for one in part.nodes()}
    near = {rag, bare}
    for edge in view.all_edges():
        if edge.kind is not EdgeKind.CITES and {edge.source, edge.target} & {rag, bare}:
            near |= {edge.source, edge.target}
    assert nodes == near
    among = {one.id for one in view.all_edges() if {one.source, one.target} <= near}
    assert set(_edges(part)) == among
    kinds = {edge.kind for edge, _ in part.edges()}
    assert {EdgeKind.CITES, EdgeKind.AUTHORED, EdgeKind.PUBLISHED_IN} <= kinds
    assert [one.id for one in part.papers()] == sorted([rag, bare])
    assert all(_edges(whole(view))[one] == shown for one, shown in _edges(part).items())


def test_stubs_are_no_papers_of_the_whole_but_may_be_chosen(view):
    stub = _id(view, "Old Roots")
    assert stub not in {one.id for one in whole(view).papers()}
    assert [one.id for one in around_papers(view, [stub]).papers()] == [stub]


def test_a_part_of_many_chunks_is_the_same(view, monkeypatch):
    ids = [one.id for one in view.all_nodes()]
    expected = _edges(only_nodes(view, ids))
    monkeypatch.setattr("citeweave_graph.exports.parts._AT_ONCE", 2)
    part = only_nodes(view, ids)
    assert _edges(part) == expected
    assert len(list(part.edges())) == len(expected)


def test_impossible_parts_are_refused(view):
    author = next(one.id for one in view.all_nodes() if one.id.startswith("A"))
    with pytest.raises(UsageError, match="no node was chosen"):
        only_nodes(view, [])
    with pytest.raises(NotFoundError):
        around_papers(view, ["Paaaaaaaaaaaaaaaa"])
    with pytest.raises(UsageError, match="is no paper"):
        around_papers(view, [author])
    with pytest.raises(UsageError, match="more than 3 nodes"):
        around_papers(view, [_id(view, "Retrieval for Knowledge")], most=3)
    with pytest.raises(UsageError, match="more than 1 nodes"):
        only_nodes(view, [author, "Paaaaaaaaaaaaaaaa"], most=1)
