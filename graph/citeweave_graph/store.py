"""What keeps a graph, and how it is opened to be read or written.

Reading is in `citeweave_graph.view`, writing in `citeweave_graph.writer`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import ClassVar, Self

from citeweave_graph.derivation.extractions import Extract, no_extraction
from citeweave_graph.tables import Tables
from citeweave_graph.view import View
from citeweave_graph.writer import Writer

__all__ = ["Store"]


class Store(ABC):
    """A graph that can be opened for reading by many and for writing by one at a time."""

    url: str

    distant: ClassVar[bool] = False
    """Whether its views are `distant`: whoever asks mostly waits for a server."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def view(self, *, deadline: float | None = None) -> View:
        """Open a view of the graph as it is now.

        The deadline is a `time.monotonic` time after which the view's calls are ended.

        Raises:
            StoreUnavailableError: the store cannot be read.
        """

    @abstractmethod
    def tables(self) -> Tables:
        """Open the tables for the one writer; closing them lets the next one in.

        Raises:
            StoreUnavailableError: read-only, or another writer has it.
        """

    def writer(self, *, extract: Extract = no_extraction, extractor: str = "") -> Writer:
        """Open the one writer, to be used in a `with` block.

        Args:
            extract: reads the texts of papers; without it they stay unread.
            extractor: name and version of what reads, part of what is kept.

        Raises:
            StoreUnavailableError: read-only, another writer has it, or a copy into it is not
                done.
        """
        tables = self.tables()
        try:
            return Writer(tables, extract=extract, extractor=extractor)
        except BaseException:
            tables.close()
            raise

    @abstractmethod
    def close(self) -> None:
        """Give back what the store holds."""
