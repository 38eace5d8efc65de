"""One page about a graph, with the pictures that a survey would show.

The page is one HTML file: pictures are SVG within it, nothing is loaded from elsewhere, there is
no script, and everything that a source said is text, never markup.
"""

from citeweave.report.page import build_report, write_report

__all__ = ["build_report", "write_report"]
