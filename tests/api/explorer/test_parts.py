"""The small parts, called in the page: places in texts, addresses, layout, labels."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def call(people, open_page):
    """Call a function of a module with arguments, and give what it gives."""
    page = open_page(f"{people}/search")

    def called(module: str, name: str, *arguments):
        return page.evaluate(
            f"""async (given) => {{
              const module = await import("/static/explorer/{module}.js");
              const fixed = given[2]?.fixed;
              if (fixed) given[2].fixed = new Map(fixed.entries);
              const found = await module.{name}(...given);
              return found instanceof Set ? [...found] : found instanceof Map ? [...found] : found;
            }}""",
            list(arguments),
        )

    return called


def test_texts_are_cut_at_code_points_and_the_longer_span_stays(call):
    text = "a 🧪 and RAG models"
    spans = [
        {"start": 2, "end": 3},
        {"start": 8, "end": 11},
        {"start": 8, "end": 18},
        {"start": 3, "end": 99},
    ]
    parts = call("text", "segments", text, spans)
    assert [one["text"] for one in parts] == ["a ", "🧪", " and ", "RAG models"]
    assert [one["span"] is not None for one in parts] == [False, True, False, True]
    assert "".join(one["text"] for one in parts) == text
    assert call("text", "segments", "", []) == []


@pytest.mark.parametrize(
    ("text", "width", "most", "lines"),
    [
        ("one", 10, 2, ["one"]),
        ("one two three four", 8, 2, ["one two", "three…"]),
        ("Donaudampfschifffahrtsgesellschaft", 10, 2, ["Donaudamp…"]),
        ("🧪🧪🧪 🐍🐍🐍", 3, 2, ["🧪🧪🧪", "🐍🐍🐍"]),
    ],
)
def test_labels_are_broken_into_lines(call, text, width, most, lines):
    assert call("text", "lines", text, width, most) == lines


@pytest.mark.parametrize(
    ("address", "name", "id_"),
    [
        ("/", "home", None),
        ("/paper/P1", "paper", "P1"),
        ("/concept/a%2Fb?x=1", "concept", "a/b"),
        ("/paper/", None, None),
        ("/paper/%E0%A4%A", None, None),
        ("/toString/x", None, None),
        ("/graphql", None, None),
    ],
)
def test_addresses_are_read(call, address, name, id_):
    found = call("router", "read", address)
    assert (found and (found["name"], found["id"])) == (name and (name, id_))


def test_addresses_are_written_so_that_they_are_read_again(call):
    assert (
        call("router", "write", "paper", "a/b?c#d", {"from": "2020", "to": "", "x": None})
        == "/paper/a%2Fb%3Fc%23d?from=2020"
    )
    assert call("router", "write", "home") == "/"


def test_boxes_never_overlap_and_lie_where_they_lay_before(call):
    boxes = [{"id": str(number), "width": 120, "above": 20, "below": 50} for number in range(40)]
    links = [{"source": "0", "target": str(number)} for number in range(1, 40)]
    places = call("picture/layout", "place", boxes, links)
    assert places == call("picture/layout", "place", boxes, links)
    spots = [place for _, place in places]
    assert spots[0] == {"x": 0, "y": 0}
    for at, one in enumerate(spots):
        for other in spots[:at]:
            assert abs(one["x"] - other["x"]) >= 119.9 or abs(one["y"] - other["y"]) >= 69.9


def test_new_boxes_find_room_among_those_that_stay(call):
    boxes = [{"id": str(at), "width": 100, "above": 20, "below": 50} for at in range(40)]
    stay = {str(at): {"x": 110 * (at % 6), "y": 80 * (at // 6)} for at in range(30)}
    fixed = list(map(list, stay.items()))
    places = call("picture/layout", "place", boxes, [], {"fixed": {"entries": fixed}})
    assert all(place == stay[id_] for id_, place in places if id_ in stay)
    spots = [place for _, place in places]
    for at, one in enumerate(spots):
        for other in spots[:at]:
            assert abs(one["x"] - other["x"]) >= 99.9 or abs(one["y"] - other["y"]) >= 69.9


def test_the_weaker_of_two_labels_that_overlap_is_hidden(call):
    boxes = [
        {"id": "strong", "x1": 0, "x2": 10, "y1": 0, "y2": 10},
        {"id": "weak", "x1": 5, "x2": 15, "y1": 5, "y2": 15},
        {"id": "apart", "x1": 12, "x2": 20, "y1": 0, "y2": 4},
    ]
    assert call("picture/layout", "hiddenLabels", boxes) == ["weak"]


def test_surroundings_are_pruned_by_strength_and_stay_connected(call):
    def concept(name, confidence):
        node = {"__typename": "Concept", "id": name, "name": name, "kind": "METHOD"}
        return {"kind": "USES", "role": "USES", "confidence": confidence, "node": node}

    fact = {"kind": "USES", "role": "USES", "confidence": 0.9}
    shared = [
        {"concept": concept("far", 0)["node"], "ours": {**fact, "confidence": 0.1}, "theirs": fact}
    ]
    other = {"__typename": "Paper", "id": "other", "name": "Other"}
    paper = {
        "__typename": "Paper", "id": "here", "name": "Here",
        "methods": {"edges": [concept("near", 0.9), concept("dull", 0.2)]},
        "sharing": {"edges": [{"score": 3, "node": other, "shared": shared}]},
    }  # fmt: skip
    few = call("picture/ego", "ego", [paper], {"most": 4})
    assert [one["id"] for one in few["nodes"]] == ["here", "other", "near", "far"]
    assert sorted(one["id"] for one in few["links"]) == ["far here", "far other", "here near"]
    alone = call(
        "picture/ego", "ego", [{"__typename": "Venue", "id": "V", "name": "V"}], {"most": 9}
    )
    assert ([one["id"] for one in alone["nodes"]], alone["links"]) == (["V"], [])


def test_every_code_of_the_api_is_said_in_words(people, open_page):
    from citeweave.server.failures import Code  # noqa: PLC0415  # what the page must know

    page = open_page(f"{people}/search")
    words = page.evaluate("import('/static/explorer/failures.js').then((one) => one.WORDS)")
    assert set(words) == {*(code.value for code in Code), "OFFLINE", "STRANGE"}
    assert all(title and advice for title, advice in words.values())
