"""Edges, the mentions they stand on, and every choice that a hop has."""

import pytest
from sample import BARE, COLOR, GNN, QUIET, RAG, SURVEY

from citeweave_graph import (
    ABOUT,
    AUTHORS,
    CITATIONS,
    REFERENCES,
    Direction,
    EdgeOrder,
    FacetCount,
    Hop,
    Window,
    Years,
)
from citeweave_schema import (
    ConceptKind,
    EdgeKind,
    Field,
    NodeKind,
    Role,
    kind_of_id,
)
from citeweave_schema.errors import UsageError

ALL = Window(size=100)
METHODS = frozenset({ConceptKind.METHOD})


def _paper(view, record):
    return view.paper(record.title).id


def _names(view, ids):
    return [node.name for node in view.nodes(ids)]


def _targets(view, here, hop):
    page = view.edges([here], hop, ALL)[0]
    assert view.edge_counts([here], hop) == [len(page.items)]
    return _names(view, [edge.target for edge in page.items])


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, ["retrieval augmented generation", "transformer", "question answering"]),
        ({"concept_kinds": METHODS}, ["retrieval augmented generation", "transformer"]),
        ({"roles": frozenset({Role.USES})}, ["transformer"]),
        ({"roles": frozenset()}, []),
        ({"min_confidence": 0.9}, ["retrieval augmented generation", "transformer"]),
        ({"min_confidence": 0.901}, ["retrieval augmented generation"]),
        ({"far": NodeKind.CONCEPT, "min_confidence": 1.0}, []),
        ({"far": NodeKind.PAPER}, []),
        ({"direction": Direction.IN}, []),
        ({"kinds": frozenset({EdgeKind.ADDRESSES})}, ["question answering"]),
        ({"kinds": frozenset()}, []),
        ({"years": Years(first=2000)}, []),
    ],
)
def test_every_choice_of_a_hop(view, choices, expected):
    hop = Hop(**{"kinds": ABOUT, **choices})
    assert _targets(view, _paper(view, RAG), hop) == expected


def test_strongest_role_first_then_confidence(view):
    edges = view.edges([_paper(view, RAG)], Hop(kinds=ABOUT), ALL)[0].items
    assert [edge.role for edge in edges] == [Role.PROPOSES, Role.USES, Role.ADDRESSES]
    assert [edge.support for edge in edges] == [2, 1, 2]


def test_authors_in_printed_order(view):
    page = view.edges([_paper(view, RAG)], AUTHORS, ALL)[0]
    assert [edge.position for edge in page.items] == [1, 2]
    assert [edge.printed for edge in page.items] == ["Ada Lovelace", "Wei Wang"]


def test_newest_first_with_the_unknown_last(view):
    transformer = view.concept("transformer").id
    hop = Hop(kinds=ABOUT, direction=Direction.IN, order=EdgeOrder.NEWEST)
    page = view.edges([transformer], hop, ALL)[0]
    years = [node.year for node in view.nodes([edge.source for edge in page.items])]
    assert years == [2021, 2020, None]


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        (Years(), 3),
        (Years(first=2021), 1),
        (Years(last=2020), 1),
        (Years(first=2020, last=2021), 2),
        (Years(first=2030), 0),
    ],
)
def test_years_of_the_far_paper(view, years, expected):
    hop = Hop(kinds=ABOUT, direction=Direction.IN, years=years)
    assert view.edge_counts([view.concept("transformer").id], hop) == [expected]


def test_citations_lead_through_every_identifier_to_one_paper(view):
    rag = _paper(view, RAG)
    citing = view.edges([rag], CITATIONS, ALL)[0].items
    assert {edge.source for edge in citing} == {_paper(view, BARE), _paper(view, GNN)}
    twice = view.edges_between([(_paper(view, GNN), rag)])[0]
    assert [(edge.printed, edge.sources) for edge in twice] == [("[2] a", ("second.jsonl",))]


def test_a_stub_gathers_what_cites_it(view):
    stub = view.paper("Old Roots").id
    citing = view.edges([stub], CITATIONS, ALL)[0].items
    assert {edge.source: edge.printed for edge in citing} == {
        _paper(view, RAG): "[1] Old Roots",
        _paper(view, SURVEY): "[7] Roots",
    }
    assert _targets(view, _paper(view, SURVEY), REFERENCES) == ["Old Roots"]


def test_both_ways(view):
    hop = Hop(kinds=frozenset({EdgeKind.CITES}), direction=Direction.BOTH)
    assert view.edge_counts([_paper(view, RAG), _paper(view, QUIET), "Pnone"], hop) == [3, 0, 0]


def test_an_organisation_that_is_stated_and_found_is_one_edge(view):
    hop = Hop(kinds=frozenset({EdgeKind.NAMES}))
    edges = {
        view.node(edge.target).name: edge
        for edge in view.edges([_paper(view, GNN)], hop, ALL)[0].items
    }
    assert sorted(edges) == ["DeepMind", "Goodman", "Mozilla"]
    assert edges["DeepMind"].sources == ("second.jsonl",)
    assert edges["DeepMind"].role is Role.MENTIONS
    assert edges["Mozilla"].role is None


