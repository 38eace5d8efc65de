"""How fast texts are extracted, and whether memory stays flat.

`python bench/extract.py [ABSTRACTS]` reads the annotated abstracts again and again, with each of
our pipelines, one process and then one for each core, and prints abstracts a second, the memory of
this process at the beginning and the end, and how many times faster all processes are than one, as
one line of JSON a pipeline.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from citeweave_nlp import load
from citeweave_nlp.gold import read_gold

GOLD = Path(__file__).parents[1] / "nlp" / "gold" / "train.jsonl"
ABSTRACTS = 600
WARM = 32


def texts(count: int) -> Iterator[tuple[str, str | None]]:
    rows = read_gold(GOLD)
    return islice(((row["title"] or "", row["abstract"]) for row in cycle(rows)), count)


def resident() -> int:
    """Give the memory of this process now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def measure(pipeline: str, count: int) -> dict[str, object]:
    extractor = load(pipeline)
    found: dict[str, object] = {"pipeline": extractor.version, "abstracts": count}
    rates: list[float] = []
    for workers in sorted({1, os.cpu_count() or 1}):
        stream = extractor.extract(texts(WARM + count), workers=workers)
        for _ in islice(stream, WARM):
            pass
        memory, began = resident(), time.perf_counter()
        entities = sum(len(one.entities) for one in stream)
        rate = count / (time.perf_counter() - began)
        rates.append(rate)
        found[f"{workers} processes"] = {
            "abstracts a second": round(rate, 1),
            "entities": entities,
            "MiB before": memory,
            "MiB after": resident(),
        }
    return {**found, "scaling": round(rates[-1] / rates[0], 2)}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ABSTRACTS
    for pipeline in ("shipped", "light"):
        print(json.dumps(measure(pipeline, count)), flush=True)


if __name__ == "__main__":
    main()
