"""XML files that mean harm, and those that are only damaged."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_sources import Refusal, open_source
from citeweave_sources.reading import Input
from citeweave_sources.xmlrecords import begins_with, read_records, text_of

FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://arxiv.org/"/>'
ENTRY = "<entry><title>On Q</title></entry>"


def laughs(depth: int = 9) -> str:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(depth))
    return f'<!DOCTYPE feed [<!ENTITY l0 "ha">{entities}]>'


def test_billion_laughs(read):
    papers, (refusal,) = read(
        laughs() + FEED + ENTRY + "<entry><title>&l9;</title></entry></feed>",
        "a.xml",
        format="arxiv-atom",
    )
    assert papers == []
    assert "declares entities" in refusal.reason


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;',
        '<!NOTATION n SYSTEM "n"><!ENTITY x SYSTEM "x" NDATA n>',
    ],
)
def test_nothing_outside_is_read(read, declared):
    papers, (refusal,) = read(
        f"<!DOCTYPE feed [{declared}]>{FEED}<entry><title>&x;</title></entry></feed>",
        "a.xml",
        format="arxiv-atom",
    )
    assert papers == []
    assert "declares entities" in refusal.reason


def test_a_document_type_without_declarations_is_harmless(read):
    papers, refusals = read(
        '<!DOCTYPE feed PUBLIC "-//X//Y" "http://127.0.0.1/x.dtd">'
        + FEED
        + "<entry><title>&alpha;-Q &amp; &#x3b2;</title></entry></feed>",
        "a.xml",
    )
    assert ([paper.title for paper in papers], refusals) == (["\u03b1-Q & \u03b2"], [])


@pytest.mark.parametrize(
    "encoding", ["RTF-8", "base64", "shift_jis", "utf-16", "\u00e9", "undefined"]
)
def test_encodings_that_nobody_reads(read, encoding):
    papers, (refusal,) = read(
        f'<?xml version="1.0" encoding="{encoding}"?>{FEED}{ENTRY}</feed>', "a.xml"
    )
    assert papers == []
    assert "from here on" in refusal.reason


def test_latin_1_that_says_so(read):
    feed = (
        f'<?xml version="1.0" encoding="ISO-8859-1"?>{FEED}<entry><title>\u00c6gir</title></entry>'
    )
    (paper,), refusals = read(f"{feed}</feed>".encode("latin-1"), "a.xml", format="arxiv-atom")
    assert (paper.title, refusals) == ("\u00c6gir", [])


def test_unknown_entities_are_damage(read):
    papers, (refusal,) = read(
        f'<!DOCTYPE feed SYSTEM "x.dtd">{FEED}{ENTRY}\n<entry><title>&none;</title></entry></feed>',
        "a.xml",
    )
    assert len(papers) == 1
    assert refusal.place.endswith("a.xml:2")
    assert "undefined entity" in refusal.reason


@pytest.mark.parametrize(
    "bomb",
    [
        "<a>" * 1_000_000,
        "<feed>" * 100_000,
        "<entry>" + "<i>" * 200 + "</i>" * 200 + "</entry>",
        "<entry><title>" + "x" * 20_000_000 + "</title></entry>",
        '<entry a="' + "x" * 20_000_000 + '"/>',
        "<!--" + "x" * 20_000_000 + "-->",
        "<entry>" + "<author><name>A</name></author>" * 700_000 + "</entry>",
    ],
)
def test_bombs_are_refused_and_what_stands_before_is_kept(read, bomb):
    began = time.monotonic()
    papers, (refusal,) = read(FEED + ENTRY + bomb, "a.xml")
    assert len(papers) == 1
    assert "what stands before is kept" in refusal.reason
    assert time.monotonic() - began < 15


def test_many_records_take_little_memory(tmp_path):
    path = tmp_path / "a.xml"
    with path.open("w") as file:
        file.write(FEED)
        for _ in range(20):
            file.write(ENTRY.replace("On Q", "On Q" + " and so on" * 100) * 1_000)
        file.write("</feed>")
    tracemalloc.start()
    count = sum(1 for _ in read_records(Input(path=path, name="a"), frozenset({"feed"})))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_001
    assert peak < 8_000_000


def test_places_and_what_stands_around(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text('<a:r xmlns:a="u" a:id="1">\n<v id="2">\n<p/>\n</v>\n<p>x<b> y</b></p></a:r>')
    first, second = read_records(Input(path=path, name="a"), frozenset({"r", "v"}))
    assert not isinstance(first, Refusal)
    assert not isinstance(second, Refusal)
    assert (first.line, [one.get("id") for one in first.containers]) == (3, ["1", "2"])
    assert (second.line, [one.tag for one in second.containers]) == (5, ["r"])
    assert text_of(second.element) == "x y"


@pytest.mark.parametrize("start", [" ", "\n \t", "<!--", "<?", "<!DOCTYPE a [", "<!-- -->", "<a:"])
def test_any_beginning_is_told_at_once(start):
    began = time.monotonic()
    assert not begins_with(start * (65_536 // len(start)), "feed")
    assert time.monotonic() - began < 1


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<entry>", "</entry>", "<title>", "</title>", "<id>", "</id>", "x", "&lt;", "<!--",
             "-->", "<![CDATA[", "]]>", "</feed>", "<author><name>A</name></author>",
             "\ud800", "\0"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_any_mixture_never_crashes(tmp_path_factory, pieces):
    path = tmp_path_factory.getbasetemp() / "mixture.xml"
    path.write_bytes((FEED + ENTRY + "".join(pieces)).encode("utf-8", "surrogatepass"))
    found = list(open_source(str(path), "arxiv-atom").read())
    assert isinstance(found[0], Paper)
    assert all(isinstance(one, Paper | Refusal) for one in found)
