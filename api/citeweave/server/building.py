"""The GraphQL schema, built once from the types."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from graphql import GraphQLError, GraphQLSchema
from strawberry import Schema
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext

from citeweave.server.resolving import quicken
from citeweave.server.types.concepts import Concept
from citeweave.server.types.mutations import Mutation
from citeweave.server.types.papers import Paper
from citeweave.server.types.people import Author, Organization, Person, Venue
from citeweave.server.types.query import Query

__all__ = ["core_schema", "schema"]


class _Prepared(SchemaExtension):
    """Hands over the document that was parsed, validated and measured before."""

    def on_parse(self) -> Iterator[None]:
        self.execution_context.graphql_document = self.execution_context.context.document
        yield

    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = []
        yield


class _Schema(Schema):
    """The schema; errors are logged where they are formatted, without the client's values."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing here."""


@cache
def schema() -> Schema:
    """Give the schema as strawberry has it."""
    made = _Schema(
        query=Query,
        mutation=Mutation,
        types=[Paper, Concept, Author, Organization, Venue, Person],
        extensions=[_Prepared],
    )
    quicken(made)
    return made


def core_schema() -> GraphQLSchema:
    """Give the schema as graphql-core has it, for validation and measuring."""
    return schema()._schema  # noqa: SLF001  # strawberry has no public name for it
