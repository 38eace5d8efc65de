"""The small transformer that reads a document on onnxruntime: one row of floats for each token.

The graph is the encoder of BERT (Devlin et al., 2019) in the size of MiniLM (Wang et al., 2020),
written by `nlp/training/export.py`. A document is read alone and by one thread, so that its rows
never depend on others or on the machine's cores; use several workers for several cores.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats2d

from citeweave_nlp.pieces import CLS, SEP, Pieces, windows
from citeweave_nlp.wording import words_of
from citeweave_schema.errors import ExtractorError

__all__ = ["COLUMNS", "Transformer", "transformer_layer"]

COLUMNS = 384
"""Columns of a row."""

_GRAPH = "transformer.onnx"
_VOCABULARY = "vocabulary.txt"


class Transformer:
    """A transformer's graph and the vocabulary of the pieces that it reads."""

    def __init__(self, graph: bytes, vocabulary: list[str]) -> None:
        """Make a session for the graph.

        Raises:
            ExtractorError: onnxruntime does not take the graph.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"]
            )
        except Exception as problem:  # noqa: BLE001 (onnxruntime raises errors of its own kinds)
            raise ExtractorError(f"onnxruntime does not read the transformer: {problem}") from None
        self._graph = graph
        self._vocabulary = vocabulary
        self._pieces = Pieces.of_vocabulary(vocabulary)

    def rows(self, doc: Doc) -> Floats2d:
        """Give a row for each token: the mean of the rows of its pieces."""
        pieces = [self._pieces.cut(word) for word in words_of(doc)]
        rows = np.zeros((len(pieces), COLUMNS), dtype=np.float32)
        for window in windows(map(len, pieces)) if pieces else ():
            read = pieces[window.first : window.last]
            numbers = [CLS, *(number for token in read for number in token), SEP]
            (seen,) = self._session.run(None, {"pieces": np.array([numbers], dtype=np.int64)})
            pieces_rows = np.asarray(seen)[0, :-1]
            starts = np.cumsum([1, *map(len, read)])[:-1]
            sizes = np.array([[len(token)] for token in read], dtype=np.float32)
            means = np.add.reduceat(pieces_rows, starts, axis=0) / sizes
            kept = slice(window.kept_first - window.first, window.kept_last - window.first)
            rows[window.kept_first : window.kept_last] = means[kept]
        return cast(Floats2d, rows)

    def to_disk(self, folder: Path) -> None:
        """Write graph and vocabulary into a folder."""
        (folder / _GRAPH).write_bytes(self._graph)
        (folder / _VOCABULARY).write_text("\n".join(self._vocabulary) + "\n", encoding="utf-8")

    @classmethod
    def from_disk(cls, folder: Path) -> Transformer:
        """Read what `to_disk` wrote.

        Raises:
            ExtractorError: a file is missing, or is no such graph.
        """
        try:
            graph = (folder / _GRAPH).read_bytes()
            vocabulary = (folder / _VOCABULARY).read_text(encoding="utf-8").splitlines()
        except OSError as problem:
            raise ExtractorError(f"no transformer in {folder}: {problem}") from problem
        return cls(graph, vocabulary)


def transformer_layer(reader: Transformer) -> Model[list[Doc], list[Floats2d]]:
    """Give the transformer as a layer; it cannot be trained here (see `nlp/training`)."""

    def forward(
        _model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
    ) -> tuple[list[Floats2d], object]:
        if is_train:
            raise ExtractorError("the transformer is trained with torch: see nlp/training")
        return [reader.rows(doc) for doc in docs], _no_gradient

    return Model("transformer", forward, dims={"nO": COLUMNS})


def _no_gradient(_gradient: object) -> object:
    raise ExtractorError("the transformer is trained with torch: see nlp/training")
