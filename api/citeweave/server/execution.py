"""One GraphQL request from its text to its response, whatever brought it here."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, OperationType

from citeweave.server.building import core_schema, schema
from citeweave.server.documents import (
    SHORT,
    InvalidError,
    check_text,
    coerced,
    operation_of,
    validated,
)
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

    @property
    def is_query(self) -> bool:
        return self.operation.operation is OperationType.QUERY


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
        alone: bool = False,
    ) -> None:
        """Answer from a store; without rates nobody is counted, without lanes nobody waits.

        `alone` says that nothing else runs on the event loop of a request, and that nobody keeps
        its answer.
        """
        self._store = store
        self._limits = limits
        self._rates = rates
        self._lanes = lanes
        self._writing: Turn = writing or threading.Lock()
        self._introspection = introspection
        self._alone = alone

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
        except InvalidError as problem:
            return _refused(problem.errors, prepared)
        except Exception as problem:  # noqa: BLE001  # masked and logged by `formatted`
            return _refused([problem], prepared)

    async def _prepare(self, request: Request) -> _Prepared:
        """Parse, validate and measure, beside the event loop where the document is long."""
        if self._lanes is None or len(request.query) <= SHORT:
            return self._prepared(request)

        async def prepared() -> _Prepared:
            return self._prepared(request)

        async with asyncio.timeout(self._limits.seconds):
            return await self._lanes.heavy.run(prepared)

    def _prepared(self, request: Request) -> _Prepared:
        """Parse, validate and measure; all that can be refused without asking the store."""
        check_text(request.query, request.variables)
        tokens = self._limits.tokens
        document = validated(request.query, tokens, introspection=self._introspection)
        operation = operation_of(document, request.operation_name)
        variables = coerced(operation, request.variables)
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
            apart=self._alone or self._lanes is not None,
        )
        try:
            async with asyncio.timeout(max(0.0, deadline + _GRACE - time.monotonic())):
                if request.unless and await self._tag(request, session) in request.unless:
                    return await self._unchanged(request, session)
                result = await schema().execute(
                    request.query,
                    variable_values=dict(request.variables),
                    context_value=session,
                    operation_name=request.operation_name,
                )
                kept = prepared.is_query and session.began and not (self._alone or result.errors)
                tag = await self._tag(request, session) if kept else None
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

    async def _unchanged(self, request: Request, session: Session) -> Answer:
        """Say that the client has the answer already."""
        tag = await self._tag(request, session)
        return Answer(body={}, operation="query", load=session.load, tag=tag, unchanged=True)

    @staticmethod
    async def _tag(request: Request, session: Session) -> str | None:
        """Give the tag of an answer; None for one that is true of this request alone."""
        if session.load.passing:
            return None
        return tag_of(
            await session.state(),
            request.query,
            request.variables,
            request.operation_name,
            session.client.scopes,
        )


def _refused(problems: Sequence[BaseException], prepared: _Prepared | None) -> Answer:
    return Answer(
        body={"errors": [formatted(one) for one in problems]},
        codes=tuple(code_of(one) for one in problems),
        ran=False,
        operation=prepared.operation.operation.value if prepared else "",
        load=prepared.load if prepared else Load(),
    )
