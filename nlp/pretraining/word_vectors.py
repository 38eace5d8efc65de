"""Train the word vectors that the shipped pipeline starts from (optional, once).

Reads ACL Anthology volumes (XML, 2016 and later: CC BY 4.0) and the training gold, and writes
`WORD v1 v2 …` lines. Needs gensim (LGPL, not a dependency of citeweave):

    python nlp/pretraining/word_vectors.py VOLUMES nlp/gold/train.jsonl vectors.txt
"""

# ruff: noqa: INP001, T201 (scripts beside the package; what they print is their log)

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from citeweave_nlp.tokenizer import split_tokens

FIRST_YEAR = 2016
WIDTH = 100
SEED = 20261121
_OLD_STYLE = re.compile(r"^[A-Z](\d\d)$")


def year_of(volume: Path) -> int:
    """Give the year of a volume file, from its name (`2020.acl.xml`, `P19.xml`)."""
    old = _OLD_STYLE.match(volume.stem)
    if old:
        short = int(old[1])
        return 1900 + short if short > 60 else 2000 + short
    return int(volume.stem.split(".")[0])


def volume_texts(volume: Path) -> Iterator[str]:
    """Give title and abstract of each paper that has an abstract."""
    for paper in ET.parse(volume).getroot().iter("paper"):  # noqa: S314 (files of our own disk)
        abstract = paper.find("abstract")
        if abstract is not None:
            title = paper.find("title")
            parts = [] if title is None else ["".join(title.itertext())]
            yield ". ".join([*parts, "".join(abstract.itertext())])


def corpus(volumes: Path, gold: Path) -> Iterator[list[str]]:
    """Give the tokens of each text, in lower case."""
    for volume in sorted(volumes.glob("*.xml")):
        if year_of(volume) >= FIRST_YEAR:
            for text in volume_texts(volume):
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
    texts = list(corpus(volumes, gold))
    model = Word2Vec(
        texts,
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
    print(len(texts), "texts", len(model.wv.index_to_key), "words")


if __name__ == "__main__":
    main()
