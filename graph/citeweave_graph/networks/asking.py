"""Which network is wanted, how it is counted, and what of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citeweave_graph.hops import DEFAULT_ROLES, Years
from citeweave_schema.errors import UsageError
from citeweave_schema.kinds import ConceptKind, Role

__all__ = [
    "MOST_LINKS",
    "Attribute",
    "Counting",
    "NetworkKind",
    "NetworkQuestion",
    "Normalisation",
    "described_years",
]

Attribute = str | int | float | bool
"""What the attributes of a network are: never None, so that every file format takes them."""

MOST_LINKS = 10_000_000
"""A network with more links than this is refused unless asked for: it takes some 5 GB."""


class NetworkKind(StrEnum):
    """What the nodes of a network are, and what a link between two of them means."""

    CITATION = "citation"
    """From a paper to each paper that it cites."""
    CO_CITATION = "co-citation"
    """Papers that the same papers cite (Small 1973)."""
    COUPLING = "coupling"
    """Papers that cite the same papers (Kessler 1963)."""
    SHARED_CONCEPTS = "shared-concepts"
    """Papers that have the same concepts."""
    CO_AUTHORSHIP = "co-authorship"
    """Authors who wrote papers together."""
    ORGANISATIONS = "organisations"
    """Organisations whose members wrote papers together."""
    CO_USE = "co-use"
    """Concepts that the same papers have."""
    PAPER_CONCEPT = "paper-concept"
    """From papers to the concepts that they have: two kinds of nodes."""
    AUTHOR_CONCEPT = "author-concept"
    """From authors to the concepts of their papers: two kinds of nodes."""


class Counting(StrEnum):
    """What one act counts that makes several links (Perianes-Rodriguez, Waltman, van Eck 2016)."""

    FULL = "full"
    """One for each link: a paper of fifty authors makes 1,225 links of weight one."""
    FRACTIONAL = "fractional"
    """One in all: each of fifty authors has one paper to share among the forty-nine others."""


class Normalisation(StrEnum):
    """How a weight c is related to how often both ends occur, s and t.

    The measures that van Eck and Waltman (2009) compare.
    """

    NONE = "none"
    """c itself."""
    ASSOCIATION = "association"
    """c / (s t): proportional to observed over expected; what they recommend."""
    SALTON = "salton"
    """c / sqrt(s t), the cosine."""
    JACCARD = "jaccard"
    """c / (s + t - c)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkQuestion:
    """What of the graph goes into a network, how it is counted, and what is kept.

    Attributes:
        counting: what an act with several links counts.
        normalisation: how weights are related to occurrences; of networks in which nodes of one
            kind meet in something, that is all but citation and the two-mode ones.
        min_weight: least weight of a link, after counting and normalisation.
        min_count: least number of papers (or concepts) that a link stands on.
        most_nodes: only so many nodes, those that occur most, ties by id; None for all. In a
            network with two kinds of nodes, so many of each.
        years: of the papers that say so: those that cite, that were written, that have concepts.
        kinds: of concepts, where concepts take part.
        roles: of papers towards concepts; None for the default roles of each kind.
        min_confidence: least confidence of extracted edges, 0 to 1.
        named: whether organisations that texts merely name count as taking part in a paper, as
            those do that authors give as theirs.
        most_links: a network with more links than this is refused.

    Raises:
        UsageError: a number out of its range, or no kind of concepts.
    """

    counting: Counting = Counting.FULL
    normalisation: Normalisation = Normalisation.NONE
    min_weight: float = 0.0
    min_count: int = 1
    most_nodes: int | None = None
    years: Years = Years()  # noqa: RUF009  # frozen
    kinds: frozenset[ConceptKind] = frozenset({ConceptKind.METHOD})
    roles: frozenset[Role] | None = None
    min_confidence: float = 0.0
    named: bool = False
    most_links: int = MOST_LINKS

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(f"min_confidence is {self.min_confidence}; give 0 to 1")
        if not self.min_weight >= 0:
            raise UsageError(f"min_weight is {self.min_weight}; give 0 or more")
        if self.min_count < 1:
            raise UsageError(f"min_count is {self.min_count}; give 1 or more")
        if self.most_links < 1:
            raise UsageError(f"most_links is {self.most_links}; give 1 or more")
        if self.most_nodes is not None and self.most_nodes < 1:
            raise UsageError(f"most_nodes is {self.most_nodes}; give 1 or more")
        if not self.kinds:
            raise UsageError("kinds is empty; name at least one kind of concepts")

    def takes(self, kind: ConceptKind, role: str | None, confidence: int | None) -> bool:
        """Say whether an edge to a concept of a kind counts; confidence is in thousandths."""
        if kind not in self.kinds or role is None:
            return False
        roles = DEFAULT_ROLES[kind] if self.roles is None else self.roles
        return Role(role) in roles and (confidence or 0) >= round(1000 * self.min_confidence)

    def described(self) -> dict[str, Attribute]:
        """Give the parameters as plain values, as networks and results carry them.

        >>> NetworkQuestion(years=Years(first=2015)).described()["years"]
        '2015-'
        """
        return {
            "counting": self.counting.value,
            "normalisation": self.normalisation.value,
            "min_weight": self.min_weight,
            "min_count": self.min_count,
            "most_nodes": self.most_nodes or "all",
            "years": described_years(self.years),
            "kinds": " ".join(sorted(self.kinds)),
            "roles": "default" if self.roles is None else " ".join(sorted(self.roles)),
            "min_confidence": self.min_confidence,
            "named": self.named,
        }


def described_years(years: Years) -> str:
    """Give a range of years as text.

    >>> described_years(Years()), described_years(Years(first=2010, last=2020))
    ('all', '2010-2020')
    """
    if years.everything:
        return "all"
    return f"{years.first or ''}-{years.last or ''}"
