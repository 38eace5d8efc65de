"""Look-ups: by id, identifier, title, name; what is in the graph; who says so."""

import pytest
from building import digest_of
from sample import RAG

from citeweave_graph import (
    ABOUT,
    CITATIONS,
    REFERENCES,
    EdgeCountsOf,
    EdgesOf,
    EvidenceOf,
    Hop,
    NodesOf,
    Window,
    open_store,
)
from citeweave_schema import (
    ConceptKind,
    Identifier,
    NodeKind,
    Paper,
    PartialDate,
    node_id,
)
from citeweave_schema.errors import AmbiguousError, UsageError

ABOUT_METHODS = Hop(kinds=ABOUT, concept_kinds=frozenset({ConceptKind.METHOD}))


def _id(scheme, value):
    return Identifier.parse(scheme, value)


def test_manifest_counts_what_was_built(view):
    manifest = view.manifest()
    assert manifest.version == 1
    assert manifest.extractor == "dictionary 1"
    assert [one.uri for one in manifest.sources] == ["first.jsonl", "second.jsonl"]
    assert all(one.complete for one in manifest.sources)
    counts = manifest.counts
    assert (counts["Paper"], counts["Stub"], counts["Author"]) == (6, 1, 4)
    assert (counts["METHOD"], counts["DATASET"], counts["TASK"], counts["METRIC"]) == (4, 1, 1, 1)
    assert (counts["Organization"], counts["Person"], counts["Venue"]) == (3, 1, 2)
    assert counts["CITES"] == 4
    assert counts["mentions"] == len(list(view.all_evidence()))


def test_an_empty_graph_answers(empty):
    with empty.view() as view:
        assert view.manifest().version == 0
        assert view.state == "0"
        assert list(view.all_nodes()) == []
        assert view.text_papers() == 0
        assert view.nodes(["Paaaaaaaaaaaaaaaa"]) == [None]
        assert view.setting("terms") == ""
    assert digest_of(empty)


def test_nodes_come_in_the_order_asked(view):
    first, second = node_id(NodeKind.PAPER, "doi:10.1000/rag"), "Paaaaaaaaaaaaaaaa"
    found = view.nodes([second, first, first])
    assert [one and one.id for one in found] == [None, first, first]
    assert view.nodes([]) == []


def test_an_id_that_was_merged_away_leads_to_the_survivor(view):
    rag = view.paper(RAG.title)
    by_arxiv = node_id(NodeKind.PAPER, "arxiv:2005.11401")
    assert by_arxiv != rag.id
    assert view.node(by_arxiv) == rag
    assert (by_arxiv, rag.id) in set(view.redirects())


def test_look_ups_asked_at_once_are_answered_as_each_alone(view):
    papers = tuple(one.id for one in view.all_nodes() if one.kind is NodeKind.PAPER)
    missing, small = "Paaaaaaaaaaaaaaaa", Window(size=1)
    pairs = tuple((one.paper, one.target) for one in view.all_evidence())
    edges = EdgesOf((*papers, missing), ABOUT_METHODS, small)
    (page, *_) = [one for one in view.edges(papers, edges.hop, small) if one.has_next]
    asked = [
        NodesOf((missing, *papers, papers[0])),
        NodesOf(()),
        edges,
        EdgesOf(papers, edges.hop, Window(size=1, after=page.keys[0])),
        EdgesOf(papers[:1], REFERENCES, Window(size=20)),
        EdgeCountsOf((missing, *papers), CITATIONS),
        EvidenceOf(pairs, small),
        edges,
    ]
    answers = view.look_up(asked)
    assert answers == [one.of(view) for one in asked]
    assert [len(one) for one in answers] == [
        len(papers) + 2, 0, len(papers) + 1, len(papers), 1, len(papers) + 1, len(pairs),
        len(papers) + 1,
    ]  # fmt: skip
    assert view.look_up([]) == []
    assert view.look_up(asked[:1]) == answers[:1]


def test_papers_by_identifier(view):
    found = view.papers_by_identifier(
        [_id("arxiv", "2005.11401"), _id("doi", "10.1000/nothing"), _id("doi", "10.1000/rag")]
    )
    assert [one and one.title for one in found] == [RAG.title, None, RAG.title]


def test_papers_by_title_ignore_case_and_punctuation(view):
    found = view.papers_by_title(["retrieval, FOR knowledge!", "ähnliche farben", "No Such"])
    assert [len(one) for one in found] == [1, 1, 0]
    assert view.paper("ÄHNLICHE FARBEN").date == PartialDate(2019)


def test_a_paper_tells_what_it_is_made_of(view):
    rag = view.paper(RAG.title)
    assert rag.identifiers == (_id("doi", "10.1000/rag"), _id("arxiv", "2005.11401"))
    assert rag.sources == ("first.jsonl", "second.jsonl")
    assert {one.field: one.source for one in rag.provenance}["abstract"] == "first.jsonl"
    assert rag.missing == ()
    assert rag.references_stated == 40
    stub = view.paper("Old Roots")
    assert stub.stub
    assert stub.sources == ()
    assert stub.year == 1999
    assert view.paper("Quiet").missing == ("abstract", "references", "venue")


def test_two_papers_of_one_title_are_ambiguous(empty):
    with empty.writer() as writer:
        for year in (2001, 2002):
            writer.add(Paper(title="Same", date=PartialDate(year)), "a.jsonl")
    with empty.view() as view:
        assert len(view.papers_by_title(["same"])[0]) == 2
        with pytest.raises(AmbiguousError) as raised:
            view.paper("Same")
        assert len(raised.value.ids) == 2


def test_concepts_by_name_and_alias(view):
    long = view.concept("Retrieval-Augmented  Generation")
    assert long.concept_kind is ConceptKind.METHOD
    assert view.concept("RAG") == long
    assert view.concept("rags", ConceptKind.METHOD) == long
    assert view.concept("RAG", ConceptKind.DATASET) is None
    assert {alias.name: alias.count for alias in long.aliases} == {"RAG": 4}
    assert (long.document_frequency, long.paper_count, long.first_year) == (2, 3, 2020)


def test_other_nodes_by_name(view):
    ada, delft, nothing = (
        view.named(NodeKind.AUTHOR, ["lovelace, ADA"])[0],
        view.named(NodeKind.ORGANIZATION, ["tu delft"])[0],
        view.named(NodeKind.VENUE, ["Nature"])[0],
    )
    assert [one.name for one in ada] == ["A. Lovelace"]
    assert ada[0].identifiers == (_id("orcid", "0000-0001-0000-0001"),)
    assert [str(one) for one in delft[0].identifiers] == ["ror:02e2c7k09"]
    assert nothing == ()
    assert len(view.named(NodeKind.AUTHOR, ["Wei Wang", "Jun Li", "x"])[0]) == 1
    assert view.named(NodeKind.PERSON, ["Goodman"])[0][0].kind is NodeKind.PERSON


def test_settings_stay_with_the_graph(empty):
    with empty.writer() as writer:
        writer.keep_setting("terms", "a list")
    with empty.view() as view:
        assert view.setting("terms") == "a list"
        assert view.setting("other") == ""


def test_text_papers_are_counted_without_stubs(view):
    assert view.text_papers() == 6


def test_a_url_without_a_store_says_which_there_are():
    for url in ("", "nothing", "oracle:x"):
        with pytest.raises(UsageError, match="memory:"):
            open_store(url)
    with pytest.raises(UsageError) as raised:
        open_store("oracle://me:secret@host")
    assert "secret" not in str(raised.value)
