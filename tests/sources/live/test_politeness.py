"""Waiting, trying again, and giving up with words that help."""

from __future__ import annotations

import logging
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replaying import FakeClock, Reply, recorded, reply

from citeweave_schema.errors import SourceUnavailableError, UsageError
from citeweave_sources.live.waiting import Pacer, backoff, retry_after

GOOD = reply({"meta": {"count": 0, "next_cursor": None}, "results": []})
NOON = "Sun, 06 Nov 1994 12:00:00 GMT"


def test_retry_after_in_seconds_is_waited_for(run, server, clock):
    server.script(Reply(status=429, headers={"Retry-After": "17"}), GOOD)
    run("openalex", "q")
    assert (len(server.asked), clock.waits) == (2, [17.0])


def test_retry_after_as_a_date_is_waited_for(run, server, clock):
    clock.now = retry_after(NOON, 0.0) - 40
    server.script(Reply(status=503, headers={"Retry-After": NOON}), GOOD)
    run("openalex", "q")
    assert clock.waits == [40.0]


def test_a_date_that_is_past_is_not_waited_for(run, server, clock):
    server.script(Reply(status=503, headers={"Retry-After": NOON}), GOOD)
    clock.now = retry_after(NOON, 0.0) + 40
    run("openalex", "q")
    assert clock.waits == pytest.approx([0.1]), "only what keeps requests apart"


def test_a_long_wait_is_told_and_not_waited_for(run, server, clock):
    server.script(Reply(status=429, headers={"Retry-After": "7200"}))
    with pytest.raises(SourceUnavailableError, match="asks to wait for 120 minutes") as told:
        run("openalex", "q")
    assert "OPENALEX_API_KEY may allow more" in str(told.value)
    assert (len(server.asked), clock.waits) == (1, [])


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_with_longer_waits(run, server, clock, status):
    server.script(*[Reply(status=status)] * 3, GOOD)
    run("openalex", "q")
    assert len(server.asked) == 4
    for attempt, wait in enumerate(clock.waits):
        assert 2**attempt / 2 <= wait <= 2**attempt


def test_a_long_wait_is_announced(run, server):
    told = []
    server.script(Reply(status=429, headers={"Retry-After": "90"}), Reply(status=500), GOOD)
    run("openalex", "q", client={"notice": told.append})
    assert told == ["OpenAlex: HTTP 429: {}; asking again in 90 s"]


@pytest.mark.parametrize(
    "busy",
    [
        Reply(b"x" * 65_536, status=503, endless=True),
        Reply(b"sorry", status=503, missing=100),
        Reply(b"sorry", status=503, headers={"Content-Encoding": "br"}),
        Reply(b"sorry", status=503, headers={"Content-Encoding": "gzip"}),
    ],
)
def test_how_a_busy_service_says_so_does_not_matter(run, server, busy):
    server.script(busy, GOOD)
    run("openalex", "q")
    assert len(server.asked) == 2


def test_what_does_not_pass_is_given_up(run, server):
    server.script(reply({"message": "we are down"}, status=503))
    with pytest.raises(SourceUnavailableError) as told:
        run("s2", "q")
    assert len(server.asked) == 6
    assert "Semantic Scholar gave no usable answer in 6 tries: HTTP 503: we are down" in str(
        told.value
    )
    assert "the answers that are kept, run the same command again" in str(told.value)


@pytest.mark.parametrize("status", [400, 401, 404, 418, 422])
def test_a_refusal_is_not_tried_again(run, server, status):
    server.script(reply({"error": "Invalid filter", "message": "Unknown field"}, status=status))
    with pytest.raises(UsageError, match=f"OpenAlex refuses the request: HTTP {status}: Unknown"):
        run("openalex", "q")
    assert len(server.asked) == 1


def test_a_cut_body_is_asked_for_again(run, server):
    whole = recorded("openalex_cursor_0.json.gz")
    cut = recorded("openalex_cursor_0.json.gz", body=whole.body[:-900], missing=900)
    server.script(cut, whole, recorded("openalex_cursor_1.json"))
    assert run("openalex", "q").saved.records == 2
    assert len(server.asked) == 3


def test_a_packed_body_that_ends_early_is_asked_for_again(run, server):
    whole = recorded("openalex_cursor_0.json.gz")
    early = recorded("openalex_cursor_0.json.gz", body=whole.body[:-900])
    server.script(early, whole, recorded("openalex_cursor_1.json"))
    assert run("openalex", "q").saved.records == 2


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"<html>", b"\xff\xfe", b'{"meta": NaN}', b"[" * 100_000, b"1" * 5000, b"null"],
)
def test_what_is_not_json_is_asked_for_again(run, server, body):
    server.script(Reply(body), GOOD)
    assert run("openalex", "q").saved.records == 0
    assert len(server.asked) == 2


def test_a_service_that_does_not_answer_in_time_is_asked_again(run, server):
    server.script(Reply(stalls=True), GOOD)
    run("openalex", "q", client={"patience": 0.05})
    assert len(server.asked) == 2


