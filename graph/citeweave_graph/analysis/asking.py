"""Which uses of concepts an analysis looks at."""

from __future__ import annotations

from dataclasses import dataclass

from citeweave_graph.hops import Years
from citeweave_graph.networks.asking import Attribute, NetworkQuestion, described_years
from citeweave_schema.kinds import ConceptKind, Role

__all__ = ["ConceptQuestion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptQuestion:
    """Which concepts count, of which papers.

    Attributes:
        kinds: kinds of concepts.
        roles: of papers towards them; None for the default roles of each kind.
        min_confidence: least confidence of the edges, 0 to 1.
        years: of the papers.

    Raises:
        UsageError: a confidence out of its range, or no kind.
    """

    kinds: frozenset[ConceptKind] = frozenset({ConceptKind.METHOD})
    roles: frozenset[Role] | None = None
    min_confidence: float = 0.0
    years: Years = Years()  # noqa: RUF009  # frozen

    def __post_init__(self) -> None:
        """Refuse what cannot be asked."""
        self.uses()

    def uses(self) -> NetworkQuestion:
        """Give the same as networks ask it."""
        return NetworkQuestion(
            kinds=self.kinds,
            roles=self.roles,
            min_confidence=self.min_confidence,
            years=self.years,
        )

    def described(self) -> dict[str, Attribute]:
        """Give the parameters as plain values.

        >>> ConceptQuestion().described()["kinds"]
        'METHOD'
        """
        return {
            "kinds": " ".join(sorted(self.kinds)),
            "roles": "default" if self.roles is None else " ".join(sorted(self.roles)),
            "min_confidence": self.min_confidence,
            "years": described_years(self.years),
        }
