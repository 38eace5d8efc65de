r"""People in BibTeX: ``author = {Ludwig van Beethoven and Knuth, Donald E. and {ETH Z\"urich}}``.

bibtexparser parts the names; here they are put in the order in which they are spoken, their LaTeX
turned into text. What BibLaTeX adds is read as well: names by their parts (``family=Hasselt,
given=Nelly, prefix=van``) and annotations with ORCIDs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from citeweave_schema import AuthorName, Identifier, normal_person
from citeweave_schema.errors import RecordError
from citeweave_sources.drafts import AUTHORS_LIMIT, clean
from citeweave_sources.latex import readable
from citeweave_sources.stated_ids import orcid

__all__ = ["authors", "plain"]

_LONGEST_NAME = 1_000
_OTHERS = "others"
_PART = re.compile(r"\s*(given|family|prefix|suffix)\s*=\s*(.*)", re.IGNORECASE | re.DOTALL)
_ANNOTATED = re.compile(r"(\d{1,5})\s*=\s*\"?([^\";]{1,200})\"?")
_BRACES = re.compile(r"(?<!\\)[{}]")
_SPECIAL = re.compile(r"[\\{}~$`]|--")
_TIE = re.compile(r"(?<=\S)~(?=\S)")
_SPACED_ACCENT = re.compile(r"\\([\"'`^~=.])\s+(?=[A-Za-z])")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?\s*(?=\{)|(?:it|bf|em|sc|tt|rm|sf)\s+)")
_INTRICATE = re.compile(r"[{}\\]|\bet\.? al\b", re.IGNORECASE)
_ET_AL = re.compile(r",?\s*\bet\.? al\b\.?", re.IGNORECASE)
_GENERATION = re.compile(r"(?:jr|sr)\.?|[ivx]{2,4}", re.IGNORECASE)


def plain(text: str) -> str:
    r"""Give a text as people read it: LaTeX turned, braces taken off, ties and dashes set.

    >>> plain(r"{BERT}: {\"U}ber~{{LaTeX}} \& more")
    'BERT: Über LaTeX & more'
    """
    if not _SPECIAL.search(text):
        return " ".join(text.split())
    written = _SPACED_ACCENT.sub(r"\\\1", _ENVIRONMENT.sub("", text))
    turned = _BRACES.sub("", _COMMAND.sub("", readable(written) or written))
    turned = _TIE.sub(" ", turned).replace("\\ ", " ")
    turned = turned.replace("---", "\u2014").replace("--", "\u2013")
    return " ".join(turned.replace("\\{", "{").replace("\\}", "}").split())


def authors(fields: Mapping[str, str]) -> list[AuthorName]:
    """Give the authors of an entry by its fields; "and others" names nobody.

    Raises:
        RecordError: there are more than a record may have.

    >>> [one.name for one in authors({"author": "van Beethoven, Ludwig and {A and B} and others"})]
    ['Ludwig van Beethoven', 'A and B']
    """
    text = " ".join(fields.get("author", "").split())
    if not text:
        return []
    written = split_multiple_persons_names(text)
    if len(written) > AUTHORS_LIMIT:
        raise RecordError(f"it has {len(written):,} authors; at most {AUTHORS_LIMIT:,} are taken")
    by_place, by_name = _orcids(fields)
    found: list[AuthorName] = []
    for place, one in enumerate(written, 1):
        name = clean(_spoken(one))
        if name and name.casefold() != _OTHERS:
            known = by_place.get(place) or by_name.get(normal_person(name), ())
            found.append(AuthorName(name=name, identifiers=known))
    return found


def _spoken(written: str) -> str:
    if len(written) > _LONGEST_NAME:
        raise RecordError(
            f"an author's name has {len(written):,} characters; part the names with 'and'"
        )
    extended = _by_parts(written) if "=" in written else None
    if extended is not None:
        return plain(extended)
    if not _INTRICATE.search(written) and written.count(",") <= 1:
        last, _, first = written.partition(",")
        return plain(f"{first} {last}")
    parts = parse_single_name_into_parts(_ET_AL.sub("", written), strict=False)
    if parts.jr and _GENERATION.fullmatch(" ".join(parts.first)):
        # "Last, First, Jr.", as people write it, is "von Last, Jr, First" to BibTeX.
        parts.first, parts.jr = parts.jr, parts.first
    return plain(parts.merge_first_name_first)


def _by_parts(written: str) -> str | None:
    """Read BibLaTeX's extended form; None when the name has another."""
    parts: dict[str, str] = {}
    for piece in re.split(r",(?![^{}]*\})", written):
        found = _PART.fullmatch(piece)
        if found is None:
            return None
        parts[found[1].lower()] = found[2].strip().strip('"')
    order = ("given", "prefix", "family", "suffix")
    return " ".join(parts[name] for name in order if parts.get(name))


_ByPlace = dict[int, tuple[Identifier, ...]]
_ByName = dict[str, tuple[Identifier, ...]]


def _orcids(fields: Mapping[str, str]) -> tuple[_ByPlace, _ByName]:
    """Read annotations of BibLaTeX, by the author's number, and Web of Science's, by name."""
    by_place = {
        int(match[1]): found
        for match in _ANNOTATED.finditer(fields.get("author+an:orcid", ""))
        if (found := orcid(match[2]))
    }
    by_name: _ByName = {}
    for part in re.split(r"[;\n]", fields.get("orcid-numbers", "")):
        name, _, number = part.rpartition("/")
        if name and (found := orcid(number)):
            by_name[normal_person(plain(name))] = found
    return by_place, by_name
