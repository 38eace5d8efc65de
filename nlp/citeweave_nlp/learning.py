"""Train a pipeline from annotated papers: the tagger, then the roles."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from thinc.api import Adam, fix_random_seed

from citeweave_nlp.blank import blank_pipeline
from citeweave_nlp.examples import Example, examples_of, hidden
from citeweave_nlp.gold import full_text
from citeweave_nlp.name_list import NameList, names_in, write_names
from citeweave_nlp.role_training import fit_roles, role_examples
from citeweave_nlp.roles import RoleModel
from citeweave_nlp.start import Start, with_vectors
from citeweave_nlp.tagger import ConceptTagger
from citeweave_nlp.tags import TYPES

__all__ = ["LEAST", "NAME", "Plan", "Trained", "train"]

LEAST = 0.3
"""The calibrated confidence below which an entity is dropped."""

UNCALIBRATED = 0.55
"""The same, where confidences are as the field alone gives them."""

NAME = "citeweave-light"
"""The name of the pipeline that is trained here."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train; chosen by cross-validation within the training set.

    Attributes:
        seed: decides the first weights, the order of examples and what drops out.
        epochs: how often each example is seen.
        batch: papers in a step.
        rate: highest step size; it grows over the first tenth and falls to nothing.
        drop: share of units left out in each step.
        hide: share of words hidden in each step, so that names are known by their company too.
        least_span: span confidence below which a span is no name.
    """

    seed: int = 20261121
    epochs: int = 12
    batch: int = 6
    rate: float = 0.002
    drop: float = 0.3
    hide: float = 0.15
    least_span: float = 0.15

    def spans(self) -> dict[str, float]:
        """Give the least confidence of a span, by type."""
        return dict.fromkeys(TYPES, self.least_span)


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained pipeline: what reads, what judges roles, and how it was trained."""

    nlp: Language
    roles: RoleModel
    plan: Plan
    losses: tuple[float, ...]
    names: NameList

    def to_disk(self, folder: Path, calibration: Mapping[str, float]) -> None:
        """Write the pipeline into a folder that `citeweave_nlp.load` takes.

        Args:
            folder: where to.
            calibration: weights that cross-validation fitted; without any, confidences are those
                of the field.
        """
        self.nlp.meta["name"] = NAME
        self.nlp.meta["version"] = "0.1.0"
        self.nlp.to_disk(folder, exclude=["vocab"])
        self.roles.to_disk(folder / "roles")
        write_names(folder, self.names)
        settings = {
            "name": NAME,
            "least_span": self.plan.spans(),
            "least_group": dict.fromkeys(TYPES, LEAST if calibration else UNCALIBRATED),
            **({"calibration": dict(calibration)} if calibration else {}),
        }
        _write_json(folder / "citeweave.json", settings)
        _write_json(folder / "training.json", {"plan": asdict(self.plan), "loss": self.losses})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def train(
    rows: Sequence[Row],
    plan: Plan,
    *,
    start: Start | None = None,
    report: Callable[[str], object] = str,
) -> Trained:
    """Train a pipeline; the same rows, plan and start give the same weights.

    Args:
        rows: annotated papers (`gold.read_gold`), at least one with text.
        plan: how to train.
        start: word vectors and first weights; None starts from nothing.
        report: is told a line after each epoch.
    """
    fix_random_seed(plan.seed)
    nlp = blank_pipeline()
    if start is not None:
        with_vectors(nlp.vocab, start.words, start.vectors)
    examples = examples_of(nlp, rows)
    docs = [nlp(full_text(row["title"] or "", row["abstract"])) for row in rows]
    settings = {"vectors": start is not None}
    tagger = nlp.add_pipe("citeweave_tagger", config={"settings": settings})
    if not isinstance(tagger, ConceptTagger):
        raise TypeError("the pipeline has another tagger")
    tagger.initialize([examples[0].doc])
    if start is not None:
        tagger.set_weights(start.weights)
    losses = _learn(tagger, examples, plan, report)
    # What is used is what is kept: round the weights as the disk does.
    tagger.set_weights(tagger.weights())
    roles = fit_roles(role_examples(docs, rows))
    return Trained(nlp, roles, plan, losses, names_in(rows))


def _learn(
    tagger: ConceptTagger,
    examples: Sequence[Example],
    plan: Plan,
    report: Callable[[str], object],
) -> tuple[float, ...]:
    order = list(examples)
    shuffler = random.Random(plan.seed)  # noqa: S311 (nothing secret)
    optimizer = Adam(plan.rate, L2=0.01, grad_clip=1.0)
    starts = range(0, len(order), plan.batch)
    total, step = plan.epochs * len(starts), 0
    losses: list[float] = []
    for epoch in range(plan.epochs):
        shuffler.shuffle(order)
        loss = 0.0
        for at in starts:
            share = _rate_share(step, total)
            optimizer.learn_rate = plan.rate * share
            batch = [hidden(one, plan.hide, shuffler) for one in order[at : at + plan.batch]]
            loss += tagger.update(
                [one.doc for one in batch],
                [one.allowed for one in batch],
                optimizer,
                drop=plan.drop,
                move_rate=0.03 * share,
            )
            step += 1
        losses.append(round(loss / len(starts), 5))
        report(f"epoch {epoch + 1} of {plan.epochs}: loss {losses[-1]:.4f} a token")
    return tuple(losses)


def _rate_share(step: int, total: int, warm: float = 0.1) -> float:
    """Give the share of the highest step size at a step: up over a tenth, then down to nothing."""
    if step < total * warm:
        return (step + 1) / (total * warm)
    return max(0.0, (total - step) / (total * (1 - warm)))
