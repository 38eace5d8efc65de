"""Reads papers, extracts what they are about, and answers questions over the resulting graph.

>>> import citeweave
>>> view = citeweave.open("memory:")
>>> view.manifest().version
0
>>> view.close()

`build` makes or extends a graph; `open` gives a view of one, whose methods are the questions
(`citeweave_graph.View`). Importing this loads neither the model nor the server.
"""

from citeweave.opening import open  # noqa: A004  # `citeweave.open`, as in gzip.open
from citeweave.pipeline import BuildReport, build, remove
from citeweave_graph import SharingQuestion, View, Window, Years
from citeweave_schema.errors import (
    AmbiguousError,
    CiteweaveError,
    CursorError,
    ExtractorError,
    ForeignStoreError,
    FormatError,
    IdentifierError,
    NewerStoreError,
    NotFoundError,
    RecordError,
    SourceError,
    SourceUnavailableError,
    StoreError,
    StoreTimeoutError,
    StoreUnavailableError,
    UsageError,
)
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind, Role

__all__ = [
    "AmbiguousError",
    "BuildReport",
    "CiteweaveError",
    "ConceptKind",
    "CursorError",
    "EdgeKind",
    "ExtractorError",
    "ForeignStoreError",
    "FormatError",
    "IdentifierError",
    "NewerStoreError",
    "NodeKind",
    "NotFoundError",
    "RecordError",
    "Role",
    "SharingQuestion",
    "SourceError",
    "SourceUnavailableError",
    "StoreError",
    "StoreTimeoutError",
    "StoreUnavailableError",
    "UsageError",
    "View",
    "Window",
    "Years",
    "__version__",
    "build",
    "open",
    "remove",
]

__version__ = "0.1.0"
