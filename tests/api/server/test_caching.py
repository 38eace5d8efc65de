"""Tags, conditional requests and compression: what is not sent twice, or sent shorter."""

import gzip
import json

import pytest
import zstandard
from counting import CountingStore

from citeweave.server import Limits

QUERY = "query Q($n: Int) { papers(first: $n) { totalCount nodes { title abstract } } }"
REJECT = """mutation($p: ID!, $t: ID!) { rejectEdge(paper: $p, target: $t) { judgement { id } } }"""
EDGE = """{ paper(by: {title: "Answers with RAG"}) { id methods { nodes { id } } } }"""


def get(client, query=QUERY, tag=None, variables=None, **headers):
    params = {"query": query, "variables": json.dumps(variables or {"n": 2})}
    headers = {"if-none-match": tag, **headers} if tag else headers
    return client.get("/graphql", params=params, headers=headers)


def test_what_a_client_has_is_not_asked_of_the_store_again(client_of, sample):
    store = CountingStore(sample)
    client = client_of(store)
    first = get(client)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert first.headers["cache-control"] == "private, no-cache"
    assert "authorization" in first.headers["vary"]
    assert store.calls
    store.calls.clear()
    again = get(client, tag=f'"other", {tag}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == "private, no-cache"
    assert "content-type" not in again.headers
    assert not store.calls
    assert get(client, tag=tag.removeprefix("W/")).status_code == 304


def test_a_tag_is_of_one_state_document_and_set_of_variables(client_of, fresh, tokens):
    secret, _ = tokens.create("w", ["write"])
    client = client_of(fresh, token_file=tokens.path)
    tags = {
        get(client).headers["etag"],
        get(client, variables={"n": 3}).headers["etag"],
        get(client, query=QUERY + " ").headers["etag"],
        get(client, authorization=f"Bearer {secret}").headers["etag"],
    }
    assert len(tags) == 4
    old = get(client).headers["etag"]
    assert get(client, variables={"n": 3}, tag=old).status_code == 200
    paper = client.post("/graphql", json={"query": EDGE}).json()["data"]["paper"]
    given = {"p": paper["id"], "t": paper["methods"]["nodes"][0]["id"]}
    change = client.post(
        "/graphql",
        json={"query": REJECT, "variables": given},
        headers={"authorization": f"Bearer {secret}"},
    )
    assert "errors" not in change.json()
    assert "etag" not in change.headers
    new = get(client, tag=old)
    assert new.status_code == 200
    assert new.headers["etag"] not in tags


def test_a_post_names_its_answer_and_is_always_answered(http):
    body = {"query": QUERY, "variables": {"n": 2}}
    first = http.post("/graphql", json=body)
    assert first.headers["etag"] == get(http).headers["etag"]
    assert first.headers["cache-control"] == "no-store"
    again = http.post("/graphql", json=body, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.json()) == (200, first.json())


@pytest.mark.parametrize(
    "query",
    [
        "{ papers(first: 0) { totalCount } }",
        "{ nothing }",
        "{ papers { totalCount } rateLimit { remaining } }",
        "{ __typename }",
        '{ a: paper(by: {title: "x"}) { id } b: path(from: "x", to: "y") { length } }',
    ],
)
def test_errors_and_what_passes_have_no_tag(http, query):
    answer = get(http, query=query)
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("tag", ["*", '"', 'W/"', "x" * 5000, '"' + "y" * 5000 + '"', '""'])
def test_tags_that_are_none_are_passed_over(http, tag):
    assert get(http, tag=tag).status_code == 200


@pytest.mark.parametrize(("accepted", "coding"), [("gzip", "gzip"), ("br, zstd, gzip", "zstd")])
def test_long_answers_are_compressed(client_of, many, accepted, coding):
    client = client_of(many, limits=Limits())
    url, body = "/graphql", {"query": QUERY, "variables": {"n": 60}}
    plain = client.post(url, json=body, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("POST", url, json=body, headers={"accept-encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == coding
        assert int(answer.headers["content-length"]) == len(raw) < len(plain.content) / 2
        assert answer.headers["vary"] == plain.headers["vary"] == "accept-encoding"
        assert answer.headers["etag"] == plain.headers["etag"]
    unpacked = (
        gzip.decompress(raw)
        if coding == "gzip"
        else zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    )
    assert unpacked == plain.content


def test_short_answers_and_refusals_are_not_compressed(http):
    assert "content-encoding" not in http.get("/healthz").headers
    assert "content-encoding" not in get(http, query="{ __typename }").headers
