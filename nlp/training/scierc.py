"""Score methods, tasks and metrics on SciERC's development abstracts, which teach nothing shipped.

    python -m training.scierc CORPORA

Beside our pipelines: the light network learnt from SciERC's own training abstracts. What SciERC
calls Method, Task and Metric is annotated more generously than by our guideline (general words
and long descriptions too), so figures across the two say how far guidelines differ as well.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from citeweave_nlp.calibration_training import predicted_in
from citeweave_nlp.crossvalidate import extractor_of
from citeweave_nlp.evaluation import evaluate
from citeweave_nlp.learning import Plan, train
from citeweave_nlp.pipeline import load
from citeweave_nlp.start import read_start
from citeweave_schema.names import normal_form
from training.corpora import joined

KINDS = {"Method": "METHOD", "Task": "TASK", "Metric": "METRIC"}
ROLES = {"METHOD": "uses", "TASK": "addresses", "METRIC": "mentions"}


def abstracts(path: Path) -> Iterator[dict[str, Any]]:
    """Give the abstracts of a file as annotated papers."""
    for line in path.read_text("utf-8").splitlines():
        document = json.loads(line)
        words = [word for sentence in document["sentences"] for word in sentence]
        spans = [
            (first, last + 1, KINDS[kind])
            for sentence in document["ner"]
            for first, last, kind in sentence
            if kind in KINDS
        ]
        passage = joined(words, spans, KINDS.values())
        forms: dict[tuple[str, str], list[str]] = {}
        for start, end, kind in passage.spans:
            name = passage.text[start:end]
            names = forms.setdefault((kind, normal_form(name)), [])
            if name not in names:
                names.append(name)
        yield {
            "id": document["doc_key"],
            "title": "",
            "abstract": passage.text,
            "known": list(ROLES),
            "entities": [
                {"type": kind, "name": names[0], "aliases": names[1:], "role": ROLES[kind]}
                for (kind, _), names in forms.items()
            ],
        }


def main() -> None:
    """Print the figures."""
    corpora = Path(sys.argv[1])
    dev = list(abstracts(corpora / "scierc" / "dev.json"))
    start = read_start(Path(__file__).parents[1] / "pretraining" / "start.npz")
    own = train(list(abstracts(corpora / "scierc" / "train.json")), Plan(), start=start)
    for name, extractor in {
        "shipped": load("shipped"),
        "light": load("light"),
        "light, learnt from SciERC": extractor_of(own),
    }.items():
        found = [
            {**row, "entities": [one for one in row["entities"] if one["type"] in ROLES]}
            for row in predicted_in(extractor, dev)
        ]
        if extractor.version == "training":
            for row in found:
                row["entities"] = [one for one in row["entities"] if one["confidence"] >= 0.5]
        figures = evaluate(dev, found)
        print(name, {kind: figures[kind] for kind in ("ALL", *ROLES)})


if __name__ == "__main__":
    main()
