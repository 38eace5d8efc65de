"""A literature in which attention gives way to transformers in translation.

Each year has eight papers on translation and four on question answering. In translation, six of
eight use attention up to 2016, then ever fewer; transformers take their place. In question
answering, retrieval augmented generation appears in 2018, beside ImageNet everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from citeweave_schema import Identifier, Paper, PartialDate, Reference

__all__ = ["FIRST", "LAST", "STORY"]

FIRST, LAST = 2014, 2021
_ATTENTION = (6, 6, 6, 4, 2, 1, 0, 0)
_TRANSFORMER = (0, 0, 0, 3, 5, 6, 8, 8)
_RAG = (0, 0, 0, 0, 2, 4, 4, 4)


def _papers() -> Iterator[Paper]:
    for place, year in enumerate(range(FIRST, LAST + 1)):
        for number in range(8):
            said = ["We address translation."]
            if number < _ATTENTION[place]:
                said.append("We use attention.")
            if number >= 8 - _TRANSFORMER[place]:
                said.append("We use a transformer.")
            yield _paper(f"translation{year}n{number}", year, said, f"translation{year - 1}n")
        for number in range(4):
            said = ["We address question answering.", "We use ImageNet."]
            if number < _RAG[place]:
                said.append("We use retrieval augmented generation.")
            yield _paper(f"answering{year}n{number}", year, said, f"answering{year - 1}n")
    said = ["We address translation.", "We address question answering.", "We use attention."]
    yield _paper("bridge", LAST, [*said, "We use ImageNet."], f"translation{LAST}n")


def _paper(name: str, year: int, said: list[str], before: str) -> Paper:
    cited = (f"{before}{number}" for number in range(2))
    return Paper(
        title=f"On {name}",
        abstract=" ".join(said),
        identifiers=(Identifier.parse("doi", f"10.1000/{name}"),),
        date=PartialDate(year),
        references=tuple(
            Reference(identifiers=(Identifier.parse("doi", f"10.1000/{one}"),))
            for one in cited
            if str(FIRST - 1) not in one
        ),
    )


STORY = tuple(_papers())