def test_a_body_that_stops_coming_is_asked_for_again(run, server):
    server.script(lambda _: Reply(b"{", headers={"Content-Length": "50"}), GOOD)
    run("openalex", "q", client={"patience": 0.05})
    assert len(server.asked) == 2


def test_nobody_there_is_told(run, server, clock):
    server.close()
    with pytest.raises(SourceUnavailableError, match=r"refused.*Check the network"):
        run("crossref", "q")
    assert len(clock.waits) >= 5


def test_time_that_is_over_is_told_without_waiting_for_it(run, server, clock):
    server.script(Reply(status=503, headers={"Retry-After": "100"}))
    with pytest.raises(SourceUnavailableError, match="time given for asking OpenAlex is over"):
        run("openalex", "q", client={"seconds": 60.0})
    assert (len(server.asked), clock.waits) == (1, [])


def test_an_answer_that_drips_is_too_slow(run, server):
    class Dripping(FakeClock):
        def monotonic(self):
            self.now += 200
            return self.now

    server.script(GOOD)
    with pytest.raises(SourceUnavailableError, match="the answer came too slowly"):
        run("openalex", "q", client={"clock": Dripping()})


def test_requests_are_kept_apart(run, server, clock):
    server.answer = lambda asked: recorded(f"arxiv_page_{int(asked.params['start']) // 10}.xml")
    run("arxiv", "testing", most=30)
    assert clock.waits == pytest.approx([3.0, 3.0])


def test_crossref_is_asked_as_seldom_as_it_says(run, server, clock):
    limits = {"x-rate-limit-limit": "2", "x-rate-limit-interval": "1s", "Content-Encoding": "gzip"}
    server.script(*[recorded(f"crossref_cursor_{n}.json.gz", headers=limits) for n in range(3)])
    run("crossref", "widget", most=60)
    assert clock.waits == pytest.approx([0.5, 0.5])


def test_an_allowance_that_is_used_up_is_waited_for(run, server, clock):
    used_up = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "42"}
    server.script(reply([], headers=used_up))
    run("hf", since=date(2024, 6, 29))
    assert clock.waits == [pytest.approx(42.0)]


def test_who_asks_is_said(run, server):
    server.script(GOOD)
    run("openalex", "q", environment={"CITEWEAVE_MAILTO": "ada@example.org"})
    run("openalex", "r")
    agents = [asked.headers["user-agent"] for asked in server.asked]
    assert agents == ["citeweave/0 (mailto:ada@example.org)", "citeweave/0"]


KEYS = [
    ("openalex", "OPENALEX_API_KEY", lambda asked: asked.params.get("api_key")),
    ("s2", "S2_API_KEY", lambda asked: asked.headers.get("x-api-key")),
    ("crossref", "CROSSREF_PLUS_TOKEN", lambda a: a.headers.get("crossref-plus-api-token")),
    ("hf", "HF_TOKEN", lambda asked: asked.headers.get("authorization")),
]


@pytest.mark.parametrize(("name", "variable", "sent"), KEYS)
def test_a_key_is_sent_and_shown_nowhere(  # noqa: PLR0917  # fixtures
    run, server, tmp_path, caplog, name, variable, sent
):
    caplog.set_level(logging.DEBUG)
    key = "sesame-street-123"
    answers = {
        "openalex": recorded("openalex_cursor_0.json.gz"),
        "s2": recorded("s2_bulk_0.json"),
        "crossref": recorded("crossref_cursor_0.json.gz"),
        "hf": reply([{"id": "1"}]),
    }
    server.script(answers[name], reply({"error": f"key {key} is over its limit"}, status=400))
    run(name, "q", most=1, environment={variable: key})
    with pytest.raises(UsageError, match="key … is over its limit"):
        run(name, "other", environment={variable: key})
    assert [key in sent(asked) for asked in server.asked] == [True, True]
    assert key not in caplog.text
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept
    assert not any(key.encode() in path.read_bytes() or key in path.name for path in kept)


def test_an_answer_is_kept_whoever_asked(run, server):
    server.script(GOOD)
    run("openalex", "q", environment={"OPENALEX_API_KEY": "one"})
    assert run("openalex", "q", environment={"OPENALEX_API_KEY": "two"}).fetched == 0


@settings(max_examples=50)
@given(st.integers(1, 20), st.integers())
def test_backoff_is_bounded(attempt, seed):
    assert 0.5 <= backoff(attempt, Random(seed)) <= 60.0
    assert backoff(attempt, Random(seed)) == backoff(attempt, Random(seed))


@settings(max_examples=50)
@given(st.text(max_size=40), st.floats(0, 2e9))
def test_any_retry_after_is_read_or_not_understood(text, now):
    wait = retry_after(text, now)
    assert wait is None or wait >= 0


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "x-rate-limit-limit",
                "x-rate-limit-interval",
                "x-ratelimit-remaining",
                "x-ratelimit-reset",
            ]
        ),
        st.one_of(st.text(max_size=8), st.integers(-5, 10**7).map(str)),
    )
)
def test_no_header_makes_a_pacer_wait_for_ever(headers):
    pacer = Pacer(0.1, FakeClock())
    pacer.learn(headers)
    pacer.sent()
    assert 0.099 <= pacer.left() <= 300
