"""The schema as text: `python -m citeweave.server.sdl` writes the committed copy anew."""

from __future__ import annotations

from pathlib import Path

from citeweave.server.building import schema

__all__ = ["SDL_FILE", "sdl"]

SDL_FILE = Path(__file__).with_name("schema.graphql")
"""The committed copy, which a test compares."""


def sdl() -> str:
    """Give the schema in GraphQL's schema language."""
    return schema().as_str().rstrip() + "\n"


if __name__ == "__main__":
    SDL_FILE.write_text(sdl(), encoding="utf-8")
