"""Mutants of files in text and table formats: never an exception, and the others are kept."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_schema.errors import SourceError
from citeweave_sources import Refusal, open_source

REAL = Path(__file__).parent / "real"
FILES = {
    "bibtex": REAL / "bibtex" / "complex.bib",
    "ris": REAL / "ris" / "example_urls.ris",
    "wos": REAL / "wos" / "IsiImporterTestWOS.isi",
    "medline": REAL / "medline" / "MedlinePlainImporterTestMultipleEntries.txt",
    "scopus-csv": REAL / "scopus-csv" / "scopus.csv",
    "ieee-csv": REAL / "ieee-csv" / "ieee.csv",
    "springer-csv": REAL / "springer-csv" / "springer.csv",
}
JUNK = (
    b"{" * 3_000,
    b'"' * 1_001,
    b"\\" * 2_000,
    b"@" * 500,
    b"@article{x, title = {",
    b"\n" * 500,
    b" " * 20_000,
    b"\xff\xfe\x00",
    b"[(" * 2_000,
    b"\nER  - \nPT J\nPMID- 1\nTY  - \n",
)


def read_all(path: Path, form: str) -> list[Paper | Refusal]:
    try:
        found = list(open_source(str(path), form).read())
    except SourceError:
        return []
    assert all(isinstance(one, Paper | Refusal) for one in found)
    return found


@settings(max_examples=150, deadline=None)
@given(form=st.sampled_from(sorted(FILES)), seed=st.integers(0, 1 << 30), data=st.data())
def test_mutants_never_crash(tmp_path_factory, form, seed, data):
    content = bytearray(FILES[form].read_bytes()[:60_000])
    chance = random.Random(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        at = chance.randrange(len(content))
        match data.draw(st.sampled_from(["flip", "cut", "drop", "junk"])):
            case "flip":
                content[at] ^= 1 << chance.randrange(8)
            case "cut":
                del content[max(at, 1) :]
            case "drop":
                del content[at : at + chance.randrange(1, 500)]
                content = content or bytearray(b"x")
            case _:
                content[at:at] = chance.choice(JUNK)
    path = tmp_path_factory.getbasetemp() / "mutant"
    path.write_bytes(bytes(content))
    read_all(path, form)


RECORDS = {
    "bibtex": b"@article{k%d,\n title = {Title %d},\n author = {Doe, Jane}\n}\n",
    "ris": b"TY  - JOUR\nTI  - Title %d%d\nAU  - Doe, Jane\nER  - \n",
    "wos": b"PT J\nAU Doe, J\nTI Title %d%d\nSO J Q\nER\n\n",
    "medline": b"PMID- %d\nTI  - Title %d\nFAU - Doe, Jane\n\n",
    "lens-csv": b'000-000-000-000-%03d,"Title %d",Jane Doe\n',
}
BEFORE = {"wos": b"FN ISI\nVR 1.0\n", "lens-csv": b"Lens ID,Title,Author/s\n"}


@pytest.mark.parametrize("form", sorted(RECORDS))
@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 400), junk=st.binary(max_size=40), dropped=st.integers(0, 30))
def test_good_records_around_a_bad_one_are_kept(tmp_path_factory, form, at, junk, dropped):
    records = [RECORDS[form] % (n, n) for n in range(100, 120)]
    bad = records[10]
    at %= len(bad)
    # A record begins and ends where it did: what is within is what is damaged.
    records[10] = bad[:at] + junk.replace(b"\n", b"") + bad[at + dropped :].rstrip() + b"\n\n"
    path = tmp_path_factory.getbasetemp() / "records"
    path.write_bytes(BEFORE.get(form, b"") + b"".join(records))
    papers = [one for one in read_all(path, form) if isinstance(one, Paper)]
    # Only the neighbour below may go with it, when its end and their border are damaged.
    assert len(papers) >= 18
    kept = [paper.title for paper in papers]
    assert [title for title in kept if title.endswith(("100", "109", "112", "119"))][-1]
    assert len(set(kept)) == len(kept)


@pytest.mark.parametrize(
    ("form", "unit"),
    [
        ("bibtex", b"@a{"),
        ("bibtex", b"@a{k, t = {{{{ "),
        ("bibtex", b"@article{k, title = {x}, author = {{ and and {{} , , ,, "),
        ("bibtex", b"@string{a = a # a # a}\n"),
        ("ris", b"TY  - \nAU  - ;;;;\n"),
        ("ris", b"AU  - x\n"),
        ("wos", b"PT J\nAU ;;;;;\nC1 [[[[a;b;\n"),
        ("wos", b"CR a, DOI [10.1/"),
        ("medline", b"PMID- 1\nAU  - a\nAD  - b\n"),
        ("lens-csv", b'"a,b\n'),
        ("lens-csv", b'"",""\n'),
        ("scopus-csv", b"A.B., C.D., ((((1999) , , "),
    ],
)
@pytest.mark.timeout(60)
def test_repetition_is_read_in_proportion_to_its_length(tmp_path, form, unit):
    heads = {
        "lens-csv": b"Lens ID,Title,Author/s\n",
        "scopus-csv": b"Title,Source title,EID,References\nOn Q,x,y,",
        "wos": b"FN ISI\nVR 1.0\n",
    }
    path = tmp_path / "long"
    path.write_bytes(heads.get(form, b"") + unit * (100_000 // len(unit)))
    read_all(path, form)
