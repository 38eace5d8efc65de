"""Ways that people go: from words to a paper, to its neighbours, to the sentences, to a file."""

from __future__ import annotations

import csv
import io
import json

import pytest
from serving import until

pytestmark = pytest.mark.browser

RAG = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"


def test_from_a_search_to_a_paper_its_neighbour_an_edge_and_a_file(
    listings, open_page, is_ready, saved
):
    page = open_page(listings)
    page.get_by_role("combobox").fill("retrieval augmented knowledge")
    page.get_by_role("combobox").press("Enter")
    page.get_by_role("heading", level=1, name="for “retrieval augmented knowledge”").wait_for()
    page.get_by_role("link", name=RAG).click()
    page.get_by_role("heading", level=1, name=RAG).wait_for()
    assert page.title() == f"{RAG} · citeweave"
    assert page.evaluate("document.activeElement.tagName") == "H1"

    why = page.locator("#sharing li").first
    neighbour = why.locator("a.title").inner_text()
    why.locator("summary").click()
    assert "retrieval" in why.locator("mark").first.inner_text().lower()
    why.locator("a.title").click()
    page.get_by_role("heading", level=1, name=neighbour).wait_for()
    page.go_back()
    page.get_by_role("heading", level=1, name=RAG).wait_for()

    page.get_by_role("link", name="Open as a picture").click()
    is_ready(page)
    page.locator(".in-picture").get_by_role(
        "button", name="retrieval-augmented generation , method"
    ).click()
    page.locator(".panel .line", has_text=RAG).click()
    page.locator(".panel .evidence mark").first.wait_for()
    assert "RAG" in page.locator(".panel .evidence").inner_text()

    rows = list(csv.DictReader(io.StringIO(saved(page, "Edges as CSV").decode("utf-8-sig"))))
    assert {"source", "says", "target", "confidence"} <= set(rows[0])
    answer = json.loads(saved(page, "Answer as JSON"))
    assert answer["data"]["nodes"][0]["name"] == RAG


def test_similar_papers_say_what_makes_them_so(listings, open_page, id_of):
    page = open_page(f"{listings}/paper/{id_of('paper', RAG)}")
    first = page.locator("#similar li.paper").first
    first.wait_for()
    name = first.locator("a.title").inner_text()
    assert "score 0." in first.inner_text()
    assert "%" in first.inner_text()
    first.locator("summary").click()
    parts = first.locator("dt").all_inner_texts()
    assert all(" of 1, " in one and one.endswith("of the score") for one in parts)
    assert first.locator("dd a.node").count() > 0
    first.locator("a.title").click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def test_each_view_asks_one_query(people, open_page, id_of):
    paper = id_of("paper", "Retrieval for Knowledge", among="people")
    concept = id_of("concept", "attention", among="people")
    author = id_of("author", "Ada Lovelace", among="people")
    views = {
        "/": "query Home",
        f"/paper/{paper}": "query Paper",
        f"/concept/{concept}": "query Concept",
        f"/author/{author}": "query Author",
        f"/graph/{paper}": "query Ego",
        f"/path?from={paper}&to={author}": "query Paths",
        "/search?q=attention": "query Search",
    }
    for path, name in views.items():
        assert open_page(people + path).heard.queries == [name]


def test_suggestions_come_while_typing_and_are_chosen_by_key(listings, open_page):
    page = open_page(listings)
    page.keyboard.press("/")
    page.keyboard.type("retrieval-aug", delay=20)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("combobox").get_attribute("aria-activedescendant")
    name = page.locator(f"#{chosen} .name").inner_text()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name=name).wait_for()
    assert "/concept/" in page.url


def test_with_the_keyboard_alone_to_the_sentences_of_an_edge(listings, open_page, is_ready, id_of):
    page = open_page(f"{listings}/paper/{id_of('paper', RAG)}")
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    keys.press("Enter")
    _tab_to(page, "Open as a picture")
    keys.press("Enter")
    is_ready(page)
    _tab_to(page, "fine-tuning, method")
    keys.press("Enter")
    page.locator(".panel h2", has_text="fine-tuning").wait_for()
    assert page.evaluate("document.activeElement.id") == "chosen"
    _tab_to(page, RAG)
    keys.press("Enter")
    page.locator(".panel .evidence q").first.wait_for()


