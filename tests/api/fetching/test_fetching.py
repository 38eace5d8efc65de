"""`citeweave fetch`, as a person and as a script use it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from replaying import FakeClock, Reply, content, recorded, reply
from typer.testing import CliRunner

from citeweave.command import fetching
from citeweave.command.app import app
from citeweave_sources.live import SERVICES, Client

VARIABLES = [service.key.variable for service in SERVICES.values() if service.key]


@pytest.fixture
def fetch(server, tmp_path, monkeypatch):
    for variable in (*VARIABLES, "CITEWEAVE_MAILTO"):
        monkeypatch.delenv(variable, raising=False)
    urls = {f"CITEWEAVE_{name.upper()}_URL": server.url for name in SERVICES}
    for variable, value in {**urls, "XDG_CACHE_HOME": str(tmp_path / "cache")}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(fetching, "Client", partial(Client, clock=FakeClock()))

    def run(*arguments):
        return CliRunner().invoke(app, ["fetch", *map(str, arguments)])

    return run


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out.jsonl"


def whole(server):
    server.script(recorded("openalex_cursor_0.json.gz"), recorded("openalex_cursor_1.json"))


def test_it_writes_what_the_service_gives(fetch, server, out):
    whole(server)
    done = fetch("openalex", "open", "access", "--out", out)
    assert done.exit_code == 0, done.output
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert records == content("openalex_cursor_0.json.gz")["results"]
    assert server.asked[0].params["search"] == "open access"
    assert "2 records in" in done.stdout
    assert "2 answers from OpenAlex, 0 kept from before" in done.stdout
    assert not [path for path in out.parent.iterdir() if path.name.startswith(".out")]


def test_json_says_all_of_it_in_one_line(fetch, server, out):
    whole(server)
    arguments = ("openalex", "q", "--limit", 1, "--out", out, "--json")
    done = fetch(*arguments)
    said = json.loads(done.stdout)
    assert said.pop("seconds") >= 0
    assert said == {
        "service": "openalex",
        "out": str(out),
        "records": 1,
        "total": 2,
        "complete": False,
        "missing": [],
        "requests": 1,
        "from_cache": 0,
    }
    assert "these are not all: 2 records match; --limit gets more" in done.stderr
    again = json.loads(fetch(*arguments).stdout)
    assert (again["requests"], again["from_cache"]) == (0, 1)


def test_what_is_missing_is_named_and_found_wrong(fetch, server, tmp_path, out):
    server.script(reply({"id": "2005.11401"}), Reply(status=404))
    ids = tmp_path / "ids.txt"
    ids.write_text("2005.11401\n2005.11402\n")
    done = fetch("hf", "--ids", ids, "--out", out)
    assert done.exit_code == 1
    assert "Hugging Face does not have: arxiv:2005.11402" in done.stderr
    assert out.read_text() == '{"id":"2005.11401"}\n'


def test_options_reach_the_service(fetch, server, out):
    whole(server)
    done = fetch(
        *("openalex", "--filter", "type:article=x", "--filter", "language=en"),
        *("--since", "2024-01-01", "--until", "2024-02-01", "--out", out),
        *("--no-cache", "--max-age", "0.5", "--deadline", "600"),
    )
    assert done.exit_code == 0, done.output
    assert server.asked[0].params["filter"] == (
        "type:article:x,language:en,from_publication_date:2024-01-01,to_publication_date:2024-02-01"
    )


def test_no_cache_keeps_nothing(fetch, server, out, tmp_path):
    whole(server)
    assert fetch("openalex", "q", "--out", out, "--no-cache").exit_code == 0
    assert not (tmp_path / "cache").exists()


def test_the_cache_may_be_elsewhere(fetch, server, out, tmp_path):
    whole(server)
    assert fetch("openalex", "q", "--out", out, "--cache", tmp_path / "other").exit_code == 0
    assert len([path for path in (tmp_path / "other").glob("??/*") if path.is_file()]) == 2


def test_nothing_found_is_told(fetch, server, out):
    server.script(recorded("s2_empty.json"))
    done = fetch("s2", "n0 r3sult", "--out", out)
    assert (done.exit_code, out.read_text()) == (0, "")
    assert "nothing matches" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["openalex"], "nothing to fetch"),
        (["openalex", "q", "--since", "yesterday"], "--since 'yesterday' is no day"),
        (["openalex", "q", "--filter", "x"], "write NAME=VALUE"),
        (["openalex", "doi:x"], "'x' is not a doi identifier"),
        (["crossref", "arxiv:2005.11401"], "it takes doi"),
        (["openalex", "q", "--ids", "nowhere.txt"], "nowhere.txt cannot be read"),
        (["arxiv", "doi:10.1000/182"], "ask Crossref or OpenAlex"),
        (["s2", "q", "--filter", "a=b"], "no filter 'a'"),
        (["google", "q"], "google"),
        (["openalex", "q", "--limit", "0"], "--limit"),
    ],
)
def test_bad_usage_asks_nothing_and_writes_nothing(fetch, server, out, arguments, reason):
    done = fetch(*arguments, "--out", out)
    assert done.exit_code == 2, done.output
    assert reason in done.stderr
    assert server.asked == []
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_told_before_anything_is_asked(fetch, server, tmp_path):
    for bad in (tmp_path, tmp_path / "none" / "x.jsonl"):
        done = fetch("openalex", "q", "--out", bad)
        assert (done.exit_code, server.asked) == (2, [])
        assert "--out" in done.stderr


def test_a_service_that_is_down_leaves_the_old_file(fetch, server, out):
    out.write_text("old\n")
    server.script(recorded("openalex_cursor_0.json.gz"), Reply(status=503))
    done = fetch("openalex", "q", "--out", out)
    assert done.exit_code == 3
    assert "run the same command again" in " ".join(done.stderr.split())
    assert out.read_text() == "old\n"
    server.script(recorded("openalex_cursor_1.json"))
    asked = len(server.asked)
    assert fetch("openalex", "q", "--out", out).exit_code == 0
    assert len(server.asked) == asked + 1, "only the second page"
    assert len(out.read_text().splitlines()) == 2


def test_ctrl_c_ends_it_and_the_next_run_goes_on(fetch, server, out):
    server.script(recorded("openalex_cursor_0.json.gz"), Reply(stalls=True))
    command = [sys.executable, "-m", "citeweave", "fetch", "openalex", "q", "--out", str(out)]
    running = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    end = time.monotonic() + 60
    while len(server.asked) < 2 and time.monotonic() < end and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "interrupted; run the same command again to go on" in said
    assert "Traceback" not in said
    assert [path.name for path in out.parent.iterdir()] == ["cache"]
    server.script(recorded("openalex_cursor_1.json"))
    again = json.loads(fetch("openalex", "q", "--out", out, "--json").stdout)
    assert (again["records"], again["requests"], again["from_cache"]) == (2, 1, 1)
    assert len(server.asked) == 3
