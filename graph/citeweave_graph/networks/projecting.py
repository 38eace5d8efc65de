"""From "who occurs where" to "who occurs together", as arrays: sparse matrix products.

With A the matrix of units and the places in which they occur (authors and papers, cited papers
and reference lists, concepts and papers), the number of places that two units share is an entry
of A Aᵀ. Counted fractionally, a place in which n units occur adds 1 / (n - 1) to each pair:
each unit's occurrence there counts one, shared by its links (Perianes-Rodriguez, Waltman and
van Eck 2016).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from citeweave_graph.networks.asking import Counting, NetworkQuestion, Normalisation
from citeweave_graph.networks.reading import Pair
from citeweave_schema.errors import UsageError

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["Links", "Occurrences", "check_size", "occurrences", "through", "together"]

_BLOCK = 10_000_000
"""So many products of entries at once: bounds the memory, whatever the network."""

Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]
Matrix: TypeAlias = "sparse.csr_array[np.float64, tuple[int, int]]"


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Which units occur in which places, each pair once.

    Attributes:
        units: ids of the units, sorted.
        places: ids of the places, sorted.
        matrix: units by places, 1.0 where one occurs in the other.
    """

    units: tuple[str, ...]
    places: tuple[str, ...]
    matrix: Matrix

    @property
    def counts(self) -> Numbers:
        """In how many places each unit occurs."""
        return np.diff(self.matrix.indptr).astype(np.int64)

    @property
    def sizes(self) -> Weights:
        """How many units occur in each place."""
        return np.asarray(self.matrix.sum(axis=0), dtype=np.float64).ravel()

    def largest(self, most: int | None) -> Numbers:
        """Give the indexes of the units that occur most, ties by id, in the order of ids."""
        if most is None or most >= len(self.units):
            return np.arange(len(self.units))
        order = np.argsort(-self.counts, kind="stable")
        return np.sort(order[:most])

    def only(self, chosen: Numbers) -> Occurrences:
        """Give the same of some units, by their indexes; the places stay."""
        units = tuple(self.units[number] for number in chosen.tolist())
        return Occurrences(units, self.places, self.matrix[chosen])


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a network, by the indexes of their ends.

    Attributes:
        first: index of one end.
        second: index of the other.
        count: in how many places they occur together.
        weight: what that counts.
    """

    first: Numbers
    second: Numbers
    count: Numbers
    weight: Weights


def occurrences(pairs: Iterable[Pair]) -> Occurrences:
    """Collect pairs of unit and place.

    >>> found = occurrences([("ada", "p1"), ("wei", "p1"), ("ada", "p2"), ("ada", "p2")])
    >>> found.units, found.places, found.counts.tolist(), found.sizes.tolist()
    (('ada', 'wei'), ('p1', 'p2'), [2, 1], [2.0, 1.0])
    """
    from scipy import sparse  # noqa: PLC0415  # takes longer than all of `import citeweave_graph`

    distinct = set(pairs)
    units = sorted({unit for unit, _ in distinct})
    places = sorted({place for _, place in distinct})
    row = {one: number for number, one in enumerate(units)}
    column = {one: number for number, one in enumerate(places)}
    rows = np.fromiter((row[unit] for unit, _ in distinct), np.int64, len(distinct))
    columns = np.fromiter((column[place] for _, place in distinct), np.int64, len(distinct))
    shape = (len(units), len(places))
    matrix = sparse.csr_array((np.ones(len(distinct)), (rows, columns)), shape=shape)
    matrix.sort_indices()
    return Occurrences(tuple(units), tuple(places), matrix)


def together(found: Occurrences, chosen: Numbers, question: NetworkQuestion) -> Links:
    """Give the links among chosen units, each once, by index among the chosen.

    Raises:
        UsageError: there would be more than the question takes.

    >>> found = occurrences([("a", "p"), ("b", "p"), ("c", "p"), ("a", "q"), ("b", "q")])
    >>> every = found.largest(None)
    >>> together(found, every, NetworkQuestion()).count.tolist()
    [2, 1, 1]
    >>> together(found, every, NetworkQuestion(counting=Counting.FRACTIONAL)).weight.tolist()
    [1.5, 0.5, 0.5]
    """
    matrix = found.matrix[chosen]
    sizes = found.sizes
    share = np.ones_like(sizes)
    if question.counting is Counting.FRACTIONAL:
        share = 1 / np.maximum(sizes - 1, 1)
    occurring = found.counts[chosen].astype(np.float64)
    parts: list[Links] = []
    total = 0
    for first, last in _blocks(matrix, len(chosen)):
        part = _kept(_block(matrix, share, first, last), occurring, question)
        total += len(part.first)
        check_size(total, question)
        parts.append(part)
    return _joined(parts)


def check_size(links: int, question: NetworkQuestion) -> None:
    """Refuse a network that nothing could hold.

    Raises:
        UsageError: it has more than the question takes.
    """
    if links > question.most_links:
        raise UsageError(
            f"the network has more than {question.most_links:,} links; ask for fewer years or "
            "nodes, for a greater least count or weight, or for more links (`most_links`)"
        )


def _blocks(matrix: Matrix, rows: int) -> Iterator[tuple[int, int]]:
    """Give ranges of rows, each of about so much work."""
    sizes = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
    work = np.asarray(matrix @ sizes, dtype=np.float64).ravel()
    first = 0
    done = np.cumsum(work)
    while first < rows:
        before = done[first - 1] if first else 0
        last = int(np.searchsorted(done, before + _BLOCK, side="right"))
        last = min(max(last, first + 1), rows)
        yield first, last
        first = last


def _block(matrix: Matrix, share: Weights, first: int, last: int) -> Links:
    """Give the links of some rows with the rows after them."""
    ours, rest = matrix[first:last], matrix[first:].T.tocsr()
    found = _products(ours, rest, share)
    above = found.second > found.first
    return Links(
        found.first[above] + first,
        found.second[above] + first,
        found.count[above],
        found.weight[above],
    )


def _products(ours: Matrix, theirs: Matrix, share: Weights) -> Links:
    """Give the entries of a product, and of the same with each place counting its share.

    Nothing is negative, so both products have the same entries in the same order.
    """
    from scipy import sparse  # noqa: PLC0415  # as above

    counted = (ours @ theirs).tocsr()
    counted.sort_indices()
    count = np.rint(counted.data).astype(np.int64)
    weight = count.astype(np.float64)
    if not (share == 1).all():
        weighed = (ours @ sparse.diags_array(share) @ theirs).tocsr()
        weighed.sort_indices()
        weight = np.asarray(weighed.data, dtype=np.float64)
    row = np.repeat(np.arange(counted.shape[0], dtype=np.int64), np.diff(counted.indptr))
    return Links(row, counted.indices.astype(np.int64), count, weight)


def _kept(links: Links, occurring: Weights, question: NetworkQuestion) -> Links:
    weight = _normalised(
        links.weight, occurring[links.first], occurring[links.second], question.normalisation
    )
    kept = (links.count >= question.min_count) & (weight >= question.min_weight)
    return Links(links.first[kept], links.second[kept], links.count[kept], weight[kept])


def _normalised(weight: Weights, here: Weights, there: Weights, how: Normalisation) -> Weights:
    match how:
        case Normalisation.ASSOCIATION:
            return weight / (here * there)
        case Normalisation.SALTON:
            return weight / np.sqrt(here * there)
        case Normalisation.JACCARD:
            return weight / (here + there - weight)
        case Normalisation.NONE:
            return weight


def _joined(parts: Sequence[Links]) -> Links:
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Links(nothing, nothing, nothing, np.zeros(0))
    return Links(
        np.concatenate([one.first for one in parts]),
        np.concatenate([one.second for one in parts]),
        np.concatenate([one.count for one in parts]),
        np.concatenate([one.weight for one in parts]),
    )


def through(
    left: Occurrences, right: Occurrences, sizes: Weights, question: NetworkQuestion
) -> Links:
    """Give the links of units to units of another kind that occur in the same places.

    Counted fractionally, a place is shared by the units on the left: a paper of four authors
    counts a quarter for each of them. `sizes` says how many there are in each of their places.

    Raises:
        UsageError: there would be more than the question takes.

    >>> authors = occurrences([("ada", "p"), ("wei", "p"), ("ada", "q")])
    >>> concepts = occurrences([("lstm", "p"), ("lstm", "q")])
    >>> fractional = NetworkQuestion(counting=Counting.FRACTIONAL)
    >>> through(authors, concepts, authors.sizes, fractional).weight.tolist()
    [1.5, 0.5]
    """
    column = {one: number for number, one in enumerate(right.places)}
    both = [(number, column[one]) for number, one in enumerate(left.places) if one in column]
    shared, meeting = np.asarray(both, dtype=np.int64).reshape(-1, 2).T
    ours = left.matrix[:, shared]
    theirs = right.matrix[:, meeting].T.tocsr()
    share = np.ones(len(shared))
    if question.counting is Counting.FRACTIONAL:
        share = 1 / sizes[shared]
    found = _products(ours, theirs, share)
    kept = (found.count >= question.min_count) & (found.weight >= question.min_weight)
    check_size(int(kept.sum()), question)
    return Links(found.first[kept], found.second[kept], found.count[kept], found.weight[kept])
