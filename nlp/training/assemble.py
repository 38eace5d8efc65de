"""Put the shipped pipeline together: calibrate it on held-out folds, and write its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from citeweave_nlp.blank import blank_pipeline
from citeweave_nlp.calibration import Calibration
from citeweave_nlp.calibration_training import Fold, cross_calibrated
from citeweave_nlp.comparison import bands, calibration_error
from citeweave_nlp.crossvalidate import folds_of
from citeweave_nlp.evaluation import evaluate
from citeweave_nlp.extractor import Extractor, Recipe
from citeweave_nlp.gold import full_text, read_gold
from citeweave_nlp.name_list import names_in, write_names
from citeweave_nlp.relation_training import fit_relations, read_relations, relation_examples
from citeweave_nlp.role_training import fit_roles, role_examples
from citeweave_nlp.roles import RoleModel
from citeweave_nlp.tags import TYPES
from training.handover import pipeline_of, read_network, role_head_of

GOLD = Path(__file__).parents[1] / "gold"
NAME = "citeweave-minilm"
LEAST_SPAN = 0.15
LEAST = 0.35
"""The calibrated confidence below which an entity is dropped: by cross-validation, F1 is as good
from 0.3 on, and precision grows."""
Row = Mapping[str, Any]


def role_model(rows: Sequence[Row]) -> RoleModel:
    """Learn the weights of the facts of roles."""
    nlp = blank_pipeline()
    docs = [nlp(full_text(row["title"] or "", row["abstract"])) for row in rows]
    return fit_roles(role_examples(docs, rows))


def extractor_of(
    network: Path, vocabulary: list[str], rows: Sequence[Row], *, small: bool = True
) -> Extractor:
    """Give an extractor around a network, its roles learnt from the papers that it learnt from."""
    trained = read_network(network)
    nlp = pipeline_of(trained, vocabulary, small=small)
    roles = RoleModel(role_model(rows).regressions, role_head_of(trained))
    return Extractor(
        version="training",
        nlp=nlp,
        roles=roles,
        recipe=Recipe("training"),
        least_span=dict.fromkeys(TYPES, LEAST_SPAN),
    )


def held_out(
    folds: Mapping[int, Path], count: int, vocabulary: list[str]
) -> tuple[Calibration, dict[str, Any]]:
    """Fit the calibration on the folds that networks were trained without; give figures there.

    The figures of each fold are those of a calibration that was fitted on the other folds.
    """
    rows = read_gold(GOLD / "train.jsonl")
    dealt = folds_of(len(rows), count, 1)
    parts: list[Fold] = []
    for fold, network in folds.items():
        held = set(dealt[fold])
        learnt = [row for number, row in enumerate(rows) if number not in held]
        part: list[Row] = [rows[number] for number in dealt[fold]]
        parts.append(Fold(extractor_of(network, vocabulary, learnt), part, names_in(learnt)))
    calibration, gold, predicted = cross_calibrated(parts, LEAST)
    figures = evaluate(gold, predicted)
    figures["calibration_error"] = round(calibration_error(gold, predicted), 4)
    return calibration, {"cross-validation": figures, "bands": bands(gold, predicted)}


def write_pipeline(
    extractor: Extractor, calibration: Calibration, out: Path, facts: Mapping[str, Any]
) -> None:
    """Write the folder that `citeweave_nlp.load` takes."""
    extractor.nlp.meta["name"] = NAME
    extractor.nlp.meta["version"] = "0.1.0"
    extractor.nlp.to_disk(out, exclude=["vocab"])
    extractor.roles.to_disk(out / "roles")
    nlp = blank_pipeline()
    rows = {row["id"]: row for row in read_gold(GOLD / "train.jsonl")}
    write_names(out, names_in(rows.values()))
    related = read_relations(GOLD / "relations.train.jsonl")
    examples = [
        example
        for paper, relations in related.items()
        for _, example in relation_examples(nlp, rows[paper], relations)
    ]
    fit_relations(examples).to_disk(out / "relations")
    settings = {
        "name": NAME,
        "least_span": dict.fromkeys(TYPES, LEAST_SPAN),
        "least_group": dict.fromkeys(TYPES, LEAST),
        "calibration": dict(calibration.weights),
    }
    for name, value in (("citeweave.json", settings), ("training.json", dict(facts))):
        text = json.dumps(value, indent=1, sort_keys=True)
        (out / name).write_text(text + "\n", encoding="utf-8")
