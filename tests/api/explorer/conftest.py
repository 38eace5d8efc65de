"""What the explorer's tests share: served graphs, a real Chromium, pages that must not complain.

`CITEWEAVE_TEST_LISTINGS=URL` names a graph of the listing pages that is there already, built with
the light pipeline; without it one is built, which takes most of the time of these tests.
`CITEWEAVE_SCREENSHOTS=FOLDER` keeps pictures of the views, as the guide shows them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

_TESTS = Path(__file__).resolve().parents[2]
sys.path[:0] = [
    str(Path(__file__).parent / "support"),
    str(_TESTS / "api" / "server" / "support"),
    str(_TESTS / "graph" / "support"),
]

import worlds_served  # noqa: E402  # found by the line above
from building import build  # noqa: E402
from sample import SOURCES  # noqa: E402
from serving import served  # noqa: E402

import citeweave  # noqa: E402
from citeweave.server import execute  # noqa: E402
from citeweave_graph import Store, open_store  # noqa: E402
from citeweave_schema import AuthorName, Paper, PartialDate, VenueName  # noqa: E402

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
EVIL = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>"
HOSTILE = Paper(
    title=f"{EVIL} attention 🧪",
    abstract="🧪 first: we use attention. <b>We propose RAG</b> & </textarea> \"'><svg onload=x>.",
    date=PartialDate(2023),
    authors=(AuthorName(name="=cmd|' /C calc'!A0"),),
    venue=VenueName(name="<i>Venue</i>"),
)


@pytest.fixture(scope="session")
def listings_graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The graph of the listing pages, as the light pipeline reads them."""
    url = os.environ.get("CITEWEAVE_TEST_LISTINGS")
    if not url:
        url = f"sqlite:{tmp_path_factory.mktemp('explored') / 'listings.db'}"
        citeweave.build(worlds_served.LISTINGS, url, pipeline="light")
    with open_store(url, create=False) as store:
        yield store


@pytest.fixture(scope="session")
def listings(listings_graph: Store) -> Iterator[str]:
    """The address of a server of the listing pages."""
    yield from served(listings_graph)


@pytest.fixture(scope="session")
def people_graph() -> Iterator[Store]:
    """A volume of the ACL Anthology, the hand-made papers, and one whose text is hostile."""
    with worlds_served.read([_TESTS / "api" / "server" / "acl" / "2022.acl.xml.xz"]) as store:
        extract = worlds_served.ListingWords("listing words 1")
        build(store, {**SOURCES, "<b>hostile</b>.jsonl": [HOSTILE]}, extract=extract)
        yield store


@pytest.fixture
def hostile() -> Paper:
    """The paper whose title, text, author and venue are hostile."""
    return HOSTILE


@pytest.fixture(scope="session")
def people(people_graph: Store) -> Iterator[str]:
    """The address of a server of papers with authors, venues and references."""
    yield from served(people_graph)


@pytest.fixture(scope="session")
def id_of(listings_graph: Store, people_graph: Store) -> Callable[..., str]:
    """Give the id of the node that a field of Query names, such as `paper` by `title`."""

    def found(kind: str, name: str, *, among: str = "listings") -> str:
        by = "title" if kind == "paper" else "name"
        store = listings_graph if among == "listings" else people_graph
        answer = execute(
            store, f"query($n: String!) {{ {kind}(by: {{{by}: $n}}) {{ id }} }}", {"n": name}
        )
        return answer["data"][kind]["id"]

    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser, for a module: as long as it lives it holds the event loop of the thread."""
    assert Path(CHROMIUM).exists(), "these tests drive a real Chromium: apt-get install chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Heard:
    """What a page asked for, and what it complained about."""

    asked: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Any) -> None:
        page.on("request", self._requested)
        page.on("console", self._said)
        page.on("pageerror", lambda problem: self.complaints.append(str(problem)))

    def _requested(self, request: Any) -> None:
        self.asked.append(request.url)
        if request.method == "POST":
            self.queries.append(request.post_data_json["query"].split("(")[0].split("{")[0].strip())

    def _said(self, line: Any) -> None:
        if line.type in ("error", "warning"):
            self.complaints.append(line.text)


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open an address; the page fails its test when it asks elsewhere or complains."""
    made: list[tuple[Any, str, Heard, bool]] = []

    def opened(
        address: str,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        strict: bool = True,
        wait: bool = True,
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.heard = Heard()
        page.heard.listen(page)
        origin = "/".join(address.split("/")[:3])
        made.append((context, origin, page.heard, strict))
        page.goto(address)
        if wait:
            ready(page)
        return page

    yield opened
    for context, *_ in made:
        context.close()
    for _, origin, heard, strict in made:
        assert [url for url in heard.asked if not url.startswith((origin, "data:", "blob:"))] == []
        if strict:
            assert heard.complaints == []


def ready(page: Any) -> None:
    """Wait until the view is drawn, and its picture where it has one."""
    page.wait_for_selector("main:not([aria-busy]) h1", timeout=20_000)
    if "/graph/" in page.url:
        page.wait_for_selector(".canvas[data-ready]", timeout=20_000)


@pytest.fixture(scope="session")
def is_ready() -> Callable[[Any], None]:
    return ready


@pytest.fixture
def saved() -> Callable[..., bytes]:
    """Click what gives a file, and give what is in the file."""

    def save(page: Any, name: str) -> bytes:
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name, exact=True).click()
        return Path(waiting.value.path()).read_bytes()

    return save
