"""Parts of the graph over HTTP: `GET /export`."""

import io
import json
import tempfile
import zipfile
from pathlib import Path

import networkx as nx
import pytest

from citeweave.server import exporting
from citeweave_graph.exports import FORMATS, read_graph
from citeweave_schema.errors import StoreTimeoutError


@pytest.fixture(scope="module")
def rag(sample):
    with sample.view() as view:
        return view.paper("Retrieval for Knowledge").id


def _left():
    return set(Path(tempfile.gettempdir()).glob("citeweave-export-*"))


def _code(answer):
    return answer.json()["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_a_download(http, rag, form):
    before = _left()
    answer = http.get("/export", params={"format": form, "ids": rag})
    assert answer.status_code == 200, answer.text
    found = FORMATS[form]
    suffix = ".zip" if found.files else found.suffix
    assert answer.headers["content-disposition"] == f'attachment; filename="citeweave{suffix}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(answer.content) > 100
    media = answer.headers["content-type"].partition(";")[0]
    assert media == ("application/zip" if found.files else found.media_type)
    if found.files:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert tuple(archive.namelist()) == found.files
    assert _left() <= before


def test_a_paper_comes_with_what_hangs_on_it(http, rag, tmp_path):
    answer = http.get("/export", params={"format": "graphml", "ids": rag})
    (tmp_path / "part").write_bytes(answer.content)
    found = read_graph(tmp_path / "part", "graphml")
    assert found.nodes[rag]["label"] == "Retrieval for Knowledge"
    assert {"Author", "Concept", "Venue"} <= {kind for _, kind in found.nodes(data="kind")}
    some = ",".join(found)
    answer = http.get("/export", params={"format": "node-link", "ids": some, "only": "1"})
    same = nx.node_link_graph(json.loads(answer.content), edges="edges")
    assert nx.utils.graphs_equal(same, found)


def test_a_search_is_cut_to_its_limit(http):
    given = {"format": "csl-json", "query": "RAG"}
    assert len(http.get("/export", params=given).json()) > 1
    assert len(http.get("/export", params={**given, "limit": "1"}).json()) == 1


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"ids": "x"}, 400, "BAD_INPUT"),
        ({"format": "pajek", "ids": "x"}, 400, "BAD_INPUT"),
        ({"format": "gexf"}, 400, "BAD_INPUT"),
        ({"format": "gexf", "ids": "x", "query": "y"}, 400, "BAD_INPUT"),
        ({"format": "gexf", "ids": "x"}, 400, "BAD_INPUT"),
        ({"format": "gexf", "ids": "Paaaaaaaaaaaaaaaa"}, 404, "NOT_FOUND"),
        ({"format": "gexf", "ids": ""}, 400, "BAD_INPUT"),
        ({"format": "gexf", "query": ""}, 400, "BAD_INPUT"),
        ({"format": "gexf", "query": "zzzz"}, 400, "BAD_INPUT"),
        ({"format": "gexf", "query": "RAG", "limit": "0"}, 400, "BAD_INPUT"),
        ({"format": "gexf", "query": "RAG", "limit": "9" * 5000}, 400, "BAD_INPUT"),
        ({"format": "gexf", "query": "RAG", "limit": "\u0663"}, 400, "BAD_INPUT"),
        ({"format": "gexf", "query": "RAG", "out": "/etc/passwd"}, 400, "BAD_INPUT"),
        ({"format": ["gexf", "csv"], "query": "RAG"}, 400, "BAD_INPUT"),
    ],
)
def test_what_cannot_be_is_refused(http, given, status, code):
    answer = http.get("/export", params=given)
    assert (answer.status_code, _code(answer)) == (status, code)


def test_a_part_that_is_too_large_is_refused(http, rag, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_NODES", 3)
    answer = http.get("/export", params={"format": "gexf", "ids": rag})
    assert (answer.status_code, _code(answer)) == (400, "BAD_INPUT")
    assert "more than 3 nodes" in answer.text


def test_hosts_origins_and_methods_are_kept_out(http, rag):
    given = {"format": "gexf", "ids": rag}
    assert http.get("/export", params=given, headers={"host": "evil.example"}).status_code == 403
    headers = {"origin": "https://evil.example"}
    assert http.get("/export", params=given, headers=headers).status_code == 403
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert http.get("/export", params=given, headers=headers).status_code == 403
    assert http.post("/export", params=given).status_code == 405


def test_a_closed_server_wants_a_token_that_may_read(client_of, sample, tokens, rag):
    given = {"format": "gexf", "ids": rag}
    reading, _ = tokens.create("reader", ("read",))
    client = client_of(sample, token_file=tokens.path, tokens_needed=True)
    assert client.get("/export", params=given).status_code == 401
    for token, status in ((reading, 200), ("wrong", 401)):
        headers = {"authorization": f"Bearer {token}"}
        assert client.get("/export", params=given, headers=headers).status_code == status


def test_points_and_time_run_out(client_of, sample, limits, rag, monkeypatch):
    given = {"format": "gexf", "ids": rag}
    client = client_of(sample, limits=limits(points=150))
    assert client.get("/export", params=given).status_code == 200
    answer = client.get("/export", params=given)
    assert (answer.status_code, _code(answer)) == (429, "RATE_LIMITED")
    assert int(answer.headers["retry-after"]) > 0

    def late(*_args):
        raise StoreTimeoutError("late")

    monkeypatch.setattr(exporting, "write_part", late)
    answer = client_of(sample).get("/export", params=given)
    assert (answer.status_code, _code(answer)) == (504, "TIMEOUT")
