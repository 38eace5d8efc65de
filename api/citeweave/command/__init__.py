"""The `citeweave` command."""

from citeweave.command.app import main

__all__ = ["main"]
