"""The errors that clients see: a code from a closed list on each, and nothing of our insides.

What citeweave raises on purpose keeps its message; everything else is masked, logged under an id
that the client gets too.
"""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import structlog
from graphql import GraphQLError

from citeweave_schema.errors import (
    AmbiguousError,
    CiteweaveError,
    CursorError,
    NotFoundError,
    RecordError,
    StoreError,
    StoreTimeoutError,
    UsageError,
)

__all__ = ["MEANINGS", "Code", "RefusedError", "code_of", "formatted"]

_log = structlog.get_logger("citeweave.server")


class Code(StrEnum):
    """Every value that `extensions.code` of an error can have."""

    BAD_QUERY = "BAD_QUERY"
    BAD_INPUT = "BAD_INPUT"
    NOT_FOUND = "NOT_FOUND"
    AMBIGUOUS = "AMBIGUOUS"
    BAD_CURSOR = "BAD_CURSOR"
    TOO_COSTLY = "TOO_COSTLY"
    TOO_DEEP = "TOO_DEEP"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    RATE_LIMITED = "RATE_LIMITED"
    STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
    TIMEOUT = "TIMEOUT"
    INTERNAL = "INTERNAL"


MEANINGS: Mapping[Code, str] = MappingProxyType(
    {
        Code.BAD_QUERY: "The request, the document or its variables do not fit the schema.",
        Code.BAD_INPUT: "A value fits the schema and makes no sense, such as `first: 0`.",
        Code.NOT_FOUND: "A traversal, path or mutation stands on an id that the graph lacks.",
        Code.AMBIGUOUS: "Several nodes have the title or name; `extensions.ids` lists them.",
        Code.BAD_CURSOR: "The cursor does not fit the field, its arguments or the graph version.",
        Code.TOO_COSTLY: "The query could touch more nodes than one request may.",
        Code.TOO_DEEP: "The query nests too deep, or has too many tokens or aliases.",
        Code.UNAUTHENTICATED: "A token is needed, or the one given is unknown or expired.",
        Code.FORBIDDEN: "The token lacks the scope, or the Host or Origin is not allowed.",
        Code.RATE_LIMITED: "The client used up its points; `extensions.retryAfter` has seconds.",
        Code.STORE_UNAVAILABLE: "The graph cannot be read or written now.",
        Code.TIMEOUT: "The time budget ran out and the work was stopped.",
        Code.INTERNAL: "A fault of ours; `extensions.id` is its id in the server's log.",
    }
)
"""What each code means, as the guide and the tests print it."""


class RefusedError(CiteweaveError):
    """A request refused for a reason that has a code.

    Attributes:
        code: which of the closed list.
        more: further `extensions`, such as the ids of an ambiguous title.
    """

    def __init__(self, code: Code, message: str, **more: object) -> None:
        super().__init__(message)
        self.code = code
        self.more = more


_CODES: tuple[tuple[type[BaseException], Code], ...] = (
    (StoreTimeoutError, Code.TIMEOUT),
    (TimeoutError, Code.TIMEOUT),
    (StoreError, Code.STORE_UNAVAILABLE),
    (CursorError, Code.BAD_CURSOR),
    (AmbiguousError, Code.AMBIGUOUS),
    (NotFoundError, Code.NOT_FOUND),
    (UsageError, Code.BAD_INPUT),
    (RecordError, Code.BAD_INPUT),
    (RecursionError, Code.TOO_DEEP),
)
"""From what is raised to its code; the first that fits counts."""

_MASKS = {
    Code.TIMEOUT: "the time budget of the request ran out; ask for less",
    Code.STORE_UNAVAILABLE: "the graph cannot be used now; try again later",
    Code.TOO_DEEP: "the query nests too deep",
    Code.INTERNAL: "something went wrong in the server; tell the id to whoever runs it",
}
"""What is said instead of messages that may name files and hosts."""


def code_of(problem: BaseException) -> Code:
    """Give the code of what was raised; INTERNAL for everything not raised on purpose."""
    if isinstance(problem, RefusedError):
        return problem.code
    if isinstance(problem, GraphQLError):
        inner = problem.original_error
        return Code.BAD_QUERY if inner is None else code_of(inner)
    return next((code for kind, code in _CODES if isinstance(problem, kind)), Code.INTERNAL)


def formatted(problem: BaseException) -> dict[str, Any]:
    """Give an error in the form of a GraphQL response, with its code; masks and logs faults."""
    code = code_of(problem)
    cause = _cause(problem)
    row: dict[str, Any] = {"message": _MASKS.get(code) or _message(problem)}
    if isinstance(cause, RefusedError):
        row["message"] = str(cause)
    if isinstance(problem, GraphQLError):
        if problem.locations:
            row["locations"] = [place.formatted for place in problem.locations]
        if problem.path:
            row["path"] = problem.path
    row["extensions"] = {"code": code.value, **_extensions(code, cause)}
    return row


def _cause(problem: BaseException) -> BaseException:
    while isinstance(problem, GraphQLError) and problem.original_error is not None:
        problem = problem.original_error
    return problem


def _message(problem: BaseException) -> str:
    return problem.message if isinstance(problem, GraphQLError) else str(problem)


def _extensions(code: Code, cause: BaseException) -> Mapping[str, object]:
    if isinstance(cause, RefusedError):
        return cause.more
    if isinstance(cause, AmbiguousError):
        return {"ids": list(cause.ids)}
    if code in (Code.INTERNAL, Code.STORE_UNAVAILABLE):
        return {"id": _logged(code, cause)}
    return {}


def _logged(code: Code, cause: BaseException) -> str:
    """Log a fault under a new id: its type and place, not its message, which may hold data."""
    fault = secrets.token_hex(6)
    frames = traceback.extract_tb(cause.__traceback__)[-12:]
    _log.error(
        "fault",
        code=code.value,
        fault=fault,
        type=type(cause).__name__,
        at=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )
    return fault
