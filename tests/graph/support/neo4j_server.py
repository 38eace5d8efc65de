"""A real Neo4j server on free loopback ports, for tests and for trying.

with Neo4jServer() as server:      # fetched by Maven at first; up in about three seconds
    server.url                     # neo4j://127.0.0.1:43211
    server.reset()                 # an empty database, in some milliseconds
    server.kill(); server.start()  # as after a loss of power: same home, same ports
"""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import quote, unquote, urlsplit

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError
from neo4j_container import Container, has_docker
from neo4j_files import MissingProgramError, java, libraries
from neo4j_process import Process

__all__ = ["GivenServer", "Neo4jServer", "for_tests", "free_ports"]

_START_SECONDS = 90
_FIRST_PASSWORD = "neo4j"  # noqa: S105  # what every new server has


class Running(Protocol):
    """A server that was started somehow: as a process of ours, or in a container."""

    def start(self) -> None:
        """Start it; return at once."""

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""

    def kill(self) -> None:
        """End it as a loss of power would."""

    def trouble(self) -> str | None:
        """Give what it said when it has ended by itself, None while it runs."""

    def remove(self) -> None:
        """Remove what it left behind."""


class Neo4jServer:
    """A server with one database, `neo4j`; nobody else uses it.

    Args:
        password: of the user `neo4j`, eight characters or more; without one, nobody is asked.
        settings: lines of `neo4j.conf`, such as `{"db.memory.transaction.max": "4m"}`.
        home: where it keeps its data; without one, a new folder that is removed at the end.
        ports: of Bolt and of HTTP; without them, two that are free.
    """

    def __init__(
        self,
        *,
        password: str | None = None,
        settings: Mapping[str, str] | None = None,
        home: Path | None = None,
        ports: tuple[int, int] | None = None,
    ) -> None:
        self.password = password
        self._settings = dict(settings or {})
        self._home = home
        self._ports = ports
        self._running: Running | None = None
        self._driver: neo4j.Driver | None = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.bolt_port = self.http_port = 0

    @property
    def url(self) -> str:
        """The URL of the graph, as `open_store` takes it; the password is in it if there is one."""
        user = f"neo4j:{self.password}@" if self.password else ""
        return f"neo4j://{user}127.0.0.1:{self.bolt_port}"

    @property
    def bolt_url(self) -> str:
        """The URL for the driver, without a password."""
        return f"bolt://127.0.0.1:{self.bolt_port}"

    @property
    def http_url(self) -> str:
        """Where Browser is: `{http_url}/browser/`."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def browser_url(self) -> str:
        """The page of Browser, which connects by itself where there is no password."""
        address = quote(self.bolt_url, safe="")
        method = "" if self.password else "&preselectAuthMethod=NO_AUTH"
        return f"{self.http_url}/browser/?connectURL={address}{method}"

    @property
    def auth(self) -> tuple[str, str] | None:
        """What the driver takes as `auth`."""
        return ("neo4j", self.password) if self.password else None

    @property
    def driver(self) -> neo4j.Driver:
        """A driver for the test itself, beside the code under test."""
        if self._driver is None:
            self._driver = neo4j.GraphDatabase.driver(self.bolt_url, auth=self.auth)
        return self._driver

    def start(self) -> None:
        """Start it, again after `stop` or `kill`, and wait until it answers over Bolt.

        Raises:
            MissingProgramError: neither Java with Maven nor Docker is there.
            RuntimeError: it did not start.
        """
        if self._running is None:
            self._running = self._prepare()
        self._running.start()
        until = time.monotonic() + _START_SECONDS
        while not self._answers():
            trouble = self._running.trouble()
            if trouble is None and time.monotonic() > until:
                trouble = f"it gave no answer over Bolt within {_START_SECONDS} s"
            if trouble is not None:
                self.kill()
                raise RuntimeError(f"Neo4j did not start: {trouble}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it in good order; what it holds is kept for the next `start`."""
        self._close_driver()
        if self._running:
            self._running.stop()

    def kill(self) -> None:
        """End it with SIGKILL; what was committed is kept for the next `start`."""
        self._close_driver()
        if self._running:
            self._running.kill()

    def restart(self) -> None:
        """Stop it and start it on the same home and ports."""
        self.stop()
        self.start()

    def close(self) -> None:
        """End it and remove what it left behind."""
        if self._home:
            self.stop()
        else:
            self.kill()  # nobody needs its data in good order
        if self._running:
            self._running.remove()
            self._running = None
        if self._temporary:
            self._temporary.cleanup()
            self._temporary = None

    def run(self, cypher: str, **parameters: object) -> list[neo4j.Record]:
        """Run one statement and give its rows."""
        return self.driver.execute_query(cypher, parameters, database_="neo4j").records

    def reset(self, *, schema: bool = False, graph: bool = False) -> None:
        """Empty the database, ending the transactions that others left open.

        Constraints and indexes stay, which is quick and does no harm to what makes them only
        when they are missing; `schema=True` drops them too. `graph=True` leaves what says that
        the database is a graph of ours, so that an empty one is there at once.
        """
        kept = "CiteweaveMigration|CiteweaveLock|CiteweaveWriting" if graph else "Nothing"
        listing = "SHOW TRANSACTIONS YIELD transactionId AS id, currentQuery AS query"
        others = [row["id"] for row in self.run(listing) if row["query"] != listing]
        if others:
            self.run("TERMINATE TRANSACTIONS $ids", ids=others)
        with self.driver.session(database="neo4j") as session:
            session.run(
                f"MATCH (n:!({kept})) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 20000 ROWS"
            ).consume()
        if schema:
            self._drop_schema()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _prepare(self) -> Running:
        self.bolt_port, self.http_port = self._ports or free_ports()
        if self._home is None:
            self._temporary = tempfile.TemporaryDirectory(
                prefix="citeweave-neo4j-", ignore_cleanup_errors=True
            )
        home = self._home or Path(self._temporary.name)  # type: ignore[union-attr]
        settings = {
            "dbms.security.auth_enabled": str(self.password is not None).lower(),
            "dbms.usage_report.enabled": "false",
            "client.allow_telemetry": "false",
            "server.memory.pagecache.size": "64m",
            # A plan made for an empty graph is good enough for a small one, and making it is dear.
            "dbms.cypher.min_replan_interval": "1h",
            "db.transaction.monitor.check.interval": "100ms",
            **self._settings,
        }
        try:
            return Process(java(), libraries(), home, settings, (self.bolt_port, self.http_port))
        except MissingProgramError:
            if not has_docker():
                raise
            return Container(self._home, settings, (self.bolt_port, self.http_port))

    def _answers(self) -> bool:
        """Say whether the database answers; the first time, set the password."""
        try:
            # Not `run`: it tries again by itself, and waits longer each time.
            with self.driver.session(database="neo4j") as session:
                session.run("RETURN 1").consume()
        except AuthError:
            self._close_driver()
            self._set_password()
            return False
        except (DriverError, Neo4jError):
            self._close_driver()
            return False
        return True

    def _set_password(self) -> None:
        first = ("neo4j", _FIRST_PASSWORD)
        with neo4j.GraphDatabase.driver(self.bolt_url, auth=first) as driver:
            try:
                driver.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
                    {"old": _FIRST_PASSWORD, "new": self.password},
                    database_="system",
                )
            except AuthError as error:
                raise RuntimeError(f"the data in {self._home} has another password") from error

    def _drop_schema(self) -> None:
        for row in self.run("SHOW CONSTRAINTS YIELD name"):
            self.run(f"DROP CONSTRAINT `{row['name']}`")
        for row in self.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"):
            self.run(f"DROP INDEX `{row['name']}`")

    def _close_driver(self) -> None:
        if self._driver is not None:
            self._driver.close()
            self._driver = None


