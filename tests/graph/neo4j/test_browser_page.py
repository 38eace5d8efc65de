"""The real Neo4j Browser shows a graph as its documentation says, and draws what is asked.

`CITEWEAVE_SCREENSHOTS=docs/images` takes the pictures of docs/neo4j-browser.md anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import neo4j
import pytest
from building import build
from known_papers import PAPERS
from neo4j_pages import CHROMIUM, FLAGS, BrowserPage
from neo4j_server import GivenServer, Neo4jServer

import citeweave_nlp
from citeweave_graph.neo4j.browser import BrowserFiles, Favourite, favourites, packed, style
from citeweave_graph.neo4j.store import Neo4jStore
from citeweave_schema import Extraction

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.browser

_COLOURS = set(re.findall(r"^  color: (#\w+);", style(), re.MULTILINE))
_EACH = pytest.mark.parametrize("favourite", favourites(), ids=lambda one: one.name)


class _Light:
    """The quick extractor, as a build takes one."""

    def __init__(self) -> None:
        self._extractor = citeweave_nlp.load("light")
        self.version = self._extractor.version

    def __call__(self, texts: Iterable[tuple[str, str | None]]) -> Iterator[Extraction]:
        return self._extractor.extract(texts)


@pytest.fixture(scope="module")
def server(
    neo4j_server: Callable[[], Neo4jServer], browser_files: BrowserFiles
) -> Iterator[Neo4jServer]:
    """A server of the known papers, which tells Browser what to do first."""
    settings = {"browser.post_connect_cmd": browser_files.first_commands}
    with ExitStack() as stack:
        server = neo4j_server()
        if isinstance(server, GivenServer):  # nobody told it
            server = stack.enter_context(Neo4jServer(settings=settings))
        server.reset(graph=True)
        with Neo4jStore(server.url) as store:
            build(store, {"known papers": PAPERS}, extract=_Light())
        yield server


@pytest.fixture(scope="module")
def chromium():
    assert Path(CHROMIUM).exists(), "these tests drive a real Chromium: apt-get install chromium"
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def browser(chromium, server: Neo4jServer) -> Iterator[BrowserPage]:
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    browser = BrowserPage(page, server.browser_url)
    browser.open()
    page.locator("[data-testid=guidesDrawer]").get_by_text("A graph of papers").wait_for()
    page.locator("[data-testid=frame]").get_by_text("node.Paper").first.wait_for()
    yield browser
    context.close()


@pytest.fixture(scope="module")
def photographed() -> Callable[[BrowserPage, str], None]:
    """Keep a picture, when pictures are asked for."""
    folder = os.environ.get("CITEWEAVE_SCREENSHOTS")

    def keep(browser: BrowserPage, name: str) -> None:
        if folder:
            browser.picture(Path(folder) / f"neo4j-{name}.png")

    return keep


def _drawn(driver: neo4j.Driver, favourite: Favourite) -> neo4j.graph.Graph:
    return driver.execute_query(
        favourite.cypher, database_="neo4j", result_transformer_=lambda result: result.graph()
    )


@_EACH
def test_a_view_is_drawn_in_the_colours_of_the_style_sheet(
    browser, server, photographed, favourite
):
    expected = len(_drawn(server.driver, favourite).nodes)
    browser.run(favourite.cypher)
    browser.settle()
    browser.fill_the_page()
    photographed(browser, favourite.name[2:])
    assert browser.nodes == expected > 2
    assert browser.edges >= expected - 1
    assert browser.fills <= _COLOURS
    assert len(browser.fills) > 1 or favourite.name == "6-citation-path"
    browser.leave_the_page()


def test_a_click_on_an_edge_shows_its_sentence(browser, server, photographed):
    browser.run(favourites()[2].cypher)
    browser.settle()
    browser.fill_the_page()
    panel = browser.click_an_edge("PROPOSES")
    photographed(browser, "sentence")
    browser.leave_the_page()
    rows = server.run("MATCH (:Paper)-[edge:PROPOSES]->() UNWIND edge.sentences AS one RETURN one")
    assert any(row["one"] in panel for row in rows), panel


def test_a_query_of_the_guide_runs_by_two_clicks(browser, photographed):
    browser.run(":clear")
    browser.page.locator("[data-testid=frame]").first.wait_for(state="detached")
    drawer = browser.page.locator("[data-testid=guidesDrawer]")
    drawer.locator("[data-testid=guideNextSlide]").click()
    drawer.locator("pre.runnable").first.click()
    browser.page.locator("[data-testid=editor-Run]").click()
    browser.settle()
    photographed(browser, "guide")
    assert browser.nodes > 5
    assert browser.command.startswith("MATCH (concept:Concept)"), browser.command


def test_the_saved_queries_are_imported_by_dropping_them(browser):
    browser.drop("favourites.zip", packed(), "application/zip")
    assert sorted(browser.saved_queries()) == sorted(one.title for one in favourites())


def test_the_style_sheet_is_imported_by_dropping_it(chromium, server):
    context = chromium.new_context()
    page = context.new_page()
    browser = BrowserPage(page, server.browser_url)
    page.route("http://localhost:*/**", lambda route: route.abort())
    browser.open()
    browser.drop("citeweave.grass", style().encode(), "text/plain")
    page.locator("[data-testid=frame]").get_by_text("node.Paper").first.wait_for()
    browser.run("MATCH (p:Paper) RETURN p LIMIT 3")
    browser.settle()
    assert browser.fills == {"#3B6FA0"}
    context.close()
