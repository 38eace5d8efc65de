"""Are the names of one concept one node, and the names of two concepts two?

`python bench/identity/concepts.py [--open | --errors]` prints one line of JSON; with --open of the
open half, without tables; with --errors it lists what went wrong there instead. The population and
what is true of it are in `concept_population.py`, with the protocol. Predictors:

- exact: names are one when they are equal;
- normal_form: when the extractor's normal form is equal, and within a paper its definitions;
- key: `concept_key`, the open half of the lists, and `resolve` with what texts define.

B-cubed (B3) is over the names of groups with aliases: the many without would flatter it. Intervals
are 95 % by 1,000 resamples of groups and papers.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from concept_population import (
    AnnotatedPaper,
    Group,
    is_short_for,
    keep_open,
    list_groups,
    papers,
    sort_of,
)
from concept_tally import Tally

from citeweave_graph.identity.abbreviations import CREDIBLE, LongForm, own_long_forms, resolve
from citeweave_graph.identity.concept_names import concept_key, surface_key
from citeweave_graph.lists import NameLists
from citeweave_graph.lists.cleaning import parted
from citeweave_nlp.abbreviations import definitions
from citeweave_schema.kinds import ConceptKind
from citeweave_schema.names import normal_form

Key = Callable[[ConceptKind, str], str]


def tally_lists(
    groups: list[Group], key: Key, *, synonyms: bool = True, raw: bool = False
) -> Tally:
    """Count the pairs of names within each kind.

    Args:
        groups: what is one.
        key: what is predicted to be one.
        synonyms: whether pairs that no string tells to be one count as missed.
        raw: whether refused variants count as names of their group, as the lists have them.
    """
    tally = Tally(units=len(groups))
    named = [(g, name) for g, group in enumerate(groups) for name in group.names]
    if raw:
        named += [(g, name) for g, group in enumerate(groups) for name in group.variants]
    clusters: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for unit, name in named:
        clusters[groups[unit].kind, key(groups[unit].kind, name)].append((unit, name))
    sizes = Counter(unit for unit, _ in named)
    for members in clusters.values():
        for (one, _), (other, _) in combinations(members, 2):
            if one == other:
                tally.right[one] += 1
            else:
                tally.wrong[min(one, other), max(one, other)] += 1
        own = Counter(unit for unit, _ in members)
        for unit, _ in members:
            if sizes[unit] > 1:
                tally.items.append((unit, own[unit] / len(members), own[unit] / sizes[unit]))
    for unit, group in enumerate(groups):
        names = group.names + (group.variants if raw else [])
        apart = [
            (one, other)
            for one, other in combinations(names, 2)
            if key(group.kind, one) != key(group.kind, other)
        ]
        tally.missed[unit] = sum(synonyms or sort_of(*pair) != "synonym" for pair in apart)
    return tally


class Defined:
    """What the texts of papers, and names with brackets, define: (short, long) by their keys."""

    def __init__(
        self,
        found: list[AnnotatedPaper],
        names: Iterable[str],
        key: Key,
        lists: NameLists | None = None,
    ) -> None:
        self._key = key
        self._lists = lists
        self.by_paper: dict[str, dict[str, str]] = {}
        self.names: dict[str, list[tuple[str, ...]]] = {}
        for paper in found:
            self.by_paper[paper.id] = dict(_defined(paper))
        self._papers = {paper.id: paper for paper in found}
        self._from_names = {short: long for long, short in map(parted, names) if short}
        self._longs: dict[ConceptKind, dict[str, dict[str, set[str]]]] = {}

    def longs(self, kind: ConceptKind, short: str, without: str = "") -> dict[str, LongForm]:
        """Give the long forms that papers but one, and lists, have for a short form."""
        if kind not in self._longs:
            self._longs[kind] = self._collected(kind)
        found: dict[str, LongForm] = {}
        for long, ids in self._longs[kind].get(self._key(kind, short), {}).items():
            left = ids - {without}
            if left:
                company = Counter(
                    name for one in left if one in self._papers for name in self.local(one)
                )
                found[long] = LongForm(len(left), company)
        listed = self._lists.spelt_out(kind, self._key(kind, short)) if self._lists else None
        if listed:
            said = found.get(f"{kind}:{listed}", LongForm(0))
            found[f"{kind}:{listed}"] = LongForm(said.papers + CREDIBLE, said.company)
        return found

    def local(self, paper: str) -> set[str]:
        """Give the local names of a paper."""
        return {
            f"{kind}:{self._key(kind, name)}"
            for kind, names in self._papers[paper].concepts
            for name in names
        }

    def _collected(self, kind: ConceptKind) -> dict[str, dict[str, set[str]]]:
        longs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for paper, pairs in self.by_paper.items():
            known = {
                self._key(kind, name)
                for k, names in self._papers[paper].concepts
                for name in names
                if k is kind
            }
            for short, long in pairs.items():
                if not known.isdisjoint((self._key(kind, short), self._key(kind, long))):
                    self._put(longs, kind, (short, long), paper)
        for pair in self._from_names.items():
            self._put(longs, kind, pair, "a name")
        return longs

    def _put(
        self,
        longs: dict[str, dict[str, set[str]]],
        kind: ConceptKind,
        pair: tuple[str, str],
        paper: str,
    ) -> None:
        short, long = (self._key(kind, one) for one in pair)
        if short != long:
            longs[short][f"{kind}:{long}"].add(paper)


def _defined(paper: AnnotatedPaper) -> Iterator[tuple[str, str]]:
    """Give the definitions of a text; where no name is a long form but one ends it, that counts.

    As the extractor does it (`citeweave_nlp.grouping`), given that it found the right names.
    """
    names = {name for _, some in paper.concepts for name in some}
    forms = {normal_form(name) for name in names}
    for one in definitions(paper.text):
        long = paper.text[one.long_start : one.long_end]
        if normal_form(long) not in forms:
            ending = [name for name in names if paper.text[: one.long_end].endswith(name)]
            long = max(ending, key=len, default=long)
        yield paper.text[one.short_start : one.short_end], long


def resolving(key: Key, defined: Defined) -> Key:
    """Give a key that takes abbreviations for their long forms."""

    def resolved(kind: ConceptKind, name: str) -> str:
        own = f"{kind}:{key(kind, name)}"
        return resolve(own, defined.longs(kind, name)).name.partition(":")[2]

    return resolved


def tally_papers(
    found: list[AnnotatedPaper], key: Key, defined: Defined | None, *, rules: bool = False
) -> Tally:
    """Count the pairs within papers, each with its own definitions.

    Args:
        found: the papers.
        key: what is predicted to be one.
        defined: what texts define; None for a predictor that does not look.
        rules: whether `own_long_forms` and `resolve` are used, or what the paper defines alone.
    """
    tally = Tally(units=len(found))
    for unit, paper in enumerate(found):
        targets = _targets(paper, key, defined, rules=rules)
        named = [
            (number, kind, name, targets.get(f"{kind}:{key(kind, name)}", key(kind, name)))
            for number, (kind, names) in enumerate(paper.concepts)
            for name in names
        ]
        for one, other in combinations(named, 2):
            _count(tally, unit, one, other)
    return tally


def _targets(
    paper: AnnotatedPaper, key: Key, defined: Defined | None, *, rules: bool
) -> dict[str, str]:
    """Give the key to which each local name of a paper goes, where it is another."""
    if defined is None:
        return {}
    longs = {
        f"{kind}:{key(kind, short)}": f"{kind}:{key(kind, long)}"
        for kind in ConceptKind
        for short, long in defined.by_paper[paper.id].items()
    }
    if rules:
        surfaces: dict[str, list[str]] = defaultdict(list)
        for kind, names in paper.concepts:
            for name in names:
                surfaces[f"{kind}:{key(kind, name)}"].append(name)
        longs = own_long_forms(surfaces) | longs
        for kind, names in paper.concepts:
            for name in names:
                own = f"{kind}:{key(kind, name)}"
                if own not in longs:
                    known = defined.longs(kind, name, without=paper.id)
                    longs[own] = resolve(own, known, surfaces).name
    return {short: long.partition(":")[2] for short, long in longs.items()}


def _count(
    tally: Tally,
    unit: int,
    one: tuple[int, ConceptKind, str, str],
    other: tuple[int, ConceptKind, str, str],
) -> None:
    if one[1] != other[1]:
        return
    if one[0] != other[0]:
        tally.wrong[unit, unit] += one[3] == other[3]
    elif is_short_for(one[2], other[2]) or is_short_for(other[2], one[2]):
        (tally.right if one[3] == other[3] else tally.missed)[unit] += 1


def tally_across(
    found: list[AnnotatedPaper], key: Key, defined: Defined, wrong: list[str] | None = None
) -> Tally:
    """Count the short forms whose own paper is hidden from them."""
    tally = Tally(units=len(found))
    for unit, paper in enumerate(found):
        for kind, names in paper.concepts:
            shorts = [one for one in names if any(is_short_for(one, long) for long in names)]
            right = {f"{kind}:{key(kind, one)}" for one in names if one not in shorts}
            seen: set[str] = set()
            for short in shorts:
                own = f"{kind}:{key(kind, short)}"
                if own in seen or own in right:
                    continue
                seen.add(own)
                longs = defined.longs(kind, short, without=paper.id)
                others = defined.local(paper.id) - right
                to = resolve(own, longs, others)
                if to.name in right:
                    tally.right[unit] += 1
                elif to.name != own:
                    tally.wrong[unit, unit] += 1
                    if wrong is not None:
                        wrong.append(f"{paper.id} {short}: {to.name}, not {sorted(right)}")
                elif right & longs.keys():
                    tally.missed[unit] += 1
                    if wrong is not None:
                        wrong.append(f"{paper.id} {short}: apart, {to.decision}")
    return tally


def main(*, opened: bool = False) -> dict[str, object]:
    """Measure one half with tables of the other, the open one without tables, and the gold."""
    groups, found = list_groups(opened=opened), papers()
    lists = NameLists(keep=(lambda _, entry: entry.kind is None) if opened else keep_open)

    def listed(kind: ConceptKind, name: str) -> str:
        return lists.canonical(kind, surface_key(kind, name))

    def exact(_: ConceptKind, name: str) -> str:
        return name

    def normal(_: ConceptKind, name: str) -> str:
        return normal_form(name)

    names = [name for group in groups for name in group.names]
    defined = Defined(found, names, listed, lists)
    sorts = Counter(
        sort_of(one, other) for group in groups for one, other in combinations(group.names, 2)
    )
    results: dict[str, object] = {
        "groups": {
            "all": len(groups),
            "with_aliases": sum(len(group.names) > 1 for group in groups),
            "pairs_that_are_one": dict(sorts),
        },
        "papers": len(found),
        "keys_per_second": speed(),
    }
    for name, key, listed_key, texts in (
        ("exact", exact, exact, None),
        ("normal_form", normal, normal, Defined(found, [], normal)),
        ("key", listed, resolving(listed, defined), defined),
    ):
        whole = tally_lists(groups, listed_key)
        rows: dict[str, object] = {
            "lists": whole.figures(),
            "lists_without_synonyms": tally_lists(groups, listed_key, synonyms=False).figures(),
            "lists_as_found": tally_lists(groups, listed_key, raw=True).figures(),
            "abbreviations_within_papers": tally_papers(
                found, key, texts, rules=name == "key"
            ).figures(),
        }
        whole.add(tally_papers(found, key, texts, rules=name == "key"))
        if texts:
            unseen = tally_papers(found[1::2], key, texts, rules=name == "key")
            rows["abbreviations_within_papers_unseen"] = unseen.figures()
            unseen = tally_across(found[1::2], key, texts)
            rows["abbreviations_across_papers_unseen"] = unseen.figures()
            across = tally_across(found, key, texts)
            rows["abbreviations_across_papers"] = across.figures()
            whole.add(across)
        whole.items = []
        rows["all"] = whole.figures()
        results[name] = rows
    return results


def speed() -> dict[str, int]:
    """Give the keys a second of processor time, of names seen for the first time and again."""
    names = [entry.name for _, entry in NameLists().entries()][:50_000]
    concept_key.cache_clear()
    rates = {}
    for what in ("new", "cached"):
        began = time.process_time()
        for name in names:
            concept_key(ConceptKind.METHOD, name)
        rates[what] = round(len(names) / (time.process_time() - began))
    return rates


def errors() -> None:
    """List what goes wrong in the open half, tables empty, and with hidden papers."""
    groups = list_groups(opened=True)
    by_key: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for number, group in enumerate(groups):
        for name in group.names:
            by_key[group.kind, concept_key(group.kind, name)].append((number, name))
        for one, other in combinations(group.names, 2):
            if concept_key(group.kind, one) != concept_key(group.kind, other):
                print("missed", group.kind, sort_of(one, other), repr(one), repr(other))
    for members in by_key.values():
        if len({number for number, _ in members}) > 1:
            print("wrong", [name for _, name in members])
    found = papers()[::2]
    defined = Defined(found, [], concept_key)
    wrong: list[str] = []
    tally_across(found, concept_key, defined, wrong)
    print(*wrong, sep="\n")


if __name__ == "__main__":
    if "--errors" in sys.argv:
        errors()
    else:
        print(json.dumps(main(opened="--open" in sys.argv)))
