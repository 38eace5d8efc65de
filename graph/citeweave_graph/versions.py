"""The versions of a graph: what it is made from now, and whether anything changed since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from citeweave_graph.batches import source_state
from citeweave_graph.tables import Tables
from citeweave_schema.codec import from_line, to_line
from citeweave_schema.manifests import Manifest

__all__ = ["Versions"]


class Versions:
    """What `meta` and `manifest` of a store say, for its writer.

    Each version has a manifest. Until the next one is made, committed batches are counted, so
    that the state of the graph (version and batch) names its content exactly.
    """

    def __init__(self, tables: Tables) -> None:
        """Stand before the tables of a store."""
        self._tables = tables

    def said(self, name: str) -> str:
        """Give what `meta` says under a name; empty when it says nothing."""
        rows = self._tables.select("meta", "name", [name])
        return str(rows[0]["value"]) if rows else ""

    def say(self, **values: str) -> None:
        """Put values into `meta`."""
        self._tables.insert(
            "meta", [{"name": name, "value": value} for name, value in values.items()]
        )

    @property
    def has_content(self) -> bool:
        """Whether anything was ever committed."""
        return bool(self.said("state"))

    @property
    def is_changed(self) -> bool:
        """Whether there are batches that no version has, of this run or an interrupted one."""
        return bool(self.said("changed"))

    def current(self) -> Manifest:
        """Give the manifest of the last version; an empty one when there is none."""
        rows = self._tables.select("manifest", "version", [int(self.said("version") or 0)])
        return from_line(Manifest, rows[0]["payload"]) if rows else Manifest()

    def change(self, *, reading: str, rules: str) -> None:
        """Count a batch.

        Args:
            reading: the version of the extractor that it was read with.
            rules: the rules by which it was derived.
        """
        batch = int(self.said("batch") or 0) + 1
        version = self.said("version") or "0"
        self.say(
            batch=str(batch),
            changed="1",
            state=f"{version}+{batch}",
            reading=reading,
            rules=rules,
        )

    def make(self, *, extractor: str, counts: Mapping[str, int] | None) -> Manifest:
        """Make the next version.

        Args:
            extractor: what its texts were read with.
            counts: those of the last version; None when they are not to be relied on.
        """
        sources = (source_state(row) for row in self._tables.everything("source"))
        manifest = Manifest(
            version=self.current().version + 1,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            extractor=extractor,
            sources=tuple(sorted(sources, key=lambda one: one.uri)),
            counts=self._tables.totals(counts),
        )
        row = {"version": manifest.version, "payload": to_line(manifest)}
        with self._tables.transaction():
            self._tables.insert("manifest", [row])
            self.say(
                version=str(manifest.version),
                state=str(manifest.version),
                changed="",
                extractor=manifest.extractor,
            )
        return manifest
