"""The notebooks run from clean kernels and show what they are committed with.

`python tests/test_notebooks.py` runs all, or those that are named, and keeps what they show now.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# Half a minute each; this is patience with a busy machine.
PATIENCE = 900


def executed(path):
    """Run a notebook in a kernel of its own; what is in the file stays."""
    notebook = nbformat.read(path, as_version=4)
    metadata = notebook.metadata
    NotebookClient(
        notebook,
        timeout=PATIENCE,
        startup_timeout=PATIENCE,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    notebook.metadata = metadata
    return notebook


def shown(notebook):
    """Give what each cell shows: texts as they are, of pictures that there is one."""
    return [
        [_shown(output) for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def _shown(output):
    if output.output_type == "stream":
        return output.name, output.text
    return {kind: text if kind.startswith("text/") else "…" for kind, text in output.data.items()}


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_is_committed_with(path, monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))  # nobody's own settings
    committed = nbformat.read(path, as_version=4)
    assert shown(executed(path)) == shown(committed), (
        f"run: python tests/test_notebooks.py docs/notebooks/{path.name}"
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_small_and_whole(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert path.stat().st_size < 700_000
    assert notebook.metadata.kernelspec.name == "python3"
    counts = [one.execution_count for one in notebook.cells if one.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    kinds = {kind for cell in shown(notebook) for output in cell for kind in output}
    assert {"image/png", "text/html"} <= kinds
    assert "stderr" not in kinds


def _pages():
    spec = importlib.util.spec_from_file_location("pages", FOLDER / "pages.py")
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    return pages


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_guide_has_a_page_of_a_notebook(path):
    page, pictures = _pages().page_of(json.loads(path.read_text("utf-8")), path.stem)
    assert page.startswith("# ")
    assert set(re.findall(r"!\[[^]]+\]\(([^)]+)\)", page)) == set(pictures)
    assert all(one.startswith(b"\x89PNG") for one in pictures.values())
    assert page.count("<table>") == page.count("</table>") > 0
    assert "<style" not in page
    links = set(re.findall(r"\]\(([a-z]+)\.(?:md|ipynb)\)", page))
    assert path.stem in links <= {one.stem for one in NOTEBOOKS}
    assert re.findall(r"\]\(([a-z]+)\.ipynb\)", page) == [path.stem]


def test_links_of_the_guide_lead_to_the_pages():
    told = _pages().on_page_markdown("[a](notebooks/rise.ipynb), [b](rise.ipynb)", page=None)
    assert told == "[a](notebooks/rise.md), [b](rise.ipynb)"


def test_there_are_three():
    assert [one.stem for one in NOTEBOOKS] == ["collaboration", "mapping", "rise"]


if __name__ == "__main__":
    for one in map(Path, sys.argv[1:] or map(str, NOTEBOOKS)):
        nbformat.write(executed(one.resolve()), one)
