"""The pages in a real Chromium: they work, load nothing from elsewhere, and run nothing hostile."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
import worlds_served

from citeweave.server import create_app

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium at /usr/bin/chromium"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server on a free port, with papers whose titles are hostile."""
    app = create_app(worlds_served.many())
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser, address):
    """A page that fails its test when it asks another machine, or complains."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    one = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    one.on("request", lambda request: asked.append(request.url))
    one.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    one.on("pageerror", lambda problem: complaints.append(str(problem)))
    yield one
    if os.environ.get("CITEWEAVE_SCREENSHOTS"):
        one.screenshot(path=f"{os.environ['CITEWEAVE_SCREENSHOTS']}/{time.time_ns()}.png")
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert complaints == []


def _run(page, address: str, example: str) -> str:
    page.goto(f"{address}/graphql")
    page.get_by_role("button", name=example).click()
    page.get_by_role("button", name="Execute query").click()
    result = page.locator(".result-window")
    playwright.expect(result).to_contain_text('"data"', timeout=15_000)
    return result.inner_text()


def test_an_example_runs_by_clicking(page, address):
    text = _run(page, address, "The methods of most papers")
    assert '"totalCount"' in text
    assert "errors" not in text


def test_the_first_example_is_there_at_once_with_its_variables(page, address):
    page.goto(f"{address}/graphql")
    page.wait_for_selector(".graphiql-query-editor .CodeMirror-line")
    assert "query Sharing" in page.locator(".graphiql-query-editor").inner_text()
    assert "title" in page.locator(".graphiql-editor-tool").inner_text()


def test_the_documentation_of_the_schema_opens(page, address):
    page.goto(f"{address}/graphql")
    page.get_by_label("Show Documentation Explorer").click()
    page.get_by_role("link", name="Query").click(timeout=15_000)
    page.get_by_text("Where a query begins").wait_for(timeout=15_000)


def test_a_hostile_title_is_text(page, address):
    page.goto(f"{address}/graphql")
    page.wait_for_selector(".graphiql-query-editor .CodeMirror")
    page.evaluate(
        """document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror
             .setValue('{ search(query: "owned") { nodes { name } } }')"""
    )
    page.get_by_role("button", name="Execute query").click()
    result = page.locator(".result-window")
    playwright.expect(result).to_contain_text("<script>", timeout=15_000)
    assert page.title() == "citeweave: GraphiQL"
    assert page.locator("img[src=x]").count() == 0


def test_the_first_page_leads_to_the_query_page(page, address):
    page.goto(address)
    page.get_by_role("link", name="GraphiQL").click()
    page.wait_for_selector(".graphiql-container")
