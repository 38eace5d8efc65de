"""What somebody wants of a service: records by their identifiers, and what a search finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from citeweave_schema import Identifier, Scheme
from citeweave_schema.errors import IdentifierError, SourceError, UsageError
from citeweave_sources.live.service import Search, Service

__all__ = ["Wanted", "identifier", "read_filters", "read_identifiers", "told_apart"]

_IDS = 100_000
_BYTES = 16 * 1024 * 1024
_SPLIT = re.compile(r"(?P<prefix>[a-z][a-z0-9]{1,9}):(?!//)(?P<value>\S+)", re.IGNORECASE)
_SCHEMES = {
    "doi": Scheme.DOI,
    "arxiv": Scheme.ARXIV,
    "openalex": Scheme.OPENALEX,
    "s2": Scheme.S2,
    "corpusid": Scheme.S2,
    "acl": Scheme.ACL,
    "pubmed": Scheme.PUBMED,
    "pmid": Scheme.PUBMED,
    "pmc": Scheme.PMC,
    "pmcid": Scheme.PMC,
}
_ADDRESSES = (
    ("doi.org/", Scheme.DOI),
    ("arxiv.org/", Scheme.ARXIV),
    ("openalex.org/", Scheme.OPENALEX),
    ("semanticscholar.org/", Scheme.S2),
    ("aclanthology.org/", Scheme.ACL),
    ("pubmed.ncbi.nlm.nih.gov/", Scheme.PUBMED),
    ("ncbi.nlm.nih.gov/pmc/", Scheme.PMC),
    ("pmc.ncbi.nlm.nih.gov/", Scheme.PMC),
)
_BARE = (
    (re.compile(r"10\.\d{4,9}/\S+"), Scheme.DOI),
    (re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?"), Scheme.ARXIV),
    (re.compile(r"[wW]\d{4,12}"), Scheme.OPENALEX),
    (re.compile(r"[0-9a-f]{40}"), Scheme.S2),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted of a service.

    Attributes:
        ids: the identifiers of records.
        search: what to look for.
    """

    ids: tuple[Identifier, ...]
    search: Search

    def searches(self, service: Service) -> bool:
        """Tell whether anything is to be looked for.

        Raises:
            UsageError: nothing at all is wanted, or an identifier that the service cannot be
                asked for.
        """
        for one in self.ids:
            if one.scheme not in service.schemes:
                raise UsageError(
                    f"{service.title} cannot be asked for {one}; "
                    f"it takes {', '.join(scheme.value for scheme in service.schemes)}"
                )
        search = self.search
        if search.since and search.until and search.since > search.until:
            raise UsageError(f"--since {search.since} is after --until {search.until}")
        if search.words or search.filters or search.since or search.until:
            return True
        if self.ids:
            return False
        if not service.listing:
            raise UsageError(
                "nothing to fetch; give search words, --filter, --since or identifiers, "
                "such as doi:10.1000/182"
            )
        return True


def told_apart(arguments: Sequence[str]) -> tuple[list[Identifier], str]:
    """Tell the identifiers among arguments from the words of a query.

    Raises:
        UsageError: one begins like an identifier and is none.

    >>> told_apart(["graph", "networks", "arxiv:2005.11401v4"])[1]
    'graph networks'
    """
    ids, words = [], []
    for argument in arguments:
        text = argument.strip()
        try:
            one = identifier(text, bare=False)
        except IdentifierError as problem:
            raise UsageError(f"{argument!r}: {problem}") from problem
        if one is None:
            words.append(text)
        else:
            ids.append(one)
    return ids, " ".join(word for word in words if word)


def identifier(text: str, *, bare: bool) -> Identifier | None:
    """Give the identifier that a text is: with its prefix, as an address or, if `bare`, alone.

    None when it has the form of none.

    Raises:
        IdentifierError: it begins like one and is none.

    >>> str(identifier("https://doi.org/10.1000/182", bare=False))
    'doi:10.1000/182'
    >>> identifier("10.1000/182", bare=False) is None
    True
    """
    split = _SPLIT.fullmatch(text)
    if split:
        scheme = _SCHEMES.get(split["prefix"].lower())
        return Identifier.parse(scheme, split["value"]) if scheme else None
    if re.match(r"https?://\S+$", text):
        for part, scheme in _ADDRESSES:
            if part in text:
                return Identifier.parse(scheme, text)
    if bare:
        for form, scheme in _BARE:
            if form.fullmatch(text):
                return Identifier.parse(scheme, text)
    return None


def read_identifiers(path: Path) -> list[Identifier]:
    """Read identifiers from a file: one a line; empty lines and those after ``#`` are left out.

    Raises:
        SourceError: the file cannot be read, or is too long.
        UsageError: a line is no identifier; the message names it.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as problem:
        raise SourceError(f"{path} cannot be read: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise SourceError(f"{path} is not UTF-8; re-encode it first") from problem
    lines = text.splitlines()
    if len(raw) > _BYTES or len(lines) > _IDS:
        raise SourceError(f"{path} has more than {_IDS:,} lines; fetch them in parts")
    return list(dict.fromkeys(_identifiers(path, lines)))


def _identifiers(path: Path, lines: Iterable[str]) -> Iterable[Identifier]:
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            one = identifier(text, bare=True)
        except IdentifierError as problem:
            raise UsageError(f"{path}:{number}: {problem}") from problem
        if one is None:
            raise UsageError(
                f"{path}:{number}: {text[:100]!r} is no identifier; "
                "give one a line, such as doi:10.1000/182 or arxiv:2005.11401"
            )
        yield one


def read_filters(arguments: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read filters, each written ``name=value``.

    Raises:
        UsageError: one is not.

    >>> read_filters(["type=article"])
    (('type', 'article'),)
    """
    filters = []
    for argument in arguments:
        name, sign, value = argument.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"--filter {argument!r}: write NAME=VALUE, such as type=article")
        filters.append((name.strip(), value.strip()))
    return tuple(filters)
