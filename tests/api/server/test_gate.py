"""Who may ask: hosts, origins, tokens and scopes."""

import base64
import stat
from pathlib import Path

import pytest

from citeweave.server import Settings, TokenStore, create_app, execute, serve
from citeweave_schema.errors import StoreUnavailableError, UsageError

READ = {"query": "{ __typename }"}
WRITE = {"query": 'mutation { withdrawJudgement(id: "J") { judgement { id } } }'}


def code(response) -> str | None:
    errors = response.json().get("errors")
    return errors[0]["extensions"]["code"] if errors else None


@pytest.mark.parametrize("host", ["localhost", "localhost:1234", "127.0.0.1:8000", "[::1]:8000"])
def test_loopback_names_are_answered(http, host):
    assert http.post("/graphql", json=READ, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "", "[", "a@localhost.x"]
)
@pytest.mark.parametrize("path", ["/graphql", "/", "/metrics", "/static/explorer/main.js"])
def test_other_names_are_not(http, host, path):
    answer = http.get(path, headers={"host": host})
    assert (answer.status_code, code(answer)) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("http://localhost:8000", 200),
        ("https://lab.example", 200),
        ("http://lab.example", 403),
        ("http://[", 403),
        ("null", 403),
        ("http://localhost:3000", 403),
        ("http://evil.example", 403),
        ("http://localhost:8000.evil.example", 403),
        ("", 403),
    ],
)
def test_pages_of_other_sites_may_not_ask(client_of, sample, origin, status):
    client = client_of(sample, origins=("https://lab.example",))
    headers = {} if origin is None else {"origin": origin}
    answer = client.post("/graphql", json=READ, headers=headers)
    assert answer.status_code == status
    shared = answer.headers.get("access-control-allow-origin")
    assert shared == ("https://lab.example" if origin == "https://lab.example" else None)


def test_a_preflight_is_never_answered_with_cors(http):
    answer = http.options(
        "/graphql",
        headers={"origin": "http://evil.example", "access-control-request-method": "POST"},
    )
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_an_allowed_site_gets_its_preflight_without_a_token(client_of, sample, tokens):
    tokens.create("me", ["read"])
    client = client_of(
        sample, origins=("https://lab.example",), token_file=tokens.path, tokens_needed=True
    )
    wanted = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type",
    }
    for origin, allowed in (("https://lab.example", True), ("https://evil.example", False)):
        answer = client.options("/graphql", headers={"origin": origin, **wanted})
        assert (answer.headers.get("access-control-allow-origin") == origin) == allowed
        assert (answer.status_code == 200) == allowed


@pytest.mark.parametrize(
    ("site", "mode", "status"),
    [
        ("cross-site", "no-cors", 403),
        ("same-site", "no-cors", 403),
        ("cross-site", "navigate", 200),
        ("same-origin", "no-cors", 200),
        ("none", "navigate", 200),
    ],
)
def test_pages_of_other_sites_may_link_here_and_embed_nothing(http, site, mode, status):
    headers = {"sec-fetch-site": site, "sec-fetch-mode": mode}
    assert http.get("/", headers=headers).status_code == status


def test_further_hosts_can_be_allowed(client_of, sample):
    client = client_of(sample, hosts=("graph.lab.example",))
    for host, status in (("graph.lab.example", 200), ("lab.example", 403)):
        assert client.post("/graphql", json=READ, headers={"host": host}).status_code == status


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize(
    ("shown", "reading", "writing"),
    [
        (None, {False: None, True: "UNAUTHENTICATED"}, "UNAUTHENTICATED"),
        ("wrong", {False: "UNAUTHENTICATED", True: "UNAUTHENTICATED"}, "UNAUTHENTICATED"),
        ("expired", {False: "UNAUTHENTICATED", True: "UNAUTHENTICATED"}, "UNAUTHENTICATED"),
        ("revoked", {False: "UNAUTHENTICATED", True: "UNAUTHENTICATED"}, "UNAUTHENTICATED"),
        ("read", {False: None, True: None}, "FORBIDDEN"),
        ("write", {False: None, True: None}, "NOT_FOUND"),
    ],
)
def test_who_may_do_what(client_of, fresh, tokens, *, closed, shown, reading, writing):
    secrets = {name: tokens.create(name, [scope])[0] for name, scope in
               (("read", "read"), ("write", "write"), ("revoked", "write"))}  # fmt: skip
    secrets["wrong"] = "cw_" + "x" * 43
    secrets["expired"], expired = tokens.create("expired", ["write"], days=1)
    text = tokens.path.read_text().replace(expired.expires, "2001-01-01T00:00:00+00:00")
    tokens.path.write_text(text)
    client = client_of(fresh, token_file=tokens.path, tokens_needed=closed)
    revoked = next(one for one in tokens.list() if one.name == "revoked")
    assert tokens.revoke(revoked.id)
    headers = {"authorization": f"Bearer {secrets[shown]}"} if shown else {}
    read = client.post("/graphql", json=READ, headers=headers)
    write = client.post("/graphql", json=WRITE, headers=headers)
    assert (code(read), code(write)) == (reading[closed], writing)
    for answer in (read, write):
        statuses = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403}
        assert answer.status_code == statuses.get(code(answer), 200)
        assert ("www-authenticate" in answer.headers) == (
            code(answer) == "UNAUTHENTICATED" and (shown is not None or closed)
        )


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Basic !!!", "Basic " + base64.b64encode(b"nocolon").decode(), "Other x"],
)
def test_a_malformed_token_is_refused(client_of, sample, tokens, header):
    client = client_of(sample, token_file=tokens.path)
    answer = client.post("/graphql", json=READ, headers={"authorization": header})
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


