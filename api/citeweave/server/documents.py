"""Documents: parsed, validated, and refused before anything runs."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
    specified_rules,
)
from graphql.execution.values import get_variable_values
from strawberry.schema.schema import validate_document

from citeweave.server.building import core_schema
from citeweave.server.failures import Code, RefusedError

__all__ = ["SHORT", "InvalidError", "check_text", "coerced", "operation_of", "validated"]

SHORT = 2_048
"""Characters of a document that is validated in a few milliseconds."""

_SHORT_KEPT = 256
_LONG_KEPT = 16
"""How many documents are remembered; a long one may take megabytes once it is parsed."""


class InvalidError(Exception):
    """A document or variables that do not fit the schema.

    Attributes:
        errors: every reason.
    """

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


def check_text(query: str, variables: Mapping[str, Any]) -> None:
    """Refuse halves of characters, which JSON can write and no store can compare.

    Raises:
        RefusedError: BAD_QUERY.
    """
    try:
        query.encode()
        json.dumps(variables, ensure_ascii=False).encode()
    except (UnicodeEncodeError, TypeError):
        raise RefusedError(Code.BAD_QUERY, "the request has text that is not Unicode") from None


def validated(query: str, tokens: int, *, introspection: bool) -> DocumentNode:
    """Give a document that fits the schema.

    Clients ask few documents with many variables, and validating one takes longer than most take
    to run, so that they are remembered. What is refused is not.

    Args:
        query: its text.
        tokens: how many tokens it may have.
        introspection: whether it may ask for the schema.

    Raises:
        RefusedError: TOO_DEEP, for too many tokens or too deep a nesting.
        InvalidError: it does not fit the schema.
        GraphQLError: it is no document.
    """
    read = _short if len(query) <= SHORT else _long
    return read(query, tokens, introspection=introspection)


def _validated(query: str, tokens: int, *, introspection: bool) -> DocumentNode:
    try:
        document = parse(query, max_tokens=tokens)
    except GraphQLError as problem:
        if "tokens" in problem.message:
            raise RefusedError(Code.TOO_DEEP, _too_many_tokens(tokens)) from None
        if "nested too deeply" in problem.message:
            raise RefusedError(Code.TOO_DEEP, "the document nests too deep") from None
        raise
    rules = (
        specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
    )
    errors = validate_document(core_schema(), document, tuple(rules))
    if errors:
        raise InvalidError(errors)
    return document


_short = functools.lru_cache(maxsize=_SHORT_KEPT)(_validated)
_long = functools.lru_cache(maxsize=_LONG_KEPT)(_validated)


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Give the operation of a name, or the only one.

    Raises:
        RefusedError: BAD_QUERY when there is none, or several and no name.
    """
    operation = get_operation_ast(document, name)
    if operation is None:
        raise RefusedError(Code.BAD_QUERY, _which_operation(name))
    return operation


def coerced(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the values of an operation's variables as the schema has them.

    Raises:
        InvalidError: values that do not fit.
    """
    found = get_variable_values(
        core_schema(), operation.variable_definitions or (), dict(variables), max_errors=10
    )
    if isinstance(found, list):
        raise InvalidError(found)
    return found.coerced


def _too_many_tokens(tokens: int) -> str:
    return f"the document has more than {tokens:,} tokens"


def _which_operation(name: str | None) -> str:
    if name is None:
        return "the document has no operation, or several; say which with operationName"
    return f"the document has no operation {name!r}"
