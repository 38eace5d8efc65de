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
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
KEPT = DOCS / "performance.json"
RUNS: dict[str, list[str]] = {
    "sharing": [],
    "hubs": [],
    "search": ["100000"],
    "serving": ["--papers", "10000"],
    "building": ["20000", "--added", "1000"],
    "metadata": [],
    "stores": ["10000", "100000"],
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


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Give the plain values in a result, each with the names that lead to it."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, str(name)))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for number, part in enumerate(value, start=1):
            size = part.get("papers") if isinstance(part, dict) else None
            yield from leaves(part, (*path, f"{size:,} papers" if size else str(number)))
    else:
        yield path, value


def section(name: str, kept: dict[str, Any]) -> str:
    """Give the part of the guide about one script: what it does, and a table."""
    about = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text("utf-8"))) or name
    title = about.splitlines()[0].rstrip(".:")
    command = f"python bench/{name}.py {kept['arguments']}".rstrip()
    results = kept["results"]
    rows = leaves(results[0] if len(results) == 1 else results)
    lines = [
        f"## {title[0].upper()}{title[1:]}",
        "",
        f"`{command}` on {kept['day']}, {kept['machine']}, {kept['minutes']} minutes.",
        "",
        "| measured | value |",
        "|---|---|",
        *(f"| {', '.join(path).replace('_', ' ')} | {_shown(value)} |" for path, value in rows),
    ]
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"  # digits
    return f"{value:,}" if isinstance(value, int) else str(value)


def main() -> None:
    """Measure, keep, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*RUNS, []], help="all without")
    chosen = parser.parse_args().names or list(RUNS)
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for name in chosen:
        print(f"== {name}", file=sys.stderr)
        kept[name] = run(name)
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    sections = [section(name, kept[name]) for name in RUNS if name in kept]
    (DOCS / "performance.md").write_text("\n".join([INTRODUCTION, *sections]), "utf-8")


if __name__ == "__main__":
    main()
