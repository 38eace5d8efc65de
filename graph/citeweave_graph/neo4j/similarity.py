"""Similar papers on a server: it adds up what papers have in common, part by part."""

from __future__ import annotations

from collections.abc import Sequence

from citeweave_graph import comparing, questions
from citeweave_graph.comparing import Concepts, Measures
from citeweave_graph.hops import DEFAULT_ROLES, Hop
from citeweave_graph.neo4j.asking import Asking
from citeweave_graph.neo4j.compound import filled
from citeweave_graph.neo4j.conditions import Parameters, hop_pattern, types
from citeweave_graph.neo4j.windowed import Statement
from citeweave_graph.similarity import (
    CONCEPT_PARTS,
    NAMED,
    Similar,
    SimilarityKind,
    SimilarityQuestion,
    cosine,
    fraction,
)
from citeweave_graph.windows import Page, Window
from citeweave_schema.kinds import EntityType, edge_kind
from citeweave_schema.nodes import PaperNode

__all__ = ["Comparing", "connections_statement", "totals_statement"]


class Comparing(Asking):
    """A view that compares papers on the server."""

    def similar(
        self, paper: str, question: SimilarityQuestion, window: Window
    ) -> tuple[Page[Similar], int]:
        """See `View.similar`."""
        here = questions.paper_home(self, paper)
        weights = question.weights
        concepts = comparing.concepts_of(self, here, weights)
        measures = self._measures(here, question, concepts)
        if SimilarityKind.TEXT in weights.chosen:
            measures.add(SimilarityKind.TEXT, self._fitting(here, question))
        page = measures.page(weights, window)

        def connected(
            some: Sequence[str], out: Hop, back: Hop
        ) -> list[tuple[int, tuple[str, ...]]]:
            rows = self._asked(connections_statement(here, some, out, back))
            return [(row["count"], tuple(row["first"])) for row in rows]

        items = comparing.explained(self, page.items, weights, concepts, connected)
        return comparing.paged(page, items), len(measures.values)

    def _measures(self, here: str, question: SimilarityQuestion, concepts: Concepts) -> Measures:
        record = self._asked(totals_statement(here, question, concepts))[0]
        measures = Measures()
        for kind, of in CONCEPT_PARTS.items():
            whole = concepts.total(of)
            some = {one: weight for one, other, weight in record["concepts"] if other == of}
            measures.add(kind, {one: fraction(weight, whole) for one, weight in some.items()})
        for kind, rows, own in (
            (SimilarityKind.CO_CITATION, record["co_cited"], record["citations"]),
            (SimilarityKind.COUPLING, record["coupled"], record["references"]),
        ):
            measures.add(kind, {one: cosine(both, own, other) for one, both, other in rows})
        return measures

    def _fitting(self, here: str, question: SimilarityQuestion) -> dict[str, int]:
        """Give how well the texts of those papers fit that the question is about."""
        found = comparing.texts(self, here)
        nodes = zip(found, self.nodes(list(found)), strict=True)
        return {
            one: found[one]
            for one, node in nodes
            if one != here and isinstance(node, PaperNode) and comparing.fits(node, question)
        }


def totals_statement(here: str, question: SimilarityQuestion, concepts: Concepts) -> Statement:
    """Give the statement that adds up what other papers have in common with one."""
    parameters = Parameters()
    fits = []
    if question.years.first is not None:
        fits.append(f"other.year >= {parameters.add(question.years.first)}")
    if question.years.last is not None:
        fits.append(f"other.year <= {parameters.add(question.years.last)}")
    if question.venue is not None:
        fits.append(f"other.venue = {parameters.add(question.venue)}")
    roles = {kind: DEFAULT_ROLES[kind] for kind in CONCEPT_PARTS.values()}
    kinds = {edge_kind(EntityType(kind), role) for kind, some in roles.items() for role in some}
    parts = {"ROLES": types(kinds), "FITS": " AND ".join(fits) or "true"}
    given = {
        "id": here,
        "weights": dict(concepts.weights),
        "roles": {kind.value: sorted(some) for kind, some in roles.items()},
        "co_citation": SimilarityKind.CO_CITATION in question.weights.chosen,
        "coupling": SimilarityKind.COUPLING in question.weights.chosen,
    }
    return Statement(filled("similarity", parts), {**parameters.values, **given})


def connections_statement(here: str, papers: Sequence[str], out: Hop, back: Hop) -> Statement:
    """Give the statement for the papers that connect some papers with one."""
    parts = {
        "(home)-[a]-(middle)": hop_pattern(out, "home", "a", "middle"),
        "(middle)-[b]-(other)": hop_pattern(back, "middle", "b", "other"),
    }
    return Statement(filled("connections", parts), {"id": here, "ids": list(papers), "most": NAMED})
