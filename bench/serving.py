"""The server under load, beside one that answers with constants.

`python bench/serving.py [--papers N] [--seconds S] [--memory REQUESTS]` builds a made-up graph of N
papers with ten methods each, serves it, and serves the same answers as constants of strawberry
with no store. Both get the same requests from the same generator, in turns. Every answer of the
sample is asserted to be equal on both. It prints one line of JSON: requests a second, p50 and p95
of each, their ratios, the time of a page of 100 papers, and the memory of our server over many
requests.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Self

import constants
from constants import PAGE, SHARING
from corpus import EXTRACTOR, extract

from citeweave.server import Limits
from citeweave.server.execution import Engine, Request
from citeweave.server.session import Client
from citeweave_graph import Store, open_store
from citeweave_schema import Paper, PartialDate, SourceState

CLIENTS = 16
METHODS = 10
SAMPLE = 100
ROUNDS = 3
PAGES = 5
BATCH = 1_000
_LEAST = 20
"""Answers that a share of them can be told from."""

_LIGHT = (
    "query Light($title: String!) { paper(by: {title: $title}) { title methods { totalCount } } }"
)
_SERVE = """
import sys
from citeweave.server import Limits, Settings, serve
limits = Limits(points=10**9, nodes=10**6, waiting=1000, seconds=600.0)
settings = Settings(port=0, limits=limits, workers=int(sys.argv[2]))
serve(sys.argv[1], settings, started=lambda url: print(url, flush=True))
"""


def papers(size: int) -> Iterator[Paper]:
    """Give papers that name ten methods each, few of which are everywhere and most rare."""
    chance = random.Random(0)  # noqa: S311  # no secret
    ranks = range(1, size // 2 + 2 * METHODS)
    weights = [rank**-1.05 for rank in ranks]
    for number in range(size):
        chosen: dict[int, None] = {}
        while len(chosen) < METHODS:
            chosen.update(dict.fromkeys(chance.choices(ranks, weights, k=METHODS - len(chosen))))
        yield Paper(
            title=f"Paper number {number}",
            abstract=f"We study {' '.join(f'm{rank}' for rank in chosen)}.",
            date=PartialDate(chance.randint(1990, 2026)),
        )


def build(store: Store, size: int) -> None:
    with store.writer(extract=extract, extractor=EXTRACTOR) as writer:
        state = SourceState(uri="made up", format="jsonl", sha256="0" * 64, records=size)
        writer.begin_source(state)
        hashes = set()
        for number, paper in enumerate(papers(size), start=1):
            hashes.add(paper.content_hash)
            writer.add(paper, state.uri)
            if number % BATCH == 0:
                writer.commit()
        writer.end_source(state, keep=hashes)


# A client that costs next to nothing, so that it is the servers that are measured.


class Connection:
    """One connection that asks again and again."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_problem: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def ask(self, request: bytes) -> bytes:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status, _, fields = head.partition(b"\r\n")
        assert status.split()[1] == b"200", head
        for field in fields.lower().split(b"\r\n"):
            if field.startswith(b"content-length:"):
                return await self._reader.readexactly(int(field.split(b":")[1]))
        raise AssertionError(head)


def request_of(query: str, title: str) -> bytes:
    body = json.dumps({"query": query, "variables": {"title": title}}).encode()
    head = (
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _load(port: int, requests: list[bytes], clients: int, seconds: float) -> list[float]:
    """Ask with so many connections for so long; give the milliseconds of each answer."""
    times: list[float] = []
    turns = cycle(requests)
    end = time.perf_counter() + seconds

    async def client() -> None:
        async with Connection(port) as connection:
            while (began := time.perf_counter()) < end or len(times) < _LEAST:
                await connection.ask(next(turns))
                times.append(1000 * (time.perf_counter() - began))

    await asyncio.gather(*(client() for _ in range(clients)))
    return times


async def _answers(port: int, requests: list[bytes]) -> list[Any]:
    async with Connection(port) as connection:
        return [json.loads(await connection.ask(one)) for one in requests]


def load(port: int, requests: list[bytes], clients: int, seconds: float) -> dict[str, float]:
    began = time.perf_counter()
    times = asyncio.run(_load(port, requests, clients, seconds))
    took = time.perf_counter() - began
    return {
        "requests_per_second": round(len(times) / took, 1),
        "p50_ms": round(statistics.median(times), 2),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 2),
    }


# Servers


