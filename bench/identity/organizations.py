"""Measure which printed affiliations are taken for one organisation.

`python bench/identity/organizations.py [--data DIR] [--json]`

Population: the affiliation strings of two sets that ROR's makers labelled by hand (3,000 from
Crossref, 3,000 from Springer; `data/SOURCE.md`), those with exactly one ROR id.

Halves: by the SHA-256 of the ROR id, so that an organisation is wholly in one of them. The *open*
half was looked at while rules and tables were made. The strings of the *held-out* half were not;
only figures of it were ever printed.

Pairs: all pairs of strings of a half, over both sets together. Gold: same ROR id. Prediction: in
one group when all strings of the half go through `cluster` without identifiers. No blocking
beside that of `cluster` itself: what it does not compare counts as kept apart.

Figures: precision, recall and F1 over pairs, and B-cubed over strings, with 95 % intervals from
1,000 bootstrap resamples of organisations (seed 5; the copies of an organisation drawn twice are
not compared with each other). Baselines: equal strings; equal strings without case, punctuation
and spacing; the first part between commas that has "univers", "institut", "hospital" or "college"
in it, likewise without case, punctuation and spacing (the whole where no part has).

Linking: a string of even hash keeps its id and so stands for a table that knows some
organisations; the others come without. Precision: of those that fell to an id, how many to
theirs. Recall: of those whose organisation the table knows, how many fell to it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from citeweave_graph.identity.organizations import (
    OrganizationMention,
    cluster,
    organization_key,
)
from citeweave_schema import Identifier
from citeweave_schema.names import normal_title

RESAMPLES = 1_000
SEED = 5
HERE = Path(__file__).parent / "data"

Measure = dict[str, float]


@dataclass(frozen=True)
class Labelled:
    text: str
    ror: str

    @property
    def held_out(self) -> bool:
        return _hash(self.ror) % 2 == 1

    @property
    def identified(self) -> bool:
        return _hash(self.text) % 2 == 0


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def read(folder: Path) -> list[Labelled]:
    """Read the strings that have exactly one id."""
    with gzip.open(folder / "affiliations.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Labelled(row["affiliation"], row["ror"][0]) for row in rows if len(set(row["ror"])) == 1
    ]


def ours(texts: Sequence[str]) -> list[int]:
    mentions = [OrganizationMention(key=str(at), name=text) for at, text in enumerate(texts)]
    found = [0] * len(texts)
    for number, group in enumerate(cluster(mentions).groups):
        for one in group:
            found[int(one.key)] = number
    return found


def by(key: Callable[[str], str]) -> Callable[[Sequence[str]], list[int]]:
    def groups(texts: Sequence[str]) -> list[int]:
        numbers: dict[str, int] = {}
        return [numbers.setdefault(key(text), len(numbers)) for text in texts]

    return groups


def named_part(text: str) -> str:
    parts = re.split(r"[,;]", text)
    told = (
        part
        for part in parts
        if re.search("univers|institut|hospital|college", part, re.IGNORECASE)
    )
    return normal_title(next(told, text))


def scores(gold: Sequence[str], found: Sequence[int], times: np.ndarray) -> dict[str, np.ndarray]:
    """Score a grouping under several weightings of the organisations, a row of `times` each.

    The n strings of an organisation in a group make n(n-1)/2 right pairs; strings of two
    organisations in it make wrong ones, as often as both were drawn.
    """
    names = {name: at for at, name in enumerate(dict.fromkeys(gold))}
    cells = Counter((group, names[name]) for group, name in zip(found, gold, strict=True))
    groups = np.array([group for group, _ in cells])
    orgs = np.array([org for _, org in cells])
    sizes = np.array(list(cells.values()), dtype=float)
    totals = np.bincount([names[name] for name in gold]).astype(float)

    weights = times[:, orgs] * sizes
    in_group = np.zeros((len(times), int(groups.max()) + 1))
    for at, group in enumerate(groups):
        in_group[:, group] += weights[:, at]
    others = in_group[:, groups] - weights
    right = (times[:, orgs] * (sizes * (sizes - 1) / 2)).sum(axis=1)
    wrong = (weights * others).sum(axis=1) / 2
    wanted = (times * (totals * (totals - 1) / 2)).sum(axis=1)
    strings = weights.sum(axis=1)
    b_precision = (weights * sizes / (sizes + others)).sum(axis=1) / strings
    b_recall = (weights * sizes / totals[orgs]).sum(axis=1) / strings
    joined = right + wrong
    precision = np.where(joined > 0, right / np.maximum(joined, 1), 1.0)
    recall = right / wanted
    return {
        "precision": precision,
        "recall": recall,
        "f1": _f1(precision, recall),
        "b3_precision": b_precision,
        "b3_recall": b_recall,
        "b3_f1": _f1(b_precision, b_recall),
    }


def _f1(precision: np.ndarray, recall: np.ndarray) -> np.ndarray:
    return 2 * precision * recall / np.maximum(precision + recall, 1e-12)


def measured(rows: Sequence[Labelled], groups: Callable[[Sequence[str]], list[int]]) -> Measure:
    """Measure one way of grouping, with its intervals."""
    gold = [row.ror for row in rows]
    found = groups([row.text for row in rows])
    count = len(set(gold))
    draws = np.random.default_rng(SEED).multinomial(count, [1 / count] * count, RESAMPLES)
    point = scores(gold, found, np.ones((1, count)))
    spread = scores(gold, found, draws.astype(float))
    result: Measure = {}
    for name, value in point.items():
        low, high = np.percentile(spread[name], [2.5, 97.5])
        result |= {name: float(value[0]), f"{name}_low": float(low), f"{name}_high": float(high)}
    return {name: round(value, 4) for name, value in result.items()}


def linked(rows: Sequence[Labelled]) -> Measure:
    """Measure how often a string without an id falls to the id of its organisation."""
    mentions = [
        OrganizationMention(
            key=str(at),
            name=row.text,
            identifiers=(Identifier.parse("ror", row.ror),) if row.identified else (),
        )
        for at, row in enumerate(rows)
    ]
    known = {row.ror for row in rows if row.identified}
    fell = right = 0
    for group in cluster(mentions).groups:
        ids = {one.value for mention in group for one in mention.identifiers}
        bare = [rows[int(one.key)] for one in group if not one.identifiers]
        fell += len(bare) if ids else 0
        right += sum(row.ror in ids for row in bare)
    asked = sum(row.ror in known for row in rows if not row.identified)
    return {"precision": round(right / fell, 4), "recall": round(right / asked, 4), "asked": asked}


def speed(rows: Sequence[Labelled], count: int = 200_000) -> Measure:
    """Measure seconds of processor time for keys of affiliations.

    `repeated`: 200,000 affiliations of which each stands some forty times, as in a large source;
    `distinct`: 20,000 of which no two are equal, though their parts are. `cluster`: those again.
    """
    texts = [row.text for row in rows]
    distinct = [f"{texts[at % len(texts)]} {at}" for at in range(count // 10)]
    mentions = [OrganizationMention(key=text, name=text) for text in distinct]
    return {
        "repeated_200000": _seconds(
            lambda: [organization_key(texts[at % len(texts)]) for at in range(count)]
        ),
        "distinct_20000": _seconds(lambda: [organization_key(text) for text in distinct]),
        "cluster_20000": _seconds(lambda: cluster(mentions)),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return round(time.process_time() - began, 2)


def main() -> None:
    options = argparse.ArgumentParser(description="Measure the identity of organisations.")
    options.add_argument("--data", type=Path, default=HERE, help="folder of the labelled strings")
    options.add_argument("--json", action="store_true", help="print JSON only")
    given = options.parse_args()
    rows = read(given.data)
    report: dict[str, dict[str, object]] = {}
    for half, chosen in (("open", False), ("held-out", True)):
        some = [row for row in rows if row.held_out is chosen]
        report[half] = {
            "strings": len(some),
            "organizations": len({row.ror for row in some}),
            "ours": measured(some, ours),
            "normalised string": measured(some, by(normal_title)),
            "exact string": measured(some, by(str)),
            "named part": measured(some, by(named_part)),
            "linking": linked(some),
        }
    report["seconds"] = dict(speed(rows))
    if given.json:
        print(json.dumps(report))
        return
    print("seconds", report.pop("seconds"))
    for half, figures in report.items():
        print(half, {name: one for name, one in figures.items() if not isinstance(one, dict)})
        for name, one in figures.items():
            if isinstance(one, dict):
                print(f"  {name:18}", _shown(one))


def _shown(one: Measure) -> str:
    return "  ".join(
        f"{name} {value:.3f} [{one[f'{name}_low']:.3f}, {one[f'{name}_high']:.3f}]"
        if f"{name}_low" in one
        else f"{name} {value}"
        for name, value in one.items()
        if not name.endswith(("_low", "_high"))
    )


if __name__ == "__main__":
    main()
