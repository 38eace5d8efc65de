"""`python -m citeweave_nlp.crossvalidate`: figures within the training set.

    python -m citeweave_nlp.crossvalidate --train nlp/gold/train.jsonl [--folds 4]

Each paper is predicted by a pipeline that was trained without it. Everything that is chosen
(epochs, thresholds, rules) is chosen by these figures, not by the development set. What was right
and what was wrong is also what confidences are fitted to.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import replace
from pathlib import Path

from citeweave_nlp.calibration_training import Fold, cross_calibrated
from citeweave_nlp.evaluation import evaluate
from citeweave_nlp.extractor import Extractor, Recipe
from citeweave_nlp.gold import read_gold
from citeweave_nlp.learning import LEAST, Plan, Trained, train
from citeweave_nlp.name_list import names_in
from citeweave_nlp.train import add_start_option, start_for
from citeweave_schema.errors import ExtractorError

__all__ = ["extractor_of", "folds_of", "main"]


def extractor_of(trained: Trained) -> Extractor:
    """Give an extractor around a pipeline that was just trained."""
    return Extractor(
        version="training",
        nlp=trained.nlp,
        roles=trained.roles,
        recipe=Recipe("training"),
        least_span=trained.plan.spans(),
    )


def folds_of(count: int, folds: int, seed: int) -> list[list[int]]:
    """Deal the numbers 0 to count - 1 into folds, at random but always the same for a seed."""
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311 (nothing secret)
    return [order[fold::folds] for fold in range(folds)]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; give its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m citeweave_nlp.crossvalidate", description=__doc__
    )
    add_start_option(parser)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--only", type=int, help="run only this fold, counted from 0")
    parser.add_argument("--calibration", type=Path, help="file for the fitted confidences")
    options = parser.parse_args(arguments)
    try:
        rows = read_gold(options.train)
        start = start_for(options.start, options.train)
    except ExtractorError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    plan = replace(Plan(), seed=options.seed, epochs=options.epochs)
    parts: list[Fold] = []
    for number, fold in enumerate(folds_of(len(rows), options.folds, 1)):
        if options.only not in (None, number):
            continue
        held = set(fold)
        others = [row for n, row in enumerate(rows) if n not in held]
        trained = train(others, plan, start=start)
        part = [rows[n] for n in fold]
        parts.append(Fold(extractor_of(trained), part, names_in(others)))
        sys.stdout.write(f"fold {number} of {options.folds}: loss {trained.losses[-1]} a token\n")
        sys.stdout.flush()
    calibration, gold, predicted = cross_calibrated(parts, LEAST)
    if options.calibration is not None:
        text = json.dumps(dict(calibration.weights), indent=1, sort_keys=True)
        options.calibration.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(evaluate(gold, predicted), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
