"""Hand a network that was trained with torch over to the pipeline that runs without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from spacy.language import Language

from citeweave_nlp.blank import blank_pipeline
from citeweave_nlp.role_head import RoleHead
from citeweave_nlp.tagger import ConceptTagger
from citeweave_nlp.transformer import Transformer
from training.export import graph_of
from training.learn import Network
from training.model import HEAD_PIECES, HEAD_WIDTH


def read_network(path: Path) -> Network:
    """Read a network that `finetune.py` wrote."""
    kept = torch.load(path, weights_only=False)
    network = Network()
    network.load_state_dict(kept["network"])
    network.moves = kept["moves"]
    return network.eval()


def pipeline_of(network: Network, vocabulary: list[str], *, small: bool = True) -> Language:
    """Give a spaCy pipeline with the network's weights.

    Args:
        network: what was trained.
        vocabulary: the pieces that its transformer reads.
        small: whether the transformer's weights are in eight bits.
    """
    weights = {name: rows.numpy() for name, rows in network.transformer.state_dict().items()}
    nlp = blank_pipeline()
    settings = {"transformer": True, "width": HEAD_WIDTH, "vectors": False}
    tagger = nlp.add_pipe("citeweave_tagger", config={"settings": settings})
    assert isinstance(tagger, ConceptTagger)
    tagger.reader = Transformer(graph_of(weights, small=small).SerializeToString(), vocabulary)
    tagger.initialize([nlp.make_doc("a b")])
    head = network.head
    nodes = {node.name: node for node in tagger.network.layers[1].walk() if node.param_names}
    maxout, norm, linear = (nodes[name] for name in ("maxout", "layernorm", "linear"))
    maxout.set_param("W", _array(head.mix.weight).reshape(HEAD_WIDTH, HEAD_PIECES, -1))
    maxout.set_param("b", _array(head.mix.bias).reshape(HEAD_WIDTH, HEAD_PIECES))
    norm.set_param("G", _array(head.norm.weight))
    norm.set_param("b", _array(head.norm.bias))
    linear.set_param("W", _array(head.tags.weight))
    linear.set_param("b", _array(head.tags.bias))
    tagger.moves = network.moves
    tagger.set_weights(tagger.weights())
    return nlp


def role_head_of(network: Network) -> RoleHead:
    """Give the role head's weights in the form that runs without torch."""
    return RoleHead({name: _array(rows) for name, rows in network.roles.state_dict().items()})


def _array(rows: torch.Tensor) -> np.ndarray:
    return rows.detach().numpy().astype(np.float32)
