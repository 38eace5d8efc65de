"""Pictures of what analyses find, drawn with matplotlib (`pip install 'citeweave[plots]'`).

Every function gives a `matplotlib.figure.Figure`; `save_figure` writes it. Colours are those of
Okabe and Ito (2008), which people who see colours differently can tell apart, and what a colour
says is also said in words. The same answer gives the same picture, to the byte in SVG.
"""

from citeweave.plotting.charts import plot_bursts, plot_growth, plot_ranking, plot_trends
from citeweave.plotting.maps import plot_communities, plot_network
from citeweave.plotting.style import save_figure

__all__ = [
    "plot_bursts",
    "plot_communities",
    "plot_growth",
    "plot_network",
    "plot_ranking",
    "plot_trends",
    "save_figure",
]
