"""Neo4j as a process of this machine; it never outlives the process that started it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import LiteralString

import neo4j
from neo4j.exceptions import DriverError, Neo4jError
from neo4j_files import class_archive

__all__ = ["Process"]

_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
# A test's server lives some seconds: what pays off later is not worth its start.
_FLAGS = (
    "-Xms128m", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData",
    "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
)  # fmt: skip
_MAIN = "org.neo4j.server.CommunityEntryPoint"
_STOP_SECONDS = 60
_STATEMENTS: tuple[LiteralString, ...] = (
    "CREATE CONSTRAINT one IF NOT EXISTS FOR (n:One) REQUIRE n.id IS UNIQUE",
    "CREATE FULLTEXT INDEX words IF NOT EXISTS FOR (n:One) ON EACH [n.name]",
    "CALL db.awaitIndexes(60)",
    "UNWIND range(1, 9) AS i MERGE (n:One {id: i}) SET n:Two, n.name = 'name ' + i",
    (
        "UNWIND [[1, 2], [2, 3]] AS row MATCH (a:One {id: row[0]}) MATCH (b:One {id: row[1]}) "
        "CREATE (a)-[:TO {weight: 1}]->(b)"
    ),
    (
        "MATCH (a:One)-[r:TO]->(b) WHERE a.id IN [1, 2] AND EXISTS { MATCH (b)-->() } "
        "WITH a, count(r) AS number, collect(b.name) AS names ORDER BY number DESC LIMIT 5 "
        "RETURN a.id, number, [name IN names WHERE name <> 'x' | toLower(name)]"
    ),
    (
        "CALL db.index.fulltext.queryNodes('words', 'name') YIELD node, score "
        "CALL (node) { OPTIONAL MATCH (node)--(far) RETURN count(far) AS far } "
        "RETURN node, score, far"
    ),
    (
        "MATCH p = shortestPath((a:One {id: 1})-[*..4]-(b:One {id: 3})) RETURN p "
        "UNION ALL MATCH p = (:Two)-->() RETURN p"
    ),
    "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 100 ROWS",
)
"""Of every sort that a graph is asked with, to be run once before classes are archived."""


class Process:
    """A server with its home in a folder.

    Args:
        java: the Java to run it with.
        jars: its class path.
        home: where it keeps its data, logs and settings.
        settings: lines of `neo4j.conf`.
        ports: where Bolt listens and Browser is served, on loopback.
    """

    def __init__(
        self,
        java: str,
        jars: Sequence[Path],
        home: Path,
        settings: Mapping[str, str],
        ports: tuple[int, int],
    ) -> None:
        self._java = java
        self._jars = jars
        self._home = home.absolute()
        self._port = ports[0]
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        (home / "conf").mkdir(parents=True, exist_ok=True)
        lines = {
            # A stop otherwise waits ten seconds for connections that are long closed.
            "internal.server.bolt.connection_shutdown_wait_time": "1s",
            "internal.server.bolt.thread_pool_shutdown_wait_time": "1s",
            **settings,
            "server.bolt.listen_address": f"127.0.0.1:{ports[0]}",
            "server.http.listen_address": f"127.0.0.1:{ports[1]}",
        }
        (home / "conf" / "neo4j.conf").write_text(
            "".join(f"{name}={value}\n" for name, value in lines.items()), "utf-8"
        )

    def start(self) -> None:
        """Start it; return at once."""
        with class_archive(self._java) as (archive, is_missing):
            if is_missing:
                self._make(archive)
        flags = [f"-XX:SharedArchiveFile={archive}"] if archive.exists() else []
        with (self._home / "out.log").open("wb") as log:
            self._process = subprocess.Popen(
                self._command(*flags, home=self._home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        # When this process ends in whatever way, its end of the pipe closes, and `read` returns.
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", f"read _; kill -KILL {self._process.pid}"],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._ended()

    def kill(self) -> None:
        """End it with SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._ended()

    def trouble(self) -> str | None:
        """Give the last lines of its log when it has ended by itself, None while it runs."""
        if self._process is None or self._process.poll() is None:
            return None
        lines = _said(self._home).splitlines()
        return f"it ended with {self._process.returncode}:\n" + "\n".join(lines[-30:])

    def remove(self) -> None:
        """Do nothing: its home belongs to who gave it."""

    def _ended(self) -> None:
        if self._process:
            self._process.wait()
            self._process = None
        if self._guard and self._guard.stdin:
            self._guard.kill()
            self._guard.stdin.close()
            self._guard.wait()
            self._guard = None

    def _make(self, archive: Path) -> None:
        """Let a server start, answer and end, and archive the classes that it loaded.

        See JEP 350 (dynamic class-data sharing). It may fail: servers then start slower.
        """
        with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".classes-") as temporary:
            home, new = Path(temporary) / "home", Path(temporary) / "new.jsa"
            shutil.copytree(self._home / "conf", home / "conf")
            with (home / "out.log").open("wb") as log:
                process = subprocess.Popen(
                    self._command(f"-XX:ArchiveClassesAtExit={new}", home=home),
                    stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                    start_new_session=True,
                )  # fmt: skip
            try:
                until = time.monotonic() + _STOP_SECONDS
                while "Started." not in _said(home) and time.monotonic() < until:
                    if process.poll() is not None:
                        break
                    time.sleep(0.1)
                with suppress(DriverError, Neo4jError):
                    self._try_out()
                process.terminate()
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                pass
            finally:
                process.kill()
                process.wait()
            if new.exists():
                new.rename(archive)

    def _try_out(self) -> None:
        """Have the server load what it plans and answers statements with."""
        with neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{self._port}") as driver:
            for statement in _STATEMENTS:
                driver.execute_query(statement, database_="neo4j")

    def _command(self, *flags: str, home: Path) -> list[str]:
        path = os.pathsep.join(map(str, self._jars))
        return [
            self._java, *_FLAGS, *flags, "-cp", path, _MAIN,
            f"--home-dir={home}", f"--config-dir={home / 'conf'}",
        ]  # fmt: skip


def _said(home: Path) -> str:
    """Give what a server wrote to its log and to its output."""
    logs = (home / "logs" / "neo4j.log", home / "out.log")
    return "\n".join(log.read_text("utf-8", "replace") for log in logs if log.exists())
