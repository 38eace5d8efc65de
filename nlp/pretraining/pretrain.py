"""Teach the encoder words in context before it sees any annotation (optional, once).

Masked language modelling (Devlin et al., 2019) on ACL Anthology abstracts from 2016 on (CC BY
4.0): 15 % of the words are hidden, and the encoder learns to say which stood there. What it
gives, together with the word vectors, is what `python -m citeweave_nlp.train` starts from:

    python -m pretraining.pretrain VOLUMES vectors.txt pretraining/start.npz
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Adam, Model, Optimizer, Softmax_v2, fix_random_seed

from citeweave_nlp.encoder import encoder_of
from citeweave_nlp.examples import HOLE
from citeweave_nlp.start import save, with_vectors
from citeweave_nlp.tagger import DEFAULTS
from citeweave_nlp.tokenizer import split_tokens
from pretraining.word_vectors import texts as written

SEED = 20261121
EPOCHS = 5
BATCH = 12
HIDDEN = 0.15
TARGETS = 6000
RATE = 0.002


def texts(volumes: Path) -> list[list[str]]:
    """Give the tokens of each abstract of the years that may be used, none longer than 400."""
    found: list[list[str]] = []
    for text in written(volumes):
        words = [word for word in split_tokens(text)[0] if not word.isspace()]
        found.append(words[:400])
    return found


def main() -> None:
    """Train, and write the weights of the encoder after each epoch."""
    volumes, vectors, out = (Path(argument) for argument in sys.argv[1:4])
    fix_random_seed(SEED)
    rng = random.Random(SEED)  # noqa: S311 (nothing secret)
    corpus = texts(volumes)
    counts = Counter(word.lower() for words in corpus for word in words)
    targets = {word: index for index, (word, _) in enumerate(counts.most_common(TARGETS))}
    vocab = Vocab()
    words, rows = read_vectors(vectors)
    with_vectors(vocab, words, rows)
    encoder = encoder_of(DEFAULTS, None)
    encoder.initialize(X=[Doc(vocab, words=["a", "b"])])
    guess = Softmax_v2(nO=len(targets), nI=DEFAULTS["width"])
    guess.initialize()
    for node in encoder.walk():
        if node.name == "dropout":
            node.attrs["dropout_rate"] = 0.1
    optimizer = Adam(RATE, L2=0.0, grad_clip=1.0)
    total = EPOCHS * (len(corpus) // BATCH + 1)
    step = 0
    for epoch in range(EPOCHS):
        rng.shuffle(corpus)
        began, losses = time.time(), []
        for at in range(0, len(corpus), BATCH):
            optimizer.learn_rate = RATE * min(1.0, step / 200) * (1 - step / total)
            step += 1
            hidden = [hide(tokens, targets, rng) for tokens in corpus[at : at + BATCH] if tokens]
            docs = [Doc(vocab, words=shown) for shown, _ in hidden]
            answer = np.concatenate([answers for _, answers in hidden])
            losses.append(learn(encoder, guess, docs, answer, optimizer))
        print(f"epoch {epoch}: {np.mean(losses):.3f}, {time.time() - began:.0f} s", flush=True)
        start = {"words": np.array(words), "vectors": rows.astype(np.float16)}
        save(out, {**kept(encoder), **start}, compressed=True)


def hide(
    tokens: list[str], targets: dict[str, int], rng: random.Random
) -> tuple[list[str], NDArray[Any]]:
    """Hide some of the words; give what is shown, and the hidden words' numbers (else -1)."""
    shown, answers = list(tokens), np.full(len(tokens), -1)
    for index, word in enumerate(tokens):
        target = targets.get(word.lower(), -1)
        # The commonest words teach little about what things are: hide few of them.
        share = HIDDEN * (0.3 if 0 <= target < 40 else 1.4)
        if target >= 0 and rng.random() < share:
            answers[index] = target
            shown[index] = HOLE if rng.random() < 0.85 else rng.choice(tokens)
    return shown, answers


def learn(
    encoder: Model[Any, Any],
    guess: Model[Any, Any],
    docs: list[Doc],
    answer: NDArray[Any],
    optimizer: Optimizer,
) -> float:
    """Take one step; give the loss for each hidden word."""
    outputs, backprop = encoder.begin_update(docs)
    stacked = np.concatenate(outputs)
    places = (answer >= 0).nonzero()[0]
    rows = np.arange(len(places))
    scores, back_guess = guess.begin_update(stacked[places])
    gradient = scores.copy()
    gradient[rows, answer[places]] -= 1.0
    below = np.zeros_like(stacked)
    below[places] = back_guess(gradient / len(places))
    backprop(np.split(below, np.cumsum([len(doc) for doc in docs])[:-1]))
    encoder.finish_update(optimizer)
    guess.finish_update(optimizer)
    return -float(np.log(np.maximum(scores[rows, answer[places]], 1e-9)).mean())


def kept(encoder: Model[Any, Any]) -> dict[str, NDArray[Any]]:
    """Give the encoder's weights by name, in half precision."""
    return {
        f"{index}.{name}": np.asarray(node.get_param(name), dtype=np.float16)
        for index, node in enumerate(encoder.walk())
        for name in node.param_names
        if node.has_param(name)
    }


def read_vectors(path: Path) -> tuple[list[str], NDArray[Any]]:
    """Read `WORD v1 v2 …` lines."""
    words, rows = [], []
    for line in path.read_text("utf-8").splitlines():
        word, *values = line.split(" ")
        words.append(word)
        rows.append([float(value) for value in values])
    return words, np.array(rows, dtype=np.float32)


if __name__ == "__main__":
    main()
