"""What the server sends: a page without data, rules for the browser, and not too much script."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from citeweave.server import Settings, TokenStore, create_app, files

STATIC = Path(str(files.STATIC))
MODULES = sorted((STATIC / "explorer").rglob("*.js"))
VENDORED = STATIC / "cytoscape" / "cytoscape.esm.min.js"
VIEWS = ("/", "/search?q=x", "/path", "/paper/P1", "/concept/C1", "/author/A1", "/organization/O1",
         "/venue/V1", "/person/N1", "/graph/P1", "/paper/%3Cscript%3E")  # fmt: skip


@pytest.fixture(scope="module")
def client(people_graph):
    with TestClient(create_app(people_graph), base_url="http://localhost") as found:
        yield found


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_is_the_same_page_under_strict_rules(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.text == client.get("/").text
    rules = dict(one.strip().split(" ", 1) for one in
                 answer.headers["content-security-policy"].split(";"))  # fmt: skip
    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/paper", "/paper/a/b", "/papers/P1", "/graph/", "/explorer"])
def test_other_addresses_are_not_there(client, path):
    assert client.get(path).status_code == 404


def test_the_page_has_no_script_or_style_of_its_own(client):
    text = client.get("/").text
    assert re.findall(r"<script(?![^>]*src=)", text) == []
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r"\son\w+=", text)
    assert "//" not in text.replace("http-equiv", "")


def test_every_module_is_there_named_and_typed(client):
    text = client.get("/").text
    for module in MODULES:
        address = f"/static/{module.relative_to(STATIC).as_posix()}"
        assert address in text
        answer = client.get(address)
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cache-control"] == "no-cache"
        again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert (
        client.get("/static/explorer/explorer.css").headers["content-type"].startswith("text/css")
    )


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [("gzip, br", "gzip"), ("br;q=1, gzip;q=0.5", "gzip"), ("gzip;q=0, br", None), ("", None)],
)
def test_files_are_sent_compressed_where_that_is_understood(client, accepts, encoding):
    answer = client.get("/static/explorer/main.js", headers={"accept-encoding": accepts})
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.content == (STATIC / "explorer" / "main.js").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "explorer",
        "none.js",
        "../app.py",
        "%2e%2e/app.py",
        "explorer/../../app.py",
        "//etc/passwd",
    ],
)
def test_only_files_of_the_folder_are_given(client, path):
    assert client.get(f"/static/{path}").status_code == 404


def test_the_page_says_whether_there_is_graphiql(people_graph):
    for graphiql, word in ((True, "yes"), (False, "no")):
        app = create_app(people_graph, Settings(graphiql=graphiql))
        with TestClient(app, base_url="http://localhost") as client:
            assert f'data-graphiql="{word}"' in client.get("/").text


def test_the_scripts_are_small():
    sizes = [len(gzip.compress(one.read_bytes(), mtime=0)) for one in (*MODULES, VENDORED)]
    assert sum(sizes) <= 300 * 1024
    assert sum(sizes[:-1]) <= 60 * 1024


def test_nothing_reads_markup():
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"
    )
    assert [
        one.name for one in (*MODULES, VENDORED) if re.search(forbidden, one.read_text("utf-8"))
    ] == []


def test_the_vendored_file_is_the_one_that_its_note_names():
    note = (VENDORED.parent / "README.md").read_text("utf-8")
    assert hashlib.sha256(VENDORED.read_bytes()).hexdigest() in note
    assert "Permission is hereby granted" in (VENDORED.parent / "LICENSE-cytoscape").read_text(
        "utf-8"
    )


def test_a_closed_server_gives_the_page_and_no_data(people_graph, tmp_path):
    tokens = TokenStore(tmp_path / "tokens.json")
    tokens.create("me", ["read"])
    app = create_app(people_graph, Settings(token_file=tokens.path, tokens_needed=True))
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/paper/P1").status_code == 200
        assert client.get("/static/explorer/main.js").status_code == 200
        assert client.post("/", json={}).status_code == 401
        assert client.post("/graphql", json={"query": "{ __typename }"}).status_code == 401
        for path in ("/graphql", "/graphql/examples.json", "/metrics"):
            assert client.get(path).status_code == 401
        assert client.get("/", headers={"host": "evil.example"}).status_code == 403
