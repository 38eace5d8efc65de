"""Teach the transformer the language of papers, and names from corpora of others.

In turn, one step each: masked language modelling (Devlin et al., 2019, whole tokens) on ACL
Anthology abstracts from 2016 on (CC BY 4.0), and the tagger's own loss on annotated passages.
Run by `python -m training`.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from itertools import chain, cycle
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from citeweave_nlp.blank import blank_pipeline
from citeweave_nlp.examples import Example
from citeweave_nlp.gold import full_text, read_gold
from citeweave_nlp.pieces import MASK, Pieces
from citeweave_nlp.tags import TYPES, allowed_tags
from citeweave_schema.names import normal_title
from training.anthology import abstracts
from training.corpora import passages
from training.data import (
    Batch,
    Sample,
    batch_of,
    batches,
    passage_samples,
    read_vocabulary,
    sample_of,
)
from training.learn import Network, field_step, rate_share
from training.model import VOCABULARY, WIDTH

SEED = 20261121
RATE = 1.5e-4
HEAD_RATE = 1e-3
HIDDEN = 0.15
SIZE = 4000
NAMES_SIZE = 2000


class Guess(nn.Module):
    """Guesses which piece was hidden, with the embeddings of the pieces themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, rows: Tensor, words: Tensor) -> Tensor:
        """Give a score for each piece of the vocabulary."""
        return functional.linear(self.norm(functional.gelu(self.dense(rows))), words, self.bias)


def language_loss(
    network: Network, guess: Guess, samples: list[Sample], chance: random.Random
) -> Tensor:
    """Give the loss a hidden piece."""
    shown = batch_of(samples, 0.0, chance)
    owners = shown.owner.numpy()
    hidden_tokens = np.array([chance.random() < HIDDEN for _ in range(len(shown.shares))])
    hidden = (owners >= 0) & hidden_tokens[np.maximum(owners, 0)]
    answers = shown.pieces[torch.from_numpy(hidden)]
    pieces = shown.pieces.clone()
    pieces[torch.from_numpy(hidden)] = MASK
    with torch.autocast("cpu", torch.bfloat16):
        rows = network.transformer(pieces, shown.mask)[torch.from_numpy(hidden)]
        scores = guess(rows, network.transformer.words.weight)
    return functional.cross_entropy(scores.float(), answers)


def forever(samples: list[Sample], size: int, chance: random.Random) -> Iterator[list[Sample]]:
    """Give batches without end, dealt anew each time round."""
    return chain.from_iterable(batches(samples, size, chance) for _ in cycle([0]))


def adapt(minilm: Path, volumes: Path, corpora: Path, out: Path) -> None:
    """Train, and write the network.

    Args:
        minilm: folder with the weights and the vocabulary of all-MiniLM-L6-v2.
        volumes: folder of ACL Anthology volumes.
        corpora: folder of the annotated corpora of others (`corpora.passages`).
        out: file for the network.
    """
    torch.manual_seed(SEED)
    chance = random.Random(SEED)  # noqa: S311 (nothing secret)
    nlp = blank_pipeline()
    cut = Pieces.of_vocabulary(read_vocabulary(minilm))
    dev = {
        normal_title(row["title"])
        for row in read_gold(Path(__file__).parents[1] / "gold" / "dev.jsonl")
    }
    began = time.time()
    texts = []
    for title, abstract in abstracts(volumes):
        if not title or normal_title(title) in dev:
            continue
        doc = nlp(full_text(title, abstract))
        texts.append(sample_of(cut, Example(doc, allowed_tags(len(doc), [], frozenset(TYPES)))))
    names = passage_samples(nlp, cut, passages(corpora, SEED))
    sizes = [sum(one.size for one in part) for part in (texts, names)]
    print(f"{len(texts)} texts, {len(names)} passages, pieces {sizes}, {time.time() - began:.0f} s")
    network, guess = Network(), Guess()
    network.transformer.load_minilm(minilm)
    groups = [
        {"params": network.transformer.parameters(), "lr": RATE},
        {"params": [*network.head.parameters(), *guess.parameters()], "lr": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    first = [group["lr"] for group in optimizer.param_groups]
    dealt = batches(texts, SIZE, chance)
    named = forever(names, NAMES_SIZE, chance)
    losses: list[tuple[float, float]] = []
    network.train()
    for step, samples in enumerate(dealt):
        share = rate_share(step, len(dealt), 0.05)
        for group, rate in zip(optimizer.param_groups, first, strict=True):
            group["lr"] = rate * share
        language = language_loss(network, guess, samples, chance)
        language.backward()
        batch: Batch = batch_of(next(named), 0.1, chance)
        scores = network.scores(batch, 0.2)
        tags, gradient = field_step(network, batch, scores, 0.02 * share)
        scores.backward(gradient)
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append((float(language.detach()), tags))
        if step % 50 == 49:
            mean = np.mean(losses[-50:], axis=0)
            print(
                f"step {step + 1} of {len(dealt)}: {mean[0]:.3f} a hidden piece, "
                f"{mean[1]:.4f} a token, {time.time() - began:.0f} s",
                flush=True,
            )
    torch.save({"network": network.state_dict(), "moves": network.moves}, out)
    print(json.dumps({"seconds": round(time.time() - began)}))
