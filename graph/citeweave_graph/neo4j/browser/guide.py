"""The guide: a page beside the results, with one slide for each saved query."""

from __future__ import annotations

from html import escape

from citeweave_graph.neo4j.browser.favourites import Favourite, favourites

__all__ = ["guide"]

_TEXTS = {
    "1-overview": (
        "The concepts that most papers have an edge to, with up to eight papers each. Green is a "
        "method, yellow a dataset, red a task, turquoise a metric, blue a paper."
    ),
    "2-shared-methods": (
        "Up to twenty papers that propose or use the same methods, rare methods counting most. "
        "Put a part of a title between the quotes; empty quotes take a paper of many methods."
    ),
    "3-evidence": (
        "One paper and all that was found in it. Click an edge: <i>sentences</i> in the panel "
        "beside the graph are what it stands on, <i>role</i> and <i>confidence</i> what was read "
        "from them."
    ),
    "4-concept": (
        "A concept among others: what it is part of, used for, evaluated on and compared with, "
        "and papers about it. The edges between concepts have their best sentences too."
    ),
    "5-co-authors": (
        "Authors are tied by the papers that they wrote together. Empty quotes take the author "
        "of most papers."
    ),
    "6-citation-path": (
        "The shortest ways from a later paper to earlier ones over at most six citations. Name "
        "both papers; unnamed, the newest and what is two citations away. Pale nodes are papers "
        "known only by reference."
    ),
}

_FIRST = """\
<slide>
<div style="padding: 0 18px">
<h3>A graph of papers</h3>
<p>Papers, and what they propose, use, address, compare with and report; their authors, venues,
organisations and references. Click a query to have it in the editor, where Ctrl+Enter runs it;
double-click a node to see more of what it touches.</p>
<p>The colours come from the style sheet: <a exec-topic="style {address}/citeweave.grass">use
it</a>, if nodes are all of one colour.</p>
<p>The queries of this guide are yours to keep: fetch
<a href="{address}/favourites.zip">favourites.zip</a> and drop it onto this page.</p>
</div>
</slide>
"""

_SLIDE = """\
<slide>
<div style="padding: 0 18px">
<h3>{title}</h3>
<p>{text}</p>
<pre class="pre-scrollable code runnable">{query}</pre>
</div>
</slide>
"""


def guide(address: str) -> str:
    """Give the guide as Browser reads it: HTML with an element `slide` for each page.

    Args:
        address: where the style sheet and the saved queries are served, without a slash.

    >>> guide("http://localhost:7475").count("<slide>")
    7
    """
    slides = "".join(map(_slide, favourites()))
    return f"<title>citeweave</title>\n{_FIRST.format(address=escape(address))}{slides}"


def _slide(favourite: Favourite) -> str:
    return _SLIDE.format(
        title=escape(favourite.title.partition(":")[0]),
        text=_TEXTS[favourite.name],
        query=escape(favourite.query),
    )
