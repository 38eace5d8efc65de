"""The command on a graph whose server does not answer, or refuses."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).resolve().parents[2] / "examples" / "listings").glob("*.txt"))

SECRET = "w0rd/of:the@house"  # noqa: S105  # of nobody
QUOTED = "w0rd%2Fof%3Athe%40house"


@pytest.fixture
def closed() -> Iterator[str]:
    """Give a port of loopback where nobody listens, and nobody can while it is used."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"


ARGUMENTS = {
    "ask": ("ask", "{ graph { version } }"),
    "build": ("build", *PAGES, "--pipeline", "none"),
}


@pytest.mark.parametrize("arguments", ARGUMENTS.values(), ids=ARGUMENTS)
def test_a_server_that_does_not_answer_is_told_in_one_line(citeweave, closed, arguments):
    ended = citeweave(*arguments, "--graph", f"neo4j://ann:{QUOTED}@{closed}")
    assert ended.code == 3
    assert ended.out == ""
    (line,) = ended.err.splitlines()
    assert line.startswith(f"citeweave: neo4j://{closed}: the server does not answer; ")
    assert "see that it runs" in line
    assert "w0rd" not in line


def test_the_password_of_a_url_that_is_none_is_not_shown(citeweave):
    for rest in ("127.0.0.1:none", "127.0.0.1:7687/papers?x", "no host/"):
        ended = citeweave("ask", "{ graph { version } }", "--graph", f"neo4j://ann:{QUOTED}@{rest}")
        assert ended.code == 2
        assert ended.out == ""
        assert len(ended.err.splitlines()) == 1
        assert "w0rd" not in ended.err


def test_a_password_of_the_environment_is_not_shown(citeweave, closed):
    ended = citeweave(
        "ask",
        "{ graph { version } }",
        "--graph",
        f"neo4j://{closed}",
        CITEWEAVE_NEO4J_PASSWORD=SECRET,
    )
    assert ended.code == 3
    assert "w0rd" not in ended.out + ended.err
