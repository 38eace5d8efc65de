"""Lists of nodes: filters with every operator and quantifier, orders, windows, facets."""

import pytest

from citeweave_graph import (
    ABOUT,
    AllOf,
    AnyOf,
    Direction,
    FacetCount,
    Hop,
    Linked,
    Not,
    Operator,
    Order,
    OrderField,
    Quantifier,
    Test,
    Window,
)
from citeweave_graph.filters import FIELDS
from citeweave_schema import ConceptKind, EdgeKind, NodeKind, Role
from citeweave_schema.errors import UsageError

EQ, IN, GTE, LTE = Operator.EQ, Operator.IN, Operator.GTE, Operator.LTE
CONTAINS, IS_NULL = Operator.CONTAINS, Operator.IS_NULL
SOME, NONE, ALL = Quantifier.SOME, Quantifier.NONE, Quantifier.ALL
BY_NAME = Order(field=OrderField.NAME)


def _test(field, operator, value):
    return Test(field=field, operator=operator, value=value)


def _names(view, kind, where, order=BY_NAME):
    page = view.page(kind, where, order, Window(size=100))
    assert view.count(kind, where) == len(page.items)
    return [node.name for node in page.items]


def _papers(view, where):
    return _names(view, NodeKind.PAPER, where)


RAG, BARE, COLOR = "Retrieval for Knowledge", "Answers with RAG", "Ähnliche Farben"
SURVEY, GNN, QUIET, ROOTS = "A Survey", "Graphs", "Quiet", "Old Roots"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (None, [SURVEY, BARE, GNN, ROOTS, QUIET, RAG, COLOR]),
        (_test("title", EQ, GNN), [GNN]),
        (_test("title", EQ, "graphs"), []),
        (_test("title", IN, (GNN, QUIET, "?")), [GNN, QUIET]),
        (_test("title", IN, ()), []),
        (_test("title", CONTAINS, "ÄHN"), [COLOR]),
        (_test("title", CONTAINS, "100%_"), []),
        (_test("abstract", CONTAINS, "wE uSe"), [SURVEY, BARE, RAG, COLOR]),
        (_test("abstract", IS_NULL, True), [ROOTS, QUIET]),
        (_test("abstract", IS_NULL, False), [SURVEY, BARE, GNN, RAG, COLOR]),
        (_test("year", EQ, 2022), [GNN, QUIET]),
        (_test("year", IN, (2019, 1999)), [ROOTS, COLOR]),
        (_test("year", GTE, 2021), [BARE, GNN, QUIET]),
        (_test("year", LTE, 2019), [ROOTS, COLOR]),
        (_test("year", GTE, 2020.5), [BARE, GNN, QUIET]),
        (_test("year", IS_NULL, True), [SURVEY]),
        (Not(part=_test("year", GTE, 2000)), [SURVEY, ROOTS]),
        (_test("venue", EQ, "ACL"), [BARE, RAG]),
        (_test("venue", CONTAINS, "neur"), [SURVEY]),
        (_test("venue", IS_NULL, True), [GNN, ROOTS, QUIET, COLOR]),
        (_test("language", EQ, "de"), [COLOR]),
        (_test("stub", EQ, True), [ROOTS]),
        (_test("retracted", EQ, True), [GNN]),
        (_test("retracted", IN, (True,)), [GNN]),
        (AllOf(parts=()), [SURVEY, BARE, GNN, ROOTS, QUIET, RAG, COLOR]),
        (AnyOf(parts=()), []),
        (
            AnyOf(parts=(_test("year", EQ, 2019), _test("stub", EQ, True))),
            [ROOTS, COLOR],
        ),
        (
            AllOf(parts=(_test("year", GTE, 2020), Not(part=_test("venue", EQ, "ACL")))),
            [GNN, QUIET],
        ),
    ],
)
def test_filters_on_fields_of_papers(view, where, expected):
    assert _papers(view, where) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (_test("name", EQ, "RAG"), ["retrieval augmented generation"]),
        (_test("name", IN, ("gnns", "Attention")), ["attention", "graph neural network"]),
        (_test("name", CONTAINS, "NET"), ["graph neural network", "ImageNet"]),
        (_test("concept_kind", EQ, "TASK"), ["question answering"]),
        (_test("concept_kind", IN, ("DATASET", "METRIC")), ["accuracy", "ImageNet"]),
        (_test("paper_count", GTE, 3), ["retrieval augmented generation", "transformer"]),
        (_test("first_year", LTE, 2019), ["accuracy", "attention"]),
        (_test("first_year", IS_NULL, True), []),
    ],
)
def test_filters_on_fields_of_concepts(view, where, expected):
    assert _names(view, NodeKind.CONCEPT, where) == expected


