"""The component that names things: encoder, one linear layer, and a field over legal tags.

For every span it can say how probable exactly that span with exactly that type is. It leaves the
probable ones in `doc.spans["citeweave"]`, with their probabilities in its attribute "scores"
(the convention of spaCy's own span categorizer), and those chosen as names in `doc.ents`.
Each document is computed on its own, so that a result never depends on what else is in the batch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab
from thinc.api import (
    Linear,
    Maxout,
    Model,
    Optimizer,
    chain,
    concatenate,
    expand_window,
    with_array,
)
from thinc.types import Floats2d

from citeweave_nlp.candidates import Candidate, candidates_of, choose
from citeweave_nlp.clues import CLUES, Clues
from citeweave_nlp.encoder import encoder_of
from citeweave_nlp.field import Lattice, Sentences, moves_between, sweep
from citeweave_nlp.sentences import sentence_firsts
from citeweave_nlp.start import save, vectors_of, with_vectors
from citeweave_nlp.tags import LEGAL, TAGS

if TYPE_CHECKING:
    from citeweave_nlp.transformer import Transformer

__all__ = ["DEFAULTS", "SPANS", "ConceptTagger", "sentences_of"]

SPANS = "citeweave"
"""The span group in which the component leaves what it considered."""

DEFAULTS: dict[str, Any] = {
    "transformer": False,
    "width": 96,
    "depth": 4,
    "embed": 96,
    "vectors": True,
}
"""Whether a transformer reads the text, columns of the last layer, and, for the encoder of
windows: its layers, the width of its embeddings, and whether it has word vectors."""
_CHUNK = 20_000  # tokens that are computed at once; longer documents are read in pieces


def sentences_of(doc: Doc) -> Sentences:
    """Give where the sentences of a document lie, as the splitter marked them."""
    starts = [at for at, first in enumerate(sentence_firsts(doc)) if first or at == 0]
    return Sentences.of(starts, len(doc))


class ConceptTagger:
    """A trainable component of a spaCy pipeline; `citeweave_nlp.train` trains it."""

    def __init__(self, vocab: Vocab, name: str, settings: dict[str, Any]) -> None:
        self.vocab = vocab
        self.name = name
        self.settings = {**DEFAULTS, **settings}
        self.moves: NDArray[np.float64] = np.zeros((len(TAGS), len(TAGS)))
        self.reader: Transformer | None = None
        self.model: Model[list[Doc], list[Floats2d]] | None = None

    def initialize(self, sample: list[Doc]) -> None:
        """Make the network with random weights; numpy's global seed decides which."""
        width = self.settings["width"]
        encoder = encoder_of(self.settings, self.reader)
        clues: Model[list[Doc], list[Floats2d]] = chain(
            Clues(), with_array(expand_window(window_size=1), pad=1)
        )
        network: Model[list[Doc], list[Floats2d]] = chain(
            concatenate(encoder, clues),
            with_array(
                chain(
                    Maxout(
                        nO=width,
                        nI=encoder.get_dim("nO") + 3 * CLUES,
                        nP=3,
                        normalize=True,
                        dropout=0.0,
                    ),
                    Linear(nO=len(TAGS), nI=width),
                )
            ),
        )
        network.initialize(X=sample[:2])
        self.model = network

    # Reading

    def scores(self, doc: Doc) -> NDArray[np.float64]:
        """Give the network's score of each tag at each token.

        What the encoder gave is left in `doc.tensor`, as spaCy's own encoders do.
        """
        read, head = self.network.layers
        rows = read.predict([doc])
        doc.tensor = rows[0][:, : read.layers[0].get_dim("nO")]
        (scores,) = head.predict(rows)
        return np.asarray(scores, dtype=np.float64)

    def lattice(self, doc: Doc) -> Lattice:
        """Give the field of the document; it must have a token."""
        return sweep(self.scores(doc), self.moves, sentences_of(doc))

    def candidates(self, doc: Doc) -> list[Candidate]:
        """Give every span that is probable enough to be considered."""
        return candidates_of(self.lattice(doc), sentences_of(doc)) if len(doc) else []

    def __call__(self, doc: Doc) -> Doc:
        """Mark the names in the document."""
        found = self.candidates(doc)
        group = SpanGroup(
            doc, name=SPANS, spans=[Span(doc, one.first, one.last, one.kind) for one in found]
        )
        group.attrs["scores"] = [one.probability for one in found]
        doc.spans[SPANS] = group
        doc.set_ents([Span(doc, one.first, one.last, one.kind) for one in choose(found)])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Mark the names in each document, one at a time whatever the batch size."""
        del batch_size
        return map(self, stream)

    # Learning

    def update(
        self,
        docs: list[Doc],
        allowed: list[NDArray[np.float64]],
        optimizer: Optimizer,
        *,
        drop: float,
        move_rate: float = 0.01,
    ) -> float:
        """Take one step towards the annotation; give the loss for each token.

        Args:
            docs: the documents, sentences marked.
            allowed: for each, the tags that the annotation allows (`tags.allowed_tags`).
            optimizer: what turns gradients of the network into new weights.
            drop: share of units left out in this step.
            move_rate: step size of the field's own weights.
        """
        network = self.network
        _set_dropout(network, drop)
        scores, backprop = network.begin_update(docs)
        gradients: list[Floats2d] = []
        total = sum(len(doc) for doc in docs)
        loss = 0.0
        move_gradient = np.zeros_like(self.moves)
        for doc, rows, tags in zip(docs, scores, allowed, strict=True):
            where = sentences_of(doc)
            emissions = np.asarray(rows, dtype=np.float64)
            free = sweep(emissions, self.moves, where, count_moves=True)
            bound = sweep(emissions, self.moves, where, tags, count_moves=True)
            loss += free.log_total - bound.log_total
            difference = (free.marginals() - bound.marginals()) / total
            gradients.append(cast(Floats2d, difference.astype(np.float32)))
            move_gradient += moves_between(free, bound) / total
        backprop(gradients)
        network.finish_update(optimizer)
        self.moves -= move_rate * np.clip(move_gradient * 100, -1, 1) * LEGAL
        return loss / total

    # Keeping

    def weights(self) -> dict[str, NDArray[Any]]:
        """Give every weight by name, as it is kept on disk (half precision)."""
        kept: dict[str, NDArray[Any]] = {"moves": self.moves.astype(np.float16)}
        for index, node in enumerate(self.network.walk()):
            for name in node.param_names:
                if node.has_param(name):
                    kept[f"{index}.{name}"] = np.asarray(node.get_param(name), dtype=np.float16)
        return kept

    def set_weights(self, kept: dict[str, NDArray[Any]]) -> None:
        """Take weights that `weights` gave; the network must have the same shape."""
        self.moves = kept["moves"].astype(np.float64)
        for index, node in enumerate(self.network.walk()):
            for name in node.param_names:
                if f"{index}.{name}" in kept:
                    node.set_param(name, _single(kept[f"{index}.{name}"]))

    def set_encoder_weights(self, kept: dict[str, NDArray[Any]]) -> None:
        """Take weights of the encoder alone, as language modelling gives them."""
        encoder = self.network.layers[0].layers[0]
        for index, node in enumerate(encoder.walk()):
            for name in node.param_names:
                if f"{index}.{name}" in kept:
                    node.set_param(name, _single(kept[f"{index}.{name}"]))

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Write settings and weights into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.json").write_text(json.dumps(self.settings, indent=1, sort_keys=True))
        kept = self.weights()
        if self.settings["vectors"]:
            # Kept here and not with the vocabulary, in half precision: spaCy forgets on disk
            # that these vectors are looked up by the lower-case word.
            words, rows = vectors_of(self.vocab)
            kept["vectors"] = rows.astype(np.float16)
            kept["words"] = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
        if self.reader is not None:
            self.reader.to_disk(folder)
        save(folder / "weights.npz", kept)

    def from_disk(self, path: str | Path, **_: object) -> ConceptTagger:
        """Read what `to_disk` wrote."""
        folder = Path(path)
        self.settings = {**DEFAULTS, **json.loads((folder / "settings.json").read_text("utf-8"))}
        if self.settings["transformer"]:
            from citeweave_nlp.transformer import Transformer  # noqa: PLC0415 (slow to import)

            self.reader = Transformer.from_disk(folder)
        with np.load(folder / "weights.npz") as archive:
            kept = dict(archive)
        if self.settings["vectors"]:
            words = kept.pop("words").tobytes().decode().split("\n")
            with_vectors(self.vocab, words, kept.pop("vectors"))
        self.initialize([Doc(self.vocab, words=["a", "b"])])
        self.set_weights(kept)
        return self

    @property
    def network(self) -> Model[list[Doc], list[Floats2d]]:
        """The network: encoder and clues, then the head."""
        if self.model is None:
            raise RuntimeError("the tagger has no weights yet: initialize or load it")
        return self.model


def _single(rows: NDArray[Any]) -> Floats2d:
    # numpy's and thinc's types for the same arrays do not know each other
    return cast(Floats2d, rows.astype(np.float32))


def _set_dropout(network: Model[Any, Any], rate: float) -> None:
    for node in network.walk():
        if node.name == "dropout":
            node.attrs["dropout_rate"] = rate


@Language.factory("citeweave_tagger", default_config={"settings": {}}, assigns=["doc.ents"])
def create_tagger(nlp: Language, name: str, settings: dict[str, Any]) -> ConceptTagger:
    """Give the component that names things, without weights."""
    return ConceptTagger(nlp.vocab, name, settings)
