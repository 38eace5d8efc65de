"""Questioning who is one with whom: explain, merge, split, and the pairs worth a look.

A person's judgement beats the rules, is kept with its reason, survives every rebuild, and can be
taken back.
"""

from __future__ import annotations

import getpass
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from citeweave.pipeline import reading_texts
from citeweave_graph import Decided, Identity, Judge, Judging, Store, View, Window, open_store
from citeweave_graph.writer import Writer
from citeweave_schema import Identifier, Judgement, NodeKind, Verdict, is_node_id
from citeweave_schema.errors import AmbiguousError, IdentifierError, NotFoundError

__all__ = ["candidates", "explain", "find", "merge", "reject", "split", "withdraw"]

_NAMED = tuple(kind for kind in NodeKind if kind is not NodeKind.PAPER)


def find(view: View, text: str) -> str:
    """Give the id of the node that a text names: an id, an identifier, a title or a name.

    Raises:
        NotFoundError: none is named so.
        AmbiguousError: several are; the message lists their ids.
    """
    if is_node_id(text):
        found = [node.id] if (node := view.node(text)) else []
    else:
        found = _identified(view, text) or _titled_or_named(view, text)
    if len(found) == 1:
        return found[0]
    if found:
        shown = ", ".join(found[:10])
        raise AmbiguousError(f"{text!r} may be {shown}; give the id", tuple(found))
    raise NotFoundError(
        f"the graph has nothing named {text!r}; give an id, a title, a name, or an identifier "
        "such as doi:10.1000/x"
    )


def explain(view: View, text: str) -> Identity:
    """Give why a node is one thing: its members, what rules decided, and what people did.

    Raises:
        NotFoundError: none is named so.
        AmbiguousError: several nodes are.
    """
    return view.identity(find(view, text))


def candidates(view: View, kind: NodeKind | None = None, most: int = 100) -> list[Decided]:
    """Give the pairs that rules were unsure about and nobody has judged, the likeliest first.

    >>> import citeweave
    >>> with citeweave.open("memory:") as view:
    ...     candidates(view)
    []
    """
    found: list[Decided] = []
    window = Window(size=100)
    while len(found) < most:
        page = view.candidates(kind, window)
        found += page.items
        if not page.has_next:
            break
        window = Window(size=100, after=page.keys[-1])
    return found[:most]


def merge(
    graph: str | Store, left: str, right: str, *, reason: str = "", by: str | None = None
) -> Judging:
    """Make two nodes of a kind one; of two names the left one stands for both.

    Args:
        graph: URL of the graph, or an open store.
        left: what names the one node; see `find`.
        right: what names the other.
        reason: why, in words.
        by: who decides; None for the user who runs this.

    Raises:
        NotFoundError: the graph has no such node.
        UsageError: they are of different kinds, or one node already.
        StoreError: the graph cannot be opened or written.
    """
    with _writing(graph, left, right) as (writer, ids):
        return writer.merge(ids[0], ids[1], _judge(reason, by))


def split(
    graph: str | Store,
    node: str,
    members: Collection[str],
    *,
    reason: str = "",
    by: str | None = None,
) -> Judging:
    """Take members out of a node: one with each other, not with the rest.

    Args:
        graph: URL of the graph, or an open store.
        node: what names the node; see `find`.
        members: handles or keys of members, as `explain` gives them.
        reason: why, in words.
        by: who decides; None for the user who runs this.

    Raises:
        NotFoundError: the graph has no such node, or the node no such member.
        UsageError: nothing would be left in the node, or nothing tells the members apart.
        StoreError: the graph cannot be opened or written.
    """
    with _writing(graph, node) as (writer, ids):
        return writer.split(ids[0], members, _judge(reason, by))


def reject(
    graph: str | Store, paper: str, target: str, *, reason: str = "", by: str | None = None
) -> Judgement:
    """Decide that an extracted edge is wrong: it leaves the graph and does not come back.

    Args:
        graph: URL of the graph, or an open store.
        paper: what names the paper; see `find`.
        target: what names the concept, organisation or person.
        reason: why, in words.
        by: who decides; None for the user who runs this.

    Raises:
        NotFoundError: the graph has no such edge.
        StoreError: the graph cannot be opened or written.
    """
    judge = _judge(reason, by)
    with _writing(graph, paper, target) as (writer, ids):
        return writer.judge(
            Judgement(
                verdict=Verdict.REJECT_EDGE,
                left=ids[0],
                right=ids[1],
                by=judge.by,
                at=judge.at,
                reason=reason,
            )
        )


def withdraw(graph: str | Store, judgement: str) -> Judgement:
    """Take a judgement back, and give what it was.

    Raises:
        NotFoundError: no such judgement stands.
        StoreError: the graph cannot be opened or written.
    """
    with _writing(graph) as (writer, _):
        return writer.withdraw(judgement)


@contextmanager
def _writing(graph: str | Store, *names: str) -> Iterator[tuple[Writer, list[str]]]:
    store = open_store(graph, create=False) if isinstance(graph, str) else graph
    try:
        with store.view() as view:
            ids = [find(view, name) for name in names]
        with reading_texts(store) as writer:
            yield writer, ids
    finally:
        if isinstance(graph, str):
            store.close()


def _judge(reason: str, by: str | None) -> Judge:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Judge(by=by or _user(), at=at, reason=reason)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _identified(view: View, text: str) -> list[str]:
    try:
        identifier = Identifier.from_key(text)
        paper = view.papers_by_identifier([identifier])[0]
    except IdentifierError:
        return []
    return [paper.id] if paper else []


def _titled_or_named(view: View, text: str) -> list[str]:
    papers = [paper.id for paper in view.papers_by_title([text])[0]]
    return papers + [node.id for kind in _NAMED for node in view.named(kind, [text])[0]]
