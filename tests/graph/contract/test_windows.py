"""Paging: every item once, in order, with exact news of what lies beyond; as the reference."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import RAG

from citeweave_graph import (
    ABOUT,
    PAGE_LIMIT,
    Direction,
    EdgeOrder,
    Hop,
    Order,
    OrderField,
    Page,
    SharingQuestion,
    View,
    Window,
)
from citeweave_graph.neo4j.view import Neo4jView
from citeweave_schema import ConceptKind, EdgeKind, NodeKind
from citeweave_schema.errors import UsageError

_ABOUT_BOTH = Hop(kinds=ABOUT | {EdgeKind.CITES, EdgeKind.AUTHORED}, direction=Direction.BOTH)
_NEWEST = Hop(kinds=ABOUT, direction=Direction.IN, order=EdgeOrder.NEWEST)
_METHODS = frozenset({ConceptKind.METHOD})

LISTS: dict[str, Callable[[View, Window], Page]] = {
    **{
        f"{kind.value} by {order.field.value}{' down' * order.descending}": (
            lambda view, window, kind=kind, order=order: view.page(kind, None, order, window)
        )
        for kind in (NodeKind.PAPER, NodeKind.CONCEPT, NodeKind.AUTHOR)
        for order in (
            Order(),
            Order(field=OrderField.NAME),
            Order(field=OrderField.YEAR),
            Order(field=OrderField.YEAR, descending=True),
            Order(field=OrderField.PAPERS, descending=True),
        )
    },
    "edges": lambda view, window: view.edges([_rag(view)], _ABOUT_BOTH, window)[0],
    "newest": lambda view, window: view.edges([_method(view)], _NEWEST, window)[0],
    "evidence": lambda view, window: view.evidence([(_rag(view), _method(view))], window)[0],
    "search": lambda view, window: view.search("a", list(NodeKind), window)[0],
    "sharing": lambda view, window: view.sharing(_rag(view), SharingQuestion(), window)[0],
    "together": lambda view, window: view.together(
        [_method(view)],
        Hop(kinds=ABOUT, direction=Direction.IN),
        Hop(kinds=ABOUT, concept_kinds=_METHODS),
        window,
    )[0][0],
}


def _rag(view):
    return view.paper(RAG.title).id


def _method(view):
    return view.concept("RAG").id


@pytest.fixture(params=LISTS)
def listing(request):
    return LISTS[request.param]


def _everything(view, listing):
    page = listing(view, Window(size=PAGE_LIMIT))
    assert not page.has_next
    assert not page.has_previous
    assert list(page.keys) == sorted(set(page.keys))
    return page


def test_the_lists_are_not_trivial(view, listing):
    assert len(_everything(view, listing).items) > 1


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_paging_gives_each_item_once(view, listing, size, backward):
    everything = _everything(view, listing)
    found, bound, more = [], None, True
    while more:
        ends = {"before": bound} if backward else {"after": bound}
        page = listing(view, Window(size=size, backward=backward, **ends))
        assert (page.has_next if backward else page.has_previous) == bool(found)
        found = [*page.items, *found] if backward else [*found, *page.items]
        more = page.has_previous if backward else page.has_next
        bound = page.keys[0 if backward else -1]
    assert found == list(everything.items)


def test_any_window_is_that_of_the_reference(view, reference, listing):
    # The server plans a statement for each shape that a window has, and there are eight.
    examples = 8 if isinstance(view, Neo4jView) else 20

    @given(data=st.data())
    @settings(max_examples=examples, deadline=None)
    def any_window(data):
        _compare(view, reference, listing, data)

    any_window()


def _compare(view, reference, listing, data):
    keys = [None, *_everything(view, listing).keys]
    window = Window(
        size=data.draw(st.integers(1, 4)),
        after=data.draw(st.sampled_from(keys)),
        before=data.draw(st.sampled_from(keys)),
        backward=data.draw(st.booleans()),
    )
    page = listing(view, window)
    assert page == listing(reference, window)
    inside = [
        key
        for key in keys[1:]
        if (window.after is None or key > window.after)
        and (window.before is None or key < window.before)
    ]
    wanted = inside[-window.size :] if window.backward else inside[: window.size]
    assert list(page.keys) == wanted
    if wanted:
        assert page.has_next == (wanted[-1] != keys[-1])
        assert page.has_previous == (wanted[0] != keys[1])


@pytest.mark.parametrize("size", [0, -1, PAGE_LIMIT + 1])
def test_a_size_that_no_page_has(size):
    with pytest.raises(UsageError, match="1 to 100"):
        Window(size=size)
