"""The public names: all there, in order, named by families of verbs, and quick to import."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import citeweave
import citeweave_graph

VERBS = {"build", "compute", "open", "open_store", "plot", "remove", "save", "write"}


@pytest.mark.parametrize("package", [citeweave, citeweave_graph])
def test_what_is_listed_is_there(package):
    assert len(set(package.__all__)) == len(package.__all__)
    for name in package.__all__:
        assert hasattr(package, name), name


def test_what_python_users_call_is_said_to_them():
    functions = [name for name in citeweave.__all__ if inspect.isfunction(getattr(citeweave, name))]
    assert {name.partition("_")[0] for name in functions} <= VERBS
    for name in functions:
        assert inspect.getdoc(getattr(citeweave, name)), name
    for family in ("build_co_citation_network", "compute_bursts", "plot_trends", "write_report"):
        assert family in functions


def test_importing_loads_nothing_that_takes_long():
    heavy = "{'matplotlib', 'scipy', 'spacy', 'starlette', 'strawberry'}"
    code = f"import citeweave, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
