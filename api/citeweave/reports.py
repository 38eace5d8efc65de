"""What a build tells: how far it is, what it did, and what it could not take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["BuildReport", "Progress", "Refused", "Silent", "Unreadable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A record that could not be taken: from which source, where in it, and why."""

    source: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A source that could not be read, or not to its end, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did, and what the graph holds after it.

    Attributes:
        papers_read: records that the readers gave; of an unchanged source, those it gave when
            it was built.
        papers_new: papers that this build added to the graph.
        papers_updated: papers that were there and say something else now.
        papers_merged: records of this build that turned out to be a paper already there.
        papers_total: papers with text in the graph.
        concepts: methods, datasets, tasks and metrics in the graph.
        mentions: mentions that its extracted edges stand on.
        graph_version: grows by one with each build that changed something.
        seconds: how long the build took.
        refused: records that could not be taken, with their places and reasons.
        refused_before: how many records of unchanged sources could not be taken when they were
            built, where they are not among `refused`.
        unreadable: sources that could not be read, or not to their ends.
    """

    papers_read: int
    papers_new: int
    papers_updated: int
    papers_merged: int
    papers_total: int
    concepts: int
    mentions: int
    graph_version: int
    seconds: float
    refused: tuple[Refused, ...] = ()
    refused_before: int = 0
    unreadable: tuple[Unreadable, ...] = ()

    def to_json(self) -> dict[str, int | float]:
        """Give the object that `citeweave build --json` prints."""
        return {
            "papers_read": self.papers_read,
            "papers_new": self.papers_new,
            "papers_updated": self.papers_updated,
            "papers_merged": self.papers_merged,
            "papers_total": self.papers_total,
            "refused": len(self.refused) + self.refused_before,
            "concepts": self.concepts,
            "mentions": self.mentions,
            "seconds": self.seconds,
            "graph_version": self.graph_version,
            "sources_unreadable": len(self.unreadable),
        }


class Progress(Protocol):
    """Told how far a build is; the command shows it as a bar."""

    def begin(self, what: str) -> None:
        """Something begins: a source is read, or known papers are read anew."""

    def advance(self, papers: int) -> None:
        """So many papers more are kept."""


class Silent:
    """Progress that nobody looks at."""

    def begin(self, what: str) -> None:
        """See `Progress.begin`."""

    def advance(self, papers: int) -> None:
        """See `Progress.advance`."""
