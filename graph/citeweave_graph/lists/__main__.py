"""Make the shipped lists anew: `python -m citeweave_graph.lists DIR`.

DIR holds the folders pwc, opencs, openalex_topics and hf_tasks, as fetched.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from citeweave_graph.lists import SHIPPED
from citeweave_graph.lists.cleaning import cleaned
from citeweave_graph.lists.entries import Entry, Origin, write_list
from citeweave_graph.lists.keys import write_keys
from citeweave_graph.lists.other_lists import hugging_face_tasks, open_alex_topics, open_cs
from citeweave_graph.lists.papers_with_code import (
    aliases_by_hand,
    described_methods,
    tasks_and_datasets,
)

_CLEANED = (
    "Cut to names, broader names and identifiers; spellings of one name joined; lines that name no"
    " concept and doubtful aliases left out."
)
_CUT = "Cut to names, broader concepts and identifiers."


def _made(folder: Path) -> Iterable[tuple[Origin, list[Entry]]]:
    yield (
        Origin(
            name="papers_with_code",
            title="Tasks and datasets of Papers with Code",
            licence="CC-BY-SA-4.0",
            sources=(
                "https://github.com/World-Snapshot/papers-with-code@c50b88eb",
                "https://github.com/viswavi/datafinder@18444c67",
                "https://github.com/paperswithcode/sota-extractor@e6374da1",
            ),
            changes=_CLEANED,
        ),
        cleaned(tasks_and_datasets(folder / "pwc")),
    )
    yield (
        Origin(
            name="axcell",
            title="Names of metrics and datasets, from AxCell",
            licence="Apache-2.0",
            sources=("https://github.com/paperswithcode/axcell@f4648d8f",),
            changes=_CLEANED,
        ),
        cleaned(aliases_by_hand(folder / "pwc")),
    )
    yield (
        Origin(
            name="unsupervisedpapers",
            title="Methods and tasks of Unsupervised Papers",
            licence="MIT",
            sources=("https://github.com/virtualgraham/unsupervisedpapers@bc997288",),
            changes=_CLEANED,
        ),
        cleaned(described_methods(folder / "pwc")),
    )
    yield (
        Origin(
            name="huggingface",
            title="Tasks of the Hugging Face Hub",
            licence="MIT",
            sources=("https://github.com/huggingface/huggingface.js@fe42e680",),
            changes=_CUT,
        ),
        cleaned(hugging_face_tasks(folder / "hf_tasks/packages/tasks/src/pipelines.ts")),
    )
    yield (
        Origin(
            name="opencs",
            title="OpenCS ontology of computer science",
            licence="CC-BY-4.0",
            sources=("https://github.com/OpenCS-ontology/OpenCS@54faab59",),
            changes=_CUT,
            kinds=False,
        ),
        cleaned(open_cs(folder / "opencs/opencs_core.tar.gz")),
    )
    topics = folder / "openalex_topics/data/openalex_topic_subfield_mapping.csv"
    yield (
        Origin(
            name="openalex",
            title="Topics of OpenAlex with subfields, fields and domains",
            licence="CC-BY-4.0",
            sources=("https://github.com/lukasalthoff/scinet@9f8fe843", "https://openalex.org/"),
            changes=_CUT,
            kinds=False,
        ),
        cleaned(open_alex_topics(topics)),
    )


def main(arguments: list[str]) -> int:
    """Make the lists; 2 where no folder is given."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m citeweave_graph.lists DIR\n")
        return 2
    SHIPPED.mkdir(exist_ok=True)
    untyped: list[str] = []
    for origin, entries in _made(Path(arguments[0])):
        path = write_list(SHIPPED, origin, entries)
        if not origin.kinds:
            untyped += (name for entry in entries for name in entry.names)
        sys.stdout.write(f"{path.name}: {len(entries)} entries, {path.stat().st_size} bytes\n")
    write_keys(SHIPPED, untyped)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
