"""What records are: values that never change, each with one form in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Never

import msgspec

__all__ = ["Printed", "Stated"]


class Stated(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """A record: an object in JSON, equal to another one of its kind that states the same.

    It is made with the names of its fields; `msgspec.structs.replace` gives one that differs in
    some. `citeweave_schema.codec` writes and reads it.
    """


class Printed:
    """A value of several parts that is one text in JSON: what `str` gives.

    A subclass names its parts as slots and sets them, once, by `object.__setattr__`.
    """

    __slots__: tuple[str, ...] = ()

    def __setattr__(self, name: str, _value: object, /) -> Never:
        raise AttributeError(f"{name!r} of a {type(self).__name__} cannot be changed")

    def __delattr__(self, name: str, /) -> Never:
        raise AttributeError(f"{name!r} of a {type(self).__name__} cannot be taken away")

    def __repr__(self) -> str:
        parts = (f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({', '.join(parts)})"

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return type(self), tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is type(self) and str(other) == str(self))

    def __hash__(self) -> int:
        return hash(str(self))