def test_affiliations_count_the_slots_that_say_so(view):
    wei = view.named(NodeKind.AUTHOR, ["Wei Wang"])[0][0].id
    hop = Hop(kinds=frozenset({EdgeKind.AFFILIATED_WITH}))
    (edge,) = view.edges([wei], hop, ALL)[0].items
    assert (view.node(edge.target).name, edge.support) == ("DeepMind", 3)


def test_edge_facets(view):
    here = _paper(view, BARE)
    assert view.edge_facets([here, "Pnone"], Hop(kinds=ABOUT), "role") == [
        [FacetCount(value="uses", count=2), FacetCount(value="compares", count=1)],
        [],
    ]
    assert view.edge_facets([here], Hop(kinds=ABOUT), "kind")[0] == [
        FacetCount(value="METHOD", count=2),
        FacetCount(value="DATASET", count=1),
    ]
    transformer = view.concept("transformer").id
    hop = Hop(kinds=ABOUT, direction=Direction.IN)
    assert view.edge_facets([transformer], hop, "year")[0] == [
        FacetCount(value="2020", count=1),
        FacetCount(value="2021", count=1),
        FacetCount(value=None, count=1),
    ]
    with pytest.raises(UsageError, match="no facet"):
        view.edge_facets([here], Hop(kinds=ABOUT), "1; DROP TABLE edge")


def test_edges_between(view):
    rag = _paper(view, RAG)
    concept = view.concept("RAG").id
    found = view.edges_between([(rag, concept), (concept, rag), ("x", "y")])
    assert [[edge.kind for edge in some] for some in found] == [[EdgeKind.PROPOSES], [], []]


def test_touching_gives_each_edge_once(view):
    rag, bare = _paper(view, RAG), _paper(view, BARE)
    found = list(view.touching([rag, bare], [EdgeKind.CITES]))
    assert len(found) == len({edge.id for edge in found}) == 3
    assert list(view.touching([rag], [])) == []
    assert list(view.touching([], [EdgeKind.CITES])) == []


def test_evidence_is_the_text_itself(view):
    rag, concept = _paper(view, RAG), view.concept("RAG").id
    page = view.evidence([(rag, concept)], ALL)[0]
    assert [one.surface for one in page.items] == ["retrieval augmented generation", "RAG"]
    assert view.evidence_counts([(rag, concept), (concept, rag)]) == [2, 0]
    first = page.items[0]
    assert (first.field, first.cue, first.extractor) == (Field.ABSTRACT, "propose", "dictionary 1")
    assert first.sentence == "We propose retrieval augmented generation (RAG)."
    assert RAG.abstract[first.start : first.end] == first.surface


def test_evidence_of_the_title_comes_first(view):
    page = view.evidence([(_paper(view, BARE), view.concept("RAG").id)], ALL)[0]
    assert [(one.field, one.surface) for one in page.items] == [
        (Field.TITLE, "RAG"),
        (Field.ABSTRACT, "RAG"),
    ]


def test_evidence_follows_ids_that_were_merged_away(view):
    pair = next((new, old) for old, new in view.redirects() if kind_of_id(old) is NodeKind.PAPER)
    concept = view.concept("RAG").id
    assert view.evidence_counts([(pair[1], concept)]) == view.evidence_counts([(pair[0], concept)])


def test_everything_is_sorted(view):
    nodes = [node.id for node in view.all_nodes()]
    assert nodes == sorted(nodes)
    edges = [(edge.source, edge.target, edge.kind.value) for edge in view.all_edges()]
    assert edges == sorted(edges)
    assert len(edges) == sum(
        count for kind, count in view.manifest().counts.items() if kind in set(EdgeKind)
    )
    ranks = {Field.TITLE: 0, Field.ABSTRACT: 1}
    mentions = [(one.paper, one.target, ranks[one.field], one.start) for one in view.all_evidence()]
    assert mentions == sorted(mentions)
    redirects = list(view.redirects())
    assert redirects == sorted(redirects)


def test_a_paper_without_anything_has_nothing(view):
    quiet = _paper(view, QUIET)
    assert view.edge_counts([quiet], Hop(kinds=ABOUT)) == [0]
    assert view.edges([quiet, _paper(view, COLOR)], Hop(kinds=ABOUT), ALL)[0].items == ()


def test_most_supported_first_then_the_most_confident_and_what_sources_state(view, reference):
    hop = Hop(kinds=frozenset(EdgeKind), direction=Direction.BOTH, order=EdgeOrder.SUPPORT)
    for record in (RAG, BARE, GNN):
        page = view.edges([_paper(view, record)], hop, ALL)[0]
        places = [
            (-edge.support, -(1 if edge.confidence is None else edge.confidence))
            for edge in page.items
        ]
        assert places == sorted(places)
        assert len({place[0] for place in places}) > 1
        assert page == reference.edges([_paper(reference, record)], hop, ALL)[0]
