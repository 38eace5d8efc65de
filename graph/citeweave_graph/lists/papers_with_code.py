"""Read what is left of Papers with Code, as copies in public repositories hold it.

Formats, as found in the files: `data/all_tasks.txt`, one task a line in quotes, and
`results/hierarchical/*.csv`, tasks with their parents (github.com/World-Snapshot/papers-with-code);
`documents.jsonl`, datasets with variants (github.com/viswavi/datafinder); `data/tasks/*.json`,
leader boards, and `synonyms.csv` (github.com/paperswithcode/sota-extractor); `manual_dicts.py`, two
dicts of names to aliases, read without running it (github.com/paperswithcode/axcell);
`data/*/*/*.md`, a JSON head between lines of "---" (github.com/virtualgraham/unsupervisedpapers).
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from citeweave_graph.identity.concept_names import concept_key
from citeweave_graph.lists.cleaning import is_junk, parted, same_thing
from citeweave_graph.lists.entries import Entry
from citeweave_schema.kinds import ConceptKind

__all__ = ["aliases_by_hand", "described_methods", "tasks_and_datasets"]

_SLUG = re.compile(r"[^a-z0-9]+")


def tasks_and_datasets(folder: Path) -> Iterator[Entry]:
    """Give the tasks and datasets under the folder `pwc`, uncleaned but for aliases."""
    parents = _parents(folder / "world-snapshot/results/hierarchical")
    known = (folder / "world-snapshot/data/all_tasks.txt").read_text("utf-8").splitlines()
    boards = list(_boards(folder / "sota-extractor/data/tasks"))
    tasks = [line.strip().strip('"').strip() for line in known]
    tasks += [name for kind, name in boards if kind is ConceptKind.TASK]
    yield from _tasks(tasks, parents, _synonyms(folder / "sota-extractor/data/tasks/synonyms.csv"))
    path = folder / "datafinder/anserini_search_collections"
    path /= "dataset_search_collection_description_title_only/documents.jsonl"
    yield from _datasets(path)
    for kind, name in boards:
        if kind is ConceptKind.DATASET and parted(name)[1]:
            yield _entry(kind, name, [])


def aliases_by_hand(folder: Path) -> Iterator[Entry]:
    """Give the metrics and datasets of axcell, uncleaned but for aliases."""
    path = folder / "axcell/axcell/models/linking/manual_dicts.py"
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            kind = {"metrics": ConceptKind.METRIC, "datasets": ConceptKind.DATASET}.get(
                node.targets[0].id
            )
            if kind is not None:
                for name, aliases in ast.literal_eval(node.value).items():
                    yield _entry(kind, name, aliases, scheme="axcell")


def described_methods(folder: Path) -> Iterator[Entry]:
    """Give the methods and tasks of unsupervisedpapers; what they are also known as, all of it."""
    for path in sorted((folder / "unsupervisedpapers/data").glob("*/*/*.md")):
        kind = ConceptKind.TASK if path.parts[-3] == "tasks" else ConceptKind.METHOD
        head = json.loads(path.read_text("utf-8").split("---")[1])
        yield Entry(
            kind=kind,
            name=str(head["title"]),
            aliases=tuple(map(str, head.get("also_known_as") or ())),
            ids=(f"unsupervisedpapers:{path.parent.name}",),
        )


def _entry(kind: ConceptKind, printed: str, others: Iterable[str], *, scheme: str = "pwc") -> Entry:
    """Make an entry of a printed name and the names beside it, each to where it belongs."""
    name, short = parted(printed)
    aliases: list[str] = [short, printed] if short else []
    variants: list[str] = []
    for other in dict.fromkeys(map(str.strip, others)):
        if other and other != name:
            (aliases if same_thing(name, other) else variants).append(other)
    slug = _SLUG.sub("-", printed.lower()).strip("-")
    return Entry(
        kind=kind,
        name=name,
        aliases=tuple(dict.fromkeys(aliases)),
        ids=(f"{scheme}:{kind.value.lower()}/{slug}",),
        variants=tuple(variants),
    )


def _datasets(path: Path) -> Iterator[Entry]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield _entry(ConceptKind.DATASET, row["id"].strip(), row["variants"])


def _tasks(
    names: Iterable[str], parents: dict[str, list[str]], synonyms: dict[str, list[str]]
) -> Iterator[Entry]:
    """Make the entries of tasks; one that is only the abbreviation of another joins it."""
    kind = ConceptKind.TASK
    good = [name for name in dict.fromkeys(names) if not is_junk(kind, name)]
    longs: dict[str, set[str]] = {}
    for name in good:
        long, short = parted(name)
        if short:
            longs.setdefault(short, set()).add(long)
    for name in good:
        if len(longs.get(name, ())) == 1:
            continue
        entry = _entry(kind, name, [])
        above = [one for one in parents.get(name, ()) if one != name and not is_junk(kind, one)]
        yield Entry(
            kind=kind,
            name=entry.name,
            aliases=(*entry.aliases, *synonyms.get(concept_key(kind, entry.name), ())),
            broader=tuple(dict.fromkeys(parted(one)[0] for one in above)),
            ids=entry.ids,
        )


def _parents(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["Parent Task"]:
                    found.setdefault(row["Task Name"], []).append(row["Parent Task"])
    return found


def _synonyms(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            found.setdefault(concept_key(ConceptKind.TASK, row["task"]), []).append(row["synonym"])
    return found


def _boards(folder: Path) -> Iterator[tuple[ConceptKind, str]]:
    """Give the names of tasks and datasets in leader boards."""
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        waiting: list[dict[str, Any]] = list(content) if isinstance(content, list) else [content]
        while waiting:
            task = waiting.pop()
            if task.get("task"):
                yield ConceptKind.TASK, str(task["task"])
            for dataset in task.get("datasets") or ():
                yield ConceptKind.DATASET, str(dataset.get("dataset") or "")
            waiting.extend(task.get("subtasks") or ())
