"""One GraphQL request from its text to its response, whatever brought it here."""

from __future__ import annotations

import asyncio
import functools
import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
    specified_rules,
)
from graphql.execution.values import get_variable_values
from strawberry.schema.schema import validate_document

from citeweave.server.building import core_schema, schema
from citeweave.server.failures import Code, RefusedError, code_of, formatted
from citeweave.server.lanes import Lanes
from citeweave.server.measuring import Load, check, measure
from citeweave.server.processes import Turn
from citeweave.server.rates import Allowance, Rates, points_of
from citeweave.server.responses import written
from citeweave.server.session import Client, Session
from citeweave.server.settings import Limits
from citeweave.server.tags import tag_of
from citeweave_graph import Store, View

__all__ = ["Answer", "Engine", "Request"]

_GRACE = 0.5
"""Seconds that a store has to end a call by itself before the request is ended without it."""


_SHORT = 2_048
"""Characters of a document that is validated in a few milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asks: a document, which of its operations, and its variables.

    Attributes:
        query: the document.
        operation_name: which of its operations; None where it has one.
        variables: values of its variables.
        read_only: whether a mutation is refused.
        unless: tags of answers that the client has, one of which need not be given again.
    """

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    read_only: bool = False
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response, and what is worth counting of it.

    Attributes:
        body: the response as JSON.
        codes: the codes of its errors.
        ran: whether execution began; False for a refused request.
        operation: "query" or "mutation"; empty when it was never known.
        load: what it could take.
        text: the body as JSON text, where it was written beside the event loop.
        tag: what names the answer; None for one that is not to be kept.
        unchanged: whether the client has the answer: the body is empty then.
    """

    body: dict[str, Any]
    codes: tuple[Code, ...] = ()
    ran: bool = True
    operation: str = ""
    load: Load = field(default_factory=Load)
    text: bytes | None = None
    tag: str | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Prepared:
    document: DocumentNode
    operation: OperationDefinitionNode
    load: Load


class Engine:
    """Answers requests to one store within limits."""

    def __init__(
        self,
        store: Store | View,
        limits: Limits,
        rates: Rates | None = None,
        *,
        lanes: Lanes | None = None,
        writing: Turn | None = None,
        introspection: bool = True,
    ) -> None:
        """Answer from a store; without rates nobody is counted, without lanes nobody waits."""
        self._store = store
        self._limits = limits
        self._rates = rates
        self._lanes = lanes
        self._writing: Turn = writing or threading.Lock()
        self._introspection = introspection

    async def answer(self, request: Request, client: Client) -> Answer:
        """Answer a request; every error is in the answer, none is raised."""
        prepared: _Prepared | None = None
        seconds = self._limits.seconds
        deadline = time.monotonic() + seconds
        try:
            prepared = await self._prepare(request)
            self._allow(request, prepared, client)
            work = partial(
                self._run, request, prepared, client, self._charge(client, prepared.load), deadline
            )
            if self._lanes is None:
                return await work()
            changes = prepared.operation.operation is OperationType.MUTATION
            lane = self._lanes.of(prepared.load, changes=changes)
            # what is written is carried through, and its answer waited for
            async with asyncio.timeout(None if changes else seconds + 2 * _GRACE):
                return await lane.run(work)
        except _Invalid as problem:
            return _refused(problem.errors, prepared)
        except Exception as problem:  # noqa: BLE001  # masked and logged by `formatted`
            return _refused([problem], prepared)

    async def _prepare(self, request: Request) -> _Prepared:
        """Parse, validate and measure, beside the event loop where the document is long."""
        if self._lanes is None or len(request.query) <= _SHORT:
            return self._prepared(request)

        async def prepared() -> _Prepared:
            return self._prepared(request)

        async with asyncio.timeout(self._limits.seconds):
            return await self._lanes.heavy.run(prepared)

    def _prepared(self, request: Request) -> _Prepared:
        """Parse, validate and measure; all that can be refused without asking the store."""
        _check_text(request)
        tokens = self._limits.tokens
        document = _validated(request.query, tokens, introspection=self._introspection)
        operation = get_operation_ast(document, request.operation_name)
        if operation is None:
            raise RefusedError(Code.BAD_QUERY, _which_operation(request.operation_name))
        variables = _coerced(operation, request.variables)
        load = measure(core_schema(), document, operation, variables)
        check(load, self._limits)
        return _Prepared(document, operation, load)

    @staticmethod
    def _allow(request: Request, prepared: _Prepared, client: Client) -> None:
        """Refuse what the client may not do, before anything runs."""
        client.require("read")
        if prepared.operation.operation is OperationType.MUTATION:
            if request.read_only:
                raise RefusedError(Code.BAD_QUERY, "a mutation needs POST")
            client.require("write")

    def _charge(self, client: Client, load: Load) -> Allowance:
        cost = points_of(load.nodes)
        if self._rates is None:
            return Allowance(cost=cost)
        return self._rates.take(client.name, cost)

    async def _run(
        self,
        request: Request,
        prepared: _Prepared,
        client: Client,
        allowance: Allowance,
        deadline: float,
    ) -> Answer:
        session = Session(
            self._store,
            prepared.document,
            client=client,
            load=prepared.load,
            allowance=allowance,
            deadline=deadline,
            writing=self._writing,
            apart=self._lanes is not None,
        )
        try:
            async with asyncio.timeout(max(0.0, deadline + _GRACE - time.monotonic())):
                if request.unless and not prepared.load.passing:
                    had = await self._tag(request, session)
                    if had in request.unless:
                        return Answer(
                            body={}, operation="query", load=prepared.load, tag=had, unchanged=True
                        )
                result = await schema().execute(
                    request.query,
                    variable_values=dict(request.variables),
                    context_value=session,
                    operation_name=request.operation_name,
                )
                keeps = self._lanes is not None and not prepared.load.passing
                tagged = keeps and not result.errors and session.began and _asks(prepared)
                tag = await self._tag(request, session) if tagged else None
        finally:
            await session.close()
        errors = list(result.errors or ())
        body: dict[str, Any] = {"data": result.data}
        if errors:
            body["errors"] = [formatted(one) for one in errors]
        return Answer(
            body=body,
            codes=tuple(code_of(one) for one in errors),
            operation=prepared.operation.operation.value,
            load=prepared.load,
            text=None if self._lanes is None else written(body),
            tag=tag,
        )

    @staticmethod
    async def _tag(request: Request, session: Session) -> str:
        return tag_of(
            await session.state(),
            request.query,
            request.variables,
            request.operation_name,
            session.client.scopes,
        )


def _asks(prepared: _Prepared) -> bool:
    return prepared.operation.operation is OperationType.QUERY


# Clients ask few documents with many variables, and validating one takes longer than most take to
# run. What is refused is not kept.
@functools.lru_cache(maxsize=256)
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
        raise _Invalid(errors)
    return document


class _Invalid(Exception):  # noqa: N818  # carries errors, is none of its own
    """A document or variables that do not fit the schema, with every reason."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


def _check_text(request: Request) -> None:
    """Refuse halves of characters, which JSON can write and no store can compare."""
    try:
        request.query.encode()
        json.dumps(request.variables, ensure_ascii=False).encode()
    except (UnicodeEncodeError, TypeError):
        raise RefusedError(Code.BAD_QUERY, "the request has text that is not Unicode") from None


def _coerced(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    found = get_variable_values(
        core_schema(), operation.variable_definitions or (), dict(variables), max_errors=10
    )
    if isinstance(found, list):
        raise _Invalid(found)
    return found.coerced


def _refused(problems: Sequence[BaseException], prepared: _Prepared | None) -> Answer:
    return Answer(
        body={"errors": [formatted(one) for one in problems]},
        codes=tuple(code_of(one) for one in problems),
        ran=False,
        operation=prepared.operation.operation.value if prepared else "",
        load=prepared.load if prepared else Load(),
    )


def _too_many_tokens(tokens: int) -> str:
    return f"the document has more than {tokens:,} tokens"


def _which_operation(name: str | None) -> str:
    if name is None:
        return "the document has no operation, or several; say which with operationName"
    return f"the document has no operation {name!r}"
