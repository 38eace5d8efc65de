"""Logs, numbers and health: enough to run a server by, and nothing that a client said."""

import io
import json
import threading
import urllib.request

import pytest
import structlog
from counting import CountingStore
from starlette.testclient import TestClient

from citeweave.server import Settings, create_app, serve
from citeweave.server.observing import log_as_json
from citeweave_graph import open_store
from citeweave_schema.errors import ForeignStoreError, StoreUnavailableError


@pytest.fixture
def log():
    stream = io.StringIO()
    log_as_json(stream)
    yield stream
    structlog.reset_defaults()


def test_one_line_for_each_request_and_no_word_of_the_client(client_of, sample, tokens, log):
    secret, _ = tokens.create("lab", ["read"])
    client = client_of(sample, token_file=tokens.path)
    query = """query($t: String!) {
      paper(by: {title: $t}) { id } concept(by: {name: "litsecret"}) { id } }"""
    answer = client.post(
        "/graphql?note=urlsecret",
        json={"query": query, "variables": {"t": "varsecret"}},
        headers={"authorization": f"Bearer {secret}", "x-request-id": "proxy-7"},
    )
    assert answer.headers["x-request-id"] == "proxy-7"
    (line,) = [json.loads(one) for one in log.getvalue().splitlines()]
    assert line["request"] == "proxy-7"
    assert (line["method"], line["path"], line["status"]) == ("POST", "/graphql", 200)
    assert (line["client"], line["operation"], line["nodes"]) == ("lab", "query", 2)
    assert line["codes"] == []
    assert "secret" not in log.getvalue().replace(secret, "secret")


def test_a_request_id_that_is_none_is_replaced(http):
    found = http.get("/healthz", headers={"x-request-id": "a b\tc"}).headers["x-request-id"]
    assert len(found) == 16


def test_numbers(client_of, sample):
    client = client_of(sample)
    client.post("/graphql", json={"query": "{ papers { totalCount } }"})
    client.post("/graphql", json={"query": "{ nothing }"})
    client.get("/no/such/path")
    text = client.get("/metrics").text
    assert 'citeweave_graphql_operations_total{operation="query",outcome="ok"} 1.0' in text
    assert 'citeweave_graphql_errors_total{code="BAD_QUERY"} 1.0' in text
    assert 'citeweave_http_requests_total{method="GET",path="other",status="404"} 1.0' in text
    assert "/no/such" not in text


def test_health_and_readiness(client_of, sample):
    client = client_of(sample)
    assert client.get("/healthz").text == "alive\n"
    assert client.get("/readyz").json() == {"status": "ready", "version": 1}

    class Down(CountingStore):
        def view(self, *, deadline=None):
            raise StoreUnavailableError(f"gone at {deadline}")

    down = client_of(Down(sample))
    assert down.get("/healthz").status_code == 200
    assert (down.get("/readyz").status_code, down.get("/").status_code) == (503, 200)
    answer = down.post("/graphql", json={"query": "{ papers { totalCount } }"})
    assert answer.json()["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"


def test_every_response_says_that_it_is_not_to_be_guessed_at_or_framed(http):
    for path in ("/", "/graphql", "/healthz", "/none", "/static/explorer/explorer.css"):
        headers = http.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_a_url_is_opened_and_closed(tmp_path):
    url = f"sqlite:{tmp_path / 'g.db'}"
    open_store(url).close()
    with TestClient(create_app(url), base_url="http://localhost") as client:
        assert client.get("/readyz").json()["version"] == 0
    with pytest.raises(ForeignStoreError):
        create_app(f"sqlite:{tmp_path / 'none.db'}")


def test_serving_says_where_and_a_taken_port_is_an_error(sample):
    addresses: list[str] = []
    ready = threading.Event()

    def started(address: str) -> None:
        addresses.append(address)
        ready.set()

    thread = threading.Thread(
        target=serve, args=(sample, Settings(port=0)), kwargs={"started": started}, daemon=True
    )
    thread.start()
    assert ready.wait(10)
    with urllib.request.urlopen(addresses[0] + "readyz") as response:  # noqa: S310  # our own address
        assert json.load(response)["status"] == "ready"
    port = int(addresses[0].rsplit(":", 1)[1].strip("/"))
    with pytest.raises(StoreUnavailableError, match="cannot be listened at"):
        serve(sample, Settings(port=port))
    structlog.reset_defaults()
