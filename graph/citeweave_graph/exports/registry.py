"""Which formats can be written.

A format's module is imported when it is asked for, not before; what it needs beyond citeweave's
own requirements is said with the command that installs it.
"""

from __future__ import annotations

import importlib
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from citeweave_graph.exports.bibliography import Entry
from citeweave_graph.exports.flat import Counts, FlatGraph
from citeweave_schema.errors import UsageError

__all__ = [
    "FORMATS",
    "ExportFormat",
    "GraphReader",
    "GraphWriter",
    "PapersWriter",
    "described",
    "export_format",
    "load_graph_reader",
    "load_graph_writer",
    "load_papers_writer",
]

_HERE = "citeweave_graph.exports"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """A format in the registry.

    Attributes:
        module: the module that writes it.
        description: what it is and what opens it, in words.
        suffix: how names of its files end; of a folder, empty.
        media_type: of its file.
        of_papers: whether it is a list of papers; else a graph.
        files: the names of its files where it is a folder of several.
        readable: whether `read_graph` reads it back.
        needs: the package that it needs and the extra that installs it, if any.
    """

    module: str
    description: str
    suffix: str = ""
    media_type: str = "application/json"
    of_papers: bool = False
    files: tuple[str, ...] = ()
    readable: bool = False
    needs: tuple[str, str] | None = None


FORMATS: Mapping[str, ExportFormat] = MappingProxyType(
    {
        "graphml": ExportFormat(
            module=f"{_HERE}.graphml",
            description="GraphML: networkx, igraph, Gephi, yEd, Cytoscape",
            suffix=".graphml",
            media_type="application/graphml+xml",
            readable=True,
        ),
        "gexf": ExportFormat(
            module=f"{_HERE}.gexf",
            description="GEXF 1.3: Gephi 0.9.3 and later, Gephi Lite, networkx",
            suffix=".gexf",
            media_type="application/gexf+xml",
        ),
        "cytoscape": ExportFormat(
            module=f"{_HERE}.cytoscape",
            description="Cytoscape JSON: Cytoscape, Cytoscape.js, networkx",
            suffix=".cyjs",
        ),
        "node-link": ExportFormat(
            module=f"{_HERE}.node_link",
            description="node-link JSON: networkx, D3",
            suffix=".json",
            readable=True,
        ),
        "vosviewer": ExportFormat(
            module=f"{_HERE}.vosviewer_json",
            description="VOSviewer JSON: VOSviewer 1.6.17 and later, VOSviewer Online",
            suffix=".json",
        ),
        "vosviewer-text": ExportFormat(
            module=f"{_HERE}.vosviewer_text",
            description="a map file and a network file: every VOSviewer",
            media_type="text/plain",
            files=("map.txt", "network.txt"),
        ),
        "csv": ExportFormat(
            module=f"{_HERE}.pairs",
            description="nodes.csv and edges.csv: spreadsheets, R, pandas, Gephi",
            media_type="text/csv",
            files=("nodes.csv", "edges.csv"),
        ),
        "parquet": ExportFormat(
            module=f"{_HERE}.parquet",
            description="nodes.parquet and edges.parquet: pandas, Polars, DuckDB, Spark, R",
            media_type="application/vnd.apache.parquet",
            files=("nodes.parquet", "edges.parquet"),
            needs=("pyarrow", "parquet"),
        ),
        "bibtex": ExportFormat(
            module=f"{_HERE}.bibtex",
            description="BibTeX of the papers: LaTeX, JabRef, Zotero",
            suffix=".bib",
            media_type="application/x-bibtex",
            of_papers=True,
        ),
        "ris": ExportFormat(
            module=f"{_HERE}.ris",
            description="RIS of the papers: EndNote, Zotero, Mendeley, VOSviewer",
            suffix=".ris",
            media_type="application/x-research-info-systems",
            of_papers=True,
        ),
        "csl-json": ExportFormat(
            module=f"{_HERE}.csl_json",
            description="CSL-JSON of the papers: Zotero, Pandoc, citeproc, citation.js",
            suffix=".json",
            media_type="application/vnd.citationstyles.csl+json",
            of_papers=True,
        ),
    }
)
"""The formats by name."""


class GraphWriter(Protocol):
    """What a module must have to write graphs."""

    @abstractmethod
    def write(self, graph: FlatGraph, target: Path) -> Counts:
        """Write a graph to a new file, or into an empty folder."""


class PapersWriter(Protocol):
    """What a module must have to write lists of papers."""

    @abstractmethod
    def write(self, entries: Iterable[Entry], target: Path) -> Counts:
        """Write papers to a new file."""


class GraphReader(Protocol):
    """What a module must have to read graphs back."""

    @abstractmethod
    def read(self, source: Path) -> FlatGraph:
        """Read a graph.

        Raises:
            FormatError: the file has another form.
        """


def described() -> str:
    """Give the names of all formats with their descriptions, for messages.

    >>> described().startswith("graphml (GraphML: networkx")
    True
    """
    return "; ".join(f"{name} ({one.description})" for name, one in FORMATS.items())


def export_format(name: str) -> ExportFormat:
    """Give a format by its name.

    Raises:
        UsageError: none has this name, or what it needs is not installed; the message says what
            there is, or how to install it.
    """
    found = FORMATS.get(name)
    if found is None:
        raise UsageError(f"no format is called {name!r}; there are {described()}")
    if found.needs and find_spec(found.needs[0]) is None:
        package, extra = found.needs
        raise UsageError(f"{name} needs {package}: pip install 'citeweave[{extra}]'")
    return found


def load_graph_writer(name: str) -> GraphWriter:
    """Give what writes graphs in a format.

    Raises:
        UsageError: as `export_format`, or the format is one of lists of papers.
    """
    found = export_format(name)
    if found.of_papers:
        raise UsageError(f"{name} is a list of papers, not a graph; export papers of a graph in it")
    return cast("GraphWriter", importlib.import_module(found.module))


def load_papers_writer(name: str) -> PapersWriter:
    """Give what writes papers in a format of lists of papers.

    Raises:
        UsageError: as `export_format`, or the format is one of graphs.
    """
    found = export_format(name)
    if not found.of_papers:
        raise UsageError(f"{name} is a format of graphs, not of lists of papers")
    return cast("PapersWriter", importlib.import_module(found.module))


def load_graph_reader(name: str) -> GraphReader:
    """Give what reads graphs in a format back.

    Raises:
        UsageError: as `export_format`, or the format cannot be read back without loss.
    """
    found = export_format(name)
    if not found.readable:
        names = ", ".join(one for one in FORMATS if FORMATS[one].readable)
        raise UsageError(f"{name} cannot be read back without loss; {names} can")
    return cast("GraphReader", importlib.import_module(found.module))
