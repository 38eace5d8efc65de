"""What a graph and its networks say as a whole: ranks, communities, trends, bursts, bridges.

Every answer is an `Analysis`: what was found, the strongest first, with the parameters and the
version of the graph that it is of.

>>> from citeweave_graph import open_store
>>> with open_store("memory:") as store, store.view() as view:
...     compute_trends(view).origin.analysis
'trends'
"""

from citeweave_graph.analysis.asking import ConceptQuestion
from citeweave_graph.analysis.bridges import Bridge, Through, compute_bridges
from citeweave_graph.analysis.bursts import Burst, burst_states, compute_bursts
from citeweave_graph.analysis.communities import Community, Division, Label, compute_communities
from citeweave_graph.analysis.growth import YearCount, compute_growth
from citeweave_graph.analysis.leiden import leiden, modularity
from citeweave_graph.analysis.likelihood import signed_ratio
from citeweave_graph.analysis.main_path import MainLink, compute_main_path, papers_about
from citeweave_graph.analysis.predictions import Prediction, Step, compute_predictions
from citeweave_graph.analysis.profiles import TELLING
from citeweave_graph.analysis.ranking import Measure, Ranked, compute_ranking
from citeweave_graph.analysis.results import Analysis, Origin
from citeweave_graph.analysis.successions import Successor, compute_successors
from citeweave_graph.analysis.trends import Trend, compute_trends
from citeweave_graph.analysis.yearly import Yearly, yearly

__all__ = [
    "TELLING",
    "Analysis",
    "Bridge",
    "Burst",
    "Community",
    "ConceptQuestion",
    "Division",
    "Label",
    "MainLink",
    "Measure",
    "Origin",
    "Prediction",
    "Ranked",
    "Step",
    "Successor",
    "Through",
    "Trend",
    "YearCount",
    "Yearly",
    "burst_states",
    "compute_bridges",
    "compute_bursts",
    "compute_communities",
    "compute_growth",
    "compute_main_path",
    "compute_predictions",
    "compute_ranking",
    "compute_successors",
    "compute_trends",
    "leiden",
    "modularity",
    "papers_about",
    "signed_ratio",
    "yearly",
]
