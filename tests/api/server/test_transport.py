"""GraphQL over HTTP: methods, media types, statuses."""

import json

import pytest

from citeweave.server import Limits

GRAPHQL_JSON = "application/graphql-response+json"
QUERY = "query($n: Int) { papers(first: $n) { totalCount } }"


def code(response) -> str:
    return response.json()["errors"][0]["extensions"]["code"]


def test_a_query_by_post(http):
    answer = http.post("/graphql", json={"query": QUERY, "variables": {"n": 1}})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json() == {"data": {"papers": {"totalCount": 7}}}
    assert answer.headers["cache-control"] == "no-store"


def test_a_query_by_get(http):
    answer = http.get("/graphql", params={"query": QUERY, "variables": '{"n": 1}'})
    assert answer.json() == {"data": {"papers": {"totalCount": 7}}}


def test_one_of_several_operations(http):
    query = "query A { a: __typename } query B { b: __typename }"
    answer = http.post("/graphql", json={"query": query, "operationName": "B"})
    assert answer.json() == {"data": {"b": "Query"}}


def test_a_mutation_needs_post(client_of, fresh, tokens):
    secret, _ = tokens.create("w", ["write"])
    client = client_of(fresh, token_file=tokens.path)
    query = 'mutation { withdrawJudgement(id: "J") { judgement { id } } }'
    answer = client.get(
        "/graphql", params={"query": query}, headers={"authorization": f"Bearer {secret}"}
    )
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert code(answer) == "BAD_QUERY"


@pytest.mark.parametrize(
    ("accept", "query", "status", "media"),
    [
        (None, "{ nothing }", 200, "application/json"),
        ("*/*", "{ nothing }", 200, "application/json"),
        (GRAPHQL_JSON, "{ nothing }", 400, GRAPHQL_JSON),
        (GRAPHQL_JSON, "{ papers(first: 0) { totalCount } }", 200, GRAPHQL_JSON),
        (f"application/json;q=0.5, {GRAPHQL_JSON}", "{ __typename }", 200, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.1, application/json", "{ nothing }", 200, "application/json"),
    ],
)
def test_media_types_and_their_statuses(http, accept, query, status, media):
    headers = {"accept": accept} if accept else {}
    answer = http.post("/graphql", json={"query": query}, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"query": "{ __typename }"}', "text/plain", 415),
        (b'{"query": "{ __typename }"}', "application/x-www-form-urlencoded", 415),
        (b'{"query": "{ __typename }"}', "", 415),
        (b'{"query": "{ __typename }"}', "application/json; charset=latin-1", 415),
        (b'{"query": "{ __typename }"}', "application/json; charset=utf-8", 200),
        (b"not json", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'[{"query": "{ __typename }"}]', "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"query": 3}', "application/json", 400),
        (b'{"query": " "}', "application/json", 400),
        (b'{"query": "{ __typename }", "variables": []}', "application/json", 400),
        (b'{"query": "{ __typename }", "variables": null}', "application/json", 200),
        (b'{"query": "{ __typename }", "operationName": 1}', "application/json", 400),
        (b'{"query": "{ __typename }", "variables": {"a": NaN}}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"query": "\\ud800"}', "application/json", 200),
    ],
)
def test_what_a_post_must_look_like(http, body, content_type, status):
    answer = http.post("/graphql", content=body, headers={"content-type": content_type})
    assert answer.status_code == status
    if status != 200 or b"ud800" in body:
        assert code(answer) == "BAD_QUERY"


def test_bodies_end_at_the_limit(client_of, sample):
    client = client_of(sample, limits=Limits(body=1_000))
    answer = client.post("/graphql", json={"query": "{ __typename }" + " " * 1_000})
    assert answer.status_code == 413
    assert code(answer) == "BAD_QUERY"


@pytest.mark.parametrize("params", [{}, {"query": ""}, {"query": QUERY, "variables": "{"}])
def test_what_a_get_must_look_like(http, params):
    answer = http.get("/graphql", params=params)
    assert (answer.status_code, code(answer)) == (400, "BAD_QUERY")


def test_a_client_that_takes_no_json_is_told(http):
    answer = http.post("/graphql", json={"query": QUERY}, headers={"accept": "image/png"})
    assert (answer.status_code, code(answer)) == (406, "BAD_QUERY")


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("PUT", "/graphql", 405, "BAD_QUERY"),
        ("DELETE", "/graphql", 405, "BAD_QUERY"),
        ("GET", "/none", 404, "NOT_FOUND"),
        ("GET", "/static/../../app.py", 404, "NOT_FOUND"),
        ("GET", "/static/%2e%2e/app.py", 404, "NOT_FOUND"),
    ],
)
def test_wrong_addresses_and_methods_have_codes_too(http, method, path, status, expected):
    answer = http.request(method, path)
    assert (answer.status_code, code(answer)) == (status, expected)


def test_rate_limits_are_for_each_client_and_say_when_to_come_back(client_of, sample):
    client = client_of(sample, limits=Limits(points=3))
    query = {"query": "{ rateLimit { cost limit remaining resetAt nodeCount } }"}
    limits = [client.post("/graphql", json=query).json()["data"]["rateLimit"] for _ in range(3)]
    assert [one["remaining"] for one in limits] == [2, 1, 0]
    assert {(one["cost"], one["limit"], one["nodeCount"]) for one in limits} == {(1, 3, 0)}
    answer = client.post("/graphql", json=query)
    assert (answer.status_code, code(answer)) == (429, "RATE_LIMITED")
    assert int(answer.headers["retry-after"]) > 0


def test_introspection_can_be_switched_off(client_of, sample):
    client = client_of(sample, introspection=False)
    answer = client.post("/graphql", json={"query": "{ __schema { types { name } } }"})
    assert code(answer) == "BAD_QUERY"
    assert "data" in client.post("/graphql", json={"query": "{ __typename }"}).json()


def test_graphiql_is_for_browsers_and_can_be_switched_off(client_of, sample):
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = client_of(sample).get("/graphql", headers=browser)
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy
    answer = client_of(sample, graphiql=False).get("/graphql", headers=browser)
    assert answer.status_code == 400


def test_pages_load_only_from_here(http):
    for path in ("/", "/graphql"):
        text = http.get(path, headers={"accept": "text/html"}).text
        assert "http://" not in text
        assert "https://" not in text
        assert "<script>" not in text
    examples = http.get("/graphql/examples.json").json()["examples"]
    assert all(json.loads(one["variables"] or "{}") is not None for one in examples)