class GivenServer(Neo4jServer):
    """A server that somebody else started; it can be emptied, not stopped.

    Args:
        url: `neo4j://[USER:PASSWORD@]HOST:PORT`; its database `neo4j` must be empty.
    """

    def __init__(self, url: str) -> None:
        address = _address(url)
        super().__init__(password=address[1])
        self._given = url
        self._user, _, self._host, self.bolt_port = address

    @property
    def url(self) -> str:
        """The URL as it was given."""
        return self._given

    @property
    def bolt_url(self) -> str:
        """The URL for the driver, without a password."""
        return f"{self._given.partition(':')[0]}://{self._host}:{self.bolt_port}"

    @property
    def http_url(self) -> str:
        """Where Browser is, if the server has the usual port for it."""
        return f"http://{self._host}:{os.environ.get('CITEWEAVE_TEST_NEO4J_HTTP', '7474')}"

    @property
    def auth(self) -> tuple[str, str] | None:
        """What the driver takes as `auth`."""
        return (self._user, self.password) if self.password else None

    def start(self) -> None:
        """Look whether it answers and is empty, so that nobody's graph is lost to a test.

        Raises:
            RuntimeError: it holds something.
        """
        if self.run("MATCH (n) RETURN n LIMIT 1"):
            self._close_driver()
            raise RuntimeError(
                "the tests empty the server that CITEWEAVE_TEST_NEO4J names, and it holds nodes; "
                "name one that is empty, or delete them: MATCH (n) DETACH DELETE n"
            )

    def kill(self) -> None:
        """Refuse: it is not ours.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError("the server that CITEWEAVE_TEST_NEO4J names is not ours to kill")

    def close(self) -> None:
        """Leave it as it was: empty."""
        self.reset()
        self._close_driver()


def for_tests(number: int = 0, settings: Mapping[str, str] | None = None) -> Neo4jServer:
    """Give a server that is not started: one that the environment names, or one of our own.

    Args:
        number: how many this process has already.
        settings: of one of our own.

    Raises:
        RuntimeError: the environment names fewer servers than the tests need.
    """
    given = os.environ.get("CITEWEAVE_TEST_NEO4J")
    if not given:
        return Neo4jServer(settings=settings)
    urls = [url.strip() for url in given.split(",")]
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    place = number * workers + worker
    if place >= len(urls):
        raise RuntimeError(
            f"CITEWEAVE_TEST_NEO4J names {len(urls)} servers, and server {place + 1} is needed: "
            "a server has one database; name more, with commas, or use WORKERS=1"
        )
    return GivenServer(urls[place])


def _address(url: str) -> tuple[str, str | None, str, int]:
    """Split a URL into user, password, host and port."""
    parts = urlsplit(url)
    password = None if parts.password is None else unquote(parts.password)
    return unquote(parts.username or "neo4j"), password, parts.hostname or "", parts.port or 7687


def free_ports(wanted: Sequence[int] = (0, 0)) -> tuple[int, int]:
    """Give two ports that nobody listens on, the wanted ones where they are free."""
    taken = []
    for port in wanted:
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            one.bind(("127.0.0.1", 0))
        taken.append(one)
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports[0], ports[1]
