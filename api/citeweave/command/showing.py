"""Shows the answers of analyses: as a table, as JSON, as CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from citeweave.command.output import notes, print_json, printable, results
from citeweave_graph import View
from citeweave_graph.analysis import Analysis
from citeweave_schema.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["AsCsv", "Plot", "Row", "named", "safe_cell", "show"]

AsCsv = Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")]
Plot = Annotated[
    Path | None,
    typer.Option("--plot", metavar="FILE", help="Draw it as PNG, SVG or PDF.", show_default=False),
]

Row = Mapping[str, str | float]
"""One line of an answer by column."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def show(
    found: Analysis[Any],
    rows: Sequence[Row],
    *,
    as_json: bool,
    as_csv: bool,
    plot: Path | None = None,
    drawn: Callable[[], Figure] | None = None,
) -> None:
    """Print an answer in the form asked for, and draw it where asked.

    Args:
        found: the answer.
        rows: what tables and CSV show of it.
        as_json: one line of JSON, with everything.
        as_csv: a line for each row.
        plot: file of the picture; None for no picture.
        drawn: draws it.

    Raises:
        UsageError: both forms at once, or a picture that cannot be drawn.
    """
    if as_json and as_csv:
        raise UsageError("--json and --csv are two forms; ask for one")
    if plot is not None and drawn is not None:
        from citeweave.plotting import save_figure  # noqa: PLC0415  # an extra

        save_figure(drawn(), plot)
    if as_json:
        print_json(
            {
                "analysis": found.origin.analysis,
                "graph_version": found.origin.graph_version,
                "graph_state": found.origin.graph_state,
                "parameters": dict(found.origin.parameters),
                "figures": dict(found.figures),
                "items": [asdict(one) for one in found.items],
            }
        )
    elif as_csv:
        _print_csv(rows)
    else:
        _print_table(found, rows)


def _print_csv(rows: Sequence[Row]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow([safe_cell(one) if isinstance(one, str) else one for one in row.values()])
    sys.stdout.flush()


def safe_cell(text: str) -> str:
    """Give a cell that no spreadsheet takes for a formula.

    >>> safe_cell("=1+1"), safe_cell("BERT")
    ("'=1+1", 'BERT')
    """
    shown = printable(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _print_table(found: Analysis[Any], rows: Sequence[Row]) -> None:
    if not rows:
        notes.print("nothing found")
        return
    table = Table(box=None)
    for name, value in rows[0].items():
        table.add_column(name, justify="left" if isinstance(value, str) else "right")
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    results.print(table)
    about = ", ".join(f"{name} {_number(value)}" for name, value in found.figures.items())
    notes.print(Text(f"graph version {found.origin.graph_version}; {about}", style="dim"))


def _cell(value: str | float) -> Text:
    return Text(printable(value) if isinstance(value, str) else _number(value))


def _number(value: float) -> str:
    """Give a number with as many digits as say something.

    >>> _number(3.0), _number(0.123456), _number(1234.5)
    ('3', '0.1235', '1,234')
    """
    if isinstance(value, int) or value == int(value):
        return f"{int(value)}"
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def named(view: View, ids: Sequence[str]) -> str:
    """Give the names of nodes on one line."""
    return "; ".join(node.name for node in view.nodes(ids) if node is not None)
