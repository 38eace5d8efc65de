"""URLs of graphs on Neo4j servers: what they say, and what they never show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_graph.neo4j.url import PASSWORD, PASSWORD_FILE, SCHEMES, Address, parse
from citeweave_schema.errors import UsageError


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_of_the_driver(scheme):
    found = parse(f"{scheme}://host", {})
    assert found == Address(scheme=scheme, host="host", port=7687)
    assert found.server == f"{scheme}://host:7687"


def test_everything_a_url_may_say():
    found = parse("bolt+s://ann:p%3A%40ss@10.0.0.1:7000/my.papers", {PASSWORD: "other"})
    assert (found.host, found.port, found.database) == ("10.0.0.1", 7000, "my.papers")
    assert (found.user, found.password) == ("ann", "p:@ss")
    assert str(found) == "bolt+s://10.0.0.1:7000/my.papers"


def test_the_password_is_never_shown():
    found = parse("neo4j://ann:secret@host", {})
    assert "secret" not in repr(found) + str(found)


def test_where_the_password_comes_from(tmp_path):
    file = tmp_path / "password"
    file.write_text("from file\n")
    both = {PASSWORD: "from variable", PASSWORD_FILE: str(file)}
    assert (parse("neo4j://host", both).user, parse("neo4j://host", both).password) == (
        "neo4j",
        "from variable",
    )
    found = parse("neo4j://host", {PASSWORD_FILE: str(file)})
    assert (found.user, found.password) == ("neo4j", "from file")
    assert parse("neo4j://ann@host", both).user == "ann"
    without = parse("neo4j://ann@host", {})
    assert (without.user, without.password) == (None, None)


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe", b"x" * 5000])
def test_a_password_file_that_holds_none(tmp_path, content):
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageError, match=PASSWORD_FILE):
        parse("neo4j://host", {PASSWORD_FILE: str(file)})


@pytest.mark.parametrize(
    "url",
    [
        "neo4j:",
        "neo4j://",
        "neo4j://:7687",
        "neo4j://host:0",
        "neo4j://host:99999",
        "neo4j://host:port",
        "neo4j://ann:secret@host:port",
        "neo4j://ho st",
        "neo4j://[::1",
        "neo4j://host/two/parts",
        "neo4j://host/`x`",
        "neo4j://host?policy=x",
        "neo4j://host#x",
        "http://host",
        "neo4j://ann:sec#ret@host",
    ],
)
def test_what_is_no_url_is_refused_without_showing_it(url):
    with pytest.raises(UsageError, match="neo4j://") as caught:
        parse(url, {})
    assert "sec" not in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        found = parse(f"neo4j://{text}", {})
    except UsageError:
        return
    assert found.server.startswith("neo4j://")