@pytest.mark.parametrize(
    ("kind", "where", "expected"),
    [
        (NodeKind.AUTHOR, _test("name", EQ, "WANG, wei"), ["Wei Wang"]),
        (NodeKind.AUTHOR, _test("name", EQ, "Ada Lovelace"), ["A. Lovelace"]),
        (NodeKind.ORGANIZATION, _test("name", CONTAINS, "d"), ["DeepMind", "TU Delft"]),
        (NodeKind.VENUE, None, ["ACL", "NeurIPS"]),
        (NodeKind.PERSON, None, ["Goodman"]),
    ],
)
def test_filters_on_other_nodes(view, kind, where, expected):
    assert _names(view, kind, where) == expected


def _linked(quantifier, where, **hop):
    chosen = {"kinds": ABOUT, **hop}
    return Linked(hop=Hop(**chosen), quantifier=quantifier, where=where)


_METHOD = {"concept_kinds": frozenset({ConceptKind.METHOD})}
_ANY = AllOf(parts=())


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (_linked(SOME, _ANY), [SURVEY, BARE, GNN, RAG, COLOR]),
        (_linked(NONE, _ANY), [ROOTS, QUIET]),
        (_linked(SOME, _test("name", EQ, "RAG"), **_METHOD), [SURVEY, BARE, RAG]),
        (_linked(NONE, _test("name", EQ, "RAG"), **_METHOD), [GNN, ROOTS, QUIET, COLOR]),
        (
            _linked(ALL, _test("concept_kind", EQ, "METHOD"), far=NodeKind.CONCEPT),
            [SURVEY, GNN, ROOTS, QUIET],
        ),
        (_linked(SOME, _test("role", EQ, "proposes")), [GNN, RAG]),
        (_linked(SOME, _test("confidence", GTE, 0.57), **_METHOD), [SURVEY, BARE, GNN, RAG, COLOR]),
        (_linked(SOME, _test("confidence", EQ, 0.57)), [BARE]),
        (_linked(SOME, _test("confidence", LTE, 0.5)), [SURVEY, COLOR]),
        (_linked(ALL, Not(part=_test("role", IN, ("mentions",)))), [BARE, GNN, ROOTS, QUIET, RAG]),
        (_linked(SOME, _ANY, min_confidence=0.95), [GNN, RAG]),
        (_linked(SOME, _ANY, roles=frozenset({Role.ADDRESSES})), [RAG]),
        (
            _linked(
                SOME,
                _test("year", GTE, 2021),
                kinds=frozenset({EdgeKind.CITES}),
                direction=Direction.IN,
            ),
            [RAG],
        ),
        (
            _linked(SOME, _ANY, kinds=frozenset({EdgeKind.CITES}), direction=Direction.BOTH),
            [SURVEY, BARE, GNN, ROOTS, RAG],
        ),
        (
            _linked(
                SOME,
                _linked(SOME, _test("name", EQ, "DeepMind"),
                        kinds=frozenset({EdgeKind.AFFILIATED_WITH})),
                kinds=frozenset({EdgeKind.AUTHORED}),
                direction=Direction.IN,
            ),
            [GNN, RAG, COLOR],
        ),
        (
            _linked(SOME, _test("name", EQ, "goodman"), kinds=frozenset({EdgeKind.NAMES})),
            [GNN],
        ),
        (
            _linked(
                SOME,
                AnyOf(parts=(_test("name", EQ, "goodman"), _test("name", EQ, "gnns"))),
                kinds=ABOUT | {EdgeKind.NAMES},
            ),
            [GNN],
        ),
    ],
)  # fmt: skip
def test_filters_on_what_is_linked(view, where, expected):
    assert _papers(view, where) == expected


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        (NodeKind.PAPER, _test("name", EQ, "x")),
        (NodeKind.PAPER, _test("role", EQ, "uses")),
        (NodeKind.CONCEPT, _test("year", EQ, 2020)),
        (NodeKind.PAPER, _test("year", EQ, "2020")),
        (NodeKind.PAPER, _test("year", EQ, (2020,))),
        (NodeKind.PAPER, _test("year", IN, 2020)),
        (NodeKind.PAPER, _test("year", CONTAINS, "20")),
        (NodeKind.PAPER, _test("title", GTE, "A")),
        (NodeKind.PAPER, _test("title", IS_NULL, "yes")),
        (NodeKind.PAPER, _test("stub", CONTAINS, "t")),
        (NodeKind.PAPER, Not(part=AllOf(parts=(_test("shoe", EQ, "x"),)))),
        (NodeKind.PAPER, _linked(SOME, _test("title", EQ, "x"))),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_even_by_an_empty_graph(empty, kind, where):
    with empty.view() as view:
        with pytest.raises(UsageError):
            view.count(kind, where)
        with pytest.raises(UsageError):
            view.page(kind, where, Order(), Window())


