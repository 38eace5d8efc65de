"""What a version of the graph was made from."""

from __future__ import annotations

from msgspec import field

from citeweave_schema.records import Stated

__all__ = ["Manifest", "SourceState"]


class SourceState(Stated, frozen=True, kw_only=True):
    """A source as it was built: its path as given, what it held, and how much was taken.

    Attributes:
        uri: the path or address as given to the build.
        format: name of the reader.
        sha256: of the content.
        records: records that the reader gave.
        refused: records that could not be taken.
        complete: False while a build of it is under way or was interrupted.
    """

    uri: str
    format: str
    sha256: str
    records: int = 0
    refused: int = 0
    complete: bool = True


class Manifest(Stated, frozen=True, kw_only=True):
    """One version of the graph: when, from what, by which extractor, how large.

    Attributes:
        version: grows by one with each run that changed something; 0 for an empty graph.
        at: when it was committed, ISO 8601 in UTC; empty for an empty graph.
        extractor: name and version of what extracted; empty when nothing was.
        sources: the sources in it, by path.
        counts: nodes by kind, concepts by kind, edges by kind, mentions, judgements.
    """

    version: int = 0
    at: str = ""
    extractor: str = ""
    sources: tuple[SourceState, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
