"""Fine-tune the adapted network on our own annotation: names and roles together.

Passages of other corpora that know persons and organisations are mixed in, since our own
annotation has few of them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from spacy.language import Language
from torch import Tensor
from torch.nn import functional

from citeweave_nlp.blank import blank_pipeline
from citeweave_nlp.crossvalidate import folds_of
from citeweave_nlp.gold import read_gold
from citeweave_nlp.pieces import Pieces
from training.corpora import passages
from training.data import (
    Batch,
    Sample,
    batch_of,
    batches,
    gold_samples,
    passage_samples,
    read_vocabulary,
)
from training.learn import Network, field_step, rate_share

GOLD = Path(__file__).parents[1] / "gold"


@dataclass(frozen=True)
class Plan:
    """How to fine-tune; chosen by cross-validation within the training set."""

    seed: int = 20261121
    epochs: int = 10
    size: int = 2400
    rate: float = 1e-4
    head_rate: float = 1e-3
    drop: float = 0.3
    hide: float = 0.1
    others: float = 0.25
    role_weight: float = 0.3


def finetune(start: Path, own: Sequence[Sample], others: Sequence[Sample], plan: Plan) -> Network:
    """Give the network after all epochs."""
    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)  # noqa: S311 (nothing secret)
    network = Network()
    kept = torch.load(start, weights_only=False)
    network.load_state_dict(kept["network"], strict=False)
    network.moves = kept["moves"]
    groups = [
        {"params": list(network.transformer.parameters()), "lr": plan.rate},
        {
            "params": [*network.head.parameters(), *network.roles.parameters()],
            "lr": plan.head_rate,
        },
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    rates = [group["lr"] for group in optimizer.param_groups]
    network.train()
    began = time.time()
    done, total = 0.0, float(plan.epochs)
    for epoch in range(plan.epochs):
        extra = chance.sample(list(others), min(len(others), round(plan.others * len(own))))
        dealt = batches(own, plan.size, chance) + batches(extra, plan.size, chance)
        chance.shuffle(dealt)
        losses: list[tuple[float, float]] = []
        for samples in dealt:
            share = rate_share(int(done * 1000), int(total * 1000))
            done += 1 / len(dealt)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * share
            batch = batch_of(samples, plan.hide, chance)
            vectors = network.vectors(batch)
            scores = network.head(torch.cat([vectors, batch.clues], dim=1), plan.drop)
            tags, gradient = field_step(network, batch, scores, 0.02 * share)
            wrong = role_loss(network, vectors, batch, plan.drop)
            # One number whose gradient is both: the field gives its own for the scores.
            both = (scores * gradient).sum() + plan.role_weight * wrong
            both.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            losses.append((tags, float(wrong.detach())))
        mean = np.mean(losses, axis=0)
        print(
            f"epoch {epoch + 1}: {mean[0]:.4f} a token, {mean[1]:.3f} a role, "
            f"{time.time() - began:.0f} s",
            flush=True,
        )
    network.eval()
    return network


def role_loss(network: Network, vectors: Tensor, batch: Batch, drop: float) -> Tensor:
    """Give the loss an annotated concept whose type has several roles."""
    if not batch.things:
        return torch.zeros(())
    scores = network.roles(vectors, batch.things, drop)
    right = torch.tensor([one.role for one in batch.things])
    return functional.cross_entropy(scores, right)


def other_samples(corpora: Path, nlp: Language, cut: Pieces, seed: int) -> list[Sample]:
    """Give the passages that know persons and organisations."""
    known = [one for one in passages(corpora, seed) if "PERSON" in one.known]
    return passage_samples(nlp, cut, known)


def run(
    start: Path, minilm: Path, corpora: Path, out: Path, *, fold: tuple[int, int] | None
) -> None:
    """Fine-tune, and write the network.

    Args:
        start: what `adapt` wrote.
        minilm: folder with the vocabulary.
        corpora: folder of the annotated corpora of others.
        out: file for the network.
        fold: number of the fold that is held out, and how many there are; None learns from all.
    """
    plan = Plan()
    rows: list[Mapping[str, Any]] = list(read_gold(GOLD / "train.jsonl"))
    if fold is not None:
        number, count = fold
        held = set(folds_of(len(rows), count, 1)[number])
        rows = [row for at, row in enumerate(rows) if at not in held]
    nlp = blank_pipeline()
    cut = Pieces.of_vocabulary(read_vocabulary(minilm))
    own = gold_samples(nlp, cut, rows)
    others = other_samples(corpora, nlp, cut, plan.seed)
    print(plan, len(own), len(others), flush=True)
    network = finetune(start, own, others, plan)
    torch.save({"network": network.state_dict(), "moves": network.moves}, out)
