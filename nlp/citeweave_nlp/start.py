"""What training starts from: word vectors, and an encoder that has read abstracts.

Both are products of `nlp/pretraining`, kept in one file, so that the training command needs
nothing but the checkout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.vectors import Vectors  # type: ignore[import-not-found]
from spacy.vocab import Vocab

from citeweave_schema.errors import ExtractorError

__all__ = ["Start", "read_start", "save", "vectors_of", "with_vectors"]


@dataclass(frozen=True, slots=True)
class Start:
    """The words with their vectors, and the encoder's weights by name."""

    words: list[str]
    vectors: NDArray[np.float32]
    weights: dict[str, NDArray[Any]]


def read_start(path: str | Path) -> Start:
    """Read a start file.

    Raises:
        ExtractorError: it is missing or no such file.
    """
    try:
        with np.load(path) as kept:
            weights = {name: kept[name] for name in kept.files}
        words = [str(word) for word in weights.pop("words")]
        vectors = weights.pop("vectors").astype(np.float32)
    except (OSError, ValueError, KeyError) as problem:
        raise ExtractorError(
            f"{path} is no start file ({problem}); train without one, or make one with "
            "nlp/pretraining/pretrain.py"
        ) from problem
    return Start(words, vectors, weights)


def with_vectors(vocab: Vocab, words: list[str], rows: NDArray[Any]) -> None:
    """Give the vocabulary these vectors, rounded as they are kept on disk (half precision)."""
    data = rows.astype(np.float16).astype(np.float32)
    for word in words:
        vocab.strings.add(word)
    vocab.vectors = Vectors(
        strings=vocab.strings, data=data, keys=words, name="citeweave", attr="LOWER"
    )


def save(path: Path, arrays: Mapping[str, NDArray[Any]], *, compressed: bool = False) -> None:
    """Write arrays by name into one file."""
    write = np.savez_compressed if compressed else np.savez
    # numpy's stub takes every keyword for its flag `allow_pickle`
    write(path, **arrays)  # type: ignore[arg-type]


def vectors_of(vocab: Vocab) -> tuple[list[str], NDArray[np.float32]]:
    """Give the words that have a vector, in order of the rows, and the rows."""
    vectors = vocab.vectors
    by_row = sorted((row, key) for key, row in vectors.key2row.items())
    return [vocab.strings[key] for _, key in by_row], np.asarray(vectors.data, dtype=np.float32)
