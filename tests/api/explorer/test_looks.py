"""Every view in both colours and on a phone: nothing serious for axe, nothing cut off, pictures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

RAG = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"
VIEWS = (
    "home", "search", "paper", "concept", "author", "organization", "venue", "person", "graph",
    "path", "nothing", "refused",
)  # fmt: skip
FOLDER = os.environ.get("CITEWEAVE_SCREENSHOTS")
SHOWN = ("home", "search", "paper", "concept", "author", "graph", "path")


@pytest.fixture
def address_of(listings, people, id_of):
    """Give the address of a view that has something to show."""
    concept = "reinforcement learning"
    named = {"author": "Qun Liu", "organization": "DeepMind", "venue": "ACL", "person": "Goodman"}

    def address(view: str) -> str:
        if view in named:
            return f"{people}/{view}/{id_of(view, named[view], among='people')}"
        paper = id_of("paper", RAG)
        return {
            "home": listings,
            "search": f"{listings}/search?q=retrieval",
            "paper": f"{listings}/paper/{paper}",
            "concept": f"{listings}/concept/{id_of('concept', concept)}",
            "graph": f"{listings}/graph/{paper}",
            "path": f"{listings}/path?from={paper}&to={id_of('concept', concept)}",
            "nothing": f"{people}/paper/none",
            "refused": f"{people}/path?from=none&to=nothing",
        }[view]

    return address


@pytest.fixture
def keep(tmp_path):
    """Give what takes a picture for the guide, and keeps it where somebody wants it."""

    def kept(page, name: str) -> None:
        page.wait_for_timeout(300)
        picture = Path(FOLDER or tmp_path) / f"explorer-{name}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 10_000

    return kept


def _opened(open_page, address: str, **options):
    page = open_page(address, wait="to=nothing" not in address, **options)
    page.locator("main h1").wait_for()
    return page


def _serious(page) -> list[tuple[str, list[str]]]:
    axe = Axe()
    return [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in axe.run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious_in_light_and_dark(open_page, address_of, view):
    page = _opened(open_page, address_of(view))
    for one in page.locator("main details > summary").all()[:3]:
        one.click()
    assert _serious(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert _serious(page) == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_shows_it_without_scrolling_sideways(open_page, address_of, keep, view):
    page = _opened(open_page, address_of(view), width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h1").count() == 1
    if view in ("paper", "graph"):
        keep(page, f"{view}-phone")


@pytest.mark.parametrize("view", SHOWN)
def test_pictures_for_the_guide(open_page, address_of, keep, view):
    page = _opened(open_page, address_of(view), width=1400 if view == "graph" else 1200)
    keep(page, view)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    if view in ("graph", "concept"):
        keep(page, f"{view}-dark")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    if view == "paper":
        for name in ("sharing", "similar"):
            page.locator(f"#{name} summary").first.click()
            place = f"document.querySelector('#{name}').getBoundingClientRect().top"
            page.evaluate(f"scrollBy(0, {place} - 90)")
            keep(page, name)
    if view == "graph":
        method = "retrieval-augmented generation , method"
        page.locator(".in-picture").get_by_role("button", name=method).click()
        page.locator(".panel .line", has_text=RAG).click()
        page.locator(".panel .evidence").wait_for()
        keep(page, "evidence")
