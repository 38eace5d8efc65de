"""Every error that citeweave raises on purpose.

```
CiteweaveError
├── RecordError            a value that no record may hold
│   └── IdentifierError    a string that is not an identifier of its scheme
├── SourceError            a source that cannot be read
│   ├── FormatError        a source in no format that a reader knows
│   └── SourceUnavailableError  a live source that does not answer now
├── UsageError             a request that makes no sense as it stands
│   ├── CursorError        a cursor that does not fit the query
│   ├── AmbiguousError     a name that several nodes have
│   └── NotFoundError      a node or edge that the graph does not have
├── ExtractorError         a pipeline that cannot be loaded
└── StoreError             the store refused
    ├── ForeignStoreError  a file that is not a graph of ours
    ├── NewerStoreError    a graph written by a later version of citeweave
    └── StoreUnavailableError  down, full, read-only, or held by another writer
        ├── StoreTimeoutError  the time budget of a question ran out
        └── StoreFullError     the store has no room for a change as large as this one
```

A message says what happened, where, and what to do next.
"""

from __future__ import annotations

__all__ = [
    "AmbiguousError",
    "CiteweaveError",
    "CursorError",
    "ExtractorError",
    "ForeignStoreError",
    "FormatError",
    "IdentifierError",
    "NewerStoreError",
    "NotFoundError",
    "RecordError",
    "SourceError",
    "SourceUnavailableError",
    "StoreError",
    "StoreFullError",
    "StoreTimeoutError",
    "StoreUnavailableError",
    "UsageError",
]


class CiteweaveError(Exception):
    """The root: catch this to catch everything that citeweave raises on purpose."""


class RecordError(CiteweaveError, ValueError):
    """A value that no record may hold."""


class IdentifierError(RecordError):
    """A string that is not an identifier of the scheme it was given for."""


class SourceError(CiteweaveError):
    """A source that cannot be read: missing, unreadable, too large."""


class FormatError(SourceError):
    """A source in no format that a reader knows."""


class SourceUnavailableError(SourceError):
    """A live source that does not answer now; what was fetched of it is kept, to go on from."""


class UsageError(CiteweaveError, ValueError):
    """A request that makes no sense as it stands: an unknown option, an impossible filter."""


class CursorError(UsageError):
    """A cursor that does not fit the query or the graph version it is used with."""


class AmbiguousError(UsageError):
    """A name that several nodes have; `ids` lists them."""

    def __init__(self, message: str, ids: tuple[str, ...]) -> None:
        super().__init__(message)
        self.ids = ids


class NotFoundError(UsageError):
    """A node or edge that the graph does not have."""


class ExtractorError(CiteweaveError):
    """A pipeline that cannot be loaded, or a term list that cannot be read."""


class StoreError(CiteweaveError):
    """The store refused; nothing was half written."""


class ForeignStoreError(StoreError):
    """A file that is not a graph of ours."""


class NewerStoreError(StoreError):
    """A graph written by a later version of citeweave."""


class StoreUnavailableError(StoreError):
    """The store cannot be used now: down, full, read-only, or held by another writer."""


class StoreTimeoutError(StoreUnavailableError):
    """The time budget of a question ran out and its work was ended."""


class StoreFullError(StoreUnavailableError):
    """The store has no room for a change as large as this one; smaller ones may fit."""
