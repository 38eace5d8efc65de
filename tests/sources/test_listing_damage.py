"""Damaged pages: what is whole is kept, what is not is refused in its place."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_schema.errors import FormatError, SourceError
from citeweave_sources import Refusal, listing, open_source

LISTINGS = Path(__file__).parents[2] / "examples" / "listings"
HEADER = "Get trending papers in your email inbox once a day!\n"
BANNER = "Get trending papers in your email inbox!\n"


def abstract(n: int) -> str:
    return f"We study case {n} at length. " + "It is shown to be of use in practice. " * 10 + "End."


def search_page(*lines: str) -> str:
    return HEADER + BANNER + "Subscribe" + "\n".join(lines) + "\n"


def test_empty_results(read):
    assert read(HEADER + BANNER + "Subscribe\n") == ([], [])


def test_title_without_abstract_between_others(read):
    page = search_page("One", abstract(1), "Two", "Three", abstract(3))
    papers, (refusal,) = read(page)
    assert [paper.title for paper in papers] == ["One", "Three"]
    assert refusal.place.endswith("page.txt:5")
    assert "'Two'" in refusal.reason


def test_abstract_without_title(read):
    papers, (refusal,) = read(search_page("One", abstract(1), abstract(2), "Three", abstract(3)))
    assert [paper.title for paper in papers] == ["One", "Three"]
    assert refusal.place.endswith(":5")
    assert "without a title" in refusal.reason


def test_title_alone_at_the_end(read):
    papers, (refusal,) = read(search_page("One", abstract(1), "Two"))
    assert len(papers) == 1
    assert refusal.place.endswith(":5")


def test_title_without_abstract_that_its_byline_proves(read):
    page = f"{BANNER}\nOne\n\n  • 3 authors\n·\nDec 24, 2022\n\nTwo\n\n{abstract(2)}\n"
    (one, two), refusals = read(page)
    assert (one.title, one.abstract, one.author_count) == ("One", None, 3)
    assert (two.title, two.date) == ("Two", None)
    assert not refusals


def test_short_abstracts(read):
    papers, refusals = read(search_page("One", "We prove it at once.", "Two", abstract(2)))
    assert [paper.abstract for paper in papers] == ["We prove it at once.", abstract(2)]
    assert not refusals


def test_a_page_without_banner_is_known_by_its_bylines(read):
    page = f"One\n\n{abstract(1)}\n\n  • 3 authors\n·\nApr 27 12\n"
    ((paper,), refusals) = read(page)
    assert (str(paper.date), paper.author_count) == ("--04-27", 3)
    assert not refusals


def test_two_pages_in_one_file(read, listings):
    texts = [path.read_text(encoding="utf-8") for path in sorted(listings.iterdir())]
    papers, refusals = read("\n".join((texts[1], texts[0], texts[2])))
    assert (len(papers), refusals) == (483, [])


def test_a_menu_above_the_banner_is_no_paper(read):
    papers, refusals = read("Models\nDatasets\nnew\n" + search_page("One", abstract(1)))
    assert ([paper.title for paper in papers], refusals) == (["One"], [])


def test_windows_line_ends_and_byte_order_mark(read, listings):
    text = (listings / "001_88a1be6efd77da39.txt").read_text(encoding="utf-8")
    papers, refusals = read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert (len(papers), refusals) == (53, [])
    assert papers[0].author_count == 8


def test_duplicates_are_given_twice(read):
    papers, _ = read(search_page("One", abstract(1), "One", abstract(1)))
    assert papers[0] == papers[1]


def test_impossible_day(read):
    ((paper,), refusals) = read(
        f"{BANNER}\nOne\n\n{abstract(1)}\n\n  • 3 authors\n·\nFeb 31, 2022\n"
    )
    assert (paper.date, paper.author_count, refusals) == (None, 3, [])


def test_a_line_over_the_limit_of_an_abstract(read):
    page = search_page("One", "x" * 10_000_000, "Two", abstract(2))
    papers, (refusal,) = read(page)
    assert [paper.title for paper in papers] == ["Two"]
    assert refusal.place.endswith(":3")
    assert "10,000,000 characters" in refusal.reason


def test_a_line_over_the_limit_of_a_line(read):
    page = search_page("One", "x" * (17 * 1024 * 1024), "Two", abstract(2))
    papers, (refusal,) = read(page)
    assert [paper.title for paper in papers] == ["Two"]
    assert refusal.place.endswith(":4")
    assert "at most 16,777,216" in refusal.reason


def test_a_bad_byte_costs_one_paper(read):
    texts = [line for n in range(20) for line in (f"Title {n}", abstract(n))]
    data = search_page(*texts).encode().replace(b"We study case 7", b"We study c\xe9se 7")
    papers, (refusal,) = read(data)
    assert [paper.title for paper in papers] == [f"Title {n}" for n in range(20) if n != 7]
    assert "iconv -f ISO-8859-1" in refusal.reason


def test_a_bad_byte_in_a_byline_costs_the_byline(read):
    pages = "".join(
        f"Title {n}\n\n{abstract(n)}\n\n  • 3 authors\n·\nApr 27\n\n" for n in range(20)
    ).encode()
    dot = "·".encode()
    broken = pages.replace("•".encode(), b"\xffx", 1).replace(dot, b"\xff", 2)
    papers, refusals = read(BANNER.encode() + broken)
    assert [paper.title for paper in papers] == [f"Title {n}" for n in range(20)]
    assert len(refusals) >= 2


def test_a_page_in_another_encoding(read, listings):
    text = (listings / "001_88a1be6efd77da39.txt").read_text(encoding="utf-8")
    with pytest.raises(FormatError, match="iconv"):
        read(text.encode("cp1252", "replace"))
    with pytest.raises(FormatError, match="UTF-16"):
        read(text.encode("utf-16"))


def test_a_page_that_is_too_large(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(BANNER)
    with path.open("r+b") as file:
        file.truncate(listing.BYTES_LIMIT + 1)
    with pytest.raises(SourceError, match="more than 67,108,864 bytes"):
        list(open_source(str(path), "listing").read())


def test_naming_the_format_does_not_make_prose_a_page(read):
    with pytest.raises(FormatError, match="no listing page"):
        read("Some notes\n\nof mine.\n", format="listing")


@functools.cache
def whole(name: str) -> tuple[bytes, list[Paper]]:
    path = LISTINGS / name
    found = [one for one in open_source(str(path)).read() if isinstance(one, Paper)]
    return path.read_bytes(), found


def read_cut(data: bytes, folder: Path) -> list[Paper | Refusal] | None:
    path = folder / "cut.txt"
    path.write_bytes(data)
    try:
        return list(open_source(str(path)).read())
    except SourceError:
        return None


def check_cut(name: str, at: int, folder: Path) -> None:
    data, expected = whole(name)
    found = read_cut(data[:at], folder)
    if found is None:
        assert at < 60
        return
    papers = [one for one in found if isinstance(one, Paper)]
    assert len(found) - len(papers) <= 1
    assert papers[:-1] == expected[: len(papers) - 1] if papers else True
    if papers:
        last, full = papers[-1], expected[len(papers) - 1]
        assert last.title == full.title
        assert (full.abstract or "").startswith(last.abstract or "?")
        assert last.author_count in (None, full.author_count)
        assert last.date is None or full.date is None or last.date.month == full.date.month


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(["000_1e249762e100398d.txt", "001_88a1be6efd77da39.txt"]), data=st.data()
)
def test_a_page_cut_anywhere_gives_the_papers_before(tmp_path_factory, name, data):
    at = data.draw(st.integers(1, len(whole(name)[0])))
    check_cut(name, at, tmp_path_factory.getbasetemp())


def test_a_page_cut_at_every_byte_around_a_byline(tmp_path):
    data, _ = whole("001_88a1be6efd77da39.txt")
    start = data.index(b"ByteDance-Seed") - 30
    for at in range(start, data.index(b"Multilingual LLMs Struggle") + 30):
        check_cut("001_88a1be6efd77da39.txt", at, tmp_path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_flipped_bytes_never_crash(tmp_path_factory, data):
    page = bytearray(whole("001_88a1be6efd77da39.txt")[0])
    for at in data.draw(st.lists(st.integers(0, len(page) - 1), min_size=1, max_size=5)):
        page[at] = data.draw(st.integers(0, 255))
    found = read_cut(bytes(page), tmp_path_factory.getbasetemp())
    if found is not None:
        assert sum(isinstance(one, Paper) for one in found) >= 40
