"""Run measurements and write what they say into the guide: docs/performance.md.

`python bench/performance.py [NAME…]` runs the scripts of these names, or all in `RUNS`, each with
the arguments given there, keeps their last lines of JSON in docs/performance.json, and makes the
tables of the guide from all that is kept. Results of scripts that were not run now stay as they
are, each with its day.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
KEPT = DOCS / "performance.json"
RUNS: dict[str, list[str]] = {
    "sharing": [],
    "hubs": [],
    "search": ["1000000"],
    "serving": ["--papers", "10000"],
    "building": ["20000", "100000", "--added", "1000"],
    "metadata": [],
    "stores": ["10000", "100000"],
    "similar": ["10000"],
    "networks": ["20000"],
    "extract": [],
}
INTRODUCTION = """# Performance

What `make performance` measured; do not write here, run it. Times of shared machines differ by
half and more from day to day: what can be compared is what stands in one table, measured in one
run. [Scaling](scaling.md) says what follows from it for large graphs.
"""


def run(name: str) -> dict[str, Any]:
    """Run a script; give its result with what it ran on."""
    began = time.perf_counter()
    command = [sys.executable, str(HERE / f"{name}.py"), *RUNS[name]]
    done = subprocess.run(  # noqa: S603  # our own scripts
        command, check=True, stdout=subprocess.PIPE, text=True
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return {
        "arguments": " ".join(RUNS[name]),
        "day": datetime.now(UTC).date().isoformat(),
        "minutes": round((time.perf_counter() - began) / 60, 1),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "results": [json.loads(line) for line in lines],
    }


Row = tuple[str, dict[str, object]]


def rows_of(value: Any, path: tuple[str, ...] = ()) -> Iterator[Row]:  # noqa: ANN401  # JSON
    """Give what stands side by side in a result, each with the names that lead to it."""
    if isinstance(value, list):
        value = {_called(one): one for one in value}
    parts = {
        name: one
        for name, one in value.items()
        if isinstance(one, dict) or (isinstance(one, list) and isinstance(one[0], dict))
    }
    plain = {name: one for name, one in value.items() if name not in parts}
    if plain:
        yield ", ".join(path), plain
    for name, one in parts.items():
        yield from rows_of(one, (*path, name))


def _called(result: dict[str, Any]) -> str:
    """Name one of several results: by its size, or what it says first."""
    size = result.get("papers")
    return f"{size:,} papers" if size else str(next(iter(result.values())))


def tables(rows: Iterable[Row]) -> Iterator[str]:
    """Give tables: rows that have the same names as columns of one, others line by line."""
    alike: dict[tuple[str, ...], list[Row]] = {}
    for name, row in rows:
        alike.setdefault(tuple(row), []).append((name, row))
    single = [found[0] for found in alike.values() if len(found) == 1]
    if single:
        lines = [
            [", ".join(filter(None, (name, one))), value]
            for name, row in single
            for one, value in row.items()
        ]
        yield _table(("measured", "value"), lines)
    for columns, found in alike.items():
        if len(found) > 1:
            yield _table(("", *columns), [[name, *row.values()] for name, row in found])


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *([_shown(one) for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines).replace("_", " ") + "\n"


def section(name: str, kept: dict[str, Any]) -> str:
    """Give the part of the guide about one script: what it does, and its tables."""
    about = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text("utf-8"))) or name
    title = about.splitlines()[0].rstrip(".:")
    command = f"python bench/{name}.py {kept['arguments']}".rstrip()
    results = kept["results"]
    lines = [
        f"## {title[0].upper()}{title[1:]}",
        "",
        f"`{command}` on {kept['day']}, {kept['machine']}, {kept['minutes']} minutes.",
        "",
        *tables(rows_of(results[0] if len(results) == 1 else results)),
    ]
    return "\n".join(lines)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"  # digits
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def main() -> None:
    """Measure, keep, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*RUNS, []], help="all without")
    parser.add_argument("--written", action="store_true", help="run nothing, write what is kept")
    asked = parser.parse_args()
    chosen = [] if asked.written else asked.names or list(RUNS)
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for name in chosen:
        print(f"== {name}", file=sys.stderr)
        kept[name] = run(name)
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    sections = [section(name, kept[name]) for name in RUNS if name in kept]
    (DOCS / "performance.md").write_text("\n".join([INTRODUCTION, *sections]), "utf-8")


if __name__ == "__main__":
    main()