def test_every_field_can_be_tested(view):
    for kind, fields in FIELDS.items():
        for field in fields:
            known = _test(field, IS_NULL, False)
            unknown = _test(field, IS_NULL, True)
            total = view.count(kind, None)
            assert view.count(kind, known) + view.count(kind, unknown) == total


def test_an_injected_text_is_only_a_text(view):
    for text in ("' OR 1=1 --", "%", "_", '"', "\\", "]", "\u0000"):
        assert view.count(NodeKind.PAPER, _test("title", EQ, text)) == 0
        assert view.count(NodeKind.CONCEPT, _test("name", EQ, text)) == 0


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order(field=OrderField.YEAR), [1999, 2019, 2020, 2021, 2022, 2022, None]),
        (Order(field=OrderField.YEAR, descending=True), [2022, 2022, 2021, 2020, 2019, 1999, None]),
    ],
)
def test_papers_by_year_with_the_unknown_last(view, order, expected):
    page = view.page(NodeKind.PAPER, None, order, Window(size=100))
    assert [node.year for node in page.items] == expected


@pytest.mark.parametrize("descending", [False, True])
def test_concepts_by_number_of_papers(view, descending):
    order = Order(field=OrderField.PAPERS, descending=descending)
    page = view.page(NodeKind.CONCEPT, None, order, Window(size=100))
    counts = [node.paper_count for node in page.items]
    assert counts == sorted(counts, reverse=descending)
    assert counts.count(3) == 2


def test_names_have_one_direction(view):
    order = Order(field=OrderField.NAME, descending=True)
    with pytest.raises(UsageError, match="ascending"):
        view.page(NodeKind.PAPER, None, order, Window())


def _counts(*pairs):
    return [FacetCount(value=value, count=count) for value, count in pairs]


def test_facets(view):
    assert view.facets(NodeKind.PAPER, None, "year") == _counts(
        ("2022", 2), ("1999", 1), ("2019", 1), ("2020", 1), ("2021", 1), (None, 1)
    )
    recent = _test("year", GTE, 2020)
    assert view.facets(NodeKind.PAPER, recent, "venue") == _counts(("ACL", 2), (None, 2))
    assert view.facets(NodeKind.CONCEPT, None, "kind")[0] == FacetCount(value="METHOD", count=4)
    assert view.facets(NodeKind.PAPER, _test("title", EQ, GNN), "language") == _counts(("en", 1))


@pytest.mark.parametrize(
    ("kind", "facet"),
    [(NodeKind.PAPER, "kind"), (NodeKind.AUTHOR, "year"), (NodeKind.PAPER, "title; DROP")],
)
def test_a_facet_that_is_none(view, kind, facet):
    with pytest.raises(UsageError, match="no facet"):
        view.facets(kind, None, facet)
