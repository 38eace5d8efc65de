"""How types and fields are declared: with their docstring as the description in the schema.

strawberry's own decorators leave functions untyped under mypy --strict when given a description;
these give the same and keep the types.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry
from typing_extensions import dataclass_transform

__all__ = ["described", "field", "graph_interface", "graph_type", "input_type", "one_of_type"]

Resolver = TypeVar("Resolver", bound=Callable[..., Any])
Kind = TypeVar("Kind")


def described(thing: object) -> str:
    """Give the first paragraph of a docstring, on one line."""
    text = inspect.getdoc(thing) or ""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


def field(resolver: Resolver) -> Resolver:
    """Make a method a field of its type."""
    return cast("Resolver", strawberry.field(resolver, description=described(resolver)))


@dataclass_transform(kw_only_default=True)
def graph_type(kind: type[Kind]) -> type[Kind]:
    """Make a class an object type."""
    return strawberry.type(kind, description=described(kind))


@dataclass_transform(kw_only_default=True)
def graph_interface(kind: type[Kind]) -> type[Kind]:
    """Make a class an interface."""
    return strawberry.interface(kind, description=described(kind))


@dataclass_transform(kw_only_default=True)
def input_type(kind: type[Kind]) -> type[Kind]:
    """Make a class an input type."""
    return strawberry.input(kind, description=described(kind))


@dataclass_transform(kw_only_default=True)
def one_of_type(kind: type[Kind]) -> type[Kind]:
    """Make a class an input type of which exactly one field is given."""
    return strawberry.input(kind, description=described(kind), one_of=True)
