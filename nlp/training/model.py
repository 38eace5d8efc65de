"""The network as it is trained: a small transformer, and the tagger's head on top of it.

The transformer is the encoder of BERT (Devlin et al., 2019) in the size of MiniLM (Wang et al.,
2020): six layers, 384 columns. The head is the one of `citeweave_nlp.tagger`, layer for layer, so
that its weights can be handed over.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from citeweave_nlp.tags import TYPES
from training.data import Marked

WIDTH = 384
LAYERS = 6
HEADS = 12
VOCABULARY = 30522
POSITIONS = 512
HEAD_WIDTH = 128
HEAD_PIECES = 3
ROLE_WIDTH = 96


class Layer(nn.Module):
    """One layer of the transformer: attention, then two dense layers, each with its residual."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.output = nn.Linear(WIDTH, WIDTH)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = drop

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Give the rows of the next layer; `mask` is true where there is a piece."""
        batch, length, _ = hidden.shape

        def heads(rows: Tensor) -> Tensor:
            return rows.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        # No dropout on the attention: on a CPU it takes as long as everything else together.
        seen = functional.scaled_dot_product_attention(
            heads(self.query(hidden)),
            heads(self.key(hidden)),
            heads(self.value(hidden)),
            attn_mask=mask[:, None, None, :],
        )
        seen = self.output(seen.transpose(1, 2).reshape(batch, length, WIDTH))
        hidden = self.attention_norm(hidden + functional.dropout(seen, self.drop, self.training))
        made = self.narrow(functional.gelu(self.wide(hidden)))
        result: Tensor = self.norm(hidden + functional.dropout(made, self.drop, self.training))
        return result


class Transformer(nn.Module):
    """Pieces in, one row of 384 floats a piece out."""

    def __init__(self, drop: float = 0.1, layers: int = LAYERS) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(layers))
        self.drop = drop

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Give the rows of the last layer."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        hidden = self.norm(self.words(pieces) + self.positions(places) + self.kind)
        hidden = functional.dropout(hidden, self.drop, self.training)
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden

    def load_minilm(self, folder: Path) -> None:
        """Take the weights of all-MiniLM-L6-v2 as its package holds them."""
        given = load_file(str(folder / "model.safetensors"))
        assert json.loads((folder / "config.json").read_text("utf-8"))["hidden_size"] == WIDTH
        names = {
            "attention.self.query": "query",
            "attention.self.key": "key",
            "attention.self.value": "value",
            "attention.output.dense": "output",
            "attention.output.LayerNorm": "attention_norm",
            "intermediate.dense": "wide",
            "output.dense": "narrow",
            "output.LayerNorm": "norm",
        }
        state = {
            "words.weight": given["embeddings.word_embeddings.weight"],
            "positions.weight": given["embeddings.position_embeddings.weight"],
            "kind": given["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": given["embeddings.LayerNorm.weight"],
            "norm.bias": given["embeddings.LayerNorm.bias"],
        }
        for number in range(len(self.layers)):
            for theirs, ours in names.items():
                for part in ("weight", "bias"):
                    state[f"layers.{number}.{ours}.{part}"] = given[
                        f"encoder.layer.{number}.{theirs}.{part}"
                    ]
        self.load_state_dict(state)


class Head(nn.Module):
    """What the tagger puts on the encoder: a maxout layer with the clues, then the tags."""

    def __init__(self, clues: int, tags: int) -> None:
        super().__init__()
        self.mix = nn.Linear(WIDTH + clues, HEAD_WIDTH * HEAD_PIECES)
        self.norm = nn.LayerNorm(HEAD_WIDTH, eps=1e-12)
        self.tags = nn.Linear(HEAD_WIDTH, tags)
        nn.init.zeros_(self.tags.weight)
        nn.init.zeros_(self.tags.bias)

    def forward(self, rows: Tensor, drop: float) -> Tensor:
        """Give the score of each tag for each row."""
        rows = functional.dropout(rows, drop, self.training)
        mixed = self.mix(rows).view(*rows.shape[:-1], HEAD_WIDTH, HEAD_PIECES).amax(dim=-1)
        scores: Tensor = self.tags(functional.dropout(self.norm(mixed), drop, self.training))
        return scores


class RoleHead(nn.Module):
    """What a named thing is to its paper, from the rows of every place where it is named."""

    def __init__(self, roles: int, allowed: Tensor) -> None:
        super().__init__()
        self.place = nn.Linear(2 * WIDTH, ROLE_WIDTH)
        self.thing = nn.Linear(2 * ROLE_WIDTH + len(TYPES), ROLE_WIDTH)
        self.roles = nn.Linear(ROLE_WIDTH, roles)
        self.register_buffer("allowed", allowed, persistent=False)

    def forward(self, rows: Tensor, things: list[Marked], drop: float) -> Tensor:
        """Give the score of each role for each thing; roles that its type has not are very low."""
        places = torch.stack(
            [
                torch.cat([rows[first:last].mean(dim=0), rows[first]])
                for one in things
                for first, last in one.places
            ]
        )
        places = functional.gelu(
            self.place(functional.dropout(places, drop, self.training)), approximate="tanh"
        )
        pooled = torch.stack(
            [
                torch.cat([part.mean(dim=0), part.amax(dim=0)])
                for part in places.split([len(one.places) for one in things])
            ]
        )
        kinds = functional.one_hot(torch.tensor([one.kind for one in things]), len(TYPES))
        mixed = functional.gelu(
            self.thing(torch.cat([pooled, kinds.float()], dim=1)), approximate="tanh"
        )
        scores = self.roles(functional.dropout(mixed, drop, self.training))
        legal: Tensor = self.allowed[[one.kind for one in things]]
        result: Tensor = scores + (legal - 1) * 1e4
        return result
