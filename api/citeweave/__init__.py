"""Reads papers, extracts what they are about, and answers questions over the resulting graph.

>>> import citeweave
>>> view = citeweave.open("memory:")
>>> view.manifest().version
0
>>> view.close()

`build` makes or extends a graph; `open` gives a view of one, whose methods are the questions
(`citeweave_graph.View`). `build_…_network` gives networks as networkx graphs, `compute_…` what a
graph or a network says as a whole, `plot_…` a picture of that. Importing this loads neither the
model, nor the server, nor what draws.
"""

from citeweave.opening import open  # noqa: A004  # `citeweave.open`, as in gzip.open
from citeweave.pipeline import BuildReport, build, remove
from citeweave.plotting import (
    plot_bursts,
    plot_communities,
    plot_growth,
    plot_network,
    plot_ranking,
    plot_trends,
    save_figure,
)
from citeweave.report import build_report, write_report
from citeweave_graph import (
    Analysis,
    ConceptQuestion,
    Counting,
    Division,
    Measure,
    NetworkKind,
    NetworkQuestion,
    Normalisation,
    SharingQuestion,
    Through,
    View,
    Window,
    Years,
    build_author_concept_network,
    build_citation_network,
    build_co_authorship_network,
    build_co_citation_network,
    build_co_use_network,
    build_coupling_network,
    build_network,
    build_organisation_network,
    build_paper_concept_network,
    build_shared_concept_network,
    compute_bridges,
    compute_bursts,
    compute_communities,
    compute_growth,
    compute_predictions,
    compute_ranking,
    compute_successors,
    compute_trends,
)
from citeweave_schema.errors import (
    AmbiguousError,
    CiteweaveError,
    CursorError,
    ExtractorError,
    ForeignStoreError,
    FormatError,
    IdentifierError,
    NewerStoreError,
    NotFoundError,
    RecordError,
    SourceError,
    SourceUnavailableError,
    StoreError,
    StoreTimeoutError,
    StoreUnavailableError,
    UsageError,
)
from citeweave_schema.kinds import ConceptKind, EdgeKind, NodeKind, Role

__all__ = [
    "AmbiguousError",
    "Analysis",
    "BuildReport",
    "CiteweaveError",
    "ConceptKind",
    "ConceptQuestion",
    "Counting",
    "CursorError",
    "Division",
    "EdgeKind",
    "ExtractorError",
    "ForeignStoreError",
    "FormatError",
    "IdentifierError",
    "Measure",
    "NetworkKind",
    "NetworkQuestion",
    "NewerStoreError",
    "NodeKind",
    "Normalisation",
    "NotFoundError",
    "RecordError",
    "Role",
    "SharingQuestion",
    "SourceError",
    "SourceUnavailableError",
    "StoreError",
    "StoreTimeoutError",
    "StoreUnavailableError",
    "Through",
    "UsageError",
    "View",
    "Window",
    "Years",
    "__version__",
    "build",
    "build_author_concept_network",
    "build_citation_network",
    "build_co_authorship_network",
    "build_co_citation_network",
    "build_co_use_network",
    "build_coupling_network",
    "build_network",
    "build_organisation_network",
    "build_paper_concept_network",
    "build_report",
    "build_shared_concept_network",
    "compute_bridges",
    "compute_bursts",
    "compute_communities",
    "compute_growth",
    "compute_predictions",
    "compute_ranking",
    "compute_successors",
    "compute_trends",
    "open",
    "plot_bursts",
    "plot_communities",
    "plot_growth",
    "plot_network",
    "plot_ranking",
    "plot_trends",
    "remove",
    "save_figure",
    "write_report",
]

__version__ = "0.1.0"
