"""Titles and abstracts of the ACL Anthology, from its XML volumes of the years that may be used."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

FIRST_YEAR = 2016
"""From this year on, the Anthology's papers are CC BY 4.0."""

_OLD_STYLE = re.compile(r"^[A-Z](\d\d)$")


def year_of(volume: Path) -> int:
    """Give the year of a volume file, from its name (`2020.acl.xml`, `P19.xml`)."""
    old = _OLD_STYLE.match(volume.stem)
    if old:
        short = int(old[1])
        return 1900 + short if short > 60 else 2000 + short
    return int(volume.stem.split(".")[0])


def abstracts(volumes: Path) -> Iterator[tuple[str, str]]:
    """Give title and abstract of each paper that has an abstract; a missing title is empty."""
    for volume in sorted(volumes.glob("*.xml")):
        if year_of(volume) < FIRST_YEAR:
            continue
        for paper in ET.parse(volume).getroot().iter("paper"):  # noqa: S314 (our own disk)
            title, abstract = paper.find("title"), paper.find("abstract")
            if abstract is not None:
                name = "" if title is None else "".join(title.itertext())
                yield name, "".join(abstract.itertext())
