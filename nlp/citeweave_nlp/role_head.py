"""Judge the role of a thing from what the transformer saw at every place where it is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from citeweave_nlp.start import save
from citeweave_nlp.tags import TYPES
from citeweave_schema.errors import ExtractorError
from citeweave_schema.kinds import Role

__all__ = ["RoleHead"]

Floats = NDArray[np.float32]


class RoleHead:
    """Two dense layers over the rows of the mentions (`nlp/training/model.py`, `RoleHead`)."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        """Take the weights by name."""
        self._weights = {name: rows.astype(np.float32) for name, rows in weights.items()}

    def scores(self, rows: Floats, kind: str, places: Sequence[tuple[int, int]]) -> Floats:
        """Give the score of each role, in the order of `Role`.

        Args:
            rows: what the encoder gave for each token of the text.
            kind: the type of the thing.
            places: first token and one past the last of each of its mentions.
        """
        seen = np.stack([np.concatenate([rows[a:b].mean(axis=0), rows[a]]) for a, b in places])
        hidden = _gelu(self._dense("place", seen))
        kinds = np.array([float(one == kind) for one in TYPES], dtype=np.float32)
        pooled = np.concatenate([hidden.mean(axis=0), hidden.max(axis=0), kinds])
        scores: Floats = self._dense("roles", _gelu(self._dense("thing", pooled)))
        return scores

    def _dense(self, name: str, rows: Floats) -> Floats:
        result: Floats = rows @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result

    def to_disk(self, path: Path) -> None:
        """Write the weights into a file, in half precision."""
        save(path, {name: rows.astype(np.float16) for name, rows in self._weights.items()})

    @classmethod
    def from_disk(cls, path: Path) -> RoleHead:
        """Read what `to_disk` wrote.

        Raises:
            ExtractorError: there is none, or it is damaged.
        """
        try:
            with np.load(path) as kept:
                head = cls(dict(kept))
        except (OSError, ValueError) as problem:
            raise ExtractorError(f"no role head in {path}: {problem}") from problem
        if len(head._weights["roles.bias"]) != len(Role):
            raise ExtractorError(f"{path} knows other roles than this version")
        return head


def _gelu(rows: Floats) -> Floats:
    """Give the Gaussian error linear unit in its tanh form (Hendrycks and Gimpel, 2016)."""
    inner = np.float32(0.7978845608) * (rows + np.float32(0.044715) * rows**3)
    result: Floats = np.float32(0.5) * rows * (1 + np.tanh(inner))
    return result
