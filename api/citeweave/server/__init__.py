"""The GraphQL server: `create_app`, `serve`, and `execute` without HTTP."""

from citeweave.server.app import create_app
from citeweave.server.asking import execute
from citeweave.server.running import serve
from citeweave.server.settings import Limits, Settings
from citeweave.server.tokens import Token, TokenStore

__all__ = [
    "Limits",
    "Settings",
    "Token",
    "TokenStore",
    "create_app",
    "execute",
    "serve",
]
