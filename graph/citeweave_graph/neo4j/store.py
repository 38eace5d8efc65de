"""A graph on a Neo4j server: opened, shared by readers, held by one writer."""

from __future__ import annotations

from citeweave_graph.neo4j.connection import Connection
from citeweave_graph.neo4j.migrations import check, is_imported, migrate, newest
from citeweave_graph.neo4j.tables import Neo4jTables
from citeweave_graph.neo4j.url import parse
from citeweave_graph.neo4j.view import Neo4jView
from citeweave_graph.store import Store
from citeweave_schema.errors import ForeignStoreError

__all__ = ["Neo4jStore"]


class Neo4jStore(Store):
    """A graph on a server, `neo4j://HOST`."""

    distant = True

    def __init__(self, url: str, *, create: bool = True) -> None:
        """Connect to the server, and make its database a graph where it is empty.

        Raises:
            UsageError: no such URL, or a password file that cannot be read.
            ForeignStoreError: the database holds something else, or nothing and no graph shall
                be made.
            NewerStoreError: a later version of citeweave wrote it.
            StoreUnavailableError: the server cannot be asked.
        """
        address = parse(url)
        self.url = str(address)
        self._connection = Connection(address)
        try:
            self._prepare(create=create)
        except BaseException:
            self._connection.close()
            raise

    def view(self, *, deadline: float | None = None) -> Neo4jView:
        """See `Store.view`."""
        return Neo4jView(self._connection, deadline)

    def tables(self) -> Neo4jTables:
        """See `Store.tables`."""
        migrate(self._connection)
        return Neo4jTables(self._connection)

    def close(self) -> None:
        """See `Store.close`."""
        self._connection.close()

    def _prepare(self, *, create: bool) -> None:
        """Check that the database is a graph; make it one where it is new or older."""
        done = check(self._connection)
        if done == 0 and not create and not is_imported(self._connection):
            raise ForeignStoreError(
                f"{self.url}: there is no graph in this database; make one with "
                f"`citeweave build SOURCE... --graph {self.url}`"
            )
        if done < newest():
            migrate(self._connection)
