"""Gives the guide a page for each notebook, made of what the notebook was committed with.

A hook of MkDocs (`hooks` in mkdocs.yml): nothing is run, and nothing is loaded from elsewhere.
The form of notebooks is described at https://nbformat.readthedocs.io/en/latest/format_description.html.
"""  # noqa: INP001  # MkDocs loads it by its path

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

__all__ = ["on_files", "on_page_markdown", "page_of"]

_STYLE = re.compile(r"<style.*?</style>\s*", re.DOTALL)
_TABLE = '<table border="1" class="dataframe">'
_LINK = re.compile(r"\]\(([a-z]+)\.ipynb\)")
_LINK_FROM_GUIDE = re.compile(r"\]\((notebooks/[a-z]+)\.ipynb\)")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add a page, and its pictures, for each notebook."""
    for one in list(files):
        if not one.src_uri.endswith(".ipynb"):
            continue
        where = Path(one.src_uri)
        text, pictures = page_of(json.loads(one.content_string), where.stem)
        files.append(File.generated(config, str(where.with_suffix(".md")), content=text))
        for name, picture in pictures.items():
            files.append(File.generated(config, str(where.with_name(name)), content=picture))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Let links to notebooks, which work where the sources are read, lead to their pages."""
    return _LINK_FROM_GUIDE.sub(r"](\1.md)", markdown)


def page_of(notebook: Mapping[str, Any], name: str) -> tuple[str, dict[str, bytes]]:
    """Give a notebook as Markdown, and its pictures by their names."""
    pictures: dict[str, bytes] = {}
    parts: list[str] = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(_LINK.sub(r"](\1.md)", source))
            continue
        parts.append(_fenced(source, "python"))
        for output in cell["outputs"]:
            parts.extend(_shown(output, name, pictures))
    title, *rest = parts
    heading, _, begin = title.partition("\n")
    told = f"A notebook: [{name}.ipynb]({name}.ipynb) in `docs/notebooks`, with what it shows."
    return "\n\n".join([heading, told, begin.strip(), *rest]) + "\n", pictures


def _shown(output: Mapping[str, Any], name: str, pictures: dict[str, bytes]) -> Iterator[str]:
    """Give what a cell shows: a picture, a table, or else text."""
    found = output.get("data", {})
    if "image/png" in found:
        picture = f"{name}-{len(pictures) + 1}.png"
        pictures[picture] = base64.b64decode("".join(found["image/png"]))
        yield f"![What the code above draws]({picture})"
    elif "text/html" in found:
        yield _STYLE.sub("", "".join(found["text/html"])).replace(_TABLE, "<table>")
    else:
        yield _fenced("".join(found.get("text/plain", output.get("text", ""))), "text")


def _fenced(text: str, language: str) -> str:
    return f"````{language}\n{text.rstrip()}\n````"
