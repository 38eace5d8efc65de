"""How a graph looks in Neo4j Browser: its style sheet, saved queries, and a guide.

A style sheet and a saved query are dropped onto Browser's page, a `.zip` of queries all at once
(https://neo4j.com/docs/browser-manual/5/). A guide is read from a URL, and only from hosts that
the server allows: `localhost` is among them unless it was told otherwise. So
`python -m citeweave_graph.neo4j.browser` serves all of them there, and nothing comes from the
network.
"""

from citeweave_graph.neo4j.browser.favourites import Favourite, favourites, packed
from citeweave_graph.neo4j.browser.guide import guide
from citeweave_graph.neo4j.browser.serving import BrowserFiles
from citeweave_graph.neo4j.browser.style import style

__all__ = ["BrowserFiles", "Favourite", "favourites", "guide", "packed", "style"]
