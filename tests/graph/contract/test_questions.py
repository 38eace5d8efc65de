"""Search and the questions of more than one look-up, with answers worked out by hand."""

import math

import networkx as nx
import pytest
from sample import BARE, COLOR, GNN, QUIET, RAG, SURVEY

from citeweave_graph import ABOUT, Direction, Hop, SharingQuestion, Window, Years
from citeweave_schema import ConceptKind, EdgeKind, NodeKind, Role
from citeweave_schema.errors import NotFoundError, UsageError

ALL = Window(size=100)
EVERYTHING = list(NodeKind)


def _paper(view, record):
    return view.paper(record.title).id


def _found(view, query, kinds=EVERYTHING):
    page, total = view.search(query, kinds, ALL)
    assert total == len(page.items)
    return {hit.node.name for hit in page.items}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("graph neur", {"Graphs", "graph neural network"}),
        ("NEURAL graph", {"Graphs", "graph neural network"}),
        ("neur graph", set()),
        ("farb", {"Ähnliche Farben"}),
        ("ÄHNLICHE", {"Ähnliche Farben"}),
        ("ahnliche", set()),
        ("rag old", {"A Survey"}),
        ("lovel", {"A. Lovelace"}),
        ("nothing-like-this", set()),
        ("", set()),
        ("?!", set()),
        ('" OR name:* NEAR(', set()),
    ],
)
def test_search_finds_every_word_and_the_beginning_of_the_last(view, query, expected):
    assert _found(view, query) == expected


def test_search_looks_at_the_kinds_asked_for(view):
    assert _found(view, "deepmind", [NodeKind.ORGANIZATION]) == {"DeepMind"}
    assert _found(view, "deepmind", [NodeKind.PAPER]) == {"Graphs"}
    assert _found(view, "deepmind", []) == set()


def test_search_scores_are_those_of_the_reference(view, reference):
    for query in ("a", "rag", "we use", "retrieval", "t"):
        for kinds in ([NodeKind.PAPER], [NodeKind.CONCEPT], EVERYTHING):
            assert view.search(query, kinds, ALL) == reference.search(query, kinds, ALL)


def _weight(having):
    return round(1_000_000 * math.log(7 / (having + 1)))


def test_sharing_by_hand(view):
    page, total = view.sharing(_paper(view, RAG), SharingQuestion(), ALL)
    # RAG is in default roles in 2 papers, transformer in 3; SURVEY only mentions RAG.
    assert {view.node(one.paper).title: one.score for one in page.items} == {
        BARE.title: _weight(2) + _weight(3),
        SURVEY.title: _weight(3),
    }
    assert total == 2
    best = page.items[0]
    assert [part.weight for part in best.shared] == [_weight(2), _weight(3)]
    assert {part.ours.source for part in best.shared} == {_paper(view, RAG)}
    assert {part.theirs.source for part in best.shared} == {best.paper}


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"their_roles": frozenset({Role.MENTIONS})}, {SURVEY.title}),
        ({"roles": frozenset({Role.PROPOSES})}, {BARE.title}),
        ({"years": Years(first=2021)}, {BARE.title}),
        ({"venue": "NeurIPS"}, {SURVEY.title}),
        ({"min_confidence": 0.95}, set()),
        ({"kinds": frozenset({ConceptKind.DATASET, ConceptKind.TASK})}, set()),
        ({"kinds": frozenset()}, set()),
    ],
)
def test_sharing_with_other_choices(view, choices, expected):
    page, total = view.sharing(_paper(view, RAG), SharingQuestion(**choices), ALL)
    assert {view.node(one.paper).title for one in page.items} == expected
    assert total == len(expected)


def test_sharing_needs_a_paper(view):
    with pytest.raises(NotFoundError):
        view.sharing("Paaaaaaaaaaaaaaaa", SharingQuestion(), ALL)
    with pytest.raises(NotFoundError):
        view.sharing(view.concept("RAG").id, SharingQuestion(), ALL)
    assert view.sharing(_paper(view, QUIET), SharingQuestion(), ALL)[1] == 0


def test_together_counts_middles(view):
    inward = Hop(kinds=ABOUT, direction=Direction.IN)
    onward = Hop(kinds=ABOUT, concept_kinds=frozenset({ConceptKind.METHOD}))
    ((page, total),) = view.together([view.concept("transformer").id], inward, onward, ALL)
    assert {view.node(one.node).name: one.count for one in page.items} == {
        "retrieval augmented generation": 3,
        "attention": 1,
    }
    assert total == 2


def test_coupling_by_common_references(view):
    cites, cited = (
        Hop(kinds=frozenset({EdgeKind.CITES}), direction=one)
        for one in (Direction.OUT, Direction.IN)
    )
    answers = view.together([_paper(view, BARE), _paper(view, QUIET)], cites, cited, ALL)
    assert [[view.node(one.node).title for one in page.items] for page, _ in answers] == [
        [GNN.title],
        [],
    ]


