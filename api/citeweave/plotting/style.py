"""What all pictures have in common: colours, letters, how they are written."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citeweave_schema.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "GREY", "PLOT_FORMATS", "blank", "drawing", "legible", "save_figure"]

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
"""Okabe and Ito's eight, the best to tell apart first."""
GREY = "#767676"
PLOT_FORMATS = frozenset({".png", ".svg", ".pdf"})
"""What a picture can be written as, by the ending of its name."""

# Names and titles are shown as they are: a dollar in one begins no formula.
_RULES: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "figure.dpi": 100,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "savefig.dpi": 150,
    "svg.fonttype": "none",
    "text.parse_math": False,
}


@contextmanager
def drawing(salt: str = "citeweave") -> Iterator[None]:
    """Draw by the rules of the house, whatever the caller's settings are.

    Args:
        salt: what the ids within an SVG are made from; equal for an equal picture.

    Raises:
        UsageError: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415  # an extra
    except ImportError as missing:
        raise UsageError("plots need matplotlib: pip install 'citeweave[plots]'") from missing
    rules: Any = {**_RULES, "svg.hashsalt": salt}
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(rules)
        # Letters that the font lacks are boxes in a PNG; an SVG leaves them to who shows it.
        warnings.filterwarnings("ignore", message="Glyph")
        yield


def blank(width: float, height: float) -> tuple[Figure, Axes]:
    """Give an empty picture, in inches; within `drawing`."""
    from matplotlib.figure import Figure  # noqa: PLC0415  # an extra

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def legible(text: str, most: int = 48) -> str:
    r"""Give a name on one line, without what steers a display, cut to so many characters.

    >>> legible("two\nlines"), legible("a long name", 7), legible("x\x00y\u202ez")
    ('two lines', 'a long…', 'x\ufffdy\ufffdz')
    """
    line = " ".join(text.split())
    shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def save_figure(figure: Figure, path: str | os.PathLike[str], *, salt: str = "citeweave") -> None:
    """Write a picture as PNG, SVG or PDF, by the ending of the name; all of it or nothing.

    Raises:
        UsageError: another ending, or a file that cannot be written.
    """
    target = Path(path)
    form = target.suffix.lower()
    if form not in PLOT_FORMATS:
        endings = ", ".join(sorted(PLOT_FORMATS))
        raise UsageError(f"{target.name!r} ends in none of {endings}; name the picture so")
    metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(form, {})
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".citeweave-", suffix=form)
        with os.fdopen(handle, "wb") as file, drawing(salt):
            figure.savefig(file, format=form[1:], metadata=metadata)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except OSError as problem:
        raise UsageError(f"cannot write {target}: {problem.strerror or problem}") from problem
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
