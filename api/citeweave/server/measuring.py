"""What a query could cost, worked out from its text before it runs.

Nodes are counted by multiplication down the tree: a connection, and any other field with `first`
or `last`, counts as many nodes as it may give for each time its parent occurs, whatever is there.
Fragments count where they are used, fields under `@skip` or `@include` count always, and the
branches of an abstract type are added up, so that the estimate is never too low. Introspection
has a price of its own, for the time it takes, and a depth limit of its own (graphql-core's
MaxIntrospectionDepthRule).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from citeweave.server.cursors import DEFAULT_SIZE
from citeweave.server.failures import Code, RefusedError
from citeweave.server.settings import Limits
from citeweave_graph import PAGE_LIMIT

__all__ = ["Load", "check", "measure"]

_TYPICAL = {
    ("SharingEdge", "shared"): 10,
    ("SimilarEdge", "parts"): 4,
    ("SimilarityPart", "shared"): 4,
    ("SimilarityPart", "papers"): 5,
    ("Path", "nodes"): 5,
    ("Path", "edges"): 4,
    ("Paper", "judgements"): 2,
    ("IdentityChange", "nodes"): 3,
    ("Withdrawn", "nodes"): 2,
}
"""What lists without `first` are counted as: about what they hold."""

_COUNTED = ("Edge", "Connection", "SharedConcept")
"""How the names of types end whose nodes their list has counted already."""

_WALKS = frozenset({
    "candidates", "coAuthors", "coCited", "coUsed", "coupled", "facets", "path", "search",
    "similar", "trend", "trends", "within",
})  # fmt: skip
"""Fields whose answer is small and whose work may be long, by name."""

_SIZES = ("first", "last")

_INTROSPECTION = {"__schema": 2_000, "__type": 50}
"""What introspection is counted as: the whole schema takes as long as so many nodes."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a query could take.

    Attributes:
        nodes: nodes touched.
        depth: levels of fields.
        aliases: aliases in what is run.
        walks: whether it asks what the store has to walk the graph for, however little it gives.
        passing: whether it asks what is true of this request alone.
    """

    nodes: int = 0
    depth: int = 0
    aliases: int = 0
    walks: bool = False
    passing: bool = False

    def __add__(self, other: Load) -> Load:
        return Load(
            self.nodes + other.nodes,
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.walks or other.walks,
            self.passing or other.passing,
        )


def measure(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Load:
    """Give what an operation of a valid document could take, with the variables coerced."""
    root = schema.get_root_type(operation.operation)
    return _Measure(schema, document, variables).of(operation.selection_set, root)


def check(load: Load, limits: Limits) -> None:
    """Refuse what is over a limit.

    Raises:
        RefusedError: TOO_DEEP or TOO_COSTLY, saying by how much.
    """
    if load.depth > limits.depth:
        raise RefusedError(
            Code.TOO_DEEP,
            f"the query nests {load.depth} fields deep; at most {limits.depth} are allowed",
        )
    if load.aliases > limits.aliases:
        raise RefusedError(
            Code.TOO_DEEP,
            f"the query has {load.aliases} aliases; at most {limits.aliases} are allowed",
        )
    if load.nodes > limits.nodes:
        raise RefusedError(
            Code.TOO_COSTLY,
            f"the query could touch {load.nodes:,} nodes; at most {limits.nodes:,} are allowed: "
            "ask for fewer with first, or in several requests",
            nodeCount=load.nodes,
            limit=limits.nodes,
        )


class _Measure:
    """Adds up selections; each fragment is measured once, which keeps nested ones cheap."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._measured: dict[str, Load] = {}

    def of(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Load:
        load = Load()
        for one in selections.selections:
            if isinstance(one, FieldNode):
                load += self._field(one, parent)
            elif isinstance(one, InlineFragmentNode):
                condition = one.type_condition
                inner = self._schema.get_type(condition.name.value) if condition else parent
                load += self.of(one.selection_set, inner)
            elif isinstance(one, FragmentSpreadNode):
                load += self._fragment(one.name.value)
        return load

    def _fragment(self, name: str) -> Load:
        if name not in self._measured:
            fragment = self._fragments[name]
            inner = self._schema.get_type(fragment.type_condition.name.value)
            self._measured[name] = self.of(fragment.selection_set, inner)
        return self._measured[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Load:
        aliases = int(node.alias is not None)
        name = node.name.value
        definition = _definition(parent, name)
        if definition is None:
            inner = self.of(node.selection_set, None) if node.selection_set else Load()
            return Load(_INTROSPECTION.get(name, 0), 0, aliases + inner.aliases)
        walks = name in _WALKS
        times = self._times(node, definition, parent)
        if node.selection_set is None:
            return Load(0, 1, aliases, walks)
        inner = self.of(node.selection_set, get_named_type(definition.type))
        own = int(self._is_node(definition, parent)) if times is None else times
        return Load(
            own + (times or 1) * inner.nodes,
            1 + inner.depth,
            aliases + inner.aliases,
            walks or inner.walks,
            name == "rateLimit" or inner.passing,
        )

    def _is_node(self, definition: GraphQLField, parent: GraphQLNamedType | None) -> bool:
        """Whether a field leads to one node that its connection has not counted already."""
        target = get_named_type(definition.type)
        is_node = (isinstance(target, GraphQLObjectType) and "Node" in _interfaces(target)) or (
            isinstance(target, GraphQLInterfaceType) and target.name == "Node"
        )
        return is_node and parent is not None and not parent.name.endswith(_COUNTED)

    def _times(
        self, node: FieldNode, definition: GraphQLField, parent: GraphQLNamedType | None
    ) -> int | None:
        """How many items a field may give; None for a field that is no list of them."""
        given = {one.name.value: self._value(one.value) for one in node.arguments or ()}
        if "ids" in definition.args:
            ids = given.get("ids")
            return max(1, len(ids)) if isinstance(ids, list) else 1
        if "first" not in definition.args:
            return _TYPICAL.get((parent.name if parent else "", node.name.value))
        sizes = [size for name in _SIZES if isinstance(size := given.get(name), int)]
        usual = definition.args["first"].default_value
        default = usual if isinstance(usual, int) else DEFAULT_SIZE
        return min(max([1, *sizes] if sizes else [1, default]), PAGE_LIMIT)

    def _value(self, node: object) -> object:
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value)
        if isinstance(node, IntValueNode):
            return int(node.value)
        if isinstance(node, ListValueNode):
            return list(node.values)
        return None


def _definition(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    """Give the definition of a field; None for introspection."""
    if isinstance(parent, (GraphQLObjectType, GraphQLInterfaceType)):
        found: GraphQLField | None = parent.fields.get(name)
        return found
    return None


def _interfaces(target: GraphQLObjectType) -> set[str]:
    return {one.name for one in target.interfaces}
