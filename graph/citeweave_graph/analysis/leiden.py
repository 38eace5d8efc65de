"""The Leiden algorithm for modularity, on plain lists.

Traag, V. A., Waltman, L. and van Eck, N. J. (2019), "From Louvain to Leiden: guaranteeing
well-connected communities", Scientific Reports 9:5233. Each round moves single nodes to where
modularity grows most, refines every community into parts that hang together, and goes on with
these parts as nodes; so a community never falls apart, as those of Louvain may.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["leiden", "modularity"]

_RANDOMNESS = 0.01
_ROUNDS = 10
_LEAST_GAIN = 1e-12


@dataclass(frozen=True, slots=True)
class _Level:
    """A network whose nodes may stand for several of the network below.

    Attributes:
        neighbours: of each node, the weights of its links to others.
        mass: the sum of the weights of all links of what a node stands for.
        scale: what a unit of mass times a unit of mass is expected to have of link weight.
        unit: the mean weight of a link, so that chance is the same whatever the weights' scale.
    """

    neighbours: list[dict[int, float]]
    mass: list[float]
    scale: float
    unit: float


def leiden(
    nodes: int,
    links: Iterable[tuple[int, int, float]],
    *,
    resolution: float = 1.0,
    seed: int = 0,
) -> list[int]:
    """Divide a network into communities; give the number of the community of each node.

    Communities are numbered from 0, the largest first, ties by the first node. The same seed
    gives the same division. Every community is connected.

    Args:
        nodes: how many there are, numbered from 0.
        links: first end, second end, weight above 0; several between two nodes add up, those
            of a node to itself are left out.
        resolution: of modularity (Reichardt and Bornholdt 2006); greater for more communities.
        seed: of what is drawn.

    >>> triangles = [(0, 1, 1), (1, 2, 1), (0, 2, 1), (3, 4, 1), (4, 5, 1), (3, 5, 1)]
    >>> leiden(6, [*triangles, (2, 3, 1)])
    [0, 0, 0, 1, 1, 1]
    """
    level = _level(nodes, links, resolution)
    chance = random.Random(seed)  # noqa: S311  # no secret
    division = list(range(nodes))
    quality = _quality(level, division)
    for _ in range(_ROUNDS):
        found = _parts(level, _round(level, division, chance))
        gained = _quality(level, found) - quality
        if gained <= _LEAST_GAIN * max(1.0, abs(quality)):
            break
        division, quality = found, quality + gained
    return _numbered(division)


def modularity(
    nodes: int,
    links: Iterable[tuple[int, int, float]],
    division: Sequence[int],
    *,
    resolution: float = 1.0,
) -> float:
    """Give the modularity of a division (Newman and Girvan 2004), 0 for a network without links.

    >>> round(modularity(4, [(0, 1, 1.0), (2, 3, 1.0)], [0, 0, 1, 1]), 3)
    0.5
    """
    level = _level(nodes, links, resolution)
    whole = sum(level.mass)
    return _quality(level, division) * 2 / whole if whole else 0.0


def _level(nodes: int, links: Iterable[tuple[int, int, float]], resolution: float) -> _Level:
    neighbours: list[dict[int, float]] = [{} for _ in range(nodes)]
    for first, second, weight in links:
        if first != second:
            neighbours[first][second] = neighbours[first].get(second, 0.0) + weight
            neighbours[second][first] = neighbours[second].get(first, 0.0) + weight
    mass = [sum(one.values()) for one in neighbours]
    whole = sum(mass)
    ends = sum(map(len, neighbours))
    return _Level(
        neighbours, mass, resolution / whole if whole else 0.0, whole / ends if ends else 1.0
    )


def _quality(level: _Level, division: Sequence[int]) -> float:
    """Give the link weight within communities above what is expected: modularity times m."""
    masses: dict[int, float] = {}
    within = 0.0
    for node, community in enumerate(division):
        masses[community] = masses.get(community, 0.0) + level.mass[node]
        within += sum(
            weight
            for other, weight in level.neighbours[node].items()
            if other > node and division[other] == community
        )
    return within - level.scale * sum(mass * mass for mass in masses.values()) / 2


def _round(level: _Level, division: Sequence[int], chance: random.Random) -> list[int]:
    """Move, refine and gather until nothing is left to gather."""
    community = _dense(division)
    above = list(range(len(level.mass)))
    while True:
        community = _dense(_moved(level, community, chance))
        if len(set(community)) == len(community):
            break
        refined = _dense(_refined(level, community, chance))
        if len(set(refined)) == len(refined):
            break
        above = [refined[one] for one in above]
        outer = [0] * (max(refined) + 1)
        for node, part in enumerate(refined):
            outer[part] = community[node]
        level, community = _gathered(level, refined), outer
    return [community[one] for one in above]


def _moved(level: _Level, division: Sequence[int], chance: random.Random) -> list[int]:
    """Move nodes to the neighbouring or an empty community that gains most, while any does."""
    community = list(division)
    mass, size = [0.0] * len(community), [0] * len(community)
    for node, one in enumerate(community):
        mass[one] += level.mass[node]
        size[one] += 1
    empty = [one for one, members in enumerate(size) if not members]
    order = list(range(len(community)))
    chance.shuffle(order)
    queue, waiting = deque(order), [True] * len(order)
    while queue:
        node = queue.popleft()
        waiting[node] = False
        here = community[node]
        mass[here] -= level.mass[node]
        size[here] -= 1
        best = _best(level, node, community, mass)
        if best is None:
            best = empty.pop() if size[here] else here
        mass[best] += level.mass[node]
        size[best] += 1
        if best == here:
            continue
        community[node] = best
        if not size[here]:
            empty.append(here)
        for other in level.neighbours[node]:
            if not waiting[other] and community[other] != best:
                waiting[other] = True
                queue.append(other)
    return community


def _best(level: _Level, node: int, community: Sequence[int], mass: Sequence[float]) -> int | None:
    """Give the community that gains most by a node; None where to be alone is better."""
    here = community[node]
    weights = {here: 0.0}
    for other, weight in level.neighbours[node].items():
        weights[community[other]] = weights.get(community[other], 0.0) + weight
    expected = level.scale * level.mass[node]
    best, most = here, weights[here] - expected * mass[here]
    for one, weight in weights.items():
        gain = weight - expected * mass[one]
        if gain > most + _LEAST_GAIN:
            best, most = one, gain
    return best if most >= -_LEAST_GAIN else None


def _refined(level: _Level, community: Sequence[int], chance: random.Random) -> list[int]:
    """Divide each community into parts, by merging single nodes that hang together well."""
    members: dict[int, list[int]] = {}
    for node, one in enumerate(community):
        members.setdefault(one, []).append(node)
    part = list(range(len(community)))
    for some in members.values():
        if len(some) > 1:
            _refine(level, some, community, part, chance)
    return part


def _refine(
    level: _Level,
    some: list[int],
    community: Sequence[int],
    part: list[int],
    chance: random.Random,
) -> None:
    """Merge the nodes of one community into parts, each named after its first node."""
    whole = sum(level.mass[node] for node in some)
    inside = {
        node: sum(
            weight
            for other, weight in level.neighbours[node].items()
            if community[other] == community[node]
        )
        for node in some
    }
    outward = dict(inside)
    mass = {node: level.mass[node] for node in some}
    alone = set(some)

    def hangs_together(one: int) -> bool:
        return outward[one] >= level.scale * mass[one] * (whole - mass[one]) - _LEAST_GAIN

    order = [node for node in some if hangs_together(node)]
    chance.shuffle(order)
    for node in order:
        if node not in alone:
            continue
        weights: dict[int, float] = {}
        for other, weight in level.neighbours[node].items():
            if community[other] == community[node]:
                weights[part[other]] = weights.get(part[other], 0.0) + weight
        expected = level.scale * level.mass[node]
        gains = {
            one: gain
            for one, weight in weights.items()
            if (gain := weight - expected * mass[one]) >= 0 and hangs_together(one)
        }
        chosen = _drawn({node: 0.0, **gains}, level.unit, chance)
        if chosen != node:
            part[node] = chosen
            outward[chosen] += inside[node] - 2 * weights[chosen]
            mass[chosen] += level.mass[node]
            alone -= {node, chosen}


def _drawn(gains: dict[int, float], unit: float, chance: random.Random) -> int:
    """Draw one, the likelier the greater its gain."""
    most = max(gains.values())
    odds = [math.exp((gain - most) / (unit * _RANDOMNESS)) for gain in gains.values()]
    return chance.choices(list(gains), odds)[0]


def _gathered(level: _Level, part: Sequence[int]) -> _Level:
    """Make each part one node."""
    count = max(part) + 1
    neighbours: list[dict[int, float]] = [{} for _ in range(count)]
    mass = [0.0] * count
    for node, one in enumerate(part):
        mass[one] += level.mass[node]
        found = neighbours[one]
        for other, weight in level.neighbours[node].items():
            if part[other] != one:
                found[part[other]] = found.get(part[other], 0.0) + weight
    return _Level(neighbours, mass, level.scale, level.unit)


def _parts(level: _Level, division: Sequence[int]) -> list[int]:
    """Make the connected parts of each community communities of their own, which never loses.

    Where a round ends because nothing could be refined, one may still hang together by nothing.
    """
    found = [-1] * len(division)
    count = 0
    for start in range(len(division)):
        if found[start] >= 0:
            continue
        found[start] = count
        waiting = [start]
        while waiting:
            node = waiting.pop()
            for other in level.neighbours[node]:
                if found[other] < 0 and division[other] == division[start]:
                    found[other] = count
                    waiting.append(other)
        count += 1
    return found


def _dense(division: Sequence[int]) -> list[int]:
    """Number communities from 0, in the order of their first nodes."""
    number: dict[int, int] = {}
    return [number.setdefault(one, len(number)) for one in division]


def _numbered(division: Sequence[int]) -> list[int]:
    """Number communities from 0, the largest first, ties by the first node."""
    size: dict[int, int] = {}
    for one in division:
        size[one] = size.get(one, 0) + 1
    order = sorted(size, key=lambda one: -size[one])
    number = {one: place for place, one in enumerate(order)}
    return [number[one] for one in division]
