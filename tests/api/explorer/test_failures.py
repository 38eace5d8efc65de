"""What is shown when something is missing, refused or broken."""

from __future__ import annotations

import json

import pytest
from serving import served

from citeweave.server import TokenStore
from citeweave.server.failures import Code
from citeweave_graph import open_store

pytestmark = pytest.mark.browser


@pytest.fixture
def broken(chromium, people):
    """Open the first page with a server whose GraphQL answers are replaced."""
    contexts = []

    def opened(answer):
        context = chromium.new_context()
        contexts.append(context)
        page = context.new_page()
        page.route("**/graphql", answer)
        page.goto(people)
        return page

    yield opened
    for one in contexts:
        one.close()


@pytest.mark.parametrize("code", [one for one in Code if one is not Code.UNAUTHENTICATED])
def test_each_refusal_is_said_in_words_with_what_to_do(broken, code):
    error = {
        "message": "<b>no</b>",
        "extensions": {"code": code.value, "retryAfter": 7, "id": "f00", "ids": ["P1"]},
    }
    page = broken(lambda route: route.fulfill(status=200, body=json.dumps({"errors": [error]})))
    alert = page.get_by_role("alert")
    alert.wait_for()
    text = alert.inner_text()
    assert code.value in text
    assert "<b>no</b>" in text
    assert "Try again in 7 s" in text
    assert "Id: f00" in text
    assert alert.get_by_role("link", name="P1").get_attribute("href") == "/paper/P1"
    assert alert.get_by_role("button", name="Try again").count() == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda route: route.abort(), "The server cannot be reached"),
        (
            lambda route: route.fulfill(status=502, body="<html>bad gateway"),
            "not one of a graph's server",
        ),
        (lambda route: route.fulfill(status=200, body="null"), "not one of a graph's server"),
        (
            lambda route: route.fulfill(status=200, body='{"data": null}'),
            "not one of a graph's server",
        ),
    ],
)
def test_what_came_before_the_api_is_said_too(broken, answer, words):
    page = broken(answer)
    page.get_by_role("alert").wait_for()
    assert words in page.get_by_role("alert").inner_text()


def test_trying_again_brings_the_page(broken):
    answers = iter([True])
    page = broken(lambda route: route.abort() if next(answers, False) else route.continue_())
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", name="What papers are about").wait_for()


def test_a_token_is_asked_for_and_kept_for_the_tab_alone(people_graph, tmp_path, chromium):
    tokens = TokenStore(tmp_path / "tokens.json")
    secret, _ = tokens.create("me", ["read"])
    serving = served(people_graph, token_file=tokens.path, tokens_needed=True)
    address = next(serving)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/search?q=attention")
    for given in ("wrong", secret):
        page.get_by_label("Token").fill(given)
        page.get_by_role("button", name="Use it").click()
        if given == "wrong":
            page.get_by_text("unknown, expired").wait_for()
    page.get_by_role("heading", level=1, name="results for").wait_for()
    page.reload()
    page.get_by_role("heading", level=1, name="results for").wait_for()
    assert page.evaluate("Object.values(localStorage).length") == 0
    assert secret not in page.content()
    other = context.new_page()
    other.goto(address)
    other.get_by_label("Token").wait_for()
    context.close()
    serving.close()


def test_an_empty_graph_says_how_to_fill_it(open_page):
    with open_store("memory:") as store:
        serving = served(store)
        page = open_page(next(serving))
        assert "citeweave build" in page.locator(".notice").inner_text()
        nothing = open_page(page.url + "search?q=anything")
        assert "Nothing has all these words" in nothing.locator("main").inner_text()
        serving.close()


@pytest.mark.parametrize(
    "kind", ["paper", "concept", "author", "organization", "venue", "person", "graph"]
)
def test_an_id_that_is_not_there_says_so(people, open_page, kind):
    page = open_page(f"{people}/{kind}/Pxxxxxxxxxxxxxxxx", wait=False)
    page.get_by_role("heading", level=1, name="The graph has no").wait_for()
    assert page.get_by_role("link", name="Start from what the graph has").count() == 1


def test_while_waiting_it_says_so(people, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/graphql", lambda _route: None)
    page.goto(people)
    page.get_by_text("Asking the graph").wait_for()
    assert page.locator("main").get_attribute("aria-busy") == "true"
    context.close()
