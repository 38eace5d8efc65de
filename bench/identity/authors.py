"""How well author slots are told apart and put together, on slots of the ACL Anthology.

`python bench/identity/authors.py [FOLDER_OF_ACL_XML] [--write-extract]`

Population: the 1,509 author slots (October 2022, 62,200 papers) that carry an id such as
``yang-liu-edinburgh``, which the Anthology gives mostly to homonyms and to people known by several
names. The ids are hidden from what is measured, and so is that a slot has one. The slots are
clustered among all slots of their blocks (surname and first initial), with and without ids; the
result for a block does not depend on other blocks.

Pairs: all pairs of labelled slots whose names are compatible (`name_agreement.compatible`); a pair
is positive when the ids are equal. Pairwise precision, recall and F1 over these, and B-cubed of
labelled slots (clusters cut down to labelled slots). 95 % intervals from 1,000 bootstrap resamples
of names (whole blocks), seed 0. Most pairs are of one name, Yang Liu, which falls in the reporting
half; hence the wide intervals, and B-cubed beside.

Halves: a block whose SHA-256 begins with an even byte is for tuning, an odd one for reporting. The
two constants of the prior in `author_score` and `_RARE` were chosen on the tuning half; the weights
were fitted by `train_authors.py` to other names. Which features there are, how the training pairs
are drawn and `_STRONG` were settled on pairs of rare names, with the figures of both halves in
sight.

Baselines: equal normalised names are one author; and the rule used before: equal normalised names
with a co-author in common, transitively.

Without a folder the measurement runs on the extract in `data/`, which holds all papers that have a
slot in a labelled block. With the folder all slots are clustered, timed and counted too.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
from anthology import Paper, labelled_blocks, read, read_extract, slots_of, write_extract

from citeweave_graph.identity.author_slots import Slot, slot_blocks
from citeweave_graph.identity.authors import cluster
from citeweave_graph.identity.name_agreement import Agreement, compatible
from citeweave_schema.judgements import Verdict
from citeweave_schema.names import normal_person

RESAMPLES = 1_000
HALVES = ("tuning", "reporting", "whole")

Groups = Iterable[Sequence[Slot]]


@dataclass(frozen=True)
class Labelled:
    slot: Slot
    id: str

    @property
    def block(self) -> str:
        return slot_blocks(self.slot.author)[-1]

    @property
    def half(self) -> str:
        return HALVES[hashlib.sha256(self.block.encode()).digest()[0] % 2]


def ours(slots: Sequence[Slot]) -> Groups:
    return cluster(slots).groups


def equal_names(slots: Sequence[Slot]) -> Groups:
    found: dict[str, list[Slot]] = {}
    for slot in slots:
        found.setdefault(normal_person(slot.author.name), []).append(slot)
    return found.values()


def former_rule(slots: Sequence[Slot]) -> Groups:
    graph: nx.Graph = nx.Graph()
    for number, slot in enumerate(slots):
        graph.add_node(number)
        name = normal_person(slot.author.name)
        graph.add_edges_from((number, (name, other)) for other in slot.companions if other != name)
    return [
        [slots[one] for one in group if isinstance(one, int)]
        for group in nx.connected_components(graph)
    ]


def counted(labelled: Sequence[Labelled], of: dict[str, int]) -> np.ndarray:
    """Give a row for each name: true, false and missed pairs, B-cubed sums, slots."""
    blocks: dict[str, list[Labelled]] = {}
    for one in labelled:
        blocks.setdefault(one.block, []).append(one)
    return np.array([_row(members, of) for _, members in sorted(blocks.items())])


def _row(members: Sequence[Labelled], of: dict[str, int]) -> list[float]:
    row = [0.0] * 6
    for number, one in enumerate(members):
        mine = of[one.slot.key]
        together = [other for other in members if of[other.slot.key] == mine]
        same = [other for other in members if other.id == one.id]
        both = sum(other.id == one.id for other in together)
        row[3] += both / len(together)
        row[4] += both / len(same)
        row[5] += 1
        for other in members[:number]:
            if compatible(one.slot.name, other.slot.name) is Agreement.CONFLICT:
                continue
            joined, true = of[other.slot.key] == mine, other.id == one.id
            row[0] += joined and true
            row[1] += joined and not true
            row[2] += true and not joined
    return row


def figures(total: np.ndarray) -> np.ndarray:
    """Give pairwise and B-cubed precision, recall and F1."""
    true, false, missed, precise, recalled, slots = total
    found = []
    for precision, recall in (
        (true / max(true + false, 1), true / max(true + missed, 1)),
        (precise / slots, recalled / slots),
    ):
        found += [precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)]
    return np.array(found)


def report(what: str, rows: np.ndarray) -> None:
    chance = np.random.default_rng(0)
    drawn = chance.integers(len(rows), size=(RESAMPLES, len(rows)))
    spread = np.array([figures(rows[some].sum(axis=0)) for some in drawn])
    low, high = np.percentile(spread, [2.5, 97.5], axis=0)
    shown = figures(rows.sum(axis=0))
    parts = [
        f"{name} {value:.3f} [{least:.3f}, {most:.3f}]"
        for name, value, least, most in zip(
            ("P", "R", "F1", "B3-P", "B3-R", "B3-F1"), shown, low, high, strict=True
        )
    ]
    print(f"  {what:<10} {len(rows):>3} names  " + "  ".join(parts))


def measure(papers: Sequence[Paper]) -> None:
    blocks = labelled_blocks(papers)
    touched = [
        (slot, label) for slot, label in slots_of(papers) if slot_blocks(slot.author)[-1] in blocks
    ]
    slots = [slot for slot, _ in touched]
    labelled = [Labelled(slot, label) for slot, label in touched if label]
    print(f"{len(labelled):,} labelled slots among {len(slots):,} of {len(blocks)} blocks")
    rules: dict[str, Callable[[Sequence[Slot]], Groups]] = {
        "equal names": equal_names,
        "equal names and a common co-author": former_rule,
        "identity/authors.py": ours,
    }
    for name, rule in rules.items():
        print(name)
        of = {slot.key: number for number, group in enumerate(rule(slots)) for slot in group}
        for half in HALVES:
            report(half, counted([one for one in labelled if half in (one.half, "whole")], of))


def measure_all(papers: Sequence[Paper]) -> None:
    slots = [slot for slot, _ in slots_of(papers)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    found = cluster(slots)
    taken = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sizes = Counter(map(len, found.groups))
    rules = Counter(f"{one.verdict.value} by {one.rule}" for one in found.decisions)
    unsure = sum(one.verdict is Verdict.UNSURE for one in found.decisions)
    print(
        f"all {len(slots):,} slots: {len(found.groups):,} authors, largest {max(sizes)}, "
        f"{sizes[1]:,} of one slot, {unsure:,} unsure pairs; {taken:.1f} s of processor time, "
        f"memory {before // 1024} MB before and {peak // 1024} MB at most"
    )
    print("  " + ", ".join(f"{count:,} {rule}" for rule, count in sorted(rules.items())))


def main(arguments: Sequence[str]) -> None:
    folders = [Path(one) for one in arguments if not one.startswith("--")]
    if not folders:
        measure(read_extract())
        return
    papers = list(read(folders[0]))
    if "--write-extract" in arguments:
        blocks = labelled_blocks(papers)
        write_extract(
            paper
            for paper in papers
            if any(slot_blocks(slot.author)[-1] in blocks for slot, _ in slots_of([paper]))
        )
    measure(papers)
    measure_all(papers)


if __name__ == "__main__":
    main(sys.argv[1:])
