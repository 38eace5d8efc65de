"""Train the word vectors that the shipped pipeline starts from (optional, once).

Reads ACL Anthology volumes (XML, 2016 and later: CC BY 4.0) and the training gold, and writes
`WORD v1 v2 …` lines. Needs gensim (LGPL, not a dependency of citeweave):

    python -m pretraining.word_vectors VOLUMES gold/train.jsonl vectors.txt
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from citeweave_nlp.tokenizer import split_tokens
from training.anthology import abstracts

WIDTH = 100
SEED = 20261121


def texts(volumes: Path) -> Iterator[str]:
    """Give title and abstract of each paper in one text."""
    for title, abstract in abstracts(volumes):
        yield ". ".join([*([title] if title else []), abstract])


def corpus(volumes: Path, gold: Path) -> Iterator[list[str]]:
    """Give the tokens of each text, in lower case."""
    for text in texts(volumes):
        yield [word.lower() for word in split_tokens(text)[0] if not word.isspace()]
    for line in gold.read_text("utf-8").splitlines():
        row = json.loads(line)
        text = f"{row['title']}. {row['abstract'] or ''}"
        yield [word.lower() for word in split_tokens(text)[0] if not word.isspace()]


def main() -> None:
    """Train skip-gram vectors with character n-grams off, one thread, fixed seed."""
    from gensim.models import (  # type: ignore[import-not-found]  # noqa: PLC0415
        Word2Vec,  # pyright: ignore[reportMissingImports]
    )

    volumes, gold, out = (Path(argument) for argument in sys.argv[1:4])
    read = list(corpus(volumes, gold))
    model = Word2Vec(
        read,
        vector_size=WIDTH,
        window=4,
        sg=1,
        negative=8,
        sample=1e-4,
        min_count=5,
        epochs=10,
        workers=1,
        seed=SEED,
    )
    with out.open("w", encoding="utf-8") as file:
        for word in model.wv.index_to_key:
            values = " ".join(f"{value:.4f}" for value in model.wv[word])
            file.write(f"{word} {values}\n")
    print(len(read), "texts", len(model.wv.index_to_key), "words")


if __name__ == "__main__":
    main()
