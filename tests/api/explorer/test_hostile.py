"""Titles, names and addresses made to run something: they are text, and nothing runs."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser


def _unharmed(page) -> None:
    assert page.title() != "owned"
    assert page.locator("img, iframe, object, embed, main script").count() == 0
    assert page.evaluate("typeof window.ran") == "undefined"


def test_a_hostile_paper_is_text_on_its_page(people, open_page, id_of, hostile):
    page = open_page(f"{people}/paper/{id_of('paper', hostile.title, among='people')}")
    assert page.get_by_role("heading", level=1).inner_text() == hostile.title
    assert page.title() == f"{hostile.title} · citeweave"
    assert hostile.abstract in page.locator(".abstract").inner_text()
    assert page.locator(".authors").inner_text() == "=cmd|' /C calc'!A0"
    assert page.locator("main b, main i, main svg").count() == 0
    _unharmed(page)


def test_it_is_text_in_results_suggestions_and_sources(people, open_page, hostile):
    page = open_page(f"{people}/search?q=owned")
    page.get_by_role("link", name=hostile.title).wait_for()
    _unharmed(page)
    page.locator("#q").fill("owned")
    page.get_by_role("option", name="owned").first.wait_for()
    _unharmed(page)
    home = open_page(people)
    assert "<b>hostile</b>.jsonl" in home.locator(".sources").inner_text()
    assert home.locator("b").count() == 0


def test_it_is_text_in_the_picture_and_in_its_files(people, open_page, id_of, hostile, saved):
    page = open_page(f"{people}/graph/{id_of('paper', hostile.title, among='people')}")
    assert hostile.title in page.locator(".in-picture").inner_text()
    text = saved(page, "SVG").decode()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    page.locator(".in-picture button").nth(1).click()
    page.locator(".panel h2").wait_for()
    _unharmed(page)


@pytest.mark.parametrize(
    "path",
    [
        f"/paper/{quote('<img src=x onerror=ran=1>', safe='')}",
        f"/concept/{quote('<script>ran=1<script>')}?role=x&from=1e9&confidence=NaN",
        f"/search?q={quote('<svg onload=ran=1>')}&kind=toString",
        f"/path?from={quote('javascript:ran=1')}",
        f"/author/{quote('__proto__')}",
        "/graph/constructor?n=1e9&hide=__proto__&open=a,b",
    ],
)
def test_a_hostile_address_is_text_too(people, open_page, path):
    page = open_page(people + path, wait=False)
    page.wait_for_selector("main:not([aria-busy]) h1")
    _unharmed(page)


def test_cells_that_a_spreadsheet_would_run_are_text(people, open_page, id_of, saved, hostile):
    author = id_of("author", hostile.authors[0].name, among="people")
    page = open_page(f"{people}/author/{author}")
    page.get_by_role("heading", level=1).wait_for()
    rows = list(csv.reader(io.StringIO(saved(page, "Papers as CSV").decode("utf-8-sig"))))
    assert rows[1][1] == hostile.title
    cells = page.evaluate(
        """async (all) => {
          const { csv } = await import("/static/explorer/exports.js");
          return csv({ cell: (one) => one }, all);
        }""",
        [
            "=1+1",
            " =1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\uff1d1",
            "a,b",
            'say "x"',
            "two\nlines",
            "plain",
            None,
            -1.5,
        ],
    )
    assert list(csv.reader(io.StringIO(cells, newline=""))) == [
        ["cell"], ["'=1+1"], ["' =1"], ["'+1"], ["'-1"], ["'@SUM(A1)"], ["'\t=1"], ["'\uff1d1"],
        ["a,b"], ['say "x"'], ["two\nlines"], ["plain"], [], ["-1.5"],
    ]  # fmt: skip


def test_links_in_a_text_lead_only_to_the_web(people, open_page):
    page = open_page(f"{people}/search")
    hrefs = page.evaluate(
        """async () => {
          const { ADDRESSES } = await import("/static/explorer/kinds.js");
          const all = Object.values(ADDRESSES).map((to) => to("javascript:alert(1)//../../x"));
          return all.map((one) => new URL(one).protocol);
        }"""
    )
    assert set(hrefs) == {"https:"}
