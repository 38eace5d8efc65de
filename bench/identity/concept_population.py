"""The names that `concepts.py` measures on, and what is true of them. Nothing is predicted here.

PROTOCOL (written before the first measurement on held-out groups, kept since)

Lists. An entry of a shipped list that states kinds gives one group: its name and its aliases. The
aliases were chosen by rules that do not ask for the key under test (`lists.cleaning.same_thing`).
Groups of one kind that share a name, but for case, spaces
and hyphens, are one. Every variant that those rules refused (a split, a size, a setting, a part, or
something else altogether) is a group of its own, so that the names which look most alike are there
to be told apart; so is every entry without an alias.
Half of the groups is held out, by a hash of the canonical name; tables of names may hold the other
half only, and errors are looked at in that half only.

Gold. Each paper of nlp/gold/train.jsonl and dev.jsonl gives its annotated names. A pair of names
of one annotated concept, of which one is short for the other (`is_short_for`), is one thing. Names
of two annotated concepts of one kind are two. Other pairs within a concept ("LoRA fine-tuning",
"LoRA") are left out: the guideline calls them one in that paper, not everywhere.

Pairs. Lists: all pairs of names within a kind. Gold: the pairs above, within a paper. Across
papers: each short form once more with its own paper's definition and long forms hidden; it should
then go where its paper's long form goes if another paper's text defines it so, and else stay apart.
A definition is what `citeweave_nlp.abbreviations` finds in a text, not what is annotated; it has
the kinds in which its paper has the short or the long form, and the borders of a name where one
ends it. Errors are looked at in every second paper only; the others are "unseen" in the result.

Sorts. A pair is *spelling* if the letters and digits are nearly equal, *abbreviation* if one is
short for the other, else *synonym*: nothing in the strings says that the two are one.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from citeweave_graph.lists import Entry, NameLists
from citeweave_schema.kinds import CONCEPT_KINDS, ConceptKind
from citeweave_schema.names import digest

GOLD = Path(__file__).parents[2] / "nlp/gold"
_CLOSE = 0.8


@dataclass(slots=True)
class Group:
    """Names that are one thing."""

    kind: ConceptKind
    names: list[str]
    variants: list[str] = field(default_factory=list)


@dataclass(slots=True)
class AnnotatedPaper:
    """The annotated concepts of a paper: kind and names of each."""

    id: str
    text: str
    concepts: list[tuple[ConceptKind, list[str]]]


def is_open(kind: str, name: str) -> bool:
    """Tell in which half a group is, by its canonical name."""
    return int(digest("half", kind, name.casefold())[-1], 16) % 2 == 0


def keep_open(_: str, entry: Entry) -> bool:
    """Keep what a table may hold: the open half, and lists without kinds, which have no aliases."""
    return entry.kind is None or is_open(entry.kind, entry.name)


def list_groups(*, opened: bool) -> list[Group]:
    """Give the groups of one half."""
    groups = _all_groups()
    return [one for one in groups if is_open(one.kind, one.names[0]) is opened]


def _all_groups() -> list[Group]:
    entries = [entry for _, entry in NameLists().entries() if entry.kind is not None]
    home: dict[tuple[str, str], int] = {}
    parent = list(range(len(entries)))

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    for number, entry in enumerate(entries):
        for name in entry.names:
            other = home.setdefault((str(entry.kind), _shared(name)), number)
            first, second = sorted((root(number), root(other)))
            parent[second] = first
    found: dict[int, Group] = {}
    for number, entry in enumerate(entries):
        assert entry.kind is not None
        group = found.setdefault(root(number), Group(entry.kind, []))
        group.names.extend(name for name in entry.names if name not in group.names)
        group.variants.extend(entry.variants)
    groups = list(found.values())
    for group in list(groups):
        for variant in dict.fromkeys(group.variants):
            if (str(group.kind), _shared(variant)) not in home:
                home[str(group.kind), _shared(variant)] = -1
                groups.append(Group(group.kind, [variant]))
    return groups


def _shared(name: str) -> str:
    return re.sub(r"[\s-]+", "", name.casefold())


def papers() -> list[AnnotatedPaper]:
    """Give the annotated papers."""
    return [paper for name in ("train", "dev") for paper in _papers(GOLD / f"{name}.jsonl")]


def _papers(path: Path) -> Iterator[AnnotatedPaper]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        concepts = [
            (ConceptKind(one["type"]), list(dict.fromkeys([one["name"], *one["aliases"]])))
            for one in row["entities"]
            if one["type"] in CONCEPT_KINDS
        ]
        yield AnnotatedPaper(row["id"], f"{row['title']}\n{row['abstract'] or ''}", concepts)


def letters(name: str) -> str:
    """Give the letters and digits of a name."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def is_short_for(short: str, long: str) -> bool:
    """Tell whether a name is an abbreviation of another: one word with two capitals whose letters,
    a plural "s" aside, all stand in the other in order, from its first letter on."""
    core = re.sub(r"(?<=[A-Z])s$", "", short)
    if len(core.split()) != 1 or not 2 <= len(core) <= 12 or len(long.split()) < 2:
        return False
    if "(" in long or sum(sign.isupper() for sign in core) < 2 or 2 * len(core) > len(long):
        return False
    rest = iter(letters(long))
    return letters(core)[:1] == letters(long)[:1] and all(one in rest for one in letters(core))


def sort_of(one: str, other: str) -> str:
    """Give the sort of a pair that is one thing."""
    if is_short_for(one, other) or is_short_for(other, one):
        return "abbreviation"
    if Levenshtein.normalized_similarity(letters(one), letters(other)) >= _CLOSE:
        return "spelling"
    if re.search(r"\((?:[^()]*[A-Z]){2}[^()]*\)", f"{one} {other}"):
        return "abbreviation"
    return "synonym"
