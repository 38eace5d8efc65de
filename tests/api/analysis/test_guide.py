"""docs/analysis.md: its Python runs, and it tells of every analysis, network and option."""

from __future__ import annotations

import re
from pathlib import Path

from citeweave.command.analyzing import analyses
from citeweave_graph.networks import Counting, NetworkKind, Normalisation

_PAGE = Path(__file__).resolve().parents[3] / "docs" / "analysis.md"


def test_the_python_runs(small):
    code = "\n".join(re.findall(r"```python\n(.*?)```", _PAGE.read_text("utf-8"), re.DOTALL))
    names = {}
    exec(compile(code.replace("sqlite:papers.db", small), _PAGE.name, "exec"), names)  # noqa: S102
    assert names["network"].graph["network"] == "co-use"
    assert names["network"].number_of_edges()


def test_nothing_is_left_out():
    text = _PAGE.read_text("utf-8")
    for one in (*NetworkKind, *Normalisation):
        assert f"`{one.value}`" in text
    for one in Counting:
        assert f"*{one.value.capitalize()}*" in text
    for command in analyses.registered_commands:
        assert f"citeweave analyze {command.name}" in text
