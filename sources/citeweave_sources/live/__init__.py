"""Live sources: asked politely, kept on disk, and written to files that readers read.

    >>> from citeweave_sources.live import SERVICES
    >>> sorted(SERVICES)
    ['arxiv', 'crossref', 'hf', 'openalex', 's2']

`save` writes what is `Wanted` of a service to a file in the service's own form; `Answers` gives it
the answers, from a `Cache` or through a `Client`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from citeweave_sources.live import arxiv, crossref, hf, openalex, s2
from citeweave_sources.live.answers import Answers
from citeweave_sources.live.cache import Cache, default_folder
from citeweave_sources.live.client import Client
from citeweave_sources.live.clock import Clock
from citeweave_sources.live.saving import Saved, save
from citeweave_sources.live.service import Search, Service
from citeweave_sources.live.settings import Settings
from citeweave_sources.live.wanted import Wanted, read_filters, read_identifiers, told_apart

__all__ = [
    "SERVICES",
    "Answers",
    "Cache",
    "Client",
    "Clock",
    "Saved",
    "Search",
    "Service",
    "Settings",
    "Wanted",
    "default_folder",
    "read_filters",
    "read_identifiers",
    "save",
    "told_apart",
]

SERVICES: Mapping[str, Service] = MappingProxyType(
    {module.SERVICE.name: module.SERVICE for module in (openalex, s2, arxiv, crossref, hf)}
)
"""The services by the names that the command calls them."""
