"""SpringerLink: the CSV export of search results.

Item Title, Item DOI and Content Type must be among the columns. The export has no abstracts, and
writes the authors one behind the other without anything between them: "Vivek K.
PallipuramMohammad BhuiyanMelissa C. Smith". They are parted where a capital follows a small
letter or a full stop, except after what begins a name (Mc, Mac, De, Van, ...) and within a first
word (WenGuang Chen); titles such as "Prof. Dr." are taken off. Where a name of one word is left,
no authors are given rather than wrong ones. There is no published description; the columns are
those of real files.
"""

from __future__ import annotations

import re

from citeweave_schema import AuthorName, Paper
from citeweave_sources.drafts import Draft
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.reading import Input, Reading
from citeweave_sources.stated_ids import doi_in, of_address
from citeweave_sources.tables import Columns, Row, has_columns, read_table

__all__ = ["matches", "parted_names", "read"]

_COLUMNS: Columns = (frozenset({"item title", "item doi", "content type"}),)
_BEGINNINGS = frozenset(
    {"Mc", "Mac", "De", "Di", "Da", "Des", "Del", "Della", "Den", "Der", "El", "Al", "Fitz"}
    | {"La", "Le", "Van", "Von", "Ter", "Ten"}
)
_TITLES = re.compile(
    r"^(?:(?:Prof|Dr|Ing|Priv|Doz|Assoc|Asst|Univ|Dipl|Mr|Ms|Mrs|Ph\.?D|PD)\.?-?\s*)+(?=[^\W\d_])"
)


def matches(name: str, head: str) -> bool:
    """Tell whether a file is in this format, by its columns."""
    del name
    return has_columns(head, _COLUMNS)


def read(source: Input) -> Reading:
    """Read papers row by row; one that cannot be taken is refused.

    Raises:
        FormatError: no header with the columns of the format is found.
    """
    return read_table(source, _COLUMNS, _paper)


def _paper(row: Row) -> Paper:
    return Draft(
        title=row.first("item title"),
        identifiers=[*doi_in(row.first("item doi")), *of_address(row.first("url"))],
        date=printed_date(row.first("publication year")),
        authors=[AuthorName(name=name) for name in parted_names(row.first("authors") or "")],
        venue=row.first("publication title", "book series title"),
    ).paper()


def parted_names(glued: str) -> list[str]:
    """Part names that are written without anything between them.

    >>> parted_names("Vivek K. PallipuramMohammad BhuiyanMelissa C. McDonald")
    ['Vivek K. Pallipuram', 'Mohammad Bhuiyan', 'Melissa C. McDonald']
    >>> parted_names("Prof. Rafik A. AlievProf. Dr. Janusz Kacprzyk")
    ['Rafik A. Aliev', 'Janusz Kacprzyk']
    """
    names: list[str] = []
    start = 0
    for at in range(1, len(glued)):
        if _parts_here(glued, at) and " " in _TITLES.sub("", glued[start:at]).strip():
            names.append(glued[start:at])
            start = at
    names.append(glued[start:])
    plain = [name for one in names if (name := _TITLES.sub("", " ".join(one.split())))]
    return plain if all(" " in name for name in plain) else []


def _parts_here(glued: str, at: int) -> bool:
    before, after = glued[at - 1], glued[at]
    # Letters of scripts without capitals are neither lower nor upper.
    ends = before.isalpha() and not before.isupper()
    if not after.isupper() or not (ends or before == "."):
        return False
    word = re.split(r"[\s\-'\u2019.]", glued[max(0, at - 40) : at])[-1]
    if before == ".":
        # "J.R. Smith" is one name; a full stop ends one only behind a word such as "Jr."
        return re.search(r"(?:\b(?:Jr|Sr)|[a-z]{3})\.$", glued[max(0, at - 6) : at]) is not None
    return word not in _BEGINNINGS
