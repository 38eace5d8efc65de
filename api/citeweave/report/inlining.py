"""Puts a picture into a page: SVG as part of the HTML."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # parses only what was just drawn

from citeweave.plotting.style import drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["inline"]

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_USED = re.compile(r"#([\w-]+)")
_ALLOWED = frozenset(
    {"svg", "g", "path", "defs", "clipPath", "rect", "use", "text", "tspan", "title", "desc",
     "style", "circle", "line", "polyline", "polygon", "ellipse"}
)  # fmt: skip


def inline(figure: Figure, name: str, description: str) -> str:
    """Give a picture as an `svg` element of a page.

    Ids are made the page's own by the name, and those that nothing refers to are left out, so
    that several pictures can stand in one page. Only elements that draw are kept.

    Args:
        figure: what to show.
        name: of the picture in the page: letters, digits and hyphens.
        description: what it shows, for those who do not see it.
    """
    buffer = BytesIO()
    with drawing(name):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    root = ET.fromstring(buffer.getvalue())  # noqa: S314  # as said above
    used = _references(root)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.removeprefix(_SVG) not in _ALLOWED:
                parent.remove(child)
        # In HTML an svg element needs no namespaces, and no prefix has a meaning.
        parent.tag = parent.tag.removeprefix(_SVG)
        one = parent.attrib.pop("id", None)
        if one in used:
            parent.set("id", f"{name}-{one}")
        for key, value in list(parent.attrib.items()):
            if key == _LINK:
                del parent.attrib[key]
                parent.set("href", _USED.sub(rf"#{name}-\1", value))
            elif "url(#" in value:
                parent.set(key, re.sub(r"url\(#", f"url(#{name}-", value))
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("role", "img")
    root.set("aria-label", description)
    return ET.tostring(root, encoding="unicode")


def _references(root: ET.Element) -> set[str]:
    found: set[str] = set()
    for one in root.iter():
        for key, value in one.attrib.items():
            if key == _LINK or "url(#" in value:
                found.update(_USED.findall(value))
    return found