def _tab_to(page, text: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if text in (page.evaluate("document.activeElement.textContent") or ""):
            return
    pytest.fail(f"no focus on {text!r}")


def test_entities_stand_where_the_text_has_them_in_code_points(people, open_page, id_of, hostile):
    page = open_page(f"{people}/paper/{id_of('paper', hostile.title, among='people')}")
    found = page.locator(".abstract .entity")
    assert found.all_inner_texts() == ["attention", "RAG"]
    assert found.first.get_attribute("title").startswith("method, uses, confidence 0.9")


def test_filters_are_in_the_address_and_narrow_what_is_shown(listings, open_page, is_ready, id_of):
    page = open_page(f"{listings}/paper/{id_of('paper', RAG)}")
    everything = page.locator(".entities li").count()
    page.get_by_label("Role").focus()
    page.get_by_label("Role").select_option("PROPOSES")
    page.wait_for_url("**role=PROPOSES**")
    is_ready(page)
    proposed = page.locator(".entities .role")
    assert set(proposed.all_inner_texts()) == {"proposes"}
    assert 0 < page.locator(".entities li").count() < everything
    assert page.evaluate("document.activeElement.id") == "f-role"
    again = open_page(page.url)
    assert again.locator(".entities li").count() == page.locator(".entities li").count()


def test_years_filter_the_papers_of_a_concept(people, open_page, is_ready, id_of):
    page = open_page(f"{people}/concept/{id_of('concept', 'attention', among='people')}")
    page.get_by_label("From year").fill("2019")
    page.get_by_label("to year").fill("2019")
    page.get_by_label("to year").press("Tab")
    page.wait_for_url("**to=2019**")
    is_ready(page)
    assert page.locator("#s-papers + form + div li .title").all_inner_texts() == ["Ähnliche Farben"]


def test_a_long_list_goes_on(people, open_page, id_of):
    page = open_page(f"{people}/concept/{id_of('concept', 'attention', among='people')}")
    items = page.locator("section:has(#s-papers) li.paper")
    assert items.count() == 20
    page.get_by_role("button", name="Show more").click()
    until(page, "document.querySelectorAll('section:has(#s-papers) li.paper').length > 20")
    ids = items.locator("a.title").evaluate_all("all => all.map(one => one.href)")
    assert len(set(ids)) == len(ids)


def test_references_citations_and_who_wrote_it(people, open_page, id_of):
    page = open_page(f"{people}/paper/{id_of('paper', 'Graphs', among='people')}")
    assert "Retracted" in page.locator(".head").inner_text()
    page.locator("section:has(#s-references) a.title").click()
    page.get_by_role("heading", level=1, name="Retrieval for Knowledge").wait_for()
    citing = page.locator("section:has(#s-citations) a.title").all_inner_texts()
    assert sorted(citing) == ["Answers with RAG", "Graphs"]
    assert (
        page.get_by_role("link", name="arxiv: 2005.11401").get_attribute("href")
        == "https://arxiv.org/abs/2005.11401"
    )
    page.locator(".authors").get_by_role("link", name="Lovelace").click()
    page.get_by_role("heading", level=1, name="Lovelace").wait_for()
    assert page.get_by_role("link", name="TU Delft").count() == 1
    assert "Wei Wang" in page.locator("section:has(#s-co-authors)").inner_text()


def test_why_two_are_related_as_paths_with_sentences(people, open_page, is_ready, id_of):
    page = open_page(f"{people}/path")
    for label, typed, name in (
        ("From", "Answers", "Answers with RAG"),
        ("To", "Knowledge", "Retrieval for Knowledge"),
    ):
        page.get_by_role("combobox", name=f"{label}: paper").fill(typed)
        page.get_by_role("option", name=name).first.click()
        page.locator(".end a", has_text=name).wait_for()
    is_ready(page)
    assert page.locator(".way").first.locator(".stop").count() == 2
    assert "cites" in page.locator(".way").first.inner_text()
    ends = (
        id_of("paper", "A Survey", among="people"),
        id_of("paper", "Ähnliche Farben", among="people"),
    )
    shared = open_page("{}/path?from={}&to={}".format(people, *ends))
    assert shared.locator(".stop").all_inner_texts()[1].startswith("attention")
    assert "We use attention in a transformer." in shared.locator(".way").first.inner_text()
    assert shared.locator(".way mark").first.inner_text() == "attention"


def test_the_query_behind_opens_in_graphiql_with_its_variables(listings, open_page, id_of):
    paper = id_of("paper", RAG)
    page = open_page(f"{listings}/paper/{paper}")
    page.get_by_text("The GraphQL query").click()
    assert page.locator(".behind pre").first.inner_text().startswith("query Paper($id: ID!")
    page.get_by_role("link", name="Open in GraphiQL").click()
    page.wait_for_selector(".graphiql-query-editor .CodeMirror-line")
    assert "query Paper" in page.locator(".graphiql-query-editor").inner_text()
    page.get_by_role("button", name="Execute query").click()
    page.locator(".result-window", has_text='"data"').wait_for(timeout=15_000)
    assert '"errors"' not in page.locator(".result-window").inner_text()


def test_colours_are_chosen_and_kept(listings, open_page):
    page = open_page(f"{listings}/search")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Use dark colours").click()
    dark = page.evaluate(background)
    assert dark != light
    page.reload()
    page.wait_for_selector("main h1")
    assert page.evaluate(background) == dark
    page.get_by_role("button", name="Use light colours").click()
    assert page.evaluate(background) == light
