"""Score persons and organisations on our development set and CrossNER's (MIT) together.

    python -m training.people CORPORA PIPELINE...

A sentence of CrossNER counts as a paper without a title. Persons, researchers, scientists,
politicians, writers and artists are PERSON; organisations, universities and parties are ORG.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from citeweave_nlp.calibration_training import predicted_in
from citeweave_nlp.evaluation import evaluate
from citeweave_nlp.gold import read_gold
from citeweave_nlp.pipeline import load
from training.corpora import CROSSNER_FIELDS, crossner

KINDS = ("PERSON", "ORG")


def sentences(corpora: Path) -> Iterator[dict[str, Any]]:
    """Give the sentences of CrossNER's development parts as annotated papers."""
    for field in CROSSNER_FIELDS:
        for number, passage in enumerate(crossner(corpora, field, "dev")):
            names = {
                (kind, passage.text[start:end])
                for start, end, kind in passage.spans
                if kind in KINDS
            }
            entities = [
                {"type": kind, "name": name, "aliases": [], "role": "mentions"}
                for kind, name in sorted(names)
            ]
            row = {"id": f"{field}-{number}", "title": "", "abstract": passage.text}
            yield {**row, "entities": entities, "field": field}


def main() -> None:
    """Print the figures of each pipeline."""
    corpora = Path(sys.argv[1])
    dev = read_gold(Path(__file__).parents[1] / "gold" / "dev.jsonl")
    theirs = list(sentences(corpora))
    for pipeline in sys.argv[2:]:
        extractor = load(pipeline)
        found = predicted_in(extractor, [*dev, *theirs])
        for name, rows in {
            "dev and all of CrossNER": [*dev, *theirs],
            "dev and CrossNER's ai": [*dev, *(one for one in theirs if one["field"] == "ai")],
        }.items():
            chosen = {row["id"] for row in rows}
            predicted = [row for row in found if row["id"] in chosen]
            figures = evaluate(rows, predicted)
            right = sum(figures[kind]["recall"] * figures[kind]["gold"] for kind in KINDS)
            total = sum(figures[kind]["gold"] + figures[kind]["predicted"] for kind in KINDS)
            print(f"{pipeline}, {name}: PERSON and ORG F1 {2 * right / total:.3f}")
            for kind in KINDS:
                print(f"  {kind} {figures[kind]}")


if __name__ == "__main__":
    main()
