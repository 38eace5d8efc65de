"""Identifiers in the fields of exports: those that parse, wherever they stand.

A field says what its content should be, and often it is something else: a DOI in the address,
a PubMed id with ``[pmid]`` behind it, two ISSNs with words between them. What has no shape of
an identifier is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, unquote, urlsplit

from citeweave_schema import Identifier, Scheme
from citeweave_schema.errors import IdentifierError

__all__ = ["doi_in", "eid_in", "identifier", "issns", "of_address", "orcid", "unique"]

_LONGEST = 2_000
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>{}\\|\[\]]+")
_ISSN = re.compile(r"(?<![\w-])(\d{4})-?(\d{3}[\dXx])(?![\w-])")
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])(?!\d)")
_EID = re.compile(r"2-s2\.0-\d{5,15}", re.IGNORECASE)
_PAGES = (
    (re.compile(r"(?:www\.)?arxiv\.org/(?:abs|pdf|html)/(.+)"), Scheme.ARXIV),
    (re.compile(r"(?:www\.)?aclanthology\.org/([^/]+)/?"), Scheme.ACL),
    (re.compile(r"(?:www\.)?aclweb\.org/anthology/([^/]+)/?"), Scheme.ACL),
    (re.compile(r"(?:api\.)?openalex\.org/(?:works/)?(w\d+)"), Scheme.OPENALEX),
    (re.compile(r"(?:www\.)?semanticscholar\.org/paper/(?:[^/]+/)?([0-9a-f]{40})"), Scheme.S2),
    (re.compile(r"pubmed\.ncbi\.nlm\.nih\.gov/(\d+)/?"), Scheme.PUBMED),
    (re.compile(r"(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/(\d+)/?"), Scheme.PUBMED),
    (re.compile(r"(?:www\.|pmc\.)?ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/(pmc\d+)/?"), Scheme.PMC),
    (
        re.compile(r"(?:(?:link|www)\.)?lens\.org/(?:lens/scholar/article/)?([\dx-]+)(?:/.*)?"),
        Scheme.LENS,
    ),
    (re.compile(r"app\.dimensions\.ai/details/publication/(pub\.\d+)"), Scheme.DIMENSIONS),
)
"""Where the pages of papers are; only a page's whole address tells which paper it is."""


def identifier(scheme: Scheme, text: str | None) -> tuple[Identifier, ...]:
    """Give the identifier that a text is, as a tuple of one; none when it is not of the scheme.

    >>> [str(one) for one in identifier(Scheme.PUBMED, "PMID: 12653513")]
    ['pubmed:12653513']
    >>> identifier(Scheme.PMC, "no id")
    ()
    """
    if not text or len(text) > _LONGEST:
        return ()
    try:
        return (Identifier.parse(scheme, text),)
    except IdentifierError:
        return ()


def doi_in(text: str | None) -> tuple[Identifier, ...]:
    r"""Give the DOI that a text is or holds; LaTeX's escapes are taken off.

    >>> [str(one) for one in doi_in(r"doi:10.1007/978-3-030-01234-2\_1")]
    ['doi:10.1007/978-3-030-01234-2_1']
    >>> [str(one) for one in doi_in("https://doi.org/10.1002%2Fjcc.20289.")]
    ['doi:10.1002/jcc.20289']
    """
    if not text or len(text) > _LONGEST:
        return ()
    plain = re.sub(r"\\([_%&#])", r"\1", text)
    if "%2f" in plain.lower():
        plain = unquote(plain)
    found = _DOI.search(plain)
    return identifier(Scheme.DOI, _without_tail(found[0])) if found else ()


def _without_tail(doi: str) -> str:
    while doi and (doi[-1] in ".,;:!?*'" or (doi[-1] == ")" and doi.count(")") > doi.count("("))):
        doi = doi[:-1]
    return doi


def of_address(text: str | None) -> tuple[Identifier, ...]:
    """Give the identifier of the paper whose page an address is.

    >>> [str(one) for one in of_address("http://www.ncbi.nlm.nih.gov/pubmed/12653513")]
    ['pubmed:12653513']
    >>> [str(one) for one in of_address("https://www.scopus.com/record.uri?eid=2-s2.0-27344436659")]
    ['scopus:2-s2.0-27344436659']
    >>> of_address("https://example.org/10")
    ()
    """
    address = (text or "").strip()
    if not address or len(address) > _LONGEST:
        return ()
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").lower()
        query = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return ()
    if host.endswith("doi.org"):
        return doi_in(unquote(parts.path))
    if host.endswith("scopus.com"):
        return eid_in(" ".join(query.get("eid", ())))
    page = f"{host}{parts.path}".lower()
    for form, scheme in _PAGES:
        found = form.fullmatch(page)
        if found:
            return identifier(scheme, found[1])
    return _doi_of_publisher(unquote(parts.path))


def eid_in(text: str | None) -> tuple[Identifier, ...]:
    """Give the Scopus identifier that a text holds."""
    found = _EID.search((text or "")[:_LONGEST])
    return identifier(Scheme.SCOPUS, found[0]) if found else ()


def _doi_of_publisher(path: str) -> tuple[Identifier, ...]:
    """Read ``/doi/abs/10.1145/12.34``; what stands behind a DOI elsewhere may not belong to it."""
    found = re.fullmatch(
        r"/(?:doi|article|chapter|book)/(?:abs/|full/|pdf/|epdf/)?(10\.\d{4,9}/[^/]+)/?", path
    )
    return identifier(Scheme.DOI, found[1]) if found else ()


def issns(text: str | None) -> tuple[Identifier, ...]:
    """Give the ISSNs in a text; numbers of books and those with a wrong check digit are left out.

    >>> [str(one) for one in issns("0955-2359 (Print), 15372197")]
    ['issn:0955-2359', 'issn:1537-2197']
    """
    found = (f"{match[1]}-{match[2].upper()}" for match in _ISSN.finditer((text or "")[:_LONGEST]))
    good = (one for one in found if _checked(one))
    return unique(each for one in good for each in identifier(Scheme.ISSN, one))


def _checked(issn: str) -> bool:
    """Check the last digit, as ISO 3297 has it: the weighted sum is a multiple of 11."""
    digits = issn.replace("-", "")
    total = sum((8 - place) * int(digit) for place, digit in enumerate(digits[:7]))
    return (total + (10 if digits[7] == "X" else int(digits[7]))) % 11 == 0


def orcid(text: str | None) -> tuple[Identifier, ...]:
    """Give the ORCID that a text holds, with or without hyphens.

    >>> [str(one) for one in orcid("ORCID: http://orcid.org/0000000247514637")]
    ['orcid:0000-0002-4751-4637']
    """
    found = _ORCID.search((text or "")[:_LONGEST])
    return identifier(Scheme.ORCID, "-".join(found.groups())) if found else ()


def unique(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Give identifiers each once, in their order."""
    return tuple(dict.fromkeys(identifiers))