@contextmanager
def ours(url: str, workers: int) -> Iterator[tuple[int, int]]:
    """Serve a graph; give the port and the process."""
    command = [sys.executable, "-c", _SERVE, url, str(workers)]
    with subprocess.Popen(  # noqa: S603  # our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline().strip().rstrip("/").rpartition(":")[2]), server.pid
        finally:
            server.terminate()


@contextmanager
def of_constants(answers: Path) -> Iterator[int]:
    """Serve constants; give the port."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, constants.__file__, str(answers), str(port)]
    with subprocess.Popen(command) as server:  # noqa: S603  # our own command
        try:
            for _ in range(600):
                with closing(socket.socket()) as trying:
                    if trying.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield port
        finally:
            server.terminate()


# Measurements


def sharing(port: int, folder: Path, titles: list[str], seconds: float) -> dict[str, Any]:
    """Measure papers sharing methods with X on both servers, in turns."""
    requests = [request_of(SHARING, title) for title in titles]
    answers = asyncio.run(_answers(port, requests))
    assert all("errors" not in one for one in answers), answers
    kept = folder / "answers.json"
    rows = {title: one["data"] for title, one in zip(titles, answers, strict=True)}
    kept.write_text(json.dumps(rows), "utf-8")
    found: dict[str, dict[str, list[dict[str, float]]]] = {}
    with of_constants(kept) as other:
        assert asyncio.run(_answers(other, requests)) == answers, "the servers differ"
        for _ in range(ROUNDS):
            for name, where in (("ours", port), ("constants", other)):
                for clients in (1, CLIENTS):
                    part = load(where, requests, clients, seconds / ROUNDS)
                    found.setdefault(name, {}).setdefault(f"{clients}_clients", []).append(part)
    best = {
        name: {clients: _median(parts) for clients, parts in both.items()}
        for name, both in found.items()
    }
    many = f"{CLIENTS}_clients"
    own, constant = best["ours"], best["constants"]
    return {
        **best,
        "requests_ratio": round(
            own[many]["requests_per_second"] / constant[many]["requests_per_second"], 2
        ),
        "p50_more_ms": round(own["1_clients"]["p50_ms"] - constant["1_clients"]["p50_ms"], 2),
    }


def _median(parts: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(one[name] for one in parts), 2) for name in parts[0]}


def beside_heavy(port: int, titles: list[str], seconds: float) -> dict[str, Any]:
    """Measure light questions alone, and while eight heavy ones are always at work."""
    light = [request_of(_LIGHT, title) for title in titles]
    heavy = [request_of(PAGE, "")]
    alone = load(port, light, 2, seconds)

    async def both() -> list[float]:
        crowd = asyncio.create_task(_load(port, heavy, 8, seconds + 0.5))
        await asyncio.sleep(0.25)
        times = await _load(port, light, 2, seconds)
        await crowd
        return times

    times = asyncio.run(both())
    return {
        "alone": alone,
        "beside_heavy": {
            "p50_ms": round(statistics.median(times), 2),
            "p95_ms": round(statistics.quantiles(times, n=20)[-1], 2),
        },
    }


def page(url: str) -> dict[str, float]:
    """Measure a page of 100 papers with ten methods each with evidence, without HTTP."""
    with open_store(url, create=False) as store:
        engine = Engine(store, Limits(nodes=10**6))
        client = Client(name="bench", scopes=frozenset({"read"}))

        async def asked() -> dict[str, Any]:
            answer = await engine.answer(Request(query=PAGE), client)
            assert not answer.codes, answer.body
            data: dict[str, Any] = answer.body["data"]
            return data

        async def constant() -> dict[str, Any] | None:
            return (await constants.schema.execute(PAGE)).data

        with asyncio.Runner() as runner:
            found = runner.run(asked())
            constants.take_page(found)
            assert runner.run(constant()) == found, "the page differs"
            times: dict[str, list[float]] = {"ours_ms": [], "constants_ms": []}
            for _ in range(PAGES):
                for name, way in (("ours_ms", asked), ("constants_ms", constant)):
                    times[name].append(_time(runner, way))
    best = {name: round(statistics.median(some), 1) for name, some in times.items()}
    edges = sum(len(one["node"]["methods"]["edges"]) for one in found["papers"]["edges"])
    return {**best, "ratio": round(best["ours_ms"] / best["constants_ms"], 2), "edges": edges}


def _time(runner: asyncio.Runner, way: Callable[[], Awaitable[Any]]) -> float:
    async def run() -> None:
        await way()

    gc.collect()  # what one way leaves behind is not the other one's to clear away
    began = time.perf_counter()
    runner.run(run())
    return 1000 * (time.perf_counter() - began)


def memory(port: int, process: int, titles: list[str], requests: int) -> list[dict[str, float]]:
    """Ask so many questions, of three kinds and many documents; give the memory on the way."""
    documents = [_LIGHT, SHARING, *(f"{_LIGHT} # {number}" for number in range(200))]
    turns = cycle(
        request_of(documents[place % len(documents)], title)
        for place, title in islice(enumerate(cycle(titles)), 5_000)
    )
    found = [{"requests": 0.0, "mib": _resident(process)}]

    async def some(count: int) -> None:
        async def client(share: int) -> None:
            async with Connection(port) as connection:
                for _ in range(share):
                    await connection.ask(next(turns))

        await asyncio.gather(*(client(count // CLIENTS) for _ in range(CLIENTS)))

    for _ in range(20):
        asyncio.run(some(requests // 20))
        found.append(
            {"requests": found[-1]["requests"] + requests // 20, "mib": _resident(process)}
        )
    return found


def _resident(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    raise AssertionError("the server is gone")


def main(
    size: int, seconds: float, requests: int, *, graph: Path | None = None, workers: int = 1
) -> dict[str, Any]:
    """Measure, and assert that both servers answer the same."""
    with tempfile.TemporaryDirectory() as folder:
        file = graph or Path(folder) / "g.db"
        url = f"sqlite:{file}"
        if not file.exists():
            with open_store(url) as store:
                build(store, size)
        # What building leaves behind would be looked through while requests are sent.
        gc.collect()
        gc.freeze()
        numbers = random.Random(1).sample(range(size), min(SAMPLE, size))  # noqa: S311  # no secret
        titles = [f"Paper number {number}" for number in numbers]
        result: dict[str, Any] = {"papers": size, "workers": workers, "page": page(url)}
        with ours(url, workers) as (port, process):
            result["sharing"] = sharing(port, Path(folder), titles, seconds)
            result["light"] = beside_heavy(port, titles, seconds / ROUNDS)
            if requests:
                result["memory"] = memory(port, process, titles, requests)
    return result


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--papers", type=int, default=10_000)
    options.add_argument("--seconds", type=float, default=15.0, help="of load on each server")
    options.add_argument("--memory", type=int, default=0, help="requests to watch the memory over")
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--graph", type=Path, help="where the graph is, or is to be kept")
    given = options.parse_args()
    print(
        json.dumps(
            main(
                given.papers,
                given.seconds,
                given.memory,
                graph=given.graph,
                workers=given.workers,
            )
        )
    )
