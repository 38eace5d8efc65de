"""The picture: readable, the same each time, opened by clicks and keys, saved as files."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from serving import until

pytestmark = pytest.mark.browser

RAG = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"
CY = "document.querySelector('.canvas')._cyreg.cy"
LABELS = f"""{CY}.nodes().sort((a, b) => a.data('rank') - b.data('rank')).map((one) => ({{
  id: one.id(), rank: one.data('rank'), shown: !one.hasClass('unlabelled'),
  ...one.renderedBoundingBox({{
    includeNodes: false, includeEdges: false, includeOverlays: false, includeLabels: true,
  }}),
}}))"""
PLACES = f"{CY}.nodes().map((one) => [one.id(), one.position().x, one.position().y]).sort()"


@pytest.fixture
def picture(listings, open_page, id_of):
    return open_page(f"{listings}/graph/{id_of('paper', RAG)}", width=1400)


def _overlap(one, other) -> bool:
    return min(one["x2"], other["x2"]) - max(one["x1"], other["x1"]) > 0 and (
        min(one["y2"], other["y2"]) - max(one["y1"], other["y1"]) > 0
    )


@pytest.mark.parametrize("width", [1400, 390])
def test_no_labels_of_the_ten_strongest_overlap(listings, open_page, id_of, width):
    page = open_page(f"{listings}/graph/{id_of('paper', RAG)}", width=width)
    labels = page.evaluate(LABELS)
    strongest = labels[:11]
    assert all(one["shown"] for one in strongest)
    shown = [one for one in labels if one["shown"]]
    clashes = [
        (a["id"], b["id"]) for at, a in enumerate(shown) for b in shown[:at] if _overlap(a, b)
    ]
    assert clashes == []
    assert 9 < len(labels) <= 30


def test_the_same_graph_gives_the_same_picture(picture, open_page):
    again = open_page(picture.url, width=1400)
    assert picture.evaluate(PLACES) == again.evaluate(PLACES)


def test_everything_in_it_is_tied_to_the_centre(picture):
    assert picture.evaluate(f"{CY}.elements().components().length") == 1


def _click(page, element: str) -> None:
    spot = page.evaluate(
        f"""(() => {{
          const here = {CY}.container().getBoundingClientRect();
          const at = {element};
          return [here.x + at.x, here.y + at.y];
        }})()"""
    )
    page.mouse.click(*spot)


def test_a_click_on_a_line_shows_its_sentences(picture):
    _click(picture, f"{CY}.edges('[kind = \"PROPOSES\"]')[0].renderedMidpoint()")
    picture.locator(".panel .evidence mark").first.wait_for()
    assert "proposes" in picture.locator(".panel h2").inner_text()


def test_a_click_on_a_node_opens_it_where_the_rest_stays(picture, open_page):
    before = {one[0]: one[1:] for one in picture.evaluate(PLACES)}
    _click(picture, f"{CY}.nodes('[name = \"fine-tuning\"]').renderedPosition()")
    picture.get_by_role("button", name="Close what it opened").wait_for()
    after = {one[0]: one[1:] for one in picture.evaluate(PLACES)}
    assert 0 < len(after) - len(before) <= 8
    assert all(after[id_] == place for id_, place in before.items())
    shown = [one for one in picture.evaluate(LABELS) if one["shown"]]
    assert len(shown) == len(after)
    assert not any(_overlap(a, b) for at, a in enumerate(shown) for b in shown[:at])
    assert "open=" in picture.url
    shared = open_page(picture.url, width=1400)
    assert {one[0] for one in shared.evaluate(PLACES)} == set(after)
    picture.get_by_role("button", name="Close what it opened").click()
    until(picture, f"{CY}.nodes().length === {len(before)}")
    assert "open=" not in picture.url


def test_kinds_are_switched_off_and_on(picture):
    picture.get_by_role("checkbox", name="tasks").uncheck()
    until(picture, f"{CY}.nodes('.task').length === 0")
    assert "hide=TASK" in picture.url
    assert picture.evaluate(f"{CY}.elements().components().length") == 1
    picture.get_by_role("checkbox", name="tasks").check()
    until(picture, f"{CY}.nodes('.task').length > 0")


def test_it_is_saved_as_png_svg_and_json(picture, saved):
    assert saved(picture, "PNG").startswith(b"\x89PNG")
    drawn = ET.fromstring(saved(picture, "SVG"))  # noqa: S314  # our own file
    texts = "".join(drawn.itertext())
    assert "fine-tuning" in texts
    elements = json.loads(saved(picture, "Cytoscape JSON"))["elements"]
    assert len(elements["nodes"]) == picture.evaluate(f"{CY}.nodes().length")
    assert {"id", "source", "target", "kind"} <= set(elements["edges"][0]["data"])


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("concept", "attention"),
        ("author", "Wei Wang"),
        ("organization", "DeepMind"),
        ("venue", "ACL"),
        ("person", "Goodman"),
    ],
)
def test_each_kind_of_node_has_surroundings(people, open_page, id_of, kind, name):
    page = open_page(f"{people}/graph/{id_of(kind, name, among='people')}")
    assert page.evaluate(f"{CY}.nodes().length") > 1
    assert page.evaluate(f"{CY}.elements().components().length") == 1
    lines = page.evaluate(f"{CY}.edges().map((one) => one.id())")
    page.locator(".in-picture button").nth(1).click()
    page.locator(".panel .line").first.click()
    page.locator(".panel:has(h2 .says) :is(p.small, ul)").first.wait_for()
    assert lines
