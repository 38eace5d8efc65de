"""Every view in both colours and on a phone: nothing serious for axe, nothing cut off, pictures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

RAG = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"
VIEWS = ("home", "search", "paper", "concept", "author", "organization", "venue", "person", "graph", "path",
         "nothing", "refused")  # fmt: skip
SHOWN = ("home", "search", "paper", "concept", "author", "graph", "path")


@pytest.fixture
def address_of(listings, people, id_of):
    """Give the address of a view that has something to show."""

    def address(view: str) -> str:
        author = _busiest(id_of)
        return {
            "home": lambda: listings,
            "search": lambda: f"{listings}/search?q=retrieval",
            "paper": lambda: f"{listings}/paper/{id_of('paper', RAG)}",
            "concept": lambda: f"{listings}/concept/{id_of('concept', 'reinforcement learning')}",
            "graph": lambda: f"{listings}/graph/{id_of('paper', RAG)}",
            "path": lambda: f"{listings}/path?from={id_of('paper', RAG)}&to={id_of('concept', 'reinforcement learning')}",
            "author": lambda: f"{people}/author/{author}",
            "organization": lambda: f"{people}/organization/{id_of('organization', 'DeepMind', among='people')}",
            "venue": lambda: f"{people}/venue/{id_of('venue', 'ACL', among='people')}",
            "person": lambda: f"{people}/person/{id_of('person', 'Goodman', among='people')}",
            "nothing": lambda: f"{people}/paper/none",
            "refused": lambda: f"{people}/path?from=none&to=nothing",
        }[view]()

    return address


def _busiest(id_of) -> str:
    return id_of("author", "Qun Liu", among="people")


def _opened(open_page, address: str, view: str, **options):
    page = open_page(address, wait=view != "refused", **options)
    if view == "refused":
        page.locator("main h1").wait_for()
    return page


def _keep(page, name: str, *, whole: bool = False) -> None:
    folder = os.environ.get("CITEWEAVE_SCREENSHOTS")
    if folder:
        page.wait_for_timeout(400)
        page.screenshot(path=Path(folder) / f"explorer-{name}.png", full_page=whole)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(open_page, address_of, view, dark):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = _opened(open_page, address_of(view), view, dark=dark)
    for one in page.locator("main details > summary").all()[:3]:
        one.click()
    found = axe.run(page).response["violations"]
    worst = [
        (one["id"], one["impact"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert worst == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_shows_it_without_scrolling_sideways(open_page, address_of, view):
    page = _opened(open_page, address_of(view), view, width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h1").count() == 1
    if view in ("paper", "graph"):
        _keep(page, f"{view}-phone")


@pytest.mark.parametrize("view", SHOWN)
def test_pictures_for_the_guide(open_page, address_of, view):
    page = _opened(open_page, address_of(view), view, width=1400 if view == "graph" else 1200, height=900)
    if view == "paper":
        _keep(page, "paper")
        page.locator("#sharing summary").first.click()
        page.locator("#sharing").scroll_into_view_if_needed()
        page.evaluate("scrollBy(0, document.querySelector('#sharing').getBoundingClientRect().top - 90)")
        _keep(page, "sharing")
        return
    if view == "graph":
        page.locator(".in-picture").get_by_role("button", name="retrieval-augmented generation , method").click()
        page.locator(".panel .line", has_text=RAG).click()
        page.locator(".panel .evidence").wait_for()
        _keep(page, "evidence")
        page = _opened(open_page, address_of(view), view, width=1400, height=900)
    _keep(page, view)
    dark = _opened(open_page, address_of(view), view, width=1400 if view == "graph" else 1200, dark=True)
    if view in ("graph", "concept"):
        _keep(dark, f"{view}-dark")
    assert dark.locator("main h1").count() == 1
