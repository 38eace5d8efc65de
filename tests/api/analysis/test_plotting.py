"""Pictures: the same for the same answer, whatever names hold."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from citeweave import (
    NetworkKind,
    build_network,
    compute_bursts,
    compute_communities,
    compute_growth,
    compute_ranking,
    compute_trends,
    plot_bursts,
    plot_communities,
    plot_growth,
    plot_network,
    plot_ranking,
    plot_trends,
    save_figure,
)
from citeweave.report.inlining import inline
from citeweave_graph import open_store
from citeweave_graph.analysis import Analysis, Measure, Origin, Trend
from citeweave_schema.errors import UsageError

pytest.importorskip("matplotlib")


def figures(view):
    network = build_network(view, NetworkKind.COUPLING)
    return [
        plot_growth(compute_growth(view)),
        plot_trends(compute_trends(view)),
        plot_bursts(compute_bursts(view)),
        plot_ranking(compute_ranking(network, Measure.STRENGTH)),
        plot_communities(network, compute_communities(view, network)),
        plot_network(build_network(view, NetworkKind.CO_AUTHORSHIP)),
    ]


def test_the_same_answer_gives_the_same_picture(small, tmp_path):
    with open_store(small) as store, store.view() as view:
        written = []
        for turn in range(2):
            for number, figure in enumerate(figures(view)):
                save_figure(figure, tmp_path / f"{turn}-{number}.svg")
                written.append((tmp_path / f"{turn}-{number}.svg").read_bytes())
    assert written[:6] == written[6:]
    for text in written[:6]:
        ET.fromstring(text)  # noqa: S314  # our own


@pytest.mark.parametrize(
    ("ending", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("SVG", b"<?xml")]
)
def test_forms(view, tmp_path, ending, begins):
    path = tmp_path / f"growth.{ending}"
    save_figure(plot_growth(compute_growth(view)), path)
    assert path.read_bytes().startswith(begins)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_what_cannot_be_written_is_said(view, tmp_path):
    figure = plot_growth(compute_growth(view))
    with pytest.raises(UsageError, match="none of"):
        save_figure(figure, tmp_path / "growth.exe")
    with pytest.raises(UsageError, match="cannot write"):
        save_figure(figure, tmp_path / "nowhere" / "growth.png")


def test_names_never_become_markup_or_formulas():
    names = ("</text><script>f()</script>", r"$\frac{$", "\x00\x1b[31m\ud800", "]]>&amp;")
    trends = Analysis(
        origin=Origin(analysis="trends", graph_version=1, graph_state="", parameters={}),
        items=tuple(
            Trend(
                concept=f"C{number}",
                name=name,
                first_year=2019,
                years=(2019, 2020),
                papers=(number, 2),
                share_before=0.1,
                share_recent=0.2,
                growth=1.0,
                ratio=4.0,
            )
            for number, name in enumerate(names)
        ),
    )
    picture = inline(plot_trends(trends), "trends", names[0])
    root = ET.fromstring(picture)  # noqa: S314  # our own
    assert "script" not in {one.tag for one in root.iter()}
    texts = [one.text for one in root.iter("text")]
    assert names[0] in texts
    assert names[1] in texts
    assert root.get("aria-label") == names[0]
