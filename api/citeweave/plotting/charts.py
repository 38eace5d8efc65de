"""Charts: growth, trends, bursts and ranks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from citeweave.plotting.style import COLOURS, GREY, blank, drawing, legible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from citeweave_graph.analysis import Analysis, Burst, Ranked, Trend, YearCount

__all__ = ["plot_bursts", "plot_growth", "plot_ranking", "plot_trends"]

_WIDTH = 7.5
_DASHES = ("-", "--", "-.", ":")


def plot_growth(found: Analysis[YearCount]) -> Figure:
    """Draw the papers of each year as bars.

    Raises:
        UsageError: matplotlib is not installed; of every function here.
    """
    with drawing():
        figure, axes = blank(_WIDTH, 3.0)
        axes.grid(visible=True, axis="y")
        axes.bar(
            [one.year for one in found.items],
            [one.papers for one in found.items],
            0.8,
            color=COLOURS[0],
        )
        axes.set_ylabel("papers")
        _whole_years(axes)
        return _finished(figure, axes, empty=not found.items)


def plot_trends(found: Analysis[Trend], *, most: int = 8) -> Figure:
    """Draw the papers of each year that have a concept, a line for each of the first few."""
    shown = found.items[:most]
    with drawing():
        figure, axes = blank(_WIDTH, 4.0)
        axes.grid(visible=True, axis="y")
        for number, one in enumerate(shown):
            axes.plot(
                one.years,
                one.papers,
                _DASHES[number // len(COLOURS) % len(_DASHES)],
                color=COLOURS[number % len(COLOURS)],
                marker="o",
                markersize=3,
            )
        ends = _apart([float(one.papers[-1]) for one in shown])
        for number, (one, place) in enumerate(zip(shown, ends, strict=True)):
            axes.annotate(
                legible(one.name, 30),
                (one.years[-1], place),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                color=COLOURS[number % len(COLOURS)],
                annotation_clip=False,
            )
        axes.set_ylabel("papers")
        axes.set_ylim(bottom=0)
        _whole_years(axes)
        return _finished(figure, axes, empty=not shown)


def _apart(places: list[float]) -> list[float]:
    """Move labels up until none covers another.

    >>> _apart([1.0, 1.0, 30.0])
    [1.0, 2.5, 30.0]
    """
    least = max(places, default=0.0) / 20
    order = sorted(range(len(places)), key=lambda one: places[one])
    moved = list(places)
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + least)
    return moved


def plot_bursts(found: Analysis[Burst], *, most: int = 25) -> Figure:
    """Draw bursts as bars from their first to their last year, the earliest on top."""
    shown = sorted(found.items[:most], key=lambda one: (-one.first, -one.last, one.concept))
    with drawing():
        figure, axes = blank(_WIDTH, 1.2 + 0.24 * len(shown))
        strongest = max((one.weight for one in shown), default=1.0)
        for place, one in enumerate(shown):
            axes.barh(
                place,
                one.last - one.first + 0.8,
                left=one.first - 0.4,
                height=0.25 + 0.5 * one.weight / strongest,
                color=COLOURS[1] if one.ongoing else COLOURS[0],
            )
        axes.set_yticks(range(len(shown)), [legible(one.name) for one in shown])
        axes.set_title("thicker: stronger · orange: lasts to the end", fontsize=8, color=GREY)
        _whole_years(axes)
        return _finished(figure, axes, empty=not shown)


def plot_ranking(found: Analysis[Ranked], *, most: int = 15) -> Figure:
    """Draw the scores of the first few nodes as bars."""
    shown = found.items[:most][::-1]
    with drawing():
        figure, axes = blank(_WIDTH, 0.9 + 0.26 * len(shown))
        axes.barh(range(len(shown)), [one.score for one in shown], 0.6, color=COLOURS[0])
        axes.set_yticks(range(len(shown)), [legible(one.name, 60) for one in shown])
        axes.set_xlabel(found.origin.analysis)
        return _finished(figure, axes, empty=not shown)


def _whole_years(axes: Axes) -> None:
    from matplotlib.ticker import FormatStrFormatter, MaxNLocator  # noqa: PLC0415  # an extra

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter(FormatStrFormatter("%d"))


def _finished(figure: Figure, axes: Axes, *, empty: bool) -> Figure:
    if empty:
        axes.clear()
        axes.set_axis_off()
        axes.text(0.5, 0.5, "nothing to show", ha="center", va="center", color=GREY)
    return figure
