"""The saved queries: each a Cypher text that runs as it is, and draws at most 300 nodes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["FOLDER", "Favourite", "favourites", "packed"]

FOLDER = "citeweave"
"""The folder of Browser's saved queries that they go into."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Favourite:
    """A saved query.

    Attributes:
        name: its name as a file, `1-overview`.
        title: its first line without the slashes, which Browser lists it by.
        cypher: the whole text.
    """

    name: str
    title: str
    cypher: str

    @property
    def query(self) -> str:
        """The text without its title."""
        return self.cypher.partition("\n")[2].strip()


def favourites() -> tuple[Favourite, ...]:
    """Give the saved queries in their order.

    >>> favourites()[0].title
    'Overview: the concepts of most papers, and papers about them'
    """
    found = files("citeweave_graph.neo4j.browser").joinpath("favourites").iterdir()
    texts = {one.name: one.read_text("utf-8") for one in found if one.name.endswith(".cypher")}
    return tuple(
        Favourite(
            name=name.removesuffix(".cypher"),
            title=text.partition("\n")[0].removeprefix("//").strip(),
            cypher=text,
        )
        for name, text in sorted(texts.items())
    )


def packed() -> bytes:
    """Give them as the `.zip` that Browser imports as a folder; always the same bytes.

    >>> packed()[:2]
    b'PK'
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as found:
        for one in favourites():
            entry = zipfile.ZipInfo(f"{FOLDER}/{one.name}.cypher", _LONG_AGO)
            found.writestr(entry, one.cypher.strip())
    return archive.getvalue()
