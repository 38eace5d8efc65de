"""`python -m citeweave_nlp.comparison`: every pipeline and simple baselines side by side.

    python -m citeweave_nlp.comparison GOLD... [--train nlp/gold/train.jsonl] [--json]

One table for each file of annotated papers: strict concept F1 with a 95 % interval (bootstrap
over papers), precision, recall, relaxed F1, F1 by type, role accuracy, calibration error.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from citeweave_nlp.baselines import baselines, predicted_by
from citeweave_nlp.calibration_training import predicted_in
from citeweave_nlp.evaluation import evaluate, matches
from citeweave_nlp.gold import read_gold
from citeweave_nlp.pipeline import load
from citeweave_nlp.tags import TYPES
from citeweave_schema.errors import ExtractorError

__all__ = ["bands", "calibration_error", "interval", "main"]

Row = Mapping[str, Any]
_ROUNDS = 500
_FIFTHS = 5


def bands(
    gold: Sequence[Row], predicted: Sequence[Row], count: int = 10
) -> list[tuple[float, float, int]]:
    """Give for each band of confidence its mean, the share that is right, and how many there are.

    Bands in which nothing was predicted are left out.

    Args:
        gold: annotated papers.
        predicted: what was found in them, in the same order.
        count: how many bands the confidences from 0 to 1 are divided into.
    """
    sums = [[0.0, 0.0, 0.0] for _ in range(count)]
    for row, found in zip(gold, predicted, strict=True):
        hits = matches(row["entities"], found["entities"])
        for entity, hit in zip(found["entities"], hits, strict=True):
            band = sums[min(count - 1, int(entity["confidence"] * count))]
            band[0] += entity["confidence"]
            band[1] += hit is not None
            band[2] += 1
    return [(total / n, right / n, int(n)) for total, right, n in sums if n]


def calibration_error(gold: Sequence[Row], predicted: Sequence[Row]) -> float:
    """Give the expected calibration error (Guo et al., 2017) over fifths of confidence.

    Fifths, since forty abstracts give three hundred decisions: in a tenth of them, a share that is
    right differs by six hundredths from its probability by chance alone.
    """
    found = bands(gold, predicted, _FIFTHS)
    total = sum(count for _, _, count in found)
    return sum(abs(sure - right) * count for sure, right, count in found) / max(1, total)


def interval(gold: Sequence[Row], predicted: Sequence[Row]) -> tuple[float, float]:
    """Give the middle 95 % of strict F1 over papers drawn anew with replacement."""
    chance = random.Random(1)  # noqa: S311 (nothing secret)
    figures: list[float] = []
    for _ in range(_ROUNDS):
        drawn = chance.choices(range(len(gold)), k=len(gold))
        papers = [{**gold[one], "id": place} for place, one in enumerate(drawn)]
        found = [{**predicted[one], "id": place} for place, one in enumerate(drawn)]
        figures.append(evaluate(papers, found)["ALL"]["f1"])
    figures.sort()
    return figures[round(0.025 * _ROUNDS)], figures[round(0.975 * _ROUNDS) - 1]


def _asked(rows: Sequence[Row], predicted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what is of a type that the annotation of a paper does not cover ("known")."""
    return [
        {
            **found,
            "entities": [
                one for one in found["entities"] if one["type"] in row.get("known", TYPES)
            ],
        }
        for row, found in zip(rows, predicted, strict=True)
    ]


def _figures(gold: Sequence[Row], predicted: Sequence[Row]) -> dict[str, Any]:
    figures = evaluate(gold, predicted)
    figures["interval"] = interval(gold, predicted)
    if all("confidence" in one for row in predicted for one in row["entities"]):
        figures["calibration_error"] = round(calibration_error(gold, predicted), 4)
    return figures


def _table(name: str, systems: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(title=name, title_justify="left", box=None)
    table.add_column("")
    columns = ("F1", "95 %", "P", "R", "relaxed", *(kind.lower() for kind in TYPES), "role", "ECE")
    for column in columns:
        table.add_column(column, justify="right")
    for system, figures in systems.items():
        everything = figures["ALL"]
        low, high = figures["interval"]
        table.add_row(
            system,
            f"{everything['f1']:.3f}",
            f"{low:.2f}-{high:.2f}",
            *(f"{everything[key]:.3f}" for key in ("precision", "recall", "relaxed_f1")),
            *(f"{figures[kind]['f1']:.3f}" if kind in figures else "" for kind in TYPES),
            f"{figures['role_accuracy']:.3f}",
            f"{figures['calibration_error']:.3f}" if "calibration_error" in figures else "",
        )
    return table


def main(arguments: list[str] | None = None) -> int:
    """Run the command; give its exit code."""
    parser = argparse.ArgumentParser(prog="python -m citeweave_nlp.comparison", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="annotated papers, JSON lines")
    parser.add_argument("--train", type=Path, required=True, help="what the pipelines learnt from")
    parser.add_argument("--json", action="store_true", help="one line of JSON a file")
    options = parser.parse_args(arguments)
    console = Console(width=160)
    try:
        simple = baselines(read_gold(options.train))
        for path in options.gold:
            rows = read_gold(path)
            found = {name: predicted_by(find, rows) for name, find in simple.items()}
            for pipeline in ("light", "shipped"):
                found[pipeline] = predicted_in(load(pipeline), rows)
            systems = {
                name: _figures(rows, _asked(rows, predicted)) for name, predicted in found.items()
            }
            if options.json:
                sys.stdout.write(json.dumps({"gold": path.name, **systems}) + "\n")
            else:
                console.print(_table(path.name, systems))
    except ExtractorError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
