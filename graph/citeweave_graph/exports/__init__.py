"""Files that other programs open, made of a graph or a part of it.

>>> import tempfile
>>> from citeweave_graph import open_store
>>> with open_store("memory:") as store, store.view() as view, tempfile.TemporaryDirectory() as to:
...     write_part(whole(view), f"{to}/graph.graphml", "graphml")
Counts(nodes=0, edges=0)
"""

from citeweave_graph.exports.flat import Counts
from citeweave_graph.exports.parts import Part, around_papers, only_nodes, whole
from citeweave_graph.exports.registry import FORMATS, ExportFormat, described, export_format
from citeweave_graph.exports.writing import read_graph, write_graph, write_part

__all__ = [
    "FORMATS",
    "Counts",
    "ExportFormat",
    "Part",
    "around_papers",
    "described",
    "export_format",
    "only_nodes",
    "read_graph",
    "whole",
    "write_graph",
    "write_part",
]
