"""From what clients write to the filters that stores understand; nothing is filtered here."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from citeweave.server.failures import Code, RefusedError
from citeweave.server.types.walking import (
    AFFILIATED,
    AFFILIATIONS,
    AUTHORED,
    NAMED_IN,
    ORGANIZATIONS_NAMED,
    PAPERS_THERE,
    PEOPLE_NAMED,
    about,
)
from citeweave_graph import (
    AUTHORS,
    CITATIONS,
    REFERENCES,
    AllOf,
    AnyOf,
    Direction,
    Filter,
    Hop,
    Linked,
    Not,
    Operator,
    Quantifier,
    Test,
)
from citeweave_schema import ConceptKind

__all__ = ["MOST_TESTS", "MOST_VALUES", "compiled"]

MOST_TESTS = 100
"""The most comparisons of one filter."""
MOST_VALUES = 200
"""The most values of one `in`."""
_DEEPEST = 10

_HOPS: Mapping[str, Hop] = {
    "methods": about([ConceptKind.METHOD]),
    "datasets": about([ConceptKind.DATASET]),
    "tasks": about([ConceptKind.TASK]),
    "metrics": about([ConceptKind.METRIC]),
    "authors": AUTHORS,
    "organizations": ORGANIZATIONS_NAMED,
    "people": PEOPLE_NAMED,
    "references": REFERENCES,
    "citations": CITATIONS,
    "papers": about(None, direction=Direction.IN),
    "authored": AUTHORED,
    "affiliations": AFFILIATIONS,
    "named_in": NAMED_IN,
    "affiliated": AFFILIATED,
    "papers_there": PAPERS_THERE,
}
"""The hop behind each field of a filter that speaks about linked nodes."""

_FIELDS = {"kind": "concept_kind"}
"""Fields of filters whose name in the store is another."""

_OPERATORS = {
    "eq": Operator.EQ,
    "in_": Operator.IN,
    "gte": Operator.GTE,
    "lte": Operator.LTE,
    "contains": Operator.CONTAINS,
    "is_null": Operator.IS_NULL,
}


def compiled(where: object) -> Filter | None:
    """Give a filter as stores understand it; None when none was given.

    Raises:
        RefusedError: BAD_INPUT for one too large, too deep or with a list too long.
    """
    if where is None:
        return None
    return _Compiler().all_of(where, 1)


class _Compiler:
    """Compiles one filter, counting its comparisons."""

    def __init__(self) -> None:
        self._tests = 0

    def all_of(self, where: object, depth: int) -> Filter:
        if depth > _DEEPEST:
            raise RefusedError(Code.BAD_INPUT, f"a filter nests at most {_DEEPEST} deep")
        parts = [part for name, value in _given(where) for part in self._part(name, value, depth)]
        return parts[0] if len(parts) == 1 else AllOf(parts=tuple(parts))

    def _part(self, name: str, value: Any, depth: int) -> Iterator[Filter]:  # noqa: ANN401  # any input
        if name == "and_":
            yield AllOf(parts=tuple(self.all_of(one, depth + 1) for one in value))
        elif name == "or_":
            yield AnyOf(parts=tuple(self.all_of(one, depth + 1) for one in value))
        elif name == "not_":
            yield Not(part=self.all_of(value, depth + 1))
        elif name in _HOPS:
            for quantifier, inner in _given(value):
                yield Linked(
                    hop=_HOPS[name],
                    quantifier=Quantifier(quantifier),
                    where=self.all_of(inner, depth + 1),
                )
        elif isinstance(value, bool):
            yield self._test(name, Operator.EQ, value)
        else:
            for operator, operand in _given(value):
                yield self._test(name, _OPERATORS[operator], operand)

    def _test(self, name: str, operator: Operator, operand: Any) -> Test:  # noqa: ANN401  # as above
        self._tests += 1
        if self._tests > MOST_TESTS:
            raise RefusedError(Code.BAD_INPUT, f"a filter has at most {MOST_TESTS} comparisons")
        if isinstance(operand, list):
            if len(operand) > MOST_VALUES:
                raise RefusedError(Code.BAD_INPUT, f"in takes at most {MOST_VALUES} values")
            operand = tuple(_plain(one) for one in operand)
        return Test(field=_FIELDS.get(name, name), operator=operator, value=_plain(operand))


def _plain(value: Any) -> Any:  # noqa: ANN401  # a value of any field
    return value.value if isinstance(value, Enum) else value


def _given(where: object) -> Iterator[tuple[str, Any]]:
    """Give the fields of an input that the client filled."""
    for one in dataclasses.fields(where):  # type: ignore[arg-type]  # every input is a dataclass
        value = getattr(where, one.name)
        if value is not None:
            yield one.name, value
