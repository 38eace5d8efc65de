r"""References in Scopus's exports: authors, title, year and source in one line of text.

Until 2022 the year stands behind the title, since then at the end::

    Murata, T., Petri nets: Properties, analysis and applications (1989) Proc. IEEE, 77, pp. 541-580
    Murata T., Petri nets, Proceedings of the IEEE, 77, 4, pp. 541-580, (1989)

The authors end where no further name with initials follows. In the older form the title is all
that stands between them and the year; that of a book stands behind the year, and an empty place
for the source behind it. In the newer form only commas part title and source, so that
a title can be told only when exactly one source and nothing else is left beside it, without what
looks like volume and pages. References without a title or without authors are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeweave_schema import Reference
from citeweave_schema.errors import RecordError
from citeweave_sources.stated_ids import doi_in

__all__ = ["reference_of", "references"]

_LONGEST = 5_000
_NAME = r"[^\W\d_][^,;()\d]{0,60}"
_INITIALS = r"(?:(?:[^\W\d_]{1,2}\.[\s-]?){1,6}|[A-Z]{1,3})"
_JUNIOR = r"(?:,? (?:Jr|Sr)\.?)?"
_OLD_AUTHOR = re.compile(rf"({_NAME}?{_JUNIOR}, {_INITIALS}{_JUNIOR}),\s+(?:et al\.?,\s+)?")
_NEW_AUTHOR = re.compile(rf"({_NAME}? {_INITIALS}{_JUNIOR}),\s+(?:et al\.?,\s+)?")
_OLD = re.compile(r"(?P<title>[^(\s].{8,}?)\s*\((?P<year>[12]\d{3})\)")
_BOOK = re.compile(r"\((?P<year>[12]\d{3})\) (?P<title>\S.{8,}?)\.?, , ")
_NEW_END = re.compile(r",\s*\((?P<year>[12]\d{3})\)[.\s]*$")
_NUMBERS = re.compile(r"[\dA-Z]{0,4}\d[\w\u2013\-/. ]*|pp?\. .*|(?:Vol|No|Art)\b.*", re.IGNORECASE)


def references(texts: list[str]) -> Iterator[Reference]:
    """Give the references of which a title can be told."""
    for text in texts:
        found = reference_of(text)
        if found is not None:
            yield found


def reference_of(text: str) -> Reference | None:
    """Give a reference; None when no title can be told in it.

    >>> one = reference_of("Petri, C.A., Fundamentals of a theory (1962) Proc. IFIP, 62, p. 386")
    >>> one.title, one.year, one.first_author
    ('Fundamentals of a theory', 1962, 'Petri, C.A.')
    >>> two = reference_of("Murata T., Petri nets, Proceedings of the IEEE, 77, 4, pp. 5-6, (1989)")
    >>> two.title, two.year, two.first_author
    ('Petri nets', 1989, 'Murata T.')
    >>> reference_of("Kalé, L., Skeel, R., (1999) J Comp Phys, 151, p. 283") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    newer = _NEW_END.search(text)
    author, rest = _authors(text, _NEW_AUTHOR if newer else _OLD_AUTHOR)
    if author is None:
        return None
    if newer:
        title, year = _between_commas(rest), newer["year"]
    else:
        found = _OLD.match(rest) or _BOOK.match(rest)
        title, year = (found["title"], found["year"]) if found else (None, None)
    if title is None or year is None or len(title.split()) < 2:
        return None
    try:
        return Reference(
            identifiers=doi_in(text) if "doi" in text.lower() else (),
            title=title.strip(" ,"),
            year=int(year),
            first_author=author,
            raw=text,
        )
    except RecordError:
        return None


def _authors(text: str, form: re.Pattern[str]) -> tuple[str | None, str]:
    """Give the first author and what stands behind all of them."""
    first: str | None = None
    at = 0
    while found := form.match(text, at):
        first = first or found[1]
        at = found.end()
    return first, text[at:]


def _between_commas(rest: str) -> str | None:
    parts = rest.split(", ")[:-1]
    while parts and _NUMBERS.fullmatch(parts[-1]):
        parts.pop()
    return parts[0] if len(parts) == 2 and len(parts[0]) > 8 else None
