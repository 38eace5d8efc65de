"""The application: its addresses, and what stands before them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from citeweave_graph import Store, open_store
from citeweave_schema import Manifest
from citeweave_schema.errors import CiteweaveError, UsageError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from citeweave.server.execution import Engine
from citeweave.server.failures import Code, Refusal, formatted
from citeweave.server.gate import Gate
from citeweave.server.observing import Observer
from citeweave.server.pages import examples_response, graphiql_page, home_page
from citeweave.server.rates import Rates
from citeweave.server.responses import json_response
from citeweave.server.settings import Settings
from citeweave.server.tokens import TokenStore
from citeweave.server.transport import GraphQLTransport

__all__ = ["create_app"]
