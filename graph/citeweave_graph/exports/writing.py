"""Writing graphs and parts of them to files, and reading them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from citeweave_graph.exports.bibliography import entries
from citeweave_graph.exports.flat import Counts
from citeweave_graph.exports.networkx_graphs import flat_graph, networkx_graph
from citeweave_graph.exports.parts import Part
from citeweave_graph.exports.placing import placed
from citeweave_graph.exports.registry import (
    export_format,
    load_graph_reader,
    load_graph_writer,
    load_papers_writer,
)
from citeweave_schema.errors import SourceError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["read_graph", "write_graph", "write_part"]


def write_graph(
    graph: nx.Graph[Any],
    path: str | Path,
    format: str,  # noqa: A002  # as the command calls it
    *,
    force: bool = False,
) -> Counts:
    """Write any graph of networkx to a file, or to a folder where the format has several files.

    Args:
        graph: directed or not, with several edges between two nodes or not.
        path: where to; it appears when all is written.
        format: one of `FORMATS` that is no list of papers.
        force: replace what is there.

    Raises:
        UsageError: an unknown format, one of lists of papers, or something is there already.
        SourceError: it cannot be written.

    >>> import networkx as nx, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_graph(nx.path_graph(3), f"{folder}/path.gexf", "gexf")
    Counts(nodes=3, edges=2)
    """
    writer = load_graph_writer(format)
    flat = flat_graph(graph)
    with placed(Path(path), files=export_format(format).files, force=force) as target:
        return writer.write(flat, target)


def write_part(
    part: Part,
    path: str | Path,
    format: str,  # noqa: A002  # as the command calls it
    *,
    force: bool = False,
) -> Counts:
    """Write a part of a graph, or its papers where the format is one of lists of papers.

    Args:
        part: what to write; see `whole`, `around_papers` and `only_nodes`.
        path: where to; it appears when all is written.
        format: one of `FORMATS`.
        force: replace what is there.

    Raises:
        UsageError: an unknown format, or something is there already.
        SourceError: it cannot be written.
    """
    found = export_format(format)
    with placed(Path(path), files=found.files, force=force) as target:
        if found.of_papers:
            return load_papers_writer(format).write(entries(part), target)
        return load_graph_writer(format).write(part.flat(), target)


def read_graph(path: str | Path, format: str) -> nx.Graph[str]:  # noqa: A002  # as above
    """Read a graph that was written as GraphML or node-link JSON: the same, attributes included.

    Raises:
        UsageError: another format.
        FormatError: the file has another form.
        SourceError: it cannot be read.

    >>> import networkx as nx, tempfile
    >>> graph = nx.Graph([("a", "b", {"weight": 0.1}), ("b", "c", {"weight": 2.0})])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     counts = write_graph(graph, f"{folder}/graph.json", "node-link")
    ...     nx.utils.graphs_equal(read_graph(f"{folder}/graph.json", "node-link"), graph)
    True
    """
    reader = load_graph_reader(format)
    try:
        return networkx_graph(reader.read(Path(path)))
    except OSError as problem:
        raise SourceError(f"{path}: it cannot be read ({problem.strerror})") from problem
