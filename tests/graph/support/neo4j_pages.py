"""Drive the real Neo4j Browser page in Chromium: connect, run a query, look at what is drawn."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import TimeoutError  # noqa: A004  # Playwright's own

__all__ = ["CHROMIUM", "FLAGS", "BrowserPage"]

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip

_SETTLED_MS = 15_000
_STILL_MS = 400
_CLICK_MS = 2500
_CLICKED_MS = 300
_LOADING_MS = 60_000
_CLICKS = 5
_IS_STILL = """
still => {
    const nodes = [...document.querySelectorAll("svg g.node")];
    const now = nodes.map(one => {
        const box = one.getBoundingClientRect();
        return [box.x, box.y].map(Math.round);
    }).join();
    if (now !== window.places.now) {
        window.places = {now, since: performance.now()};
        return false;
    }
    return performance.now() - window.places.since >= still;
}
"""


class BrowserPage:
    """One page of Neo4j Browser, connected to a server that asks for no password.

    Args:
        page: a page of Playwright's.
        url: of Browser, with what it is to connect to.
    """

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self._url = url

    def open(self, command: str = "") -> None:
        """Open the page with a command in its editor, and connect it."""
        self.page.goto(f"{self._url}&cmd=edit&arg={quote(command)}")
        connected = self.page.locator("[data-testid=activeEditor]").get_by_text("neo4j$")
        connect = self.page.locator("[data-testid=connect]")
        connected.or_(connect).first.wait_for(timeout=_LOADING_MS)
        if connect.count():
            connect.click()
        connected.first.wait_for(timeout=_LOADING_MS)

    def run(self, command: str) -> None:
        """Put a command into the editor and run it."""
        self.page.evaluate("document.activeElement.blur()")
        editor = self.page.locator("[data-testid=activeEditor] .monaco-editor").first
        editor.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(command)
        self.page.keyboard.press("Control+Enter")

    def drop(self, name: str, content: bytes, content_type: str) -> None:
        """Drop a file onto the page, as a person does from a folder."""
        transfer = self.page.evaluate_handle(
            """([name, bytes, type]) => {
                const transfer = new DataTransfer();
                transfer.items.add(new File([new Uint8Array(bytes)], name, {type}));
                return transfer;
            }""",
            [name, list(content), content_type],
        )
        target = "[data-testid=activeEditor]"
        self.page.dispatch_event(target, "dragenter", {"dataTransfer": transfer})
        self.page.dispatch_event(target, "drop", {"dataTransfer": transfer})

    def settle(self) -> None:
        """Wait until nodes are drawn and have moved to where they stay."""
        self.page.locator("svg g.node").first.wait_for(timeout=30_000)
        self._stand_still()

    @property
    def nodes(self) -> int:
        """How many nodes are drawn in the newest result."""
        return self._newest.locator("g.node").count()

    @property
    def edges(self) -> int:
        """How many edges are drawn in the newest result."""
        return self._newest.locator("g.relationship").count()

    @property
    def command(self) -> str:
        """The command that the newest result answers."""
        return str(self._newest.locator("[data-testid=frameCommand]").inner_text())

    @property
    def fills(self) -> set[str]:
        """The colours of the nodes in the newest result."""
        found = self._newest.locator("g.node circle.b-outline")
        return set(found.evaluate_all("all => all.map(one => one.getAttribute('fill'))"))

    def click_an_edge(self, kind: str) -> str:
        """Click an edge of a kind, and give what the panel beside the graph then says."""
        panel = self._newest.locator("[data-testid=vizInspector]")
        beside = panel.bounding_box()["x"]
        captions = self._newest.locator("g.relationship text").filter(has_text=kind)
        for caption in captions.all():
            box = caption.bounding_box()
            if box is None or box["x"] + box["width"] > beside:
                continue
            self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            self.page.wait_for_timeout(_CLICKED_MS)
            text = str(panel.inner_text())
            if text.startswith("Relationship"):
                return text
        raise AssertionError(f"no edge {kind} could be clicked; the panel says: {text}")

    def picture(self, path: Path) -> None:
        """Take a picture of the page."""
        self.page.screenshot(path=str(path))

    def fill_the_page(self) -> None:
        """Give the newest result the whole page, and the graph the whole result."""
        button = self._newest.locator("button[title=Fullscreen]")
        for _ in range(_CLICKS):
            button.click()
            with suppress(TimeoutError):  # a click that comes while the page is drawn anew is lost
                button.wait_for(state="detached", timeout=_CLICK_MS)
                break
        self._newest.locator("button[aria-label=zoom-to-fit]").click()
        self._stand_still()

    def leave_the_page(self) -> None:
        """Undo `fill_the_page`."""
        self._newest.locator("button[title*=ullscreen]").click()

    def saved_queries(self) -> list[str]:
        """Give the names of the saved queries in the folder `citeweave`."""
        self.page.locator("[data-testid='drawerFavorites'], [title='Favorites']").first.click()
        folder = self.page.locator("[data-testid='expandFolder-citeweave']")
        folder.click()
        names = self.page.locator("[data-testid^='scriptTitle-']")
        names.first.wait_for()
        return [one.strip() for one in names.all_inner_texts()]

    def _stand_still(self) -> None:
        """Wait until no node has moved for a while."""
        self.page.evaluate("window.places = {now: '', since: 0}")
        self.page.wait_for_function(_IS_STILL, arg=_STILL_MS, polling=50, timeout=_SETTLED_MS)

    @property
    def _newest(self) -> Any:
        return self.page.locator("[data-testid=frame]").first
