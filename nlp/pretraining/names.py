"""Teach the whole tagger names from corpora of others, before our own annotation (optional, once).

Starts from what `pretrain.py` gave, and writes the file that the training command starts from:

    python -m pretraining.names CORPORA read.npz pretraining/start.npz [SEED]
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import numpy as np
from spacy.language import Language
from thinc.api import Adam, fix_random_seed

from citeweave_nlp.blank import blank_pipeline
from citeweave_nlp.examples import Example
from citeweave_nlp.start import read_start, save, with_vectors
from citeweave_nlp.tagger import ConceptTagger
from citeweave_nlp.tags import allowed_tags
from training.corpora import Passage, passages

SEED = 20261121
EPOCHS = 3
BATCH = 16
DROP = 0.2
RATE = 0.0015


def example_of(nlp: Language, passage: Passage) -> Example | None:
    """Lay the names of a passage over its tokens."""
    doc = nlp(passage.text)
    spans = []
    taken: set[int] = set()
    for start, end, kind in sorted(passage.spans):
        span = doc.char_span(start, end)
        if span is None or any(token.is_sent_start for token in span[1:]):
            continue
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            spans.append((span.start, span.end, kind))
    if not len(doc):
        return None
    return Example(doc, allowed_tags(len(doc), spans, passage.known))


def main() -> None:
    """Train, and write all weights after each epoch."""
    corpora, read, out = (Path(argument) for argument in sys.argv[1:4])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else SEED
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    fix_random_seed(seed)
    start = read_start(read)
    nlp = blank_pipeline()
    with_vectors(nlp.vocab, start.words, start.vectors)
    made = [example_of(nlp, passage) for passage in passages(corpora, seed, dev_too=True)]
    examples = [one for one in made if one is not None]
    tagger = ConceptTagger(nlp.vocab, "citeweave_tagger", {})
    tagger.initialize([examples[0].doc])
    tagger.set_encoder_weights(start.weights)
    optimizer = Adam(RATE, L2=0.01, grad_clip=1.0)
    total = EPOCHS * (len(examples) // BATCH + 1)
    step = 0
    for epoch in range(EPOCHS):
        rng.shuffle(examples)
        began, loss = time.time(), 0.0
        for at in range(0, len(examples), BATCH):
            batch = examples[at : at + BATCH]
            optimizer.learn_rate = RATE * min(1.0, step / 200) * (1 - step / total)
            step += 1
            loss += tagger.update(
                [one.doc for one in batch], [one.allowed for one in batch], optimizer, drop=DROP
            )
        print(
            epoch,
            round(loss / (len(examples) / BATCH), 4),
            f"{time.time() - began:.0f}s",
            flush=True,
        )
        words, vectors = np.array(start.words), start.vectors.astype(np.float16)
        save(out, {**tagger.weights(), "words": words, "vectors": vectors}, compressed=True)


if __name__ == "__main__":
    main()
