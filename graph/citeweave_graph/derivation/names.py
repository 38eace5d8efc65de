"""What the names that papers use stand for, kept up to date as papers come and go.

A name's meaning in a paper follows from what papers define it as, from what else the paper names
and, where papers differ about it, from what else those name that define it. A paper is linked
again when any of that changes in a way that may change its answer.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from citeweave_graph.derivation.judged import decision_rows, forget_decisions
from citeweave_graph.derivation.resolving import Homes, Resolver, redirect_rows
from citeweave_graph.identity.abbreviations import (
    CREDIBLE,
    LongForm,
    agreed,
    own_long_forms,
    resolve,
)
from citeweave_graph.identity.concepts import (
    Definition,
    LocalName,
    agreement_on,
    concept_kind,
    listed_long_form,
    most_agree_on,
    target_key,
)
from citeweave_graph.identity.members import named_key
from citeweave_graph.tables import Row, Tables
from citeweave_schema.ids import node_id
from citeweave_schema.judgements import Decision

__all__ = [
    "Longs",
    "NameChange",
    "PaperNames",
    "keep_every_name",
    "resolver_of",
    "rows_of_names",
    "said_of",
]

Longs = dict[LocalName, LongForm]


@dataclass(frozen=True, slots=True)
class PaperNames:
    """What a paper calls things.

    Attributes:
        surfaces: its local names, each with the ways it is written there.
        definitions: the abbreviations it spells out, and the organisations it gives an id of.
    """

    surfaces: Mapping[LocalName, Collection[str]]
    definitions: Collection[Definition]


class NameChange:
    """Follows what names stand for through one change."""

    def __init__(self, tables: Tables, homes: Homes, judged: Collection[LocalName]) -> None:
        """Begin before anything is changed.

        Args:
            tables: the store.
            homes: the names that people joined or held apart.
            judged: names about which they did so just now.
        """
        self._tables = tables
        self._homes = homes
        self._papers: dict[str, PaperNames] = {}
        self._before = said_of(tables, judged)
        self._now: dict[LocalName, Longs] = {}
        self._moved = set(judged)
        self._used = set(judged)

    def put(self, papers: Mapping[str, PaperNames], gone: Collection[str]) -> set[str]:
        """Keep what papers call things now; give the papers that must be linked again for it.

        Args:
            papers: the papers that are new or changed.
            gone: ids of papers that are no more.
        """
        self._papers.update(papers)
        ids = papers.keys() | set(gone)
        rows = self._tables.select("abbreviation", "paper", ids)
        shorts = {row["short"] for row in rows}
        shorts |= {one.short for names in papers.values() for one in names.definitions}
        self._before |= said_of(self._tables, shorts - self._before.keys())
        self._used |= {row["name"] for row in self._tables.select("local", "paper", ids)}
        self._used |= {name for names in papers.values() for name in names.surfaces}
        for table in ("abbreviation", "local"):
            self._tables.delete(table, "paper", ids)
        for table, new in rows_of_names(papers).items():
            self._tables.insert(table, new)
        self._now = after = said_of(self._tables, self._before)
        self._moved |= {
            one for one in after if _standing(one, self._before[one]) != _standing(one, after[one])
        }
        return {row["paper"] for row in self._tables.select("local", "name", self._moved)}

    def keep(self) -> None:
        """Keep what each name stands for where a paper says nothing of its own, and why."""
        defined = self._said(self._before)
        said = defined | self._said(self._used - defined.keys())
        used = self._tables.present("local", "name", said.keys())
        ids = [node_id(*target_key(name)) for name in defined]
        self._tables.delete("redirect", "id", ids)
        self._tables.delete("resolution", "name", defined.keys())
        forget_decisions(self._tables, {_judged_key(name) for name in said})
        _keep(self._tables, self._homes, defined, {name: said[name] for name in used})

    def recalled(self) -> set[str]:
        """Give the papers that name an organisation or person who is now told otherwise."""
        moved = [one for one in self._moved if not concept_kind(one)]
        return {row["paper"] for row in self._tables.select("local", "name", moved)}

    def resolvers(self) -> dict[str, Resolver]:
        """Give for each paper put what its names stand for."""
        longs = self._said({name for names in self._papers.values() for name in names.surfaces})
        return {
            paper: resolver_of(names, longs, self._homes) for paper, names in self._papers.items()
        }

    def _said(self, names: Collection[LocalName]) -> dict[LocalName, Longs]:
        """Give what `said_of` does now that all changes are put."""
        missing = set(names).difference(self._now)
        self._now |= said_of(self._tables, missing)
        return {name: self._now[name] for name in names}


def keep_every_name(tables: Tables, at_once: int) -> None:
    """Keep what all names stand for that papers use or spell out, where nothing is kept yet.

    Args:
        tables: the store, with what `rows_of_names` gives of all papers.
        at_once: names that are looked at at once.
    """
    homes = Homes()
    spelt_out = _distinct(tables, "abbreviation", "short")
    names = heapq.merge(spelt_out, _distinct(tables, "local", "name"))
    found = ((name, {how for _, how in some}) for name, some in groupby(names, itemgetter(0)))
    while some := dict(islice(found, at_once)):
        said = said_of(tables, some)
        defined, used = (
            {name: said[name] for name, how in some.items() if one in how}
            for one in ("short", "name")
        )
        _keep(tables, homes, defined, used)


def _distinct(tables: Tables, table: str, column: str) -> Iterator[tuple[LocalName, str]]:
    """Give each name of a column, with the column, in order."""
    for (name,), _ in groupby(tables.columns(table, (column,))):
        yield name, column


def _keep(
    tables: Tables,
    homes: Homes,
    defined: Mapping[LocalName, Longs],
    used: Mapping[LocalName, Longs],
) -> None:
    """Keep what names stand for that papers spell out, and why that is so of those they use."""
    found = {name: _alone(name, longs, homes) for name, longs in defined.items()}
    tables.insert(
        "resolution", [{"name": name, "target": to} for name, to in found.items() if to != name]
    )
    tables.insert("redirect", redirect_rows(found, homes))
    rows: list[Row] = []
    for name, longs in sorted(used.items()):
        decision = (
            resolve(name, longs).decision if concept_kind(name) else agreement_on(name, longs)
        )
        if decision is not None and not homes.judged(name, _other(decision, name)):
            rows += _decision_rows(name, decision, homes)
    tables.insert("decision", rows)


def _alone(name: LocalName, longs: Longs, homes: Homes) -> LocalName:
    to = resolve(name, longs).name if concept_kind(name) else most_agree_on(name, longs)
    return name if homes.apart(name, to) else to


def _decision_rows(name: LocalName, decision: Decision, homes: Homes) -> list[Row]:
    """Give the rows of why a name is taken for another, or is not."""
    ends = {one: _judged_key(one) for one in (decision.left, decision.right)}
    told = Decision(
        kind=decision.kind,
        left=ends[decision.left],
        right=ends[decision.right],
        verdict=decision.verdict,
        score=decision.score,
        rule=decision.rule,
        reason=decision.reason,
    )
    nodes = {key: homes.node(*target_key(one)) for one, key in ends.items()}
    rows = decision_rows(decision.kind, [told], nodes)
    # What stands for a name is decided anew with the name, not with what it may stand for.
    own = _judged_key(name)
    return [{**row, "one_base": own, "other_base": own} for row in rows]


def resolver_of(names: PaperNames, longs: Mapping[LocalName, Longs], homes: Homes) -> Resolver:
    """Give what a paper's names stand for.

    Args:
        names: what the paper calls things.
        longs: what papers say that they stand for; see `said_of`.
        homes: the names that people joined or held apart.
    """
    return Resolver(_in_paper(names, longs, homes), homes)


def _in_paper(
    names: PaperNames, longs: Mapping[LocalName, Longs], homes: Homes
) -> dict[LocalName, LocalName]:
    defined = {one.short: one.long for one in sorted(names.definitions, key=_in_order)}
    concepts = {name: written for name, written in names.surfaces.items() if concept_kind(name)}
    own = own_long_forms(concepts) | defined
    found: dict[LocalName, LocalName] = {}
    for name in names.surfaces:
        if name in concepts:
            to = resolve(name, longs.get(name, {}), concepts, own.get(name)).name
        else:
            to = most_agree_on(name, longs.get(name, {}))
        found[name] = name if homes.apart(name, to) else to
    return found


def said_of(tables: Tables, names: Collection[LocalName]) -> dict[LocalName, Longs]:
    """Give the long forms that papers and open lists say names stand for."""
    found: dict[LocalName, Longs] = {name: {} for name in names}
    for name, counts in tables.long_forms(names).items():
        found[name] = {long: LongForm(count) for long, count in counts.items()}
    doubtful: set[LocalName] = set()
    for name, forms in found.items():
        is_defined = bool(forms)
        listed = listed_long_form(name)
        if listed is not None:
            forms[listed] = LongForm(forms.get(listed, LongForm(0)).papers + CREDIBLE)
        if is_defined and concept_kind(name) and not _settled(forms):
            doubtful.add(name)
    if doubtful:
        rows = tables.select("abbreviation", "short", doubtful)
        company = _company(tables, {row["paper"] for row in rows})
        for (name, long), papers in _papers_of(rows).items():
            counts = Counter(one for paper in papers for one in company.get(paper, ()))
            found[name][long] = LongForm(found[name][long].papers, dict(counts))
    return found


def _papers_of(rows: Iterable[Row]) -> dict[tuple[LocalName, LocalName], list[str]]:
    found: dict[tuple[LocalName, LocalName], list[str]] = {}
    for row in rows:
        found.setdefault((row["short"], row["long"]), []).append(row["paper"])
    return found


def _company(tables: Tables, papers: Collection[str]) -> dict[str, set[LocalName]]:
    found: dict[str, set[LocalName]] = {}
    for row in tables.select("local", "paper", papers):
        if concept_kind(row["name"]):
            found.setdefault(row["paper"], set()).add(row["name"])
    return found


def _settled(longs: Longs) -> bool:
    """Whether company has no say."""
    usual = agreed(longs)
    return usual is not None and longs[usual].papers >= CREDIBLE


def _standing(name: LocalName, longs: Longs) -> object:
    """Give what may change the answer of any paper; two equal ones leave all answers."""
    if not concept_kind(name):
        return most_agree_on(name, longs)
    if longs and _settled(longs):
        return agreed(longs), frozenset(longs)
    return longs


def rows_of_names(papers: Mapping[str, PaperNames]) -> dict[str, list[Row]]:
    """Give what is kept of what papers call things, by table."""
    return {
        "abbreviation": [
            {"short": one.short, "long": one.long, "paper": paper}
            for paper, names in papers.items()
            for one in names.definitions
        ],
        "local": [
            {"paper": paper, "name": name}
            for paper, names in papers.items()
            for name in names.surfaces
        ],
    }


def _in_order(one: Definition) -> tuple[LocalName, LocalName]:
    return one.short, one.long


def _judged_key(name: LocalName) -> str:
    return named_key(*target_key(name))


def _other(decision: Decision, name: LocalName) -> LocalName:
    return decision.right if decision.left == name else decision.left
