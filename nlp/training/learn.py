"""What a step of training does: the scores of a batch, and their gradient from the field."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from citeweave_nlp.clues import CLUES
from citeweave_nlp.field import Sentences, moves_between, sweep
from citeweave_nlp.tags import LEGAL, TAGS, TYPES
from citeweave_schema.kinds import ROLES_OF, EntityType
from training.data import ROLES, Batch
from training.model import WIDTH, Head, RoleHead, Transformer


class Network(nn.Module):
    """Transformer and head, and the weights of the field over the tags."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__()
        self.transformer = Transformer(drop)
        self.head = Head(3 * CLUES, len(TAGS))
        legal = [[float(role in ROLES_OF[EntityType(kind)]) for role in ROLES] for kind in TYPES]
        self.roles = RoleHead(len(ROLES), torch.tensor(legal))
        self.moves: NDArray[np.float64] = np.zeros((len(TAGS), len(TAGS)))

    def vectors(self, batch: Batch) -> Tensor:
        """Give a row for each token of the batch: the mean of its pieces' rows."""
        with torch.autocast("cpu", torch.bfloat16):
            rows = self.transformer(batch.pieces, batch.mask)
        inside = batch.owner >= 0
        summed = torch.zeros(len(batch.shares), WIDTH)
        summed = summed.index_add(0, batch.owner[inside], rows[inside].float())
        return summed * batch.shares[:, None]

    def scores(self, batch: Batch, drop: float) -> Tensor:
        """Give the score of each tag for each token of the batch."""
        rows = torch.cat([self.vectors(batch), batch.clues], dim=1)
        scores: Tensor = self.head(rows, drop)
        return scores


def field_step(
    network: Network, batch: Batch, scores: Tensor, move_rate: float
) -> tuple[float, Tensor]:
    """Give the loss a token, and what the scores' gradient is; moves the field's own weights."""
    emissions = scores.detach().numpy().astype(np.float64)
    total = len(emissions)
    where = Sentences.of(batch.starts, total)
    free = sweep(emissions, network.moves, where, count_moves=True)
    bound = sweep(emissions, network.moves, where, batch.allowed, count_moves=True)
    gradient = (free.marginals() - bound.marginals()) / total
    moved = moves_between(free, bound) / total
    network.moves -= move_rate * np.clip(moved * 100, -1, 1) * LEGAL
    return (free.log_total - bound.log_total) / total, torch.from_numpy(gradient).float()


def rate_share(step: int, total: int, warm: float = 0.1) -> float:
    """Give the share of the highest step size: up for a while, then down to nothing."""
    if step < total * warm:
        return (step + 1) / (total * warm)
    return max(0.0, (total - step) / (total * (1 - warm)))
