"""Whatever a service answers is written, refused in words, or asked for again; nothing else."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema.errors import UsageError
from citeweave_sources.live import SERVICES, Search, Wanted, save, told_apart
from citeweave_sources.live.trouble import DamagedError

KEYS = (
    *("meta", "count", "next_cursor", "results", "id", "ids", "doi", "openalex"),
    *("data", "total", "token", "paperId"),
    *("message", "total-results", "next-cursor", "items", "DOI", "paper"),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**9) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)
OPENALEX = st.fixed_dictionaries(
    {
        "meta": st.fixed_dictionaries({"count": st.integers(0, 9), "next_cursor": VALUES}),
        "results": st.lists(VALUES, max_size=3),
    }
)
S2 = st.fixed_dictionaries({"total": VALUES, "token": VALUES, "data": st.lists(VALUES, max_size=3)})
CROSSREF = st.fixed_dictionaries(
    {
        "message": st.fixed_dictionaries(
            {
                "total-results": st.integers(0, 9),
                "next-cursor": VALUES,
                "items": st.lists(VALUES, max_size=3),
            }
        )
    }
)
IDS = {
    "openalex": ["doi:10.1000/182", "doi:10.1000/a|b", "openalex:W1234"],
    "s2": ["doi:10.1000/182", "arxiv:2005.11401"],
    "crossref": ["doi:10.1000/182"],
    "hf": ["arxiv:2005.11401"],
    "arxiv": ["arxiv:2005.11401"],
}


class Answering:
    """Gives the same answer to every request, and counts them."""

    kept = 0

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.asked = 0

    def __call__(self, request, read):
        self.asked += 1
        assert self.asked < 100, "asked without end"
        assert all(isinstance(value, str) for _, value in request.params)
        return read(self.body)


def fetched(name, body):
    ids, _ = told_apart(IDS[name])
    search = Search(words="q", most=20, today=date(2024, 6, 30))
    out = io.StringIO()
    try:
        save(SERVICES[name], Wanted(ids=tuple(ids), search=search), Answering(body), out)
    except (DamagedError, UsageError):
        return None
    out.getvalue().encode()
    return out.getvalue()


@pytest.mark.parametrize("name", ["openalex", "s2", "crossref", "hf"])
@given(answer=VALUES | OPENALEX | S2 | CROSSREF)
@settings(max_examples=60)
def test_any_json_is_written_line_by_line_or_not_at_all(name, answer):
    text = fetched(name, json.dumps(answer).encode())
    for line in (text or "").split("\n")[:-1]:
        assert isinstance(json.loads(line), dict)


@pytest.mark.parametrize("name", sorted(SERVICES))
@given(body=st.binary(max_size=60))
@settings(max_examples=40)
def test_any_bytes_are_damage(name, body):
    text = fetched(name, body)
    assert text is None or "\n" in text or not text


@given(
    entries=st.lists(st.text("<>/&;aid=\"' \n", max_size=30), max_size=3),
    total=st.text("0123456789- x", max_size=5),
)
@settings(max_examples=60)
def test_any_feed_becomes_a_feed_or_damage(entries, total):
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:o="http://a9.com/-/spec/opensearch/1.1/">'
        f"<o:totalResults>{total}</o:totalResults>"
        + "".join(f"<entry>{entry}</entry>" for entry in entries)
        + "</feed>"
    )
    text = fetched("arxiv", body.encode())
    assert text is None or text.endswith("</feed>\n")
