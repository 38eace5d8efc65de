"""CSV as databases export it: rows, headers, and what a stray quote costs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_sources import open_source

HEADER = "Lens ID,Title,Abstract,Author/s,DOI\n"


def lens_id(number: int) -> str:
    return f"000-000-000-000-{number:02d}X"


def row(number: int, title: str | None = None) -> str:
    written = title or f"Title {number}"
    return f'{lens_id(number)},"{written}",An abstract,Ann Doe; Max Roe,10.1000/{number}\n'


def titles(papers: list[Paper]) -> list[str]:
    return [paper.title for paper in papers]


def test_cells_over_several_lines_and_doubled_quotes(read):
    text = HEADER + row(1, "On\nQ\r\nand R") + row(2)
    papers, refusals = read(text.replace("On\nQ", 'On\n""Q""'), "a.csv")
    assert (titles(papers), refusals) == (['On "Q" and R', "Title 2"], [])


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(read, delimiter):
    text = delimiter.join(("\ufeffLens ID", "Title", "DOI"))
    text += "\n" + delimiter.join((lens_id(1), "On Q", "10.1000/1")) + "\n"
    ((paper,), refusals) = read(text, "a.csv")
    assert (paper.title, refusals) == ("On Q", [])


def test_lines_above_the_header(read):
    papers, refusals = read('"About the data: exported, today",,\n\n' + HEADER + row(1), "a.csv")
    assert (titles(papers), refusals) == (["Title 1"], [])


def test_a_quote_that_is_not_closed_costs_one_row(read):
    rows = [row(n) for n in range(1, 60)]
    rows[10] = rows[10].replace('"Title 11"', '"Title 11')
    papers, (refusal,) = read(HEADER + "".join(rows), "a.csv")
    assert titles(papers) == [f"Title {n}" for n in range(1, 60) if n != 11]
    assert refusal.place.endswith("a.csv:12")
    assert "a quote that is not closed" in refusal.reason


def test_a_quote_within_a_cell_opens_nothing(read):
    rows = [row(1), f'{lens_id(2)},A 5" disk,Short,Ann Doe,10.1000/2\n', row(3)]
    papers, refusals = read(HEADER + "".join(rows), "a.csv")
    assert (titles(papers), refusals) == (["Title 1", 'A 5" disk', "Title 3"], [])


def test_rows_of_another_width(read):
    text = HEADER + row(1) + "Source: somewhere\n\n" + row(2) + "a,b,c,d,e,f,g,h,i\n"
    papers, refusals = read(text, "a.csv")
    assert titles(papers) == ["Title 1", "Title 2"]
    assert [one.place.rpartition(":")[2] for one in refusals] == ["3", "6"]


def test_a_bad_byte_costs_its_row(read):
    bad = row(2, "Two\nlines and \xfc").encode("latin-1")
    papers, (refusal,) = read(HEADER.encode() + row(1).encode() + bad + row(3).encode(), "a.csv")
    assert titles(papers) == ["Title 1", "Title 3"]
    assert refusal.place.endswith(":3")
    assert "line 4: byte" in refusal.reason


def test_a_header_without_the_columns(read):
    with pytest.raises(Exception, match="has no line with the columns lens id, title"):
        read("a,b\n1,2\n", "a.csv", format="lens-csv")


def test_very_long_cells(read):
    text = HEADER + row(1) + row(2, "x" * 6_000) + row(3).replace("An abstract", "y" * 150_000)
    papers, (refusal,) = read(text, "a.csv")
    assert titles(papers) == ["Title 1", "Title 3"]
    assert "at most 5,000" in refusal.reason


CELL = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \n\",;'|"), max_size=30
)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.tuples(CELL.filter(str.strip), CELL), min_size=1, max_size=6),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_is_written_is_read(tmp_path_factory, rows, quoting):
    out = io.StringIO()
    writer = csv.writer(out, quoting=quoting)
    writer.writerow(["Lens ID", "Title", "Abstract"])
    writer.writerows((lens_id(n), *cells) for n, cells in enumerate(rows))
    path = Path(tmp_path_factory.getbasetemp()) / "written.csv"
    path.write_bytes(out.getvalue().encode())
    papers = list(open_source(str(path), "lens-csv").read())
    expected = [(" ".join(a.split()), " ".join(b.split()) or None) for a, b in rows]
    assert [isinstance(one, Paper) and (one.title, one.abstract) for one in papers] == expected
