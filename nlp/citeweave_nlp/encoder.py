"""What turns tokens into vectors. To put another encoder in place, change this file alone.

The tagger asks for one thing: a thinc model that takes documents and gives, for each, one row of
floats a token. There are two: a small transformer (`transformer`), and a fast one: embeddings of
the token's lower-case form, its prefix, suffix and shape (by hashing) and its word vector, mixed,
and then read in windows that overlap more with each layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from spacy.ml.featureextractor import FeatureExtractor
from spacy.ml.staticvectors import StaticVectors
from spacy.tokens import Doc
from thinc.api import (
    HashEmbed,
    Maxout,
    Model,
    chain,
    clone,
    concatenate,
    expand_window,
    list2ragged,
    ragged2list,
    residual,
    with_array,
)
from thinc.types import Floats2d

if TYPE_CHECKING:
    from citeweave_nlp.transformer import Transformer

__all__ = ["build_encoder", "encoder_of"]

_FEATURES = (("NORM", 6000), ("PREFIX", 1500), ("SUFFIX", 3000), ("SHAPE", 2000))


def encoder_of(
    settings: Mapping[str, Any], reader: Transformer | None
) -> Model[list[Doc], list[Floats2d]]:
    """Give the encoder that settings ask for: around a transformer, else with random weights."""
    if reader is None:
        names = ("width", "depth", "embed", "vectors")
        return build_encoder(**{name: settings[name] for name in names})
    from citeweave_nlp.transformer import transformer_layer  # noqa: PLC0415 (onnxruntime is slow to import)

    return transformer_layer(reader)


def build_encoder(
    *, width: int, depth: int, embed: int, vectors: bool
) -> Model[list[Doc], list[Floats2d]]:
    """Give an encoder of windows with random weights.

    Args:
        width: columns that it gives for each token.
        depth: layers of windows; each looks one token further to both sides.
        embed: width of each hashed embedding.
        vectors: whether to read the word vectors of the pipeline's vocabulary too.
    """
    hashed: list[Model[Any, Any]] = [
        HashEmbed(embed, rows, column=column, seed=column + 8, dropout=0.0)
        for column, (_, rows) in enumerate(_FEATURES)
    ]
    features: Model[Any, Any] = chain(
        FeatureExtractor([attribute for attribute, _ in _FEATURES]),
        list2ragged(),
        with_array(concatenate(*hashed)),
    )
    inputs = embed * len(_FEATURES)
    if vectors:
        features = concatenate(features, StaticVectors(nO=embed, dropout=0.0))
        inputs += embed
    mix: Model[Any, Any] = Maxout(nO=width, nI=inputs, nP=3, normalize=True, dropout=0.0)
    window: Model[Any, Any] = chain(
        expand_window(window_size=1),
        Maxout(nO=width, nI=width * 3, nP=3, normalize=True, dropout=0.0),
    )
    reader: Model[Any, Any] = clone(residual(window), depth)
    reader.attrs["pad"] = depth
    model: Model[list[Doc], list[Floats2d]] = chain(
        features, with_array(mix), ragged2list(), with_array(reader, pad=depth)
    )
    model.set_dim("nO", width)
    return model