def _layers(view, start, hop, steps):
    """Give what is within some steps, by walking from node to node."""
    seen, layer = {start}, [start]
    found = []
    for step in range(1, steps + 1):
        pages = view.edges(layer, hop, ALL) if layer else []
        ends = {end for page in pages for edge in page.items for end in (edge.source, edge.target)}
        layer = sorted(ends - seen)
        seen.update(layer)
        found += [(step, one) for one in layer]
    return found


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("kinds", [frozenset({EdgeKind.CITES}), ABOUT | {EdgeKind.CITES}])
def test_what_is_within_some_steps_comes_nearest_first(view, kinds, direction):
    hop = Hop(kinds=kinds, direction=direction)
    for paper in (SURVEY, BARE, RAG):
        start = _paper(view, paper)
        for steps in (1, 2, 3, 4):
            page, total = view.within(start, hop, steps, ALL)
            found = [(one.distance, one.node) for one in page.items]
            assert found == _layers(view, start, hop, steps)[: ALL.size]
            assert list(page.keys) == found
            assert total == len(_layers(view, start, hop, steps))


def test_what_is_within_some_steps_comes_in_pages(view):
    hop = Hop(kinds=ABOUT, direction=Direction.BOTH)
    start = _paper(view, SURVEY)
    every = view.within(start, hop, 3, ALL)[0]
    assert len(every.items) > 4
    found, window = [], Window(size=2)
    while True:
        page, total = view.within(start, hop, 3, window)
        found += page.items
        assert total == len(every.items)
        if not page.has_next:
            break
        window = Window(size=2, after=page.keys[-1])
    assert tuple(found) == every.items
    back = view.within(start, hop, 3, Window(size=2, before=every.keys[-1], backward=True))[0]
    assert back.items == every.items[-3:-1]


def test_what_is_within_some_steps_has_a_start(view):
    hop = Hop(kinds=ABOUT)
    with pytest.raises(NotFoundError):
        view.within("Paaaaaaaaaaaaaaaa", hop, 2, ALL)
    for steps in (0, 5):
        with pytest.raises(UsageError):
            view.within(_paper(view, RAG), hop, steps, ALL)


def test_paths_are_all_of_the_least_length(view):
    ends = _paper(view, SURVEY), _paper(view, BARE)
    found = view.paths(*ends, through=ABOUT)
    middles = {view.node(path.nodes[1]).name for path in found}
    assert middles == {"retrieval augmented generation", "transformer"}
    assert all(len(path.edges) == 2 for path in found)
    assert [path.nodes for path in found] == sorted(path.nodes for path in found)
    assert view.paths(*ends, through=ABOUT, most=1) == found[:1]
    for path in found:
        for edge, near, far in zip(path.edges, path.nodes, path.nodes[1:], strict=False):
            assert {edge.source, edge.target} == {near, far}


def test_paths_have_ends(view):
    color, rag = _paper(view, COLOR), _paper(view, RAG)
    assert len(view.paths(color, rag, through=ABOUT)[0].edges) == 4
    assert view.paths(color, rag, through=ABOUT, max_length=3) == ()
    assert view.paths(color, rag, through=[]) == ()
    assert view.paths(rag, rag, through=ABOUT)[0].nodes == (rag,)
    with pytest.raises(NotFoundError):
        view.paths(rag, "Paaaaaaaaaaaaaaaa", through=ABOUT)
    for wrong in ({"max_length": 0}, {"max_length": 9}, {"most": 0}, {"most": 101}):
        with pytest.raises(UsageError):
            view.paths(rag, color, through=ABOUT, **wrong)


def test_paths_agree_with_networkx(view):
    graph = nx.Graph(
        (one.source, one.target) for one in view.all_edges() if one.kind is not EdgeKind.AUTHORED
    )
    kinds = set(EdgeKind) - {EdgeKind.AUTHORED}
    papers = sorted(one for one in graph if one.startswith("P"))
    for goal in papers[1:]:
        found = {path.nodes for path in view.paths(papers[0], goal, through=kinds, most=100)}
        if nx.has_path(graph, papers[0], goal):
            assert found == set(map(tuple, nx.all_shortest_paths(graph, papers[0], goal)))
        else:
            assert found == set()


def test_to_networkx(view):
    graph = view.to_networkx()
    assert set(graph) == {node.id for node in view.all_nodes()}
    assert graph.number_of_edges() == len(list(view.all_edges()))
    rag, concept = _paper(view, RAG), view.concept("RAG").id
    assert graph.nodes[rag]["name"] == RAG.title
    assert graph.edges[rag, concept, "PROPOSES"]["role"] == "proposes"


def test_the_digest_is_the_same_on_every_store(view, reference):
    assert view.digest() == reference.digest()
    assert list(view.all_nodes()) == list(reference.all_nodes())
    assert list(view.all_edges()) == list(reference.all_edges())
