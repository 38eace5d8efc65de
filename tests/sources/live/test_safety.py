"""Nothing but the service is spoken to, and nothing it says can do harm."""

from __future__ import annotations

import gzip
import json
import zlib

import httpx
import pytest
from replaying import Reply, recorded, reply

from citeweave_schema.errors import SourceError, SourceUnavailableError, UsageError
from citeweave_sources.live import SERVICES, Client, Settings
from citeweave_sources.live.addresses import CheckedTransport, is_public, public_addresses
from citeweave_sources.live.sending import transport_for
from citeweave_sources.live.service import Request

GOOD = reply({"meta": {"count": 0, "next_cursor": None}, "results": []})


@pytest.mark.parametrize(
    "target",
    [
        "https://example.com/works",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/works",
        "//example.com/works",
        "https://api.openalex.org@example.com/",
        "file:///etc/passwd",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_to_others_are_refused(run, server, target, status):
    server.script(Reply(status=status, headers={"Location": target}))
    with pytest.raises(SourceError, match="not its own address; that was not followed"):
        run("openalex", "q")
    assert len(server.asked) == 1


def test_redirects_within_the_service_are_followed(run, server):
    server.script(Reply(status=301, headers={"Location": "/works/w2"}), reply({"id": "W2"}))
    assert json.loads(run("openalex", "doi:10.1000/a|b").text) == {"id": "W2"}
    assert server.asked[1].path == "/works/w2"


@pytest.mark.parametrize("target", ["http://[", "https://api.openalex.org:x/", "\x7f", ""])
def test_redirects_to_nowhere_are_refused(run, server, target):
    server.script(Reply(status=301, headers={"Location": target}))
    with pytest.raises(SourceError, match=r"redirects|location header"):
        run("openalex", "q")


@pytest.mark.parametrize("words", ["x" * 100_000, "caf\udce9"])
def test_words_that_fit_in_no_address_are_bad_usage(run, server, words):
    with pytest.raises(UsageError, match="cannot be asked that"):
        run("openalex", words)
    assert server.asked == []


@pytest.mark.parametrize("cursor", [{"a": 1}, ["x"], 7, True, "x" * 100_000])
def test_a_cursor_that_is_none_does_no_harm(run, server, cursor):
    page = {"meta": {"count": 1, "next_cursor": cursor}, "results": [{"id": "W1"}]}
    server.script(reply(page))
    if isinstance(cursor, str):
        with pytest.raises(UsageError, match="cannot be asked that"):
            run("openalex", "q")
    else:
        assert run("openalex", "q").saved.records == 1


def test_a_certificate_that_is_not_trusted_is_told_at_once(run, clock):
    class Untrusted(httpx.BaseTransport):
        def handle_request(self, _request):
            raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")

    with pytest.raises(SourceError, match=r"not trusted.*SSL_CERT_FILE"):
        run("openalex", "q", client={"transport": Untrusted()})
    assert clock.waits == []


def test_redirects_in_a_circle_end(run, server):
    server.script(Reply(status=302, headers={"Location": "/works"}))
    with pytest.raises(SourceError, match="redirects in a circle"):
        run("openalex", "q")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104  # judged, not bound
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_what_is_a_public_address(address, public):
    assert is_public(address) is public


def test_a_name_that_leads_to_a_private_address_is_refused():
    def resolve(_host, _port):
        return ["8.8.8.8", "10.0.0.1"]

    with pytest.raises(SourceError, match=r"api\.x\.org leads to 10\.0\.0\.1.*nothing was sent"):
        public_addresses("api.x.org", 443, resolve)


def test_the_real_service_is_reached_only_at_addresses_that_were_checked(monkeypatch, clock):
    monkeypatch.setattr("urllib.request.getproxies", dict)
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", 443))])
    service = SERVICES["openalex"]
    settings = Settings.read(service, {}, "citeweave/0")
    with (
        Client(service, settings, clock=clock) as client,
        pytest.raises(SourceError, match=r"api\.openalex\.org leads to 127\.0\.0\.1"),
    ):
        client.fetch(Request(path="/works"), bytes)
    assert clock.waits == [], "not tried again"


def test_a_connection_goes_to_the_checked_address_under_the_name(server):
    seen = []

    class Inner(httpx.HTTPTransport):
        def handle_request(self, request):
            seen.append((request.url.host, request.extensions["sni_hostname"]))
            return super().handle_request(request)

    port = httpx.URL(server.url).port
    server.script(reply({"ok": True}))
    transport = CheckedTransport(Inner(), lambda _host, _port: ["127.0.0.1"])
    with httpx.Client(transport=transport, trust_env=False) as client:
        assert client.get(f"http://service.example:{port}/x").json() == {"ok": True}
    assert seen == [("127.0.0.1", "service.example")]
    assert server.asked[0].headers["host"] == f"service.example:{port}"


def test_the_next_address_is_tried_when_one_does_not_answer(server):
    port = httpx.URL(server.url).port
    addresses = ["127.0.0.2", "127.0.0.1"]
    transport = CheckedTransport(httpx.HTTPTransport(), lambda _host, _port: addresses)
    with httpx.Client(transport=transport, trust_env=False) as client:
        assert client.get(f"http://service.example:{port}/x").status_code == 200


def test_a_name_that_is_unknown_may_be_known_later(monkeypatch, clock):
    def unknown(*_args, **_options):
        raise OSError("Name or service not known")

    monkeypatch.setattr("urllib.request.getproxies", dict)
    monkeypatch.setattr("socket.getaddrinfo", unknown)
    service = SERVICES["crossref"]
    with (
        Client(service, Settings.read(service, {}, "citeweave/0"), clock=clock) as client,
        pytest.raises(SourceUnavailableError, match=r"name api\.crossref\.org cannot be resolved"),
    ):
        client.fetch(Request(path="/works"), bytes)


@pytest.mark.parametrize(
    ("variables", "kind"),
    [
        ({}, CheckedTransport),
        ({"https": "http://proxy.example:3128"}, httpx.HTTPTransport),
        ({"https": "http://proxy.example:3128", "no": "api.crossref.org"}, CheckedTransport),
    ],
)
def test_a_proxy_is_used_where_the_environment_has_one(monkeypatch, variables, kind):
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(f"{name}_proxy", value)
    transport = transport_for(Settings.read(SERVICES["crossref"], {}, "citeweave/0"))
    transport.close()
    assert type(transport) is kind


def test_a_proxy_that_is_none_is_bad_usage(monkeypatch):
    monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": "ftp://proxy.example"})
    monkeypatch.setattr("urllib.request.proxy_bypass", lambda _host: False)
    with pytest.raises(UsageError, match="the proxy for https in the environment"):
        transport_for(Settings.read(SERVICES["crossref"], {}, "citeweave/0"))


def test_certificates_that_are_not_there_are_bad_usage(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    with pytest.raises(UsageError, match="check SSL_CERT_FILE"):
        transport_for(Settings.read(SERVICES["crossref"], {}, "citeweave/0"))


def test_an_endless_body_is_cut_off(run, server):
    server.script(Reply(b"[" + b" " * 65_536, endless=True))
    with pytest.raises(SourceError, match="which no answer of this service has"):
        run("openalex", "q")
    assert len(server.asked) == 1


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_bomb_is_not_unpacked(run, server, pack):
    bomb = pack(b" " * 50_000_000)
    coding = "gzip" if pack is gzip.compress else "deflate"
    server.script(Reply(bomb, headers={"Content-Encoding": coding}))
    with pytest.raises(SourceError, match="which no answer of this service has"):
        run("openalex", "q")


def test_other_codings_are_refused(run, server):
    server.script(Reply(b"x", headers={"Content-Encoding": "br"}))
    with pytest.raises(SourceError, match="packed as 'br', which was not asked for"):
        run("openalex", "q")


@pytest.mark.parametrize("media", ["text/html", "text/plain", "application/octet-stream", ""])
def test_a_page_that_stands_between_is_named(run, server, media):
    server.script(Reply(b"<html>Log in</html>", media=media))
    with pytest.raises(SourceUnavailableError, match="a login page or a proxy may stand between"):
        run("openalex", "q")


def test_kinds_of_json_are_json(run, server):
    kind = "application/vnd.crossref-api-message+json; charset=utf-8"
    server.script(recorded("crossref_cursor_0.json.gz", media=kind))
    assert run("crossref", "q", most=20).saved.records == 20


def test_what_a_service_says_is_cut_and_has_no_markup(run, server):
    said = b"<html><b>No</b>\r\n" + b"way " * 1000
    server.script(Reply(said, status=400, media="text/html"))
    with pytest.raises(UsageError) as told:
        run("openalex", "q")
    assert "HTTP 400: No way way" in str(told.value)
    assert len(str(told.value)) < 400


def test_lone_surrogates_are_written_so_that_they_can_be_read(run, server):
    server.script(Reply(b'[{"title": "\\ud800 \\u00fc"}]'), reply([]))
    done = run("hf", "q")
    assert done.text == '{"title":"\\ud800 \\u00fc"}\n'


def test_other_addresses_must_be_safe():
    service = SERVICES["s2"]

    def settings(url):
        return Settings.read(service, {"CITEWEAVE_S2_URL": url}, "citeweave/0")

    for good in (
        "https://mirror.example/graph/",
        "http://127.0.0.1:80",
        "http://localhost",
        "http://[::1]",
    ):
        assert settings(good).base == good.rstrip("/")
    for bad in ("http://mirror.example", "ftp://localhost", "localhost", "http://10.0.0.1"):
        with pytest.raises(UsageError, match="CITEWEAVE_S2_URL is"):
            settings(bad)


@pytest.mark.parametrize("mailto", ["ada", "a b@c.org", "a@c.org\r\nX-Evil: 1", "a@c.org) evil"])
def test_who_asks_must_be_an_address(mailto):
    with pytest.raises(UsageError, match="no e-mail address"):
        Settings.read(SERVICES["s2"], {"CITEWEAVE_MAILTO": mailto}, "citeweave/0")


def test_a_key_that_cannot_be_one_is_not_shown():
    with pytest.raises(UsageError, match="S2_API_KEY holds no key") as told:
        Settings.read(SERVICES["s2"], {"S2_API_KEY": "se same\r\nX: y"}, "citeweave/0")
    assert "same" not in str(told.value)
    settings = Settings.read(SERVICES["s2"], {"S2_API_KEY": "sesame"}, "citeweave/0")
    assert "sesame" not in repr(settings)
