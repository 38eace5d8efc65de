"""A small literature whose networks can be drawn on paper.

| paper | year | authors | organisations | cites | has |
|---|---|---|---|---|---|
| one | 2018 | Ada, Wei | Delft, Oslo | | uses attention, addresses question answering |
| two | 2019 | Ada, Wei, Jun | Delft, Oslo, Kyoto | one | uses attention, transformer |
| three | 2020 | Jun | Kyoto | one, two | uses transformer, ImageNet; mentions RAG |
| four | 2021 | Ada | Delft | one, two | uses attention |
"""

from __future__ import annotations

from citeweave_schema import Affiliation, AuthorName, Identifier, Paper, PartialDate, Reference

__all__ = ["LITERATURE"]


def _author(name: str, orcid: str, place: str, ror: str) -> AuthorName:
    return AuthorName(
        name=name,
        identifiers=(Identifier.parse("orcid", orcid),),
        affiliations=(Affiliation(name=place, identifiers=(Identifier.parse("ror", ror),)),),
    )


_ADA = _author("Ada Lovelace", "0000-0001-0000-0001", "TU Delft", "02e2c7k09")
_WEI = _author("Wei Wang", "0000-0002-1825-0097", "University of Oslo", "01xtthb56")
_JUN = _author("Jun Li", "0000-0001-5109-3700", "Kyoto University", "02kpeqv85")


def _paper(
    name: str, year: int, authors: tuple[AuthorName, ...], cites: tuple[str, ...], text: str
) -> Paper:
    return Paper(
        title=f"Paper {name}",
        abstract=text,
        identifiers=(Identifier.parse("doi", f"10.1000/{name}"),),
        date=PartialDate(year),
        authors=authors,
        references=tuple(
            Reference(identifiers=(Identifier.parse("doi", f"10.1000/{one}"),)) for one in cites
        ),
    )


LITERATURE = (
    _paper("one", 2018, (_ADA, _WEI), (), "We use attention. We address question answering (QA)."),
    _paper("two", 2019, (_ADA, _WEI, _JUN), ("one",), "We use attention and a transformer."),
    _paper(
        "three",
        2020,
        (_JUN,),
        ("one", "two"),
        "We use a transformer. We use ImageNet. RAG is old.",
    ),
    _paper("four", 2021, (_ADA,), ("one", "two"), "We use attention."),
)
