"""Builds the listing pages with the dictionary extractor: `builder.py GRAPH-URL [fill]`.

A small batch, so that a kill finds many places to strike; with `fill` all of it is derived at the
end, in parts that are as small.
"""

import sys
from pathlib import Path

_TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(_TESTS / "graph" / "support"))

from building import build  # noqa: E402  # after the path is known
from dictionary import Dictionary  # noqa: E402

from citeweave_graph import open_store  # noqa: E402
from citeweave_graph.derivation import whole  # noqa: E402
from citeweave_graph.sqlite import filling  # noqa: E402
from citeweave_schema import Paper  # noqa: E402
from citeweave_sources import open_source  # noqa: E402


def main(url: str, *, fill: bool) -> None:
    """Build, or go on with a build."""
    filling._ROWS = 64
    whole.AT_ONCE = 64
    pages = sorted((_TESTS.parent / "examples" / "listings").glob("*.txt"))
    sources = {
        page.name: [one for one in open_source(str(page)).read() if isinstance(one, Paper)]
        for page in pages
    }
    with open_store(url) as store:
        print("ready", flush=True)  # noqa: T201  # the clock of the kill starts here
        build(store, sources, extract=Dictionary(), batch=16, fill=fill)


if __name__ == "__main__":
    main(sys.argv[1], fill="fill" in sys.argv[2:])