def test_a_browser_may_show_the_token_as_a_password(client_of, sample, tokens):
    secret, _ = tokens.create("me", ["read"])
    client = client_of(sample, token_file=tokens.path, tokens_needed=True)
    page = client.get("/graphql", headers={"accept": "text/html"})
    assert page.status_code == 401
    assert page.headers["www-authenticate"].startswith("Basic")
    assert client.get("/graphql/examples.json", auth=("", secret)).status_code == 200


def test_only_health_and_what_holds_no_data_need_no_token(client_of, sample, tokens):
    tokens.create("me", ["read"])
    client = client_of(sample, token_file=tokens.path, tokens_needed=True)
    for path in ("/graphql", "/graphql/examples.json", "/metrics"):
        assert client.get(path).status_code == 401, path
    for path in ("/", "/paper/P1", "/static/explorer/main.js"):
        assert client.get(path).status_code == 200, path
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",  # noqa: S104  # refused
        "::",
        "192.168.1.7",
        "graph.example",
    ],
)
@pytest.mark.parametrize("file", [False, True])
def test_a_server_that_others_reach_does_not_start_without_a_token(sample, tokens, host, file):
    settings = Settings(host=host, token_file=tokens.path if file else None)
    with pytest.raises(UsageError, match="make a token first"):
        create_app(sample, settings)
    with pytest.raises(UsageError, match="make a token first"):
        serve(sample, settings)
    tokens.create("me", ["read"])
    if file:
        assert create_app(sample, settings)


def test_the_file_holds_no_token_and_is_its_owners_alone(tokens):
    secret, token = tokens.create("me", ["write"], days=30)
    text = tokens.path.read_text()
    assert secret not in text
    assert secret.removeprefix("cw_") not in text
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600
    assert token.scopes == ("read", "write")
    assert [path.name for path in tokens.path.parent.iterdir()] == ["tokens.json"]
    assert len(secret) >= 43


def test_a_running_server_sees_tokens_made_by_another_process(tokens):
    secret, token = TokenStore(tokens.path).create("me", ["read"])
    assert tokens.verify(secret) == token
    assert TokenStore(tokens.path).revoke(token.id)
    assert tokens.verify(secret) is None
    assert not tokens.revoke(token.id)


@pytest.mark.parametrize(
    ("name", "scopes"), [("", ["read"]), ("a b", ["read"]), ("x", []), ("x", ["all"])]
)
def test_tokens_have_names_and_known_scopes(tokens, name, scopes):
    with pytest.raises(UsageError):
        tokens.create(name, scopes)


def test_names_are_unique(tokens):
    tokens.create("me", ["read"])
    with pytest.raises(UsageError, match="already"):
        tokens.create("me", ["read"])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"citeweave_tokens": 2, "tokens": []}'])
def test_another_file_is_not_taken_for_tokens(tokens, text):
    tokens.path.write_text(text)
    tokens.path.chmod(0o600)
    with pytest.raises(UsageError):
        tokens.list()


def test_a_file_that_others_may_write_to_is_refused(tokens):
    tokens.create("me", ["read"])
    tokens.path.chmod(0o622)
    with pytest.raises(UsageError, match="chmod 600"):
        TokenStore(tokens.path).verify("cw_x")


def test_in_the_same_process_scopes_are_given(fresh):
    assert code_of(execute(fresh, WRITE["query"])) == "FORBIDDEN"
    assert code_of(execute(fresh, WRITE["query"], scopes=("read", "write"))) == "NOT_FOUND"
    assert code_of(execute(fresh, READ["query"], scopes=())) == "FORBIDDEN"


def code_of(answer: dict) -> str:
    return answer["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("path", ["/proc/none/tokens.json", "/dev/null/tokens.json"])
def test_a_token_file_that_cannot_be_written(path):
    with pytest.raises(StoreUnavailableError, match=r"--token-file|cannot be read"):
        TokenStore(Path(path)).create("lab", ["read"])
