"""The report is one page that shows what sources said, and never obeys it."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest

from citeweave import build_report, write_report
from citeweave_graph import open_store
from citeweave_schema.errors import UsageError

pytest.importorskip("matplotlib")

_VOID = {"meta"}
_TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "table",
    "thead", "tbody", "tr", "th", "td", "figure", "figcaption",
    "svg", "g", "path", "defs", "clippath", "rect", "use", "text", "tspan", "circle", "line",
}  # fmt: skip


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags = Counter()
        self.attributes = []
        self.texts = []
        self.open = []
        self.ids = Counter()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += attrs
        self.ids.update(value for name, value in attrs if name == "id")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        msg = f"a comment: {data}"
        raise AssertionError(msg)


@pytest.fixture(scope="module")
def page(hostile):
    with open_store(hostile) as store, store.view() as view:
        return build_report(view, title="<script>alert('title')</script>")


def test_nothing_in_it_is_run_or_loaded(page):
    found = Page(page)
    assert not found.open
    assert set(found.tags) <= _TAGS
    assert found.tags["html"] == found.tags["title"] == found.tags["body"] == 1
    for name, value in found.attributes:
        assert not name.startswith("on"), name
        assert name not in {"src", "srcset", "action", "formaction", "data"}
        if name.endswith("href"):
            assert value.startswith("#")
        assert "javascript:" not in (value or "").lower()
        assert "url(" not in (value or "") or "url(#" in value
    policies = [value for name, value in found.attributes if name == "content"]
    assert any("default-src 'none'" in one for one in policies)


def test_hostile_titles_are_shown_as_they_are(page):
    texts = "".join(Page(page).texts)
    assert "<script>alert(1)</script>" in texts
    assert "<script>alert('title')</script>" in texts
    assert r"$\frac{1}{0}$" in texts
    assert "<iframe src=//evil>" in texts
    assert "\u202e" not in page
    assert "\x85" not in page


def test_every_reference_has_one_target(page):
    found = Page(page)
    assert set(found.ids.values()) <= {1}
    targets = {value[1:] for name, value in found.attributes if name.endswith("href")}
    targets |= {
        value.partition("url(#")[2].partition(")")[0]
        for _, value in found.attributes
        if value and "url(#" in value
    }
    assert targets
    assert targets <= set(found.ids)


def test_it_shows_what_a_survey_would(page):
    texts = " ".join(Page(page).texts)
    for heading in ("Growth", "Methods over time", "Bursts", "Subjects", "Papers", "Collaboration"):
        assert heading in texts
    assert Page(page).tags["svg"] == 6
    assert "transformer" in texts
    assert texts.count("Computed with") >= 7
    pictures = [value for name, value in Page(page).attributes if name == "role"]
    assert pictures == ["img"] * 6


def test_the_same_graph_gives_the_same_page(small):
    with open_store(small) as store, store.view() as view:
        assert build_report(view) == build_report(view)


def test_an_empty_graph_has_a_report_too(tmp_path):
    with open_store("memory:") as store, store.view() as view:
        write_report(view, tmp_path / "report.html")
        with pytest.raises(UsageError, match="cannot write"):
            write_report(view, tmp_path / "nowhere" / "report.html")
    texts = " ".join(Page((tmp_path / "report.html").read_text("utf-8")).texts)
    assert "holds nothing yet" in texts
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]
