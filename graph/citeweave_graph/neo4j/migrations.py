"""The numbered steps that make a database a graph, and bring an older graph up to date.

Each step is a file of Cypher statements that do no harm when they are run again, since Neo4j
cannot undo changes of its schema with what else a transaction did. A step that was taken leaves a
node that says so.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

import neo4j

from citeweave_graph.neo4j.connection import Connection, run
from citeweave_graph.neo4j.model import (
    DIGESTED,
    INDEXED,
    KEPT_TABLES,
    KEY,
    LABELS,
    MIGRATION,
    digest_property,
)
from citeweave_schema.errors import ForeignStoreError, NewerStoreError, StoreUnavailableError

__all__ = ["check", "is_imported", "migrate", "newest"]

_FOLDER = "migrations"
_STATEMENT_END = re.compile(r";\s*$", re.MULTILINE)
_COMMENT = re.compile(r"^//.*$", re.MULTILINE)
_AWAIT_SECONDS = 300
_ASK_EVERY_SECONDS = 0.02


@cache
def _steps() -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    folder = files("citeweave_graph.neo4j").joinpath(_FOLDER)
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".cypher"))
    return tuple(
        (
            int(name.partition("_")[0]),
            name.removesuffix(".cypher"),
            tuple(_statements(folder.joinpath(name).read_text("utf-8"))),
        )
        for name in names
    )


def _statements(text: str) -> Iterator[str]:
    for one in _STATEMENT_END.split(_COMMENT.sub("", text)):
        if one.strip():
            yield one.strip()


def newest() -> int:
    """Give the number of the newest step this version knows."""
    return _steps()[-1][0]


def bookkeeping() -> str:
    """Give the statements that the tables ask for, as the migrations have them.

    A uniqueness constraint for each table's key, and an index for each column that rows are
    looked up by, or for its digest where the text may be long.
    """
    lines = []
    for table in KEPT_TABLES:
        label = LABELS[table]
        lines.append(
            f"CREATE CONSTRAINT {table}_row IF NOT EXISTS FOR (n:{label}) "
            f"REQUIRE n.{KEY} IS UNIQUE;"
        )
        for column in INDEXED[table]:
            name = digest_property(column) if column in DIGESTED[table] else column
            lines.append(
                f"CREATE RANGE INDEX {table}_{column} IF NOT EXISTS FOR (n:{label}) ON (n.{name});"
            )
    return "\n".join(lines)


_DONE = f"MATCH (m:{MIGRATION}) RETURN max(m.number)"
_ANYTHING = "OPTIONAL MATCH (n) RETURN n IS NOT NULL LIMIT 1"
_IMPORTED = "OPTIONAL MATCH (n:Meta) RETURN n IS NOT NULL LIMIT 1"
_RECORD = f"MERGE (m:{MIGRATION} {{number: $number}}) ON CREATE SET m.name = $name, m.at = $at"
_UNFINISHED = "SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name, state"


def check(connection: Connection) -> int:
    """Give the step a database is at; 0 for an empty one.

    Raises:
        ForeignStoreError: it holds other things than a graph of ours.
        NewerStoreError: a later version of citeweave wrote it.
        StoreUnavailableError: it cannot be read.
    """

    def work(transaction: neo4j.ManagedTransaction) -> tuple[int | None, bool]:
        done = transaction.run(_DONE).single(strict=True).value()
        return done, bool(transaction.run(_ANYTHING).single(strict=True).value())

    done, anything = connection.read(work)
    if done is None and anything:
        raise ForeignStoreError(
            f"{connection.address}: this database holds something else than a graph of citeweave; "
            "name another database, or empty it"
        )
    done = done or 0
    if done > newest():
        raise NewerStoreError(
            f"{connection.address}: it was written by a later version of citeweave (format {done}, "
            f"this one knows {newest()}); upgrade with `pip install --upgrade citeweave`"
        )
    return done


def is_imported(connection: Connection) -> bool:
    """Tell whether a database at step 0 has a graph that was imported from files.

    Raises:
        StoreUnavailableError: it cannot be read.
    """
    return bool(connection.read(lambda asked: run(asked, _IMPORTED).single(strict=True).value()))


def migrate(connection: Connection) -> None:
    """Take the steps that are missing.

    Several may do so at once: each statement of a step does no harm when it is run again.

    Raises:
        ForeignStoreError: it holds other things than a graph of ours.
        NewerStoreError: a later version of citeweave wrote it.
        StoreUnavailableError: it cannot be written.
    """
    done = check(connection)
    for number, name, statements in _steps():
        if number <= done:
            continue
        for statement in statements:
            _run(connection, statement)
        _await_indexes(connection)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        _run(connection, _RECORD, number=number, name=name, at=at)


def _await_indexes(connection: Connection) -> None:
    """Wait until the server has filled all indexes.

    Asked again and again instead of by `db.awaitIndexes`, which locks what it waits for: another
    process that makes the same constraint at that time needs the lock to finish it, so that each
    waits for the other.
    """
    until = time.monotonic() + _AWAIT_SECONDS
    while unfinished := connection.rows(_UNFINISHED):
        failed = [row["name"] for row in unfinished if row["state"] == "FAILED"]
        if failed or time.monotonic() > until:
            names = ", ".join(failed or [row["name"] for row in unfinished])
            what = "could not be filled" if failed else f"took more than {_AWAIT_SECONDS} s"
            raise StoreUnavailableError(
                f"{connection.address}: indexes {what}: {names}; the log of the server says why, "
                "then run the command again"
            )
        time.sleep(_ASK_EVERY_SECONDS)


_MADE_MEANWHILE = frozenset(
    {
        "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists",
        "Neo.ClientError.Schema.ConstraintAlreadyExists",
        "Neo.ClientError.Schema.IndexAlreadyExists",
    }
)
"""What `IF NOT EXISTS` leads to where another process makes the same at the same time."""


def _run(connection: Connection, statement: str, **parameters: object) -> None:
    try:
        connection.write(lambda transaction: run(transaction, statement, parameters).consume())
    except StoreUnavailableError as problem:
        if getattr(problem.__cause__, "code", None) not in _MADE_MEANWHILE:
            raise
