"""Read annotated corpora of others into one form, with the types that each of them knows.

Only corpora whose licence lets the weights be shipped: SciREX and TDMSci (Apache-2.0), CrossNER
(MIT), WikiGold and the acknowledgements of GROBID (CC BY 4.0). What a corpus leaves unmarked is
unknown for the types that it does not annotate.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

SCIREX_SENTENCES = 70
SENTENCES_TOGETHER = 6
CROSSNER_FIELDS = ("ai", "science", "politics", "literature", "music")

_SCIREX = {"Method": "METHOD", "Task": "TASK", "Metric": "METRIC", "Material": "DATASET"}
_TDM = {"TASK": "TASK", "DATASET": "DATASET", "METRIC": "METRIC"}
_PEOPLE = dict.fromkeys(
    ["person", "researcher", "scientist", "politician", "writer", "musicalartist", "PER"], "PERSON"
)
_BODIES = dict.fromkeys(["organisation", "university", "politicalparty", "ORG"], "ORG")
_CROSSNER = {**_PEOPLE, **_BODIES, "metrics": "METRIC", "algorithm": "METHOD", "task": "TASK"}
_TEI = {"individual": "PERSON", "fundingAgency": "ORG", "institution": "ORG"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a corpus: text, names in it (characters and type), types annotated."""

    text: str
    spans: list[tuple[int, int, str]]
    known: frozenset[str]


def joined(
    words: Iterable[str], spans: Iterable[tuple[int, int, str]], known: Iterable[str]
) -> Passage:
    """Write tokens as text, without the blanks that tokenizers put before signs."""
    starts, ends, text = [], [], ""
    previous = " "
    for word in words:
        glued = word in {".", ",", ")", ";", ":", "?", "!", "%", "-", "'s", "]"} or previous in {
            "(",
            "-",
            "[",
            "",
        }
        text += word if glued or not text else f" {word}"
        starts.append(len(text) - len(word))
        ends.append(len(text))
        previous = word
    placed = [(starts[first], ends[last - 1], kind) for first, last, kind in spans]
    return Passage(text, placed, frozenset(known))


def scirex(folder: Path) -> Iterator[Passage]:
    """Give the first sentences of each SciREX document."""
    for path in sorted(folder.glob("train_docs/*.json")):
        document = json.loads(path.read_text("utf-8"))
        sentences = document["sentences"][:SCIREX_SENTENCES]
        for at in range(0, len(sentences), SENTENCES_TOGETHER):
            group = sentences[at : at + SENTENCES_TOGETHER]
            first, last = group[0][0], group[-1][1]
            spans = [
                (start - first, end - first, _SCIREX[kind])
                for start, end, kind in document["ner"]
                if first <= start and end <= last and kind in _SCIREX
            ]
            yield joined(document["words"][first:last], spans, _SCIREX.values())


def columns(path: Path, names: dict[str, str], known: Iterable[str]) -> Iterator[Passage]:
    """Give the sentences of a file with one token a line and its tag in the last column."""
    words: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        cells = line.split()
        if cells and not cells[0].startswith("-DOCSTART"):
            words.append(cells[0])
            tags.append(cells[-1])
        elif words:
            yield joined(words, _runs(tags, names), known)
            words, tags = [], []


def _runs(tags: list[str], names: dict[str, str]) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    index = 0
    while index < len(tags):
        kind = tags[index][2:]
        end = index + 1
        if tags[index] != "O":
            while end < len(tags) and tags[end] == f"I-{kind}":
                end += 1
            if kind in names:
                spans.append((index, end, names[kind]))
        index = end
    return spans


def acknowledgements(path: Path) -> Iterator[Passage]:
    """Give the acknowledgements of GROBID's training data."""
    for block in re.findall(
        r"<acknowledgment>(.*?)</acknowledgment>", path.read_text("utf-8"), re.DOTALL
    ):
        text, spans = "", []
        opened: tuple[str, int] | None = None
        for piece in re.split(r"(<[^>]+>)", block):
            if piece.startswith("</"):
                if opened is not None and opened[0] in _TEI and text[opened[1] :].strip():
                    spans.append((opened[1], len(text), _TEI[opened[0]]))
                opened = None
            elif piece.startswith("<"):
                opened = (piece[1:-1].split()[0], len(text))
            else:
                text += unescape(piece)
        yield Passage(text, spans, frozenset({"PERSON"}))


def crossner(root: Path, field: str, part: str) -> Iterator[Passage]:
    """Give the sentences of a part of CrossNER ("train", "dev") in one of its fields."""
    known = {"PERSON", "ORG", "METRIC"} if field == "ai" else {"PERSON", "ORG"}
    yield from columns(root / "crossner/ner_data" / field / f"{part}.txt", _CROSSNER, known)


def passages(root: Path, seed: int, *, dev_too: bool = False) -> list[Passage]:
    """Give the passages of all corpora, shuffled.

    Args:
        root: folder of the corpora.
        seed: decides the order.
        dev_too: whether to give the development parts of CrossNER's fields but "ai" as well; the
            shipped pipeline is scored on them, the light one learnt from them.
    """
    found = list(scirex(root / "scirex"))
    found += columns(root / "tdmsci/TDMSci/conllFormat/train_1500_v2.conll", _TDM, _TDM.values())
    for field in CROSSNER_FIELDS:
        found += crossner(root, field, "train")
        if dev_too and field != "ai":
            found += crossner(root, field, "dev")
    names = {**_PEOPLE, **_BODIES}
    found += columns(
        root / "wikigold/CONLL-format/data/wikigold.conll.txt", names, {"PERSON", "ORG"}
    )
    found += acknowledgements(root / "grobid/acknowledgment/corpus/all.tei.xml")
    random.Random(seed).shuffle(found)  # noqa: S311 (nothing secret)
    return found
