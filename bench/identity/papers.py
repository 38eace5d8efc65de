"""How well records of one paper are found to be one: the protocol, and the measurement.

Population: the 62,200 papers of the ACL Anthology sample (`data/acl_papers.tsv.xz`: id, year,
venue, title, the first four authors). Of those that name an author 5,000 are drawn, the first by
SHA-256 of their id, generic titles and all; the 713 entries without author (indexes, newsletters,
advertisements) stay in the population. Each is rewritten once or twice (a coin decides), by the
rules of `rewriting.py`: case, LaTeX, HTML entities, cut titles, lost subtitles, missing fields,
initials, first author only, preprint and its year, slips, print as in PDF, a reference, and two
or three of these at once. The rewritten records carry no identifier.

Truth: a rewritten record is one with its original and with the other rewritten record of it;
every other pair of the population is different, by the policy that each ACL id is a paper. The
443 pairs of ids that are the same work printed in two volumes (label `twice`) are not counted
where all identifiers are hidden, since nothing can tell them apart there.

Two settings: in `hidden` no record has an identifier; in `known` the Anthology's own records
keep their ACL id, as a graph that is already there does.

Counting: pairs of which one end at least is a record of a drawn paper. Precision, recall and F1
over pairs, and B-cubed over the records of drawn papers. 95 % intervals from 1,000 bootstrap
samples over the drawn papers. Rules and thresholds were chosen on the half of the papers whose
hash is even (`--half tuning`); reported is the other half. After the first runs on the tuning
half two things of the protocol were changed: entries without author are not drawn, and rewriting
rules that are combined no longer turn a name round twice or change the case of HTML.

Hard negatives: `data/paper_hard_negatives.jsonl`, 504 pairs of different papers of equal or
nearly equal title, found by likeness of titles and looked at with authors, years and venues, and
where titles are equal the beginnings of the abstracts (`data/SOURCE.md`). Each of their
papers is rewritten once more; reported is how many of the pairs are joined, directly or by way
of a rewritten record, in both settings.

Compared with: exact title; normalised title and year; the project's first rule.

`python bench/identity/papers.py [--half reported|tuning] [--papers N] [--json]`
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
from before import Groups, by_exact_title, by_first_rule, by_title_and_year
from rewriting import Record, rewritten

from citeweave_graph.identity.papers import Candidate, blocks, cluster
from citeweave_schema import AuthorName, Identifier, Paper, PartialDate, VenueName

DATA = Path(__file__).with_name("data")
DRAWN = 5_000
SAMPLES = 1_000


def population() -> list[Record]:
    text = lzma.decompress((DATA / "acl_papers.tsv.xz").read_bytes()).decode()
    venues, _, rows = text.partition("\n\n")
    names = venues.split("\n")
    found = []
    for row in rows.splitlines():
        one, year, venue, title, authors = row.split("\t")
        found.append(
            Record(
                paper=one,
                title=title,
                names=tuple(filter(None, authors.split(";"))),
                year=int(year),
                venue=names[int(venue)] or None,
            )
        )
    return found


def labelled(label: str) -> dict[frozenset[str], str]:
    """Give the pairs of a label, each with why."""
    lines = (DATA / "paper_hard_negatives.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {
        frozenset((row["left"], row["right"])): row.get("why", "")
        for row in rows
        if row["label"] == label
    }


def hashed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def as_paper(one: Record, *, known: bool) -> Paper:
    identifiers = ()
    if known and one.kind == "original":
        identifiers = (Identifier.parse("acl", one.paper),)
    return Paper(
        title=one.title,
        identifiers=identifiers,
        date=PartialDate(one.year) if one.year else None,
        authors=tuple(AuthorName(name=name) for name in one.names if name.strip()),
        venue=VenueName(name=one.venue) if one.venue else None,
    )


def by_cluster(papers: Sequence[Paper], stubs: Sequence[bool], told: dict[str, float]) -> Groups:
    """Give the groups as a graph would find them: components over blocks, each clustered."""
    began = time.process_time()
    meeting = [blocks(paper) for paper in papers]
    told["blocks_us"] = (time.process_time() - began) / len(papers) * 1e6
    parent = list(range(len(papers)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    first: dict[str, int] = {}
    for number, some in enumerate(meeting):
        for block in some:
            parent[root(number)] = root(first.setdefault(block, number))
    components: dict[int, list[int]] = defaultdict(list)
    for number in range(len(papers)):
        components[root(number)].append(number)
    told["blocks_a_record"] = sum(map(len, meeting)) / len(papers)
    told["largest_component"] = max(map(len, components.values()))
    told["mean_component"] = len(papers) / len(components)
    candidates = [
        Candidate(hash=f"{number:08d}", paper=paper, stub=stub)
        for number, (paper, stub) in enumerate(zip(papers, stubs, strict=True))
    ]
    began = time.process_time()
    found = []
    for numbers in components.values():
        groups = cluster([candidates[number] for number in numbers]).groups
        found.extend([int(one.hash) for one in group] for group in groups)
    told["cluster_s"] = time.process_time() - began
    return found


@dataclass
class Counts:
    """Pairs and B-cubed sums of one drawn paper."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    bcubed: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Trial:
    """Records with what is counted about them."""

    records: list[Record]
    drawn: set[str]
    twice: Collection[frozenset[str]]

    def counts(
        self, groups: Groups
    ) -> tuple[dict[str, Counts], Counter[str], list[tuple[Record, Record]]]:
        found: dict[str, Counts] = {paper: Counts() for paper in self.drawn}
        sizes: Counter[str] = Counter(one.paper for one in self.records)
        wrong_kinds: Counter[str] = Counter()
        wrong: list[tuple[Record, Record]] = []
        for paper in self.drawn:
            found[paper].missed = sizes[paper] * (sizes[paper] - 1) // 2
        for group in groups:
            self._count_group(
                [self.records[number] for number in group], found, sizes, wrong_kinds, wrong
            )
        return found, wrong_kinds, wrong

    def _count_group(
        self,
        group: list[Record],
        found: dict[str, Counts],
        sizes: Counter[str],
        wrong_kinds: Counter[str],
        wrong: list[tuple[Record, Record]],
    ) -> None:
        of = Counter(one.paper for one in group)
        for one, other in combinations(group, 2):
            owner = one.paper if one.paper in self.drawn else other.paper
            if owner not in self.drawn:
                continue
            if one.paper == other.paper:
                found[owner].right += 1
                found[owner].missed -= 1
            elif frozenset((one.paper, other.paper)) not in self.twice:
                found[owner].wrong += 1
                wrong.append((one, other))
                wrong_kinds.update({one.kind, other.kind} - {"original"})
        for one in group:
            if one.paper in self.drawn:
                strange = sum(
                    count
                    for paper, count in of.items()
                    if paper != one.paper and frozenset((one.paper, paper)) not in self.twice
                )
                own = of[one.paper]
                found[one.paper].bcubed.append((own / (own + strange), own / sizes[one.paper]))


