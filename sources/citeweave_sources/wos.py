r"""Web of Science: records as exported in plain text or tab-delimited, and older ISI files.

A record in plain text is lines of a tag of two characters and a value, from ``PT`` to ``ER``;
a line that begins with three spaces goes on with the field above it, in lists with the next
item::

    FN Clarivate Analytics Web of Science
    VR 1.0
    PT J
    AU Parkes-Loach, PS
       Majeed, AP
    TI Interactions stabilizing the structure of the core light-harvesting
       complex
    CR ALLEN JP, 1986, P NATL ACAD SCI USA, V83, P8589, DOI 10.1073/pnas.83.22.8589
    UT WOS:000221151900028
    ER

Tab-delimited files have the tags as their first line and a record on each further one; there,
items of a list are parted by semicolons.

Authors are taken from AF (full names) where it has as many as AU; OI and RI give their ORCIDs,
C1 their addresses. Addresses that name no authors, and the organisations of C3, are the paper's
as a whole. A cited reference (CR) says its first author, year and journal, and its title never:
only those with a DOI or arXiv id can tell which paper is meant, and only they are kept, with the
whole line as `raw`. Of the 177 CR lines in the files that this was built on, 50 have none. NR, or
without it the number of lines, is the number of references that the source states.

The tags are described at http://images.isiknowledge.com/WOK45/help/WOK/hft_wos.html. Files in
plain text were at hand; the tab-delimited form is read by its description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeweave_schema import Paper
from citeweave_schema.errors import RecordError
from citeweave_sources.drafts import Draft, clean, count_of
from citeweave_sources.languages import language_code
from citeweave_sources.lines import read_lines
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.reading import Input, Reading, Refusal
from citeweave_sources.stated_ids import doi_in, issns
from citeweave_sources.tagged import Field, Record
from citeweave_sources.wos_fields import accession, addressed, authors, references

__all__ = ["matches", "read"]

_LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|\s*)")
_HEADER = re.compile(r"\s*FN [^\n]*\nVR [^\n]*\n")
_BARE = re.compile(r"\s*PT [A-Z]\s*\n(?:[A-Z][A-Z0-9] |   )")
_TABLE = re.compile(r"PT\t(?:[A-Z][A-Z0-9]\t){5}")
_OUTSIDE = ("FN", "VR", "EF")
_LISTS = ("AU", "AF", "CR", "CA")
_RETRACTED = re.compile(r"retracted", re.IGNORECASE)


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format, by how it begins."""
    del name
    return any(form.match(head) for form in (_HEADER, _BARE, _TABLE))


def read(source: Input) -> Reading:
    """Read papers record by record; one that cannot be taken is refused."""
    for record in _rows(source) if _is_tabular(source) else _records(source):
        if isinstance(record, Refusal):
            yield record
        elif record.problem is not None:
            yield record.refusal(source, f"line {record.problem[0]}: {record.problem[1]}")
        else:
            try:
                yield _paper(record)
            except RecordError as problem:
                yield record.refusal(source, str(problem))


def _is_tabular(source: Input) -> bool:
    first = next((line.text for line in read_lines(source) if line.text.strip()), "")
    return _TABLE.match(first) is not None


def _records(source: Input) -> Iterator[Record | Refusal]:
    record: Record | None = None
    for line in read_lines(source):
        found = _LINE.fullmatch(line.shape)
        tag = found[1] if found else None
        if record is not None and (tag in ("ER", "EF", "PT")):
            yield record
            record = None
        if tag == "ER" or tag in _OUTSIDE:
            continue
        if record is None and tag is None and line.problem is None:
            continue
        if line.problem is None and not line.text.strip():
            continue
        record = record or Record(line.number)
        record.add(line, tag, (found[2] or "") if found else line.text)
    if record is not None:
        yield record


def _rows(source: Input) -> Iterator[Record | Refusal]:
    """Give the rows of a tab-delimited file, whose cells are not quoted, as records."""
    tags: list[str] = []
    for line in read_lines(source):
        if line.problem is not None:
            yield Refusal(place=source.place(line.number), reason=line.problem)
            continue
        cells = [cell.strip() for cell in line.text.split("\t")]
        if not tags:
            tags = cells
        elif any(cells):
            record = Record(line.number)
            record.fields = [
                Field(tag, cell.split("; ") if tag in _LISTS else [cell])
                for tag, cell in zip(tags, cells, strict=False)
            ]
            yield record


def _paper(record: Record) -> Paper:
    cited = list(record.lines_of("CR"))
    stated = count_of(record.first("NR"))
    printed = authors(record)
    with_addresses, elsewhere = addressed(printed, record)
    return Draft(
        title=record.first("TI"),
        abstract=record.first("AB"),
        identifiers=[
            *doi_in(record.first("DI")),
            *accession(record.first("UT"), record.first("PM")),
        ],
        date=printed_date(record.first("PY"), record.first("PD")),
        authors=with_addresses,
        organizations=[*elsewhere, *_organizations(record)],
        venue=record.first("SO", "JI", "J9"),
        venue_identifiers=issns(" ".join(record.texts("SN", "EI"))),
        language=language_code(record.first("LA")),
        references=list(references(cited)),
        references_stated=stated if stated is not None else len(cited) or None,
        retracted=bool(_RETRACTED.search(record.first("DT") or "")),
    ).paper()


def _organizations(record: Record) -> Iterator[str]:
    for part in " ".join(record.texts("C3")).split(";"):
        if name := clean(part):
            yield name
