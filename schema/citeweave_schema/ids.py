"""Identifiers that sources print, and the ids of nodes that follow from them."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from citeweave_schema.errors import IdentifierError
from citeweave_schema.kinds import NodeKind
from citeweave_schema.records import Printed

__all__ = [
    "PAPER_SCHEMES",
    "Identifier",
    "Scheme",
    "is_node_id",
    "kind_of_id",
    "node_id",
    "strongest",
]


class Scheme(StrEnum):
    """The identifier schemes, strongest first among those of one kind of node."""

    DOI = "doi"
    ARXIV = "arxiv"
    ACL = "acl"
    OPENALEX = "openalex"
    S2 = "s2"
    PUBMED = "pubmed"
    PMC = "pmc"
    WOS = "wos"
    SCOPUS = "scopus"
    LENS = "lens"
    DIMENSIONS = "dimensions"
    ORCID = "orcid"
    ACL_PERSON = "acl-person"
    ROR = "ror"
    ISSN = "issn"


PAPER_SCHEMES: frozenset[Scheme] = frozenset(
    {
        Scheme.DOI,
        Scheme.ARXIV,
        Scheme.ACL,
        Scheme.OPENALEX,
        Scheme.S2,
        Scheme.PUBMED,
        Scheme.PMC,
        Scheme.WOS,
        Scheme.SCOPUS,
        Scheme.LENS,
        Scheme.DIMENSIONS,
    }
)
"""The schemes that identify papers."""

_SCHEMES = {scheme.value: scheme for scheme in Scheme}
_RANK = {scheme: rank for rank, scheme in enumerate(Scheme)}

_PREFIX = {
    Scheme.DOI: re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE),
    Scheme.ARXIV: re.compile(
        r"^(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)", re.IGNORECASE
    ),
    Scheme.ACL: re.compile(r"^(?:https?://(?:www\.)?aclanthology\.org/|acl:\s*)", re.IGNORECASE),
    Scheme.OPENALEX: re.compile(r"^(?:https?://openalex\.org/|openalex:\s*)", re.IGNORECASE),
    Scheme.S2: re.compile(
        r"^(?:https?://(?:www\.)?semanticscholar\.org/paper/(?:[^/]+/)?|s2:\s*)", re.IGNORECASE
    ),
    Scheme.PUBMED: re.compile(
        r"^(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|(?:pubmed|pmid):\s*)", re.IGNORECASE
    ),
    Scheme.PMC: re.compile(
        r"^(?:https?://(?:www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/"
        r"|https?://pmc\.ncbi\.nlm\.nih\.gov/articles/|pmc:\s*|pmcid:\s*)",
        re.IGNORECASE,
    ),
    Scheme.WOS: re.compile(r"^(?:wos:\s*wos:|wos:\s*|isi:\s*)", re.IGNORECASE),
    Scheme.SCOPUS: re.compile(r"^(?:scopus:\s*|eid:\s*)", re.IGNORECASE),
    Scheme.LENS: re.compile(r"^(?:https?://(?:link|www)\.lens\.org/|lens:\s*)", re.IGNORECASE),
    Scheme.DIMENSIONS: re.compile(
        r"^(?:https?://app\.dimensions\.ai/details/publication/|dimensions:\s*)", re.IGNORECASE
    ),
    Scheme.ACL_PERSON: re.compile(
        r"^(?:https?://(?:www\.)?aclanthology\.org/people/(?:[a-z]/)?|acl-person:\s*)",
        re.IGNORECASE,
    ),
    Scheme.ORCID: re.compile(r"^(?:https?://orcid\.org/|orcid:\s*)", re.IGNORECASE),
    Scheme.ROR: re.compile(r"^(?:https?://ror\.org/|ror:\s*)", re.IGNORECASE),
    Scheme.ISSN: re.compile(
        r"^(?:https?://portal\.issn\.org/resource/ISSN/|issn:?\s*)", re.IGNORECASE
    ),
}

_SHAPE = {
    Scheme.DOI: re.compile(r"10\.\d{4,9}/\S+"),
    Scheme.ARXIV: re.compile(r"\d{4}\.\d{4,5}|[a-z\-]+(?:\.[a-z]{2})?/\d{7}"),
    Scheme.ACL: re.compile(r"[a-z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+"),
    Scheme.OPENALEX: re.compile(r"[waisvcptfk]\d{4,12}"),
    Scheme.S2: re.compile(r"[0-9a-f]{40}|\d{1,12}"),
    Scheme.PUBMED: re.compile(r"\d{1,9}"),
    Scheme.PMC: re.compile(r"pmc\d{1,9}"),
    Scheme.WOS: re.compile(r"[a-z0-9]{4,20}"),
    Scheme.SCOPUS: re.compile(r"2-s2\.0-\d{5,15}"),
    Scheme.LENS: re.compile(r"\d{3}-\d{3}-\d{3}-\d{3}-\d{2}[\dx]"),
    Scheme.DIMENSIONS: re.compile(r"pub\.\d{5,15}"),
    Scheme.ACL_PERSON: re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*"),
    Scheme.ORCID: re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dx]"),
    Scheme.ROR: re.compile(r"0[a-z0-9]{6}\d{2}"),
    Scheme.ISSN: re.compile(r"\d{4}-\d{3}[\dx]"),
}

_VERSION = re.compile(r"v\d+$")
_TAIL = re.compile(r"(?:\.pdf|/)$")


@functools.total_ordering
class Identifier(Printed):
    """An identifier of a paper, author, organisation or venue, in its scheme's normal form.

    Construct with `Identifier.parse`, which accepts the bare value, the usual prefix, or the
    address; versions of arXiv ids are dropped, values are lower case.

    >>> Identifier.parse("arxiv", "https://arxiv.org/abs/2005.11401v4")
    Identifier(scheme=<Scheme.ARXIV: 'arxiv'>, value='2005.11401')
    >>> str(Identifier.parse("doi", "doi:10.18653/V1/P19-1001"))
    'doi:10.18653/v1/p19-1001'
    """

    __slots__ = ("scheme", "value")

    scheme: Scheme
    value: str

    def __init__(self, scheme: Scheme, value: str) -> None:
        """Refuse a value that its scheme cannot have."""
        if not _SHAPE[scheme].fullmatch(value):
            raise IdentifierError(f"{value!r} is not a {scheme.value} identifier")
        object.__setattr__(self, "scheme", scheme)
        object.__setattr__(self, "value", value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Identifier):
            return NotImplemented
        return self is other or (self.value == other.value and self.scheme is other.scheme)

    def __lt__(self, other: Identifier) -> bool:
        return (self.scheme, self.value) < (other.scheme, other.value)

    def __hash__(self) -> int:
        return hash(self.value)

    def __reduce__(self) -> tuple[Callable[[str], Identifier], tuple[str]]:
        return _from_key, (str(self),)

    @classmethod
    def parse(cls, scheme: str, text: str) -> Identifier:
        """Read an identifier of a scheme.

        Raises:
            IdentifierError: the scheme is unknown, or the text does not have its shape.
        """
        try:
            known = Scheme(scheme)
        except ValueError:
            names = ", ".join(Scheme)
            raise IdentifierError(f"{scheme!r} is not a scheme; one of {names} is") from None
        value = _PREFIX[known].sub("", text.strip()).lower()
        if known in (Scheme.ARXIV, Scheme.ACL):
            value = _TAIL.sub("", value)
        if known is Scheme.ARXIV:
            value = _VERSION.sub("", value)
        return cls(known, value)

    @classmethod
    def from_key(cls, key: str) -> Identifier:
        """Read the form that `str` writes, ``scheme:value``.

        Raises:
            IdentifierError: the key has another form.
        """
        return _from_key(key)

    @property
    def rank(self) -> int:
        """The place of its scheme among all, the strongest being 0."""
        return _RANK[self.scheme]

    def __str__(self) -> str:
        return self.scheme + ":" + self.value


@functools.lru_cache(maxsize=50_000)
def _from_key(key: str) -> Identifier:
    scheme, _, value = key.partition(":")
    known = _SCHEMES.get(scheme)
    # What has its scheme's shape in lower case has no prefix, version or tail to take off.
    if known is not None and value == value.lower():
        with contextlib.suppress(IdentifierError):
            return Identifier(known, value)
    return Identifier.parse(scheme, value)


def strongest(identifiers: Iterable[Identifier]) -> Identifier | None:
    """Give the strongest identifier: by scheme in the order of `Scheme`, then by value.

    None when there is none.
    """
    return min(identifiers, key=lambda one: (_RANK[one.scheme], one.value), default=None)


_LETTER = {
    NodeKind.PAPER: "P",
    NodeKind.AUTHOR: "A",
    NodeKind.ORGANIZATION: "O",
    NodeKind.VENUE: "V",
    NodeKind.CONCEPT: "C",
    NodeKind.PERSON: "N",
}
_KIND_OF_LETTER = {letter: kind for kind, letter in _LETTER.items()}
_BASE_32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _BASE_32 for second in _BASE_32]
_SHIFTS = range(70, -1, -10)
"""Base 32 (RFC 4648, in lower case) of ten bytes, by two letters for each ten bits."""
_NODE_ID = re.compile(r"[PAOVCN][a-z2-7]{16}")


@functools.lru_cache(maxsize=50_000)
def node_id(kind: NodeKind, key: str) -> str:
    """Give the id of the node that a key identifies: the same on every machine and store.

    One letter for the kind and 80 bits of the key's SHA-256 in base 32. Treat it as opaque.

    >>> node_id(NodeKind.PAPER, "arxiv:2005.11401")
    'Pyodkxbxoa52r4u3f'
    """
    raw = hashlib.sha256(f"{kind.value}\0{key}".encode("utf-8", "surrogatepass")).digest()[:10]
    number = int.from_bytes(raw, "big")
    return _LETTER[kind] + "".join(_PAIRS[number >> shift & 1023] for shift in _SHIFTS)


def is_node_id(text: str) -> bool:
    """Tell whether a text has the shape of a node id."""
    return _NODE_ID.fullmatch(text) is not None


def kind_of_id(text: str) -> NodeKind:
    """Give the kind of node that an id names.

    Raises:
        IdentifierError: the text is no node id.
    """
    kind = _kind_of_id(text)
    if kind is None:
        raise IdentifierError(f"{text!r} is not a node id")
    return kind


@functools.lru_cache(maxsize=50_000)
def _kind_of_id(text: str) -> NodeKind | None:
    return _KIND_OF_LETTER[text[0]] if is_node_id(text) else None