def scores(right: float, wrong: float, missed: float) -> dict[str, float]:
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / ((precision + recall) or 1),
    }


def measured(found: dict[str, Counts]) -> dict[str, dict[str, object]]:
    """Give the scores with their intervals."""
    rows = np.array(
        [
            (
                one.right,
                one.wrong,
                one.missed,
                sum(p for p, _ in one.bcubed),
                sum(r for _, r in one.bcubed),
                len(one.bcubed),
            )
            for one in (found[paper] for paper in sorted(found))
        ],
        dtype=float,
    )
    whole = _both(rows.sum(axis=0))
    chance = np.random.default_rng(5)
    samples = [
        _both(rows[chance.integers(0, len(rows), len(rows))].sum(axis=0)) for _ in range(SAMPLES)
    ]
    result: dict[str, dict[str, object]] = {}
    for sort in whole:
        result[sort] = {}
        for name, value in whole[sort].items():
            low, high = np.percentile([one[sort][name] for one in samples], [2.5, 97.5])
            result[sort][name] = [round(value, 4), round(float(low), 4), round(float(high), 4)]
    return result


def _both(sums: np.ndarray) -> dict[str, dict[str, float]]:
    right, wrong, missed, precision, recall, records = sums
    p, r = precision / records, recall / records
    return {
        "pairs": scores(right, wrong, missed),
        "b_cubed": {"precision": p, "recall": r, "f1": 2 * p * r / (p + r)},
    }


def by_kind(trial: Trial, groups: Groups, wrong_kinds: Counter[str]) -> dict[str, dict[str, float]]:
    """Give for each kind of rewriting how many were joined with their original, and wrongly."""
    group_of = {number: place for place, group in enumerate(groups) for number in group}
    originals = {
        one.paper: number for number, one in enumerate(trial.records) if one.kind == "original"
    }
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for number, one in enumerate(trial.records):
        if one.kind != "original" and one.paper in trial.drawn:
            total[one.kind] += 1
            right[one.kind] += group_of[number] == group_of[originals[one.paper]]
    return {
        kind: {
            "records": total[kind],
            "recall": round(right[kind] / total[kind], 4),
            "wrong": wrong_kinds[kind],
        }
        for kind in sorted(total)
    }


def hard(trial: Trial, groups: Groups) -> dict[str, object]:
    """Count the hard negatives that stand in one group."""
    places: dict[str, set[int]] = defaultdict(set)
    for place, group in enumerate(groups):
        for number in group:
            places[trial.records[number].paper].add(place)
    pairs = labelled("different")
    joined = [pair for pair in pairs if set.intersection(*(places[one] for one in pair))]
    why = Counter(pairs[pair] for pair in joined)
    return {"pairs": len(pairs), "joined": len(joined), "of": dict(why.most_common())}


