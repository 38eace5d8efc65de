"""Resolvers without strawberry's wrapping, where there is nothing for it to do.

strawberry converts the arguments of each call of a resolver and passes it through its extensions.
For a field without extensions whose arguments are scalars and enums, which graphql-core has
coerced already, that changes nothing and takes longer than the resolver: a page of 100 papers
with 10 methods each calls 20,000 of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    get_named_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from citeweave.server.session import Session

__all__ = ["quicken"]

_Resolver = Callable[..., Any]


def quicken(schema: strawberry.Schema) -> None:
    """Give the fields of object types that need no wrapping their methods as resolvers."""
    names = schema.config.name_converter
    for kind in schema._schema.type_map.values():  # noqa: SLF001  # no public name for it
        if not isinstance(kind, GraphQLObjectType) or kind is schema._schema.mutation_type:  # noqa: SLF001
            continue
        for made in kind.fields.values():
            declared = made.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            if isinstance(declared, StrawberryField) and _is_plain(made, declared):
                python = {names.from_argument(one): one.python_name for one in declared.arguments}
                made.resolve = _resolver(declared, schema.config.info_class, python)


def _is_plain(made: GraphQLField, declared: StrawberryField) -> bool:
    """Whether a field has a method of ours, and arguments that nothing has to be made of."""
    method = declared.base_resolver
    return (
        method is not None
        and not declared.extensions
        and method.self_parameter is not None
        and method.root_parameter is None
        and method.parent_parameter is None
        and all(
            isinstance(get_named_type(one.type), (GraphQLScalarType, GraphQLEnumType))
            for one in made.args.values()
        )
    )


def _resolver(
    declared: StrawberryField, info_class: type[strawberry.Info], names: dict[str, str]
) -> _Resolver:
    assert declared.base_resolver is not None  # noqa: S101  # `_is_plain` said so
    method = cast("_Resolver", declared.base_resolver.wrapped_func)
    if declared.base_resolver.info_parameter is None:
        if not names:
            return lambda source, _info: method(source)
        return lambda source, _info, **given: method(
            source, **{names[name]: value for name, value in given.items()}
        )

    def resolve(source: object, info: GraphQLResolveInfo[Session], **given: object) -> object:
        asked = info_class(_raw_info=info, _field=declared)
        return method(source, info=asked, **{names[name]: one for name, one in given.items()})

    return resolve
