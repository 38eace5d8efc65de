"""What was fetched is not fetched again: interrupted runs, repeated runs, damaged caches."""

from __future__ import annotations

import hashlib
import math
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replaying import Asked, FakeClock, Reply, content, recorded, reply

from citeweave_schema.errors import SourceUnavailableError, UsageError
from citeweave_sources.live import Cache, default_folder
from citeweave_sources.live.service import Request

KEY = hashlib.sha256(b"a request").hexdigest()
DAY = 86_400


class Interrupting:
    """Presses Ctrl-C when a page has been written."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, _records: int) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


def arxiv(asked: Asked) -> Reply:
    return recorded(f"arxiv_page_{int(asked.params['start']) // 10}.xml")


def test_an_interrupted_run_goes_on_with_the_next_page(run, server):
    server.answer = arxiv
    with pytest.raises(KeyboardInterrupt):
        run("arxiv", "testing", most=30, advance=Interrupting(after=2))
    assert [asked.params["start"] for asked in server.asked] == ["0", "10"]
    again = run("arxiv", "testing", most=30)
    assert [asked.params["start"] for asked in server.asked] == ["0", "10", "20"]
    assert (again.kept, again.fetched, again.saved.records) == (2, 1, 30)
    assert again.text == run("arxiv", "testing", most=30, cached=False).text


def test_a_run_that_the_network_ended_goes_on_too(run, server):
    server.script(recorded("s2_bulk_0.json"), Reply(status=503))
    with pytest.raises(SourceUnavailableError):
        run("s2", "q")
    tries = len(server.asked)
    server.script(recorded("s2_bulk_1.json"), reply({"total": 2674, "data": []}))
    again = run("s2", "q")
    assert (again.kept, again.fetched, again.saved.records) == (1, 2, 10)
    assert server.asked[tries].params["token"] == content("s2_bulk_0.json")["token"]


def test_the_same_again_asks_nothing(run, server):
    server.answer = arxiv
    first = run("arxiv", "testing", most=20)
    again = run("arxiv", "testing", most=20)
    assert again.text == first.text
    assert (again.kept, again.fetched, len(server.asked)) == (2, 0, 2)


def test_another_question_is_asked(run, server):
    server.answer = arxiv
    run("arxiv", "testing", most=10)
    run("arxiv", "testing", most=10, filters=(("cat", "cs.CL"),))
    assert len(server.asked) == 2


def test_what_is_too_old_is_asked_again(run, server, clock):
    server.answer = arxiv
    run("arxiv", "testing", most=10)
    clock.now += 86_300
    assert run("arxiv", "testing", most=10).fetched == 0
    clock.now += 200
    assert run("arxiv", "testing", most=10).fetched == 1


def test_crossref_pages_are_kept_apart_though_their_cursor_is_one(run, server):
    server.script(*[recorded(f"crossref_cursor_{n}.json.gz") for n in range(3)])
    first = run("crossref", "widget", most=60)
    again = run("crossref", "widget", most=60)
    assert (again.text, again.kept, again.fetched) == (first.text, 3, 0)
    assert len(set(again.lines)) == 60


def test_a_cursor_that_was_forgotten_begins_anew(run, server):
    server.script(recorded("crossref_cursor_0.json.gz"), Reply(status=503))
    with pytest.raises(SourceUnavailableError):
        run("crossref", "widget", most=40)
    tries = len(server.asked)
    forgotten = reply({"status": "failed", "message": "Cursor is invalid"}, status=404)
    pages = [recorded(f"crossref_cursor_{n}.json.gz") for n in (1, 2)]
    server.script(forgotten, *pages)
    again = run("crossref", "widget", most=40)
    asked = [one.params["cursor"] for one in server.asked[tries:]]
    assert asked[0] != "*"
    assert asked[1] == "*"
    assert again.saved.records == 40
    items = [
        item for n in (1, 2) for item in content(f"crossref_cursor_{n}.json.gz")["message"]["items"]
    ]
    assert len(again.lines) == len(items)
    assert again.kept == 0


def test_a_listing_that_lost_a_page_between_runs_begins_anew(run, server):
    def page(*names, cursor="c"):
        items = [{"DOI": name} for name in names]
        return reply({"message": {"total-results": 4, "next-cursor": cursor, "items": items}})

    server.script(page("a", "b"), Reply(status=503))
    with pytest.raises(SourceUnavailableError):
        run("crossref", "q")
    server.script(page(), page("a", "b"), page("c", "d"))
    again = run("crossref", "q")
    assert (again.saved.records, again.saved.short, again.kept) == (4, False, 0)


def test_a_listing_that_is_short_says_so(run, server):
    items = {"total-results": 4, "next-cursor": "c", "items": [{"DOI": "a"}]}
    server.script(reply({"message": items}), reply({"message": {**items, "items": []}}))
    assert run("crossref", "q").saved.short


def test_a_refusal_of_the_first_page_is_told_once(run, server):
    server.script(reply({"message": "bad filter"}, status=400))
    with pytest.raises(UsageError, match="bad filter"):
        run("crossref", "q")
    assert len(server.asked) == 1


# The cache itself


@pytest.fixture
def cache(tmp_path, clock):
    return Cache(tmp_path / "cache", max_age=DAY, clock=clock)


def stored(tmp_path):
    return [path for path in (tmp_path / "cache").glob("??/*") if path.is_file()]


def test_what_is_put_is_got(cache, tmp_path):
    assert cache.get(KEY) is None
    cache.put(KEY, b"an\nanswer\0")
    assert cache.get(KEY) == b"an\nanswer\0"
    assert [path.name for path in stored(tmp_path)] == [KEY]
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def damage(raw: bytes):
    yield b""
    yield raw[:-1]
    yield raw + b"x"
    yield raw[10:]
    yield raw.replace(b'"form": 1', b'"form": 2')
    yield raw.replace(b'"at": ', b'"at": "soon", "then": ')
    yield raw.replace(b'"sha256": "', b'"sha256": "0')
    yield b"[" * 400 + b"\n"
    yield b"null\n"
    yield b"\xff" * 600


def test_a_damaged_answer_is_none(cache, tmp_path):
    cache.put(KEY, b"an answer")
    (path,) = stored(tmp_path)
    raw = path.read_bytes()
    for bad in damage(raw):
        path.write_bytes(bad)
        assert cache.get(KEY) is None, bad
    cache.put(KEY, b"another")
    assert cache.get(KEY) == b"another"


def test_a_damaged_answer_is_fetched_again(run, server, tmp_path):
    server.answer = arxiv
    run("arxiv", "testing", most=10)
    (path,) = stored(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    assert run("arxiv", "testing", most=10).fetched == 1
    assert run("arxiv", "testing", most=10).fetched == 0


def test_an_answer_that_a_later_reader_refuses_is_fetched_again(run, server, tmp_path, clock):
    server.answer = arxiv
    run("arxiv", "testing", most=10)
    (path,) = stored(tmp_path)
    Cache(tmp_path / "cache", max_age=DAY, clock=clock).put(path.name, b"<html/>")
    assert run("arxiv", "testing", most=10).fetched == 1


def test_an_answer_from_the_future_is_none(cache, clock):
    cache.put(KEY, b"x")
    clock.now -= 10
    assert cache.get(KEY) is None


def test_the_oldest_answers_make_room(tmp_path, clock):
    cache = Cache(tmp_path / "cache", max_age=DAY, limit=10_000, clock=clock)
    keys = [hashlib.sha256(bytes([n])).hexdigest() for n in range(20)]
    for key in keys:
        cache.put(key, b"x" * 1000)
    assert cache.get(keys[-1])
    assert cache.get(keys[0]) is None
    assert sum(path.stat().st_size for path in stored(tmp_path)) <= 10_000


def test_what_a_killed_run_left_makes_room_too(tmp_path, clock):
    cache = Cache(tmp_path / "cache", max_age=DAY, limit=10_000, clock=clock)
    left = tmp_path / "cache" / "ab" / ".part-x"
    left.parent.mkdir()
    left.write_bytes(b"x" * 20_000)
    os.utime(left, (1, 1))
    cache.put(KEY, b"x" * 1000)
    assert not left.exists()
    assert cache.get(KEY)


def test_when_a_service_was_last_asked_is_known_to_the_next_run(cache, tmp_path, clock):
    assert cache.idle("https://a") == math.inf
    cache.note_asked("https://a")
    clock.now += 2
    assert cache.idle("https://a") == pytest.approx(2)
    assert cache.idle("https://b") == math.inf
    (note,) = (tmp_path / "cache").glob("asked-*")
    for bad in (b"", b"soon", b"nan", b"inf", b"\xff"):
        note.write_bytes(bad)
        assert cache.idle("https://a") == math.inf


def test_the_next_run_keeps_its_distance(run, server, clock):
    server.answer = arxiv
    run("arxiv", "testing", most=10, client={"idle": 1.0})
    assert clock.waits == pytest.approx([2.0])


def test_other_files_are_left_alone(tmp_path, clock):
    folder = tmp_path / "cache"
    (folder / "no").mkdir(parents=True)
    (folder / "no" / "mine.txt").write_text("keep")
    cache = Cache(folder, max_age=DAY, limit=10, clock=clock)
    cache.put(KEY, b"x" * 100)
    assert (folder / "no" / "mine.txt").read_text() == "keep"


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="--cache, or give --no-cache"):
        Cache(tmp_path / "file" / "cache", max_age=DAY)


def test_a_cache_that_cannot_be_written_is_a_problem_and_no_end(run, server, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("citeweave_sources.live.cache.tempfile.mkstemp", full)
    server.answer = arxiv
    assert run("arxiv", "testing", most=20).saved.records == 20


def test_a_cache_says_why_it_cannot_keep(cache, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("citeweave_sources.live.cache.tempfile.mkstemp", full)
    cache.put(KEY, b"x")
    assert "No space left" in cache.problem
    assert cache.get(KEY) is None


def test_where_answers_are_kept(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    assert default_folder({}).as_posix() == "/home/ada/.cache/citeweave/fetch"
    assert default_folder({"XDG_CACHE_HOME": "relative"}) == default_folder({})
    assert default_folder({"XDG_CACHE_HOME": "/x"}).as_posix() == "/x/citeweave/fetch"


requests = st.builds(
    Request,
    path=st.text(max_size=5),
    params=st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=3).map(tuple),
    body=st.none() | st.text(max_size=5),
    page=st.integers(0, 3),
)


@given(requests, requests)
def test_requests_have_one_name_when_they_are_one(one, other):
    assert (one.key("https://a") == other.key("https://a")) is (one == other)
    assert one.key("https://a") != one.key("https://b")


def test_a_clock_that_waits():
    clock = FakeClock()
    clock.sleep(2)
    assert clock.waits == [2]