def rewritings(records: Iterable[Record], *, drawn: set[str], extra: set[str]) -> list[Record]:
    found = []
    for one in records:
        chance = random.Random(hashed("rewriting" + one.paper))  # noqa: S311  # no secret
        if one.paper in drawn:
            found.extend(rewritten(one, chance) for _ in range(chance.choice([1, 2])))
        if one.paper in extra:
            found.append(rewritten(one, chance))
    return found


def main() -> None:
    options = argparse.ArgumentParser(description="Measure the identity of papers.")
    options.add_argument("--half", choices=["reported", "tuning"], default="reported")
    options.add_argument("--papers", type=int, default=None, help="draw from only so many papers")
    options.add_argument("--json", action="store_true")
    options.add_argument("--show", type=int, default=0, help="print so many wrong and missed pairs")
    chosen = options.parse_args()
    originals = population()[: chosen.papers]
    ranked = sorted(originals, key=lambda one: hashed(one.paper))
    drawn = {one.paper for one in [one for one in ranked if one.names][:DRAWN]}
    half = {
        paper for paper in drawn if (hashed("half" + paper) % 2 == 0) == (chosen.half == "tuning")
    }
    difficult = {paper for pair in labelled("different") for paper in pair}
    plain = [*originals, *rewritings(originals, drawn=drawn, extra=set())]
    harder = [*originals, *rewritings(originals, drawn=set(), extra=difficult)]
    result: dict[str, object] = {
        "half": chosen.half,
        "papers": len(half),
        "population": len(originals),
    }
    for setting in ("hidden", "known"):
        known = setting == "known"
        trial = Trial(plain, half, () if known else labelled("twice"))
        hard_trial = Trial(harder, set(), ())
        result[setting] = run(trial, hard_trial, known=known, show=chosen.show)
    if chosen.json:
        print(json.dumps(result))
    else:
        report(result)


def run(trial: Trial, hard_trial: Trial, *, known: bool, show: int) -> dict[str, object]:
    found: dict[str, object] = {}
    rules: dict[str, Callable[[Sequence[Paper]], Groups]] = {
        "exact title": by_exact_title,
        "normalised title and year": by_title_and_year,
        "first rule": by_first_rule,
    }
    papers = [as_paper(one, known=known) for one in trial.records]
    stubs = [one.kind == "reference" for one in trial.records]
    hard_papers = [as_paper(one, known=known) for one in hard_trial.records]
    hard_stubs = [one.kind == "reference" for one in hard_trial.records]
    for name, rule in rules.items():
        counts, _, _ = trial.counts(rule(papers))
        found[name] = measured(counts) | {"hard": hard(hard_trial, rule(hard_papers))}
    told: dict[str, float] = {}
    groups = by_cluster(papers, stubs, told)
    counts, wrong_kinds, wrong = trial.counts(groups)
    found["citeweave"] = measured(counts) | {
        "hard": hard(hard_trial, by_cluster(hard_papers, hard_stubs, {})),
        "kinds": by_kind(trial, groups, wrong_kinds),
        "cost": {name: round(value, 3) for name, value in told.items()},
    }
    for one, other in wrong[:show]:
        print("WRONG", one, other, sep="\n   ")
    if show:
        _print_missed(trial, groups, show)
    return found


def _print_missed(trial: Trial, groups: Groups, show: int) -> None:
    group_of = {number: place for place, group in enumerate(groups) for number in group}
    originals = {
        one.paper: number for number, one in enumerate(trial.records) if one.kind == "original"
    }
    missed = [
        one
        for number, one in enumerate(trial.records)
        if one.paper in trial.drawn and group_of[number] != group_of[originals[one.paper]]
    ]
    for one in missed[:show]:
        print("MISSED", one, trial.records[originals[one.paper]], sep="\n   ")


def report(result: dict[str, object]) -> None:
    print(f"{result['papers']} drawn papers of {result['population']}, {result['half']} half")
    for setting in ("hidden", "known"):
        print(f"\nidentifiers {setting}")
        for name, one in result[setting].items():  # type: ignore[attr-defined]
            for sort in ("pairs", "b_cubed"):
                told = "  ".join(
                    f"{score[0]} {value[0]:.4f} [{value[1]:.4f} {value[2]:.4f}]"
                    for score, value in one[sort].items()
                )
                print(f"  {name:26} {sort:8} {told}")
            hard_ones = one["hard"]
            print(f"  {name:26} hard: {hard_ones['joined']} of {hard_ones['pairs']} joined")
        for why, count in result[setting]["citeweave"]["hard"]["of"].items():  # type: ignore[index]
            print(f"    joined {count:3}: {why}")
        for kind, row in result[setting]["citeweave"]["kinds"].items():  # type: ignore[index]
            print(
                f"    {kind:14} {row['records']:5} recall {row['recall']:.4f} wrong {row['wrong']}"
            )
        print("   ", result[setting]["citeweave"]["cost"])  # type: ignore[index]


if __name__ == "__main__":
    main()
