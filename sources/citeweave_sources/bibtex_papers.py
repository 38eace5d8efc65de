"""An entry of a BibTeX file, its fields filled in, as a paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from citeweave_schema import TITLE_LIMIT, Identifier, Paper, Reference, Scheme
from citeweave_schema.papers import ABSTRACT_LIMIT
from citeweave_sources import scopus_references, wos_fields
from citeweave_sources.bibtex_names import authors, plain
from citeweave_sources.bibtex_values import without_braces
from citeweave_sources.drafts import Draft, clean, count_of
from citeweave_sources.languages import language_code
from citeweave_sources.printed_dates import printed_date
from citeweave_sources.stated_ids import doi_in, identifier, issns, of_address

__all__ = ["FIELDS", "paper_of"]

_NAMES = """
    title subtitle abstract author author+an:orcid orcid-numbers date year month day
    journal journaltitle booktitle booksubtitle issn doi url ee howpublished note volume
    eprint eprinttype archiveprefix archive eid arxiv arxivid pmid pmcid unique-id
    langid language school institution number-of-cited-references
    cited-references references crossref xdata
"""
FIELDS = frozenset(_NAMES.split())
"""The fields that are looked at."""

_ARXIV_ID = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
_PREPRINT = re.compile(
    rf"\s*(?:arxiv preprint\s+|arxiv e-prints,?\s+|corr,?\s+)?"
    rf"(?:arxiv:\s*|abs/)({_ARXIV_ID})(?:\s*\[[\w.,\s-]+\])?[\s.]*",
    re.IGNORECASE,
)
_BARE_ARXIV = re.compile(_ARXIV_ID, re.IGNORECASE)
_URL = re.compile(r"\\(?:url|href)\s*\{([^{}]+)\}")
_NEXT_CITED = re.compile(r"\.\s+(?=[^,.]{1,60}, \d{4}, )")
_SORT_KEY = re.compile(r"\\noopsort\s*\{[^{}]*\}", re.IGNORECASE)
_OF_ARCHIVE = {
    "arxiv": Scheme.ARXIV,
    "pubmed": Scheme.PUBMED,
    "pmid": Scheme.PUBMED,
    "pmc": Scheme.PMC,
    "pmcid": Scheme.PMC,
}


def paper_of(fields: Mapping[str, str]) -> Paper:
    r"""Give the paper of an entry by its fields, all in lower case, their delimiters taken off.

    Raises:
        RecordError: it has no title, or something that no record may hold.

    >>> paper = paper_of({"title": r"{{R{\'e}sum{\'e}s} at Work}", "eprint": "2005.11401"})
    >>> print(paper.title, "|", paper.title_readable, "|", paper.key)
    {R{\'e}sum{\'e}s} at Work | Résumés at Work | arxiv:2005.11401
    """
    title = _title(fields)
    cited, count = _references(fields)
    abstract = clean(without_braces(fields.get("abstract", "")))
    venue = _venue(fields)
    return Draft(
        title=title,
        title_readable=plain(title) if title and len(title) <= TITLE_LIMIT else None,
        abstract=abstract,
        abstract_readable=plain(abstract) if abstract and len(abstract) <= ABSTRACT_LIMIT else None,
        identifiers=list(_identifiers(fields)),
        date=printed_date(fields.get("date"))
        or printed_date(
            _SORT_KEY.sub("", fields.get("year", "")),
            f"{fields.get('day', '')} {fields.get('month', '')}",
        ),
        authors=authors(fields),
        organizations=[
            name for key in ("school", "institution") if (name := plain(fields.get(key, "")))
        ],
        venue=venue,
        venue_identifiers=issns(fields.get("issn")) if venue else (),
        language=_language(fields),
        references=cited,
        references_stated=count_of(fields.get("number-of-cited-references")) or count,
    ).paper()


def _references(fields: Mapping[str, str]) -> tuple[list[Reference], int | None]:
    """Give the references that tell which paper they mean, and how many there are at all.

    Web of Science and Scopus write them into their BibTeX exports as into their others.
    """
    if listed := plain(fields.get("cited-references", "")):
        cited = [one.strip(" .") for one in _NEXT_CITED.split(listed)]
        return list(wos_fields.references(cited)), len(cited)
    parts = [one for part in plain(fields.get("references", "")).split(";") if (one := clean(part))]
    found = list(scopus_references.references(parts))
    return found, len(parts) if found else None


def _title(fields: Mapping[str, str]) -> str | None:
    title = clean(without_braces(fields.get("title", "")))
    subtitle = clean(without_braces(fields.get("subtitle", "")))
    if title is None or subtitle is None:
        return title
    return f"{title} {subtitle}" if title[-1] in ".:?!" else f"{title}: {subtitle}"


def _venue(fields: Mapping[str, str]) -> str | None:
    for key in ("journaltitle", "journal", "booktitle"):
        if name := plain(fields.get(key, "")):
            rest = plain(fields.get("booksubtitle", "")) if key == "booktitle" else ""
            return f"{name}: {rest}" if rest else name
    return None


def _language(fields: Mapping[str, str]) -> str | None:
    for key in ("langid", "language"):
        found = language_code(re.split(r"\s+and\s+", plain(fields.get(key, "")))[0])
        if found:
            return found
    return None


def _identifiers(fields: Mapping[str, str]) -> Iterator[Identifier]:
    yield from doi_in(fields.get("doi"))
    yield from of_address(fields.get("doi"))
    for key in ("url", "ee"):
        yield from of_address(_address(fields.get(key, "")))
    yield from _of_eprint(fields)
    yield from identifier(Scheme.PUBMED, fields.get("pmid"))
    yield from identifier(Scheme.PMC, fields.get("pmcid"))
    yield from identifier(Scheme.WOS, fields.get("unique-id"))
    for key in ("arxiv", "arxivid"):
        yield from identifier(Scheme.ARXIV, fields.get(key))
    for key in ("journal", "journaltitle", "note", "howpublished", "eid", "volume"):
        if found := _PREPRINT.fullmatch(without_braces(fields.get(key, "")[:TITLE_LIMIT])):
            yield from identifier(Scheme.ARXIV, found[1])
    yield from of_address(_address(fields.get("howpublished", "")))


def _address(text: str) -> str:
    found = _URL.search(text)
    return (found[1] if found else text).replace("\\", "").strip(" {}")


def _of_eprint(fields: Mapping[str, str]) -> Iterator[Identifier]:
    number = fields.get("eprint", "").strip(" {}")
    archive = next(
        (fields[key] for key in ("eprinttype", "archiveprefix", "archive") if fields.get(key)), None
    )
    if archive is None:
        # REVTeX writes arXiv ids without the archive's name.
        if _BARE_ARXIV.fullmatch(number) or number.lower().startswith("arxiv:"):
            yield from identifier(Scheme.ARXIV, number)
        else:
            yield from of_address(number)
        return
    scheme = _OF_ARCHIVE.get(archive.strip(" {}").lower())
    if scheme is not None:
        yield from identifier(scheme, number)
