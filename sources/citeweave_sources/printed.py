"""What sources print about a paper, turned into the values that its record holds.

A value that cannot be taken is left out: a paper with a misprinted DOI is still that paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from citeweave_schema import Identifier, Paper, PartialDate, Scheme
from citeweave_schema.errors import IdentifierError, RecordError
from citeweave_sources.latex import readable
from citeweave_sources.links import find_links

__all__ = [
    "authors_named_in",
    "completed",
    "date_from",
    "identifiers_from",
    "journal_named_in",
    "language_code",
    "month_number",
]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"(?<![a-z])({'|'.join(_MONTHS)})[a-z]*|^\s*(\d{{1,2}})\s*$", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{1,2}")
_AFTER_JOURNAL = re.compile(r"[,;:(]|\d++(?!st|nd|rd|th)")
_REFERENCE_LIMIT = 1_000
_BETWEEN_AUTHORS = re.compile(r"[,;]|\s(?:and|&)\s")
_SUFFIX = re.compile(r"(?:Jr|Sr|I{1,3}|IV)\.?")
_CODE = re.compile(r"[a-z]{2}")
# ISO 639-2, both of its codes where a language has two, to ISO 639-1.
_CODES = """
afr=af alb=sq amh=am ara=ar arm=hy hye=hy aze=az baq=eu eus=eu bel=be ben=bn bos=bs bul=bg
bur=my cat=ca ces=cs cze=cs chi=zh zho=zh cym=cy wel=cy dan=da deu=de ger=de dut=nl nld=nl
ell=el gre=el eng=en epo=eo est=et fas=fa per=fa fin=fi fra=fr fre=fr geo=ka kat=ka gla=gd
gle=ga glg=gl guj=gu heb=he hin=hi hrv=hr scr=hr hun=hu ice=is isl=is ind=id ita=it jpn=ja
kan=kn kaz=kk kin=rw kor=ko lat=la lav=lv lit=lt mac=mk mkd=mk mal=ml mao=mi mri=mi mar=mr
may=ms msa=ms mlt=mt mon=mn nep=ne nno=nn nob=nb nor=no pan=pa pol=pl por=pt pus=ps ron=ro
rum=ro rus=ru san=sa slk=sk slo=sk slv=sl som=so spa=es sqi=sq srp=sr scc=sr swa=sw swe=sv
tam=ta tel=te tha=th tib=bo bod=bo tur=tr ukr=uk urd=ur uzb=uz vie=vi yor=yo zul=zu
"""
_LANGUAGES = {pair[:3]: pair[4:] for pair in _CODES.split()}


def identifiers_from(found: Iterable[tuple[Scheme, str | None]]) -> tuple[Identifier, ...]:
    """Give the identifiers that texts are, each once; texts that are none are left out.

    >>> [str(one) for one in identifiers_from([("doi", "10.1000/Q"), ("arxiv", "n/a")])]
    ['doi:10.1000/q']
    """
    parsed: dict[Identifier, None] = {}
    for scheme, text in found:
        if text and text.strip():
            try:
                parsed[Identifier.parse(scheme, text)] = None
            except IdentifierError:
                continue
    return tuple(parsed)


def month_number(text: str | None) -> int | None:
    """Give the first month that a text names; None when it names none.

    >>> month_number("September 13-15"), month_number("1-3 Dec"), month_number("7")
    (9, 12, 7)
    >>> month_number("Spring") is None
    True
    """
    match = _MONTH.search(text or "")
    if match is None:
        return None
    if match[1]:
        return _MONTHS.index(match[1].lower()) + 1
    return int(match[2]) if 1 <= int(match[2]) <= 12 else None


def date_from(
    year: str | None, month: str | None = None, day: str | None = None, /
) -> PartialDate | None:
    """Give a date from its printed parts, as far as they are parts of a date; None without year.

    >>> str(date_from("2019", "Jul", "31")), str(date_from("2019", "Feb", "31"))
    ('2019-07-31', '2019-02')
    """
    stated = _YEAR.search(year or "")
    if stated is None:
        return None
    number = month_number(month)
    exact = _DAY.fullmatch((day or "").strip()) if number else None
    for parts in ((number, int(exact[0]) if exact else None), (number, None), (None, None)):
        try:
            return PartialDate(int(stated[0]), *parts)
        except RecordError:
            continue
    return None


def language_code(text: str | None) -> str | None:
    """Give the ISO 639-1 code of a language from that or its ISO 639-2 code; None when neither.

    >>> language_code("fre"), language_code("en-US"), language_code("und")
    ('fr', 'en', None)
    """
    code = (text or "").strip().lower()
    first = re.split(r"[-_]", code)[0]
    if _CODE.fullmatch(first):
        return first
    return _LANGUAGES.get(first)


def journal_named_in(reference: str) -> str | None:
    """Give the name that a reference to a journal begins with; None when there is none.

    >>> journal_named_in("Phys.Rev.D76:013009,2007"), journal_named_in("Proc. of the 5th X (2019)")
    ('Phys.Rev.D', 'Proc. of the 5th X')
    """
    reference = reference[:_REFERENCE_LIMIT]
    end = _AFTER_JOURNAL.search(reference, 3)
    name = reference[: end.start()] if end else reference
    name = name.strip(" .@-" if name.endswith((" .", "@", "-")) else " ")
    return name if len(name) > 2 else None


def authors_named_in(text: str) -> list[str]:
    r"""Give the names in a line of authors, without what stands in brackets after them.

    >>> authors_named_in("C. Bal\\'azs (1), E. L. Berger, Jr. and P. M. Nadolsky ((1) CERN)")
    ['C. Balázs', 'E. L. Berger Jr.', 'P. M. Nadolsky']
    """
    names: list[str] = []
    for part in _BETWEEN_AUTHORS.split(_without_brackets(text)):
        name = " ".join(part.split())
        if names and _SUFFIX.fullmatch(name):
            names[-1] += f" {name}"
        elif name and name != "et al.":
            names.append(readable(name) or name)
    return names


def _without_brackets(text: str) -> str:
    depth, kept = 0, []
    for character in text:
        depth += character == "("
        if depth == 0:
            kept.append(character)
        depth -= character == ")" and depth > 0
    return "".join(kept)


def completed(paper: Paper) -> Paper:
    """Give a paper with its LaTeX made readable and the links that its text has."""
    title, abstract = readable(paper.title), readable(paper.abstract)
    links = find_links(paper.title, paper.abstract)
    if title is None and abstract is None and not links:
        return paper
    return replace(
        paper,
        title_readable=title,
        abstract_readable=abstract,
        links=tuple(dict.fromkeys((*paper.links, *links))),
    )
