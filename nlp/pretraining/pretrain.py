"""Teach the encoder words in context before it sees any annotation (optional, once).

Masked language modelling (Devlin et al., 2019) on ACL Anthology abstracts from 2016 on (CC BY
4.0): 15 % of the words are hidden, and the encoder learns to say which stood there. What it
gives, together with the word vectors, is what `python -m citeweave_nlp.train` starts from:

    python nlp/pretraining/pretrain.py VOLUMES vectors.txt nlp/pretraining/start.npz
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Adam, Softmax_v2, fix_random_seed
from word_vectors import FIRST_YEAR, volume_texts, year_of

from citeweave_nlp.encoder import build_encoder
from citeweave_nlp.start import with_vectors
from citeweave_nlp.tagger import DEFAULTS
from citeweave_nlp.tokenizer import split_tokens

SEED = 20261121
EPOCHS = 5
BATCH = 12
HIDDEN = 0.15
TARGETS = 6000
RATE = 0.002
HOLE = "\u2581"


def texts(volumes: Path) -> list[list[str]]:
    """Give the tokens of each abstract of the years that may be used, none longer than 400."""
    found: list[list[str]] = []
    for volume in sorted(volumes.glob("*.xml")):
        if year_of(volume) >= FIRST_YEAR:
            for text in volume_texts(volume):
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
    encoder = build_encoder(**DEFAULTS)
    encoder.initialize(X=[Doc(vocab, words=["a", "b"])])
    guess = Softmax_v2(nO=len(targets), nI=DEFAULTS["width"])
    guess.initialize()
    optimizer = Adam(RATE, L2=0.0, grad_clip=1.0)
    for node in encoder.walk():
        if node.name == "dropout":
            node.attrs["dropout_rate"] = 0.1
    total = EPOCHS * (len(corpus) // BATCH + 1)
    step = 0
    for epoch in range(EPOCHS):
        rng.shuffle(corpus)
        began, loss, right, seen = time.time(), 0.0, 0, 0
        for at in range(0, len(corpus), BATCH):
            optimizer.learn_rate = RATE * min(1.0, step / 200) * (1 - step / total)
            step += 1
            docs, answers = [], []
            for tokens in corpus[at : at + BATCH]:
                shown = list(tokens)
                answer = np.full(len(tokens), -1)
                for index, word in enumerate(tokens):
                    target = targets.get(word.lower(), -1)
                    # The commonest words teach little about what things are: hide few of them.
                    share = HIDDEN * (0.3 if 0 <= target < 40 else 1.4)
                    if target >= 0 and rng.random() < share:
                        answer[index] = target
                        shown[index] = HOLE if rng.random() < 0.85 else rng.choice(tokens)
                if shown:
                    docs.append(Doc(vocab, words=shown))
                    answers.append(answer)
            outputs, backprop = encoder.begin_update(docs)
            stacked = np.concatenate(outputs)
            answer = np.concatenate(answers)
            places = (answer >= 0).nonzero()[0]
            scores, back_guess = guess.begin_update(stacked[places])
            gradient = scores.copy()
            gradient[np.arange(len(places)), answer[places]] -= 1.0
            gradient /= len(places)
            picked = scores[np.arange(len(places)), answer[places]]
            loss -= float(np.log(np.maximum(picked, 1e-9)).sum())
            right += int((scores.argmax(axis=1) == answer[places]).sum())
            seen += len(places)
            below = np.zeros_like(stacked)
            below[places] = back_guess(gradient)
            bounds = np.cumsum([len(doc) for doc in docs])[:-1]
            backprop(np.split(below, bounds))
            encoder.finish_update(optimizer)
            guess.finish_update(optimizer)
        kept = {"vectors": rows.astype(np.float16), "words": np.array(words)}
        for index, node in enumerate(encoder.walk()):
            for name in node.param_names:
                if node.has_param(name):
                    kept[f"{index}.{name}"] = np.asarray(node.get_param(name), dtype=np.float16)
        np.savez_compressed(out, **kept)
        print(
            epoch,
            round(loss / seen, 3),
            round(right / seen, 3),
            f"{time.time() - began:.0f}s",
            flush=True,
        )


def read_vectors(path: Path) -> tuple[list[str], np.ndarray]:
    """Read `WORD v1 v2 …` lines."""
    words, rows = [], []
    for line in path.read_text("utf-8").splitlines():
        word, *values = line.split(" ")
        words.append(word)
        rows.append([float(value) for value in values])
    return words, np.array(rows, dtype=np.float32)


if __name__ == "__main__":
    main()
