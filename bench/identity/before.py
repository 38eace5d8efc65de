"""What a measurement of identity is compared with: naive rules, and the project's first one.

The first rule joined records of one normalised title when no known year, first author or
identifier differed, and where the linked records did not all agree, only those that said the
same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations

import networkx as nx

from citeweave_schema import Paper
from citeweave_schema.names import normal_person, normal_title

Groups = list[list[int]]


def by_exact_title(papers: Sequence[Paper]) -> Groups:
    return _grouped(paper.title for paper in papers)


def by_title_and_year(papers: Sequence[Paper]) -> Groups:
    return _grouped((normal_title(one.title), one.date and one.date.year) for one in papers)


def _grouped(keys: Iterable[Hashable]) -> Groups:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        found[key].append(number)
    return list(found.values())


Facts = tuple[frozenset[int], frozenset[str], frozenset[str]]


def _facts(papers: Iterable[Paper]) -> Facts:
    ones = list(papers)
    return (
        frozenset(one.date.year for one in ones if one.date and one.date.year),
        frozenset(
            (normal_person(one.authors[0].name).split() or [""])[-1] for one in ones if one.authors
        ),
        frozenset(str(identifier) for one in ones for identifier in one.identifiers),
    )


def _agree(one: Facts, other: Facts) -> bool:
    return all(
        not mine or not theirs or bool(mine & theirs)
        for mine, theirs in zip(one, other, strict=True)
    )


def by_first_rule(papers: Sequence[Paper]) -> Groups:
    parts = _grouped(paper.key for paper in papers)
    facts = [_facts(papers[number] for number in part) for part in parts]
    titled: dict[str, list[int]] = defaultdict(list)
    for place, part in enumerate(parts):
        for title in {normal_title(papers[number].title) for number in part}:
            titled[title].append(place)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(parts)))
    for title, places in titled.items():
        if title:
            graph.add_edges_from(_joined(facts, places))
    return [
        [number for place in group for number in parts[place]]
        for group in nx.connected_components(graph)
    ]


def _joined(facts: list[Facts], places: list[int]) -> list[tuple[int, int]]:
    linked: nx.Graph[int] = nx.Graph()
    linked.add_nodes_from(places)
    linked.add_edges_from((a, b) for a, b in combinations(places, 2) if _agree(facts[a], facts[b]))
    found = []
    for group in nx.connected_components(linked):
        within = list(combinations(sorted(group), 2))
        whole = all(_agree(facts[a], facts[b]) for a, b in within)
        found.extend((a, b) for a, b in within if whole or facts[a] == facts[b])
    return found
