"""What a document selects below a field, so that it can be asked for before it is reached.

Only what is selected without condition counts: what stands under `@skip` or `@include` is asked
for when it is reached, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import strawberry
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

__all__ = ["Below", "Selections"]


class Below:
    """The fields that are selected below a field, by name; type conditions are taken as met."""

    def __init__(
        self,
        nodes: Sequence[FieldNode],
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        """Look below fields of one name."""
        self._fragments = fragments
        self._variables = variables
        self._fields: dict[str, list[FieldNode]] = {}
        self._lower: dict[str, Below] = {}
        seen: set[str] = set()
        for node in nodes:
            for one in self._walk(node.selection_set, seen):
                self._fields.setdefault(one.name.value, []).append(one)

    @classmethod
    def names(cls, *names: str) -> Below:
        """Give a selection of fields without arguments and without more below them."""
        made = cls((), {}, {})
        made._fields = {name: [] for name in names}
        return made

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def of(self, name: str) -> Below:
        """Give what is selected below a field that is selected here."""
        if name not in self._lower:
            fields = self._fields.get(name, ())
            self._lower[name] = Below(fields, self._fragments, self._variables)
        return self._lower[name]

    def values(self, name: str, argument: str, default: object) -> list[object]:
        """Give the value of an argument each time that a field is selected here."""
        return [self._value(one, argument, default) for one in self._fields.get(name, ())]

    def _value(self, node: FieldNode, argument: str, default: object) -> object:
        given = {one.name.value: one.value for one in node.arguments or ()}
        value: ValueNode | None = given.get(argument)
        if isinstance(value, VariableNode):
            return self._variables.get(value.name.value, default)
        if isinstance(value, IntValueNode):
            return int(value.value)
        return default if value is None else None

    def _walk(self, selections: SelectionSetNode | None, seen: set[str]) -> Iterator[FieldNode]:
        """Give the fields of a selection; each fragment once, which keeps nested ones cheap."""
        for one in selections.selections if selections else ():
            if one.directives:
                continue
            if isinstance(one, FieldNode):
                yield one
            elif isinstance(one, InlineFragmentNode):
                yield from self._walk(one.selection_set, seen)
            elif isinstance(one, FragmentSpreadNode) and one.name.value not in seen:
                seen.add(one.name.value)
                yield from self._walk(self._fragments[one.name.value].selection_set, seen)


class Selections:
    """What is selected below the fields of one request, each looked at once."""

    def __init__(self) -> None:
        """Begin with nothing looked at."""
        self._seen: dict[tuple[int, ...], Below] = {}

    def below(self, info: strawberry.Info[Any, Any]) -> Below:
        """Give what is selected below the field that is being resolved."""
        # the document outlives the request, so that the ids of its nodes are theirs alone
        raw = info._raw_info  # noqa: SLF001  # strawberry has no public name for it
        key = tuple(map(id, raw.field_nodes))
        found = self._seen.get(key)
        if found is None:
            found = Below(raw.field_nodes, raw.fragments, info.variable_values)
            self._seen[key] = found
        return found
