"""`python -m citeweave_nlp.train`: train the pipeline that is shipped.

    python -m citeweave_nlp.train --train nlp/gold/train.jsonl --out DIR [--seed N]

The same file, seed and start give the same weights on the same kind of machine.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from citeweave_nlp.gold import read_gold
from citeweave_nlp.learning import Plan, train
from citeweave_nlp.start import Start, read_start
from citeweave_schema.errors import ExtractorError

__all__ = ["add_start_option", "main", "start_for"]


def add_start_option(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command that trains has."""
    parser.add_argument("--train", required=True, type=Path, help="annotated papers, JSON lines")
    parser.add_argument(
        "--start",
        default=None,
        help="start file, or 'none'; default: pretraining/start.npz beside the folder of --train",
    )
    parser.add_argument("--seed", type=int, default=Plan().seed)
    parser.add_argument("--epochs", type=int, default=Plan().epochs)


def start_for(option: str | None, gold: Path) -> Start | None:
    """Give the start that the option names; None for 'none' or where the default is missing."""
    if option == "none":
        return None
    if option is not None:
        return read_start(option)
    default = gold.resolve().parent.parent / "pretraining" / "start.npz"
    return read_start(default) if default.is_file() else None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Run the command; give its exit code."""
    parser = argparse.ArgumentParser(prog="python -m citeweave_nlp.train", description=__doc__)
    add_start_option(parser)
    parser.add_argument("--out", required=True, type=Path, help="folder for the pipeline")
    parser.add_argument(
        "--calibration",
        type=Path,
        help="confidences that `crossvalidate --calibration` fitted",
    )
    options = parser.parse_args(arguments)
    try:
        rows = read_gold(options.train)
        start = start_for(options.start, options.train)
    except ExtractorError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    plan = replace(Plan(), seed=options.seed, epochs=options.epochs)
    _say(f"{len(rows)} papers, {plan}, {'no start' if start is None else 'with a start'}")
    trained = train(rows, plan, start=start, report=_say)
    weights = {} if options.calibration is None else json.loads(options.calibration.read_text())
    trained.to_disk(options.out, weights)
    _say(f"written to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
