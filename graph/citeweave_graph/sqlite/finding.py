"""Search with nothing but the graph file: SQLite's own full-text index finds, we score.

See https://www.sqlite.org/fts5.html for its query language and its table of words. Its time is
linear in how many nodes have the words; `citeweave_graph.sqlite.words` is quicker.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence

from citeweave_graph import searching
from citeweave_graph.guessing import edits, guessed, nearest, within
from citeweave_graph.searching import Statistics, Term
from citeweave_schema.kinds import NodeKind
from citeweave_schema.names import normal_title

__all__ = ["found", "match", "suggested", "titled"]

_OF_KIND = "kind IN (SELECT value FROM json_each(?))"
_SIZES = (
    "SELECT count(*), coalesce(sum(length), 0) "  # noqa: S608  # constants
    f"FROM search_length WHERE {_OF_KIND}"
)
_HAVING = (
    "SELECT count(*) FROM search JOIN search_length ON number = search.rowid "  # noqa: S608  # constants
    f"WHERE search MATCH ? AND {_OF_KIND}"
)
_FOUND = (
    "SELECT node.id AS id, search.name AS name, search.body AS body "  # noqa: S608  # constants
    "FROM search JOIN node ON node.number = search.rowid "
    f"WHERE search MATCH ? AND node.{_OF_KIND}"
)
_SUGGESTED = (
    "SELECT node.id FROM search JOIN node ON node.number = search.rowid "  # noqa: S608  # constants
    f"WHERE search MATCH ? AND node.{_OF_KIND} "
    "ORDER BY node.paper_count DESC, node.sort_name, node.id LIMIT ?"
)
_VOCABULARY = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'search', 'col')"
)
_NAMES = (
    "SELECT term FROM temp.vocabulary WHERE col = 'name' AND length(term) BETWEEN ? AND ? "
    "ORDER BY term"
)
_CALLED = (
    "SELECT count(*) FROM search JOIN search_length ON number = search.rowid "
    "WHERE search MATCH ? AND kind <> ?"
)


def found(
    connection: sqlite3.Connection, query: Sequence[Term], kinds: Collection[NodeKind]
) -> tuple[tuple[Term, ...], dict[str, int]]:
    """Give the terms that were looked for, and the score of each node found, by its id."""
    chosen = _list(kinds)
    documents, total_length = connection.execute(_SIZES, (chosen,)).fetchone()
    if not documents:
        return (), {}
    having = [_count(connection, _HAVING, match(term), chosen) for term in query]
    meant = guessed(query, having, lambda word: _near(connection, word))
    known = Statistics(
        documents=documents,
        total_length=total_length,
        having=tuple(
            _count(connection, _HAVING, match(term), chosen) if term.instead else count
            for term, count in zip(meant, having, strict=True)
        ),
    )
    rows = connection.execute(_FOUND, (" AND ".join(map(match, meant)), chosen))
    scores = {
        str(one): points
        for one, name, body in rows
        if (points := searching.score(meant, name.split(), body.split(), known)) is not None
    }
    return meant, scores


def suggested(
    connection: sqlite3.Connection, query: Sequence[Term], kinds: Collection[NodeKind], first: int
) -> list[str]:
    """Give the ids of the first nodes whose names have every term, in their order."""
    names = f"name : ({' AND '.join(map(match, query))})"
    rows = connection.execute(_SUGGESTED, (names, _list(kinds), first))
    return [str(row[0]) for row in rows]


def _near(connection: sqlite3.Connection, word: str) -> tuple[str, ...]:
    connection.execute(_VOCABULARY)
    most = edits(word)
    seen = connection.execute(_NAMES, (len(word) - most, len(word) + most))
    names = {
        one: _count(connection, _CALLED, f'name : "{one}"', NodeKind.PAPER.value)
        for one in within(word, (row[0] for row in seen))
    }
    return nearest(word, {one: count for one, count in names.items() if count})


def titled(connection: sqlite3.Connection, query: str) -> list[str]:
    """Give the ids of the papers that `View.papers_by_title` finds: a title may be of thousands."""
    statement = "SELECT id FROM node WHERE kind = ? AND sort_name = ?"
    rows = connection.execute(statement, (NodeKind.PAPER.value, normal_title(query)))
    return [str(row[0]) for row in rows]


def match(term: Term) -> str:
    """Give a term in the language of the full-text table."""
    if term.begins:
        return f'"{term.word}" *'
    return "(" + " OR ".join(f'"{one}"' for one in term.meant) + ")"


def _count(connection: sqlite3.Connection, statement: str, *parameters: object) -> int:
    return int(connection.execute(statement, parameters).fetchone()[0])


def _list(kinds: Collection[NodeKind]) -> str:
    return json.dumps(sorted(kind.value for kind in kinds))
