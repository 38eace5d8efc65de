"""Names, titles and filter values that mean something to a query language are only texts."""

from __future__ import annotations

import pytest
from building import build
from dictionary import Dictionary

from citeweave_graph import (
    Linked,
    Not,
    Operator,
    Order,
    OrderField,
    Page,
    Quantifier,
    Test,
    Window,
    open_store,
)
from citeweave_graph.hops import AUTHORS
from citeweave_schema import AuthorName, NodeKind, Paper, PartialDate, VenueName

ODD = [
    "plain words",
    "it's a quote",
    'a "double" quote',
    "a `backtick` and ``two``",
    "back\\slash \\u0041 \\\\",
    "}) MATCH (n) DETACH DELETE n //",
    "' OR 1=1 WITH n MATCH (m) DETACH DELETE m RETURN '",
    "$p0 $ids {id: 1} :Paper|Author",
    "name:* AND (abc OR NOT def) ~2 ^3 [a TO z]",
    "+must -mustnot && || ! /regex/ ? wild*",
    "Robert'); DROP TABLE node;--",
    "%like_ NEAR(a b)",
    "\U00020bb7\u91ce\u5bb6 beyond the plane \U0001f600 \U0001d49c",
    "\ufa11 before it",
    "e\u0301 combined and \u00e9 composed",
    "\u202eright to left\u202c \u200fmark \u200bzero",
    "Stra\u00dfe STRASSE \u1e9e \ufb01nal \u0130stanbul \u03c3\u03c2\u03a3",
    "\u13a0\uab70 cherokee \u01f0 \u0149",
    "line\u2028separator",
    "AND",
    "w" * 300 + " long " + "w" * 299,
    "\u0645\u0631\u062d\u0628\u0627 \u0e2a\u0e27\u0e31\u0e2a \u0928\u092e\u0938\u094d\u0924\u0947",
    "1e999 -0 NaN null true",
]
NEEDLES = [
    *("'", '"', "`", "\\", "}", "$", "*", "", "\x00", "a\x00b", "detach"),
    *("ss", "\u00df", "FI", "\u03c3", "\u1e9e", "i\u0307", "J\u030c", "\u13a0", "\uab70"),
    *("\U00020bb7", "\u0301", "\u202e"),
]
ALL = Window(size=100)
BY_NAME = Order(field=OrderField.NAME)


def _papers():
    for number, text in enumerate(ODD):
        yield Paper(
            title=text,
            abstract=f"We use {text} with attention.",
            date=PartialDate(2000 + number),
            authors=(AuthorName(name=text),),
            venue=VenueName(name=text),
            organizations=(text,),
        )


def build_odd(store):
    build(store, {'it\'s "odd" `}).jsonl': list(_papers())}, extract=Dictionary())


@pytest.fixture(scope="module")
def odd_view(module_store):
    build_odd(module_store)
    with module_store.view() as view:
        yield view


@pytest.fixture(scope="module")
def odd_reference():
    with open_store("memory:") as store:
        build_odd(store)
        with store.view() as view:
            yield view


def test_the_graphs_are_the_same(odd_view, odd_reference):
    assert odd_view.digest() == odd_reference.digest()
    assert odd_view.manifest().sources == odd_reference.manifest().sources


@pytest.mark.parametrize("text", ODD)
def test_what_was_stored_is_found_verbatim(odd_view, odd_reference, text):
    papers = odd_view.papers_by_title([text, text + " no"])
    assert papers == odd_reference.papers_by_title([text, text + " no"])
    assert text in {paper.title for paper in papers[0]}
    for kind in NodeKind:
        found = odd_view.named(kind, [text, "no such"])
        assert found == odd_reference.named(kind, [text, "no such"])
    assert text in {node.name for node in odd_view.named(NodeKind.VENUE, [text])[0]}


@pytest.mark.parametrize("text", [*ODD, *NEEDLES])
def test_filters_take_it_as_it_is(odd_view, odd_reference, text):
    written_by = Linked(
        hop=AUTHORS,
        quantifier=Quantifier.SOME,
        where=Test(field="name", operator=Operator.EQ, value=text),
    )
    tests = [
        Test(field="title", operator=Operator.EQ, value=text),
        Test(field="venue", operator=Operator.IN, value=(text, "ACL")),
        Test(field="title", operator=Operator.CONTAINS, value=text),
        Test(field="abstract", operator=Operator.CONTAINS, value=text),
        Test(field="venue", operator=Operator.CONTAINS, value=text.upper()),
        Not(part=Test(field="language", operator=Operator.CONTAINS, value=text)),
        written_by,
    ]
    for where in tests:
        page = odd_view.page(NodeKind.PAPER, where, BY_NAME, ALL)
        assert page == odd_reference.page(NodeKind.PAPER, where, BY_NAME, ALL)
        assert odd_view.count(NodeKind.PAPER, where) == len(page.items)
    if text in ODD:
        found = odd_view.page(NodeKind.PAPER, tests[0], BY_NAME, ALL).items
        assert [node.name for node in found] == [text]


@pytest.mark.parametrize("text", [*ODD, *NEEDLES, "w" * 255, "w" * 45, "w" * 299])
def test_search_takes_it_as_it_is(odd_view, odd_reference, text):
    for kinds in ([NodeKind.PAPER], list(NodeKind)):
        assert odd_view.search(text, kinds, ALL) == odd_reference.search(text, kinds, ALL)
        short = text[: len(text) // 2]
        assert odd_view.search(short, kinds, ALL) == odd_reference.search(short, kinds, ALL)


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("kind", [NodeKind.PAPER, NodeKind.VENUE, NodeKind.AUTHOR])
def test_names_of_any_script_are_in_the_order_of_the_reference(
    odd_view, odd_reference, kind, backward
):
    keys = odd_reference.page(kind, None, BY_NAME, ALL).keys
    assert odd_view.page(kind, None, BY_NAME, ALL).keys == keys
    for key in keys:
        bound = {"before": key} if backward else {"after": key}
        window = Window(size=3, backward=backward, **bound)
        page: Page = odd_view.page(kind, None, BY_NAME, window)
        assert page == odd_reference.page(kind, None, BY_NAME, window)


@pytest.mark.parametrize("facet", ["venue", "language", "year"])
def test_facets_are_those_of_the_reference(odd_view, odd_reference, facet):
    assert odd_view.facets(NodeKind.PAPER, None, facet) == odd_reference.facets(
        NodeKind.PAPER, None, facet
    )


def test_ids_that_are_none(odd_view):
    assert odd_view.nodes([*ODD, *NEEDLES]) == [None] * (len(ODD) + len(NEEDLES))
    assert odd_view.edge_counts(ODD, AUTHORS) == [0] * len(ODD)
