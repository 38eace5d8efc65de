"""A linear-chain conditional random field over legal tag sequences, in plain numpy.

Lafferty, McCallum and Pereira, "Conditional Random Fields", ICML 2001. Sentences are laid side by
side, so that each step over the tokens serves all of them. Everything is float64 and in
probability space with a scale for each token, which is exact enough and needs no logarithm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from citeweave_nlp.tags import END, LEGAL, START

__all__ = ["Lattice", "Sentences", "moves_between", "sweep"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Where the sentences lie in a row of tokens: first token of each, and its length."""

    firsts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, starts: list[int], total: int) -> Sentences:
        """Make it from the sentence starts (ascending, the first is 0) and the token count."""
        firsts = np.array(starts, dtype=np.int64)
        return cls(firsts, np.diff(np.append(firsts, total)))

    def lay(self, rows: Floats, fill: float) -> Floats:
        """Lay the tokens' rows out as (sentence, position, column), padded with `fill`."""
        longest = int(self.lengths.max())
        steps = np.arange(longest)
        index = np.minimum(self.firsts[:, None] + steps, len(rows) - 1)
        laid: Floats = rows[index]
        laid[steps >= self.lengths[:, None]] = fill
        return laid

    def unlay(self, laid: Floats) -> Floats:
        """Give the tokens' rows back, without the padding."""
        rows: Floats = laid[np.arange(laid.shape[1]) < self.lengths[:, None]]
        return rows


@dataclass(frozen=True, slots=True)
class Lattice:
    """What a sweep over the sentences leaves: enough for marginals of tags and of spans.

    Attributes:
        forward: for each token, scaled weight of all sequences up to it, by its tag.
        backward: the same for what comes after it.
        local: the token's own weights by tag.
        scale: what each token's forward weights were divided by.
        moves: weight of each tag after each other one, 0 where illegal.
        log_total: logarithm of the weight of all sequences of all sentences.
        move_counts: expected number of times each tag follows each other one; None where it was
            not asked for.
    """

    forward: Floats
    backward: Floats
    local: Floats
    scale: Floats
    moves: Floats
    log_total: float
    move_counts: Floats | None

    def marginals(self) -> Floats:
        """Give the probability of each tag at each token."""
        both = self.forward * self.backward
        result: Floats = both / both.sum(axis=1, keepdims=True)
        return result


def sweep(
    emissions: Floats,
    moves: Floats,
    where: Sentences,
    allowed: Floats | None = None,
    *,
    count_moves: bool = False,
) -> Lattice:
    """Run forward and backward over the sentences.

    Args:
        emissions: score of each tag at each token.
        moves: score of each tag after each other one; illegal ones are ignored.
        where: the sentences.
        allowed: 1 for each tag that a token may have, 0 for the others; None allows all.
        count_moves: whether to count moves too, which only learning needs.
    """
    peak = emissions.max(axis=1, keepdims=True)
    weights = np.exp(emissions - peak)
    if allowed is not None:
        weights = weights * allowed
    step = np.exp(np.minimum(moves, 30.0)) * LEGAL
    local = where.lay(weights, 1.0)
    count, longest, _ = local.shape
    alive = np.arange(longest) < where.lengths[:, None]
    last = np.arange(longest) == where.lengths[:, None] - 1
    forward = np.zeros_like(local)
    scale = np.ones((count, longest))
    current = START * local[:, 0]
    for position in range(longest):
        if position:
            current = (forward[:, position - 1] @ step) * local[:, position]
        current = np.where(last[:, position, None], current * END, current)
        total = np.maximum(current.sum(axis=1), 1e-300)
        scale[:, position] = np.where(alive[:, position], total, 1.0)
        forward[:, position] = current / total[:, None]
    backward = np.ones_like(local)
    move_counts = np.zeros_like(step) if count_moves else None
    for position in range(longest - 2, -1, -1):
        inner = np.where(last[:, position + 1, None], END, backward[:, position + 1])
        ahead = local[:, position + 1] * inner / scale[:, position + 1, None]
        ahead = ahead * alive[:, position + 1, None]
        if move_counts is not None:
            move_counts += (forward[:, position].T @ ahead) * step
        carried = ahead @ step.T
        backward[:, position] = np.where(alive[:, position + 1, None], carried, 1.0)
    scales = scale[alive]
    return Lattice(
        forward=where.unlay(forward),
        backward=where.unlay(backward),
        local=where.unlay(local),
        scale=scales,
        moves=step,
        log_total=float(np.log(scales).sum() + peak.sum()),
        move_counts=move_counts,
    )


def moves_between(free: Lattice, bound: Lattice) -> Floats:
    """Give how much oftener each tag follows each other one where all is free: the gradient.

    Both must have been swept with `count_moves`.
    """
    if free.move_counts is None or bound.move_counts is None:
        raise ValueError("the moves were not counted")
    difference: Floats = free.move_counts - bound.move_counts
    return difference
