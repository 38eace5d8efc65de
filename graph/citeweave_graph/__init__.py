"""Records in, answers out: stores, identity, questions.

>>> from citeweave_graph import open_store
>>> with open_store("memory:") as store, store.view() as view:
...     view.manifest().version
0
"""

from citeweave_graph.answers import (
    Coverage,
    Decided,
    FacetCount,
    Hit,
    Identity,
    Path,
    Relating,
    SharedConcept,
    Sharing,
    SharingQuestion,
    Together,
)
from citeweave_graph.filters import AllOf, AnyOf, Filter, Linked, Not, Operator, Quantifier, Test
from citeweave_graph.hops import (
    ABOUT,
    AUTHORS,
    CITATIONS,
    DEFAULT_ROLES,
    REFERENCES,
    RELATIONS,
    Direction,
    EdgeOrder,
    Hop,
    Order,
    OrderField,
    Years,
)
from citeweave_graph.identity.members import Member
from citeweave_graph.judging import Judge, Judging
from citeweave_graph.opening import STORES, open_store
from citeweave_graph.store import Store, View
from citeweave_graph.tallying import Tally
from citeweave_graph.windows import PAGE_LIMIT, Key, Page, Window
from citeweave_graph.writer import KeptExtraction, Writer, kept, no_extraction

__all__ = [
    "ABOUT",
    "AUTHORS",
    "CITATIONS",
    "DEFAULT_ROLES",
    "PAGE_LIMIT",
    "REFERENCES",
    "RELATIONS",
    "STORES",
    "AllOf",
    "AnyOf",
    "Coverage",
    "Decided",
    "Direction",
    "EdgeOrder",
    "FacetCount",
    "Filter",
    "Hit",
    "Hop",
    "Identity",
    "Judge",
    "Judging",
    "KeptExtraction",
    "Key",
    "Linked",
    "Member",
    "Not",
    "Operator",
    "Order",
    "OrderField",
    "Page",
    "Path",
    "Quantifier",
    "Relating",
    "SharedConcept",
    "Sharing",
    "SharingQuestion",
    "Store",
    "Tally",
    "Test",
    "Together",
    "View",
    "Window",
    "Writer",
    "Years",
    "kept",
    "no_extraction",
    "open_store",
]
