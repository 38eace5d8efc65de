"""Statements for the questions of more than one look-up: what is shared, reached, searched."""

from __future__ import annotations

from collections.abc import Sequence

from citeweave_graph.answers import SharingQuestion
from citeweave_graph.hops import ABOUT, DEFAULT_ROLES, Hop
from citeweave_graph.neo4j.conditions import (
    Parameters,
    beyond,
    hop_condition,
    hop_pattern,
    types,
)
from citeweave_graph.neo4j.statements import HOME_OF_EACH
from citeweave_graph.neo4j.texts import text
from citeweave_graph.neo4j.windowed import Statement
from citeweave_graph.windows import Window
from citeweave_schema.kinds import ConceptKind, EntityType, Role, edge_kind

__all__ = ["filled", "sharing_statement", "together_statement", "window_parts"]


def window_parts(
    found: str | None, keys: Sequence[str], window: Window, parameters: Parameters
) -> dict[str, str]:
    """Give the parts of a statement that cut a window out of what was found.

    Args:
        found: name of the list of it; None where BELOW and ABOVE are asked of each row.
        keys: the place of `one` of the list; `k0`, `k1` and so on where the window is cut.
        window: which part is wanted.
        parameters: of the statement.
    """
    inside, below, above = [], "false", "false"
    names = [f"k{place}" for place in range(len(keys))]
    for bound, sign in ((window.after, ">"), (window.before, "<")):
        if bound is None:
            continue
        limits = [parameters.add(part) for part in bound]
        inside.append(beyond(names, sign, limits))
        lies = f"NOT ({beyond(keys, sign, limits)})"
        if found is not None:
            lies = f"any(one IN {found} WHERE {lies})"
        below, above = (lies, above) if sign == ">" else (below, lies)
    return {
        "INSIDE": " AND ".join(inside) or "true",
        "BELOW": below,
        "ABOVE": above,
        "WAY": " DESC" if window.backward else "",
        "LIMIT_SIZE": parameters.add(window.size + 1),
    }


def filled(name: str, parts: dict[str, str]) -> str:
    """Put parts, which are constants, into the places that a statement in a file leaves open."""
    statement = text(name)
    for mark, part in parts.items():
        statement = statement.replace(mark, part)
    return statement


def together_statement(ids: Sequence[str], first: Hop, second: Hop, window: Window) -> Statement:
    """Give the statement for what is reached from each id over two hops, by middle nodes."""
    parameters = Parameters()
    parts = {
        "HOME_OF_EACH": HOME_OF_EACH,
        "(home)-[a]-(middle)": hop_pattern(first, "home", "a", "middle"),
        "(middle)-[b]-(far)": hop_pattern(second, "middle", "b", "far"),
        "FIRST": hop_condition(first, parameters, "home", "a", "middle"),
        "SECOND": hop_condition(second, parameters, "middle", "b", "far"),
        **window_parts("found", ("one[0]", "one[1]"), window, parameters),
    }
    return Statement(filled("together", parts), {**parameters.values, "ids": list(ids)})


# Sharing


_Roles = dict[ConceptKind, frozenset[Role]]


def _roles(question: SharingQuestion, chosen: frozenset[Role] | None) -> _Roles:
    return {kind: chosen or DEFAULT_ROLES[kind] for kind in question.kinds}


def _types(roles: _Roles) -> str:
    """Give the types that edges to concepts have in their roles."""
    kinds = {edge_kind(EntityType(kind), role) for kind, some in roles.items() for role in some}
    return types(kinds or ABOUT)


def _in_roles(edge: str, roles: _Roles, which: str) -> str:
    """Give the condition on roles, which types say already of all but metrics."""
    if len(roles) == 1 and ConceptKind.METRIC not in roles:
        return "true"
    return f"{edge}.role IN ${which}[concept.concept_kind]"


def sharing_statement(paper: str, question: SharingQuestion, window: Window) -> Statement:
    """Give the statement for the papers that share concepts with a paper."""
    parameters = Parameters()
    ours, theirs = _roles(question, question.roles), _roles(question, question.their_roles)
    fits = [_in_roles("theirs", theirs, "theirs")]
    if question.min_confidence > 0:
        fits.append("theirs.confidence >= $least")
    if question.years.first is not None:
        fits.append(f"other.year >= {parameters.add(question.years.first)}")
    if question.years.last is not None:
        fits.append(f"other.year <= {parameters.add(question.years.last)}")
    if question.venue is not None:
        fits.append(f"other.venue = {parameters.add(question.venue)}")
    parts = {
        "OURS": _types(ours),
        "THEIRS": _types(theirs),
        "CHOSEN": _in_roles("mine", ours, "ours"),
        "FITS": " AND ".join(fits),
        **window_parts("found", ("one[0]", "one[1]"), window, parameters),
    }
    given = {
        "id": paper,
        "kinds": sorted(question.kinds),
        "ours": {kind.value: sorted(some) for kind, some in ours.items()},
        "theirs": {kind.value: sorted(some) for kind, some in theirs.items()},
        "least": question.min_confidence,
    }
    return Statement(filled("sharing", parts), {**parameters.values, **given})
