from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from citeweave_schema import Paper
from citeweave_sources import Refusal, open_source

LISTINGS = Path(__file__).parents[2] / "examples" / "listings"

Outcome = tuple[list[Paper], list[Refusal]]


@pytest.fixture(scope="session")
def listings() -> Path:
    return LISTINGS


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Outcome]:
    """Read bytes or text as a file of some name; gives papers and refusals."""

    def read_content(content: bytes | str, name: str = "page.txt", **options: str) -> Outcome:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = list(open_source(str(path), **options).read())
        papers = [one for one in found if isinstance(one, Paper)]
        refusals = [one for one in found if isinstance(one, Refusal)]
        return papers, refusals

    return read_content
