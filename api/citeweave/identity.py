"""Questioning who is one with whom: explain, merge, split, and the pairs worth a look.

A person's judgement beats the rules, is kept with its reason, survives every rebuild, and can be
taken back.
"""

from __future__ import annotations

import getpass
import textwrap
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from citeweave.pipeline import reading_texts
from citeweave_graph import Decided, Identity, Judge, Judging, Store, View, Window, open_store
from citeweave_graph.writer import Writer
from citeweave_schema import (
    ConceptNode,
    Identifier,
    Judgement,
    Node,
    NodeKind,
    PaperNode,
    Scheme,
    Verdict,
    is_node_id,
    node_id,
)
from citeweave_schema.errors import AmbiguousError, IdentifierError, NotFoundError, UsageError

__all__ = ["candidates", "explain", "find", "hold_apart", "merge", "reject", "split", "withdraw"]

_SHOWN = 10
"""How many of the nodes that a text may name a message lists."""

_LONGEST_SHOWN = 60

_NAMED = tuple(kind for kind in NodeKind if kind is not NodeKind.PAPER)


def find(view: View, text: str) -> str:
    """Give the id of the node that a text names: an id, an identifier, a title or a name.

    Raises:
        NotFoundError: none is named so.
        AmbiguousError: several are; the message lists them.
        UsageError: the text is not Unicode.
    """
    _check_unicode(text)
    found = _with_id(view, text) or _identified(view, text) or _titled_or_named(view, text)
    if len(found) == 1:
        return found[0].id
    if found:
        shown = ", ".join(map(_told, found[:_SHOWN]))
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise AmbiguousError(
            f"{text!r} may be {shown}{more}; give the id", tuple(one.id for one in found)
        )
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
    judge = _judge(reason, by)
    with _writing(graph, left, right) as (writer, ids):
        return writer.merge(ids[0], ids[1], judge)


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
    judge = _judge(reason, by)
    with _writing(graph, node) as (writer, ids):
        return writer.split(ids[0], members, judge)


def hold_apart(
    graph: str | Store, left: str, right: str, *, reason: str = "", by: str | None = None
) -> Judging:
    """Decide that two nodes are not one: no rule may join them, and they are no candidates.

    Args:
        graph: URL of the graph, or an open store.
        left: what names the one node; see `find`.
        right: what names the other.
        reason: why, in words.
        by: who decides; None for the user who runs this.

    Raises:
        NotFoundError: the graph has no such node.
        UsageError: they are of different kinds, or one node: then `split` it.
        StoreError: the graph cannot be opened or written.
    """
    judge = _judge(reason, by)
    with _writing(graph, left, right) as (writer, ids):
        return writer.hold_apart(ids[0], ids[1], judge)


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
    _check_unicode(judgement)
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
    _check_unicode(reason, by or "")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Judge(by=by or _user(), at=at, reason=reason)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _told(node: Node) -> str:
    kind = node.concept_kind.value if isinstance(node, ConceptNode) else node.kind.value
    name = textwrap.shorten(node.name, _LONGEST_SHOWN, placeholder=" …")
    year = f", {node.year}" if isinstance(node, PaperNode) and node.year else ""
    return f"{node.id} ({kind} {name}{year})"


def _with_id(view: View, text: str) -> list[Node]:
    node = view.node(text) if is_node_id(text) else None
    return [node] if node else []


def _identified(view: View, text: str) -> list[Node]:
    """Give what has an identifier, written with its scheme, as an address, or as a bare DOI."""
    for scheme, value in _readings(text.strip()):
        try:
            key = str(Identifier.parse(scheme, value))
        except IdentifierError:
            continue
        nodes = view.nodes([node_id(kind, key) for kind in NodeKind])
        if found := [node for node in nodes if node]:
            return found
    return []


def _readings(text: str) -> list[tuple[str, str]]:
    if text.startswith(("http://", "https://")):
        return [(scheme, text) for scheme in Scheme]
    if text.startswith("10."):
        return [(Scheme.DOI, text)]
    scheme, _, value = text.partition(":")
    return [(scheme.lower(), value)]


def _titled_or_named(view: View, text: str) -> list[Node]:
    papers: list[Node] = [*view.papers_by_title([text])[0]]
    return papers + [node for kind in _NAMED for node in view.named(kind, [text])[0]]


def _check_unicode(*texts: str) -> None:
    """Refuse what no graph can hold; bytes that are not UTF-8 arrive so from a command line.

    Raises:
        UsageError: a text is not Unicode.
    """
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError:
            raise UsageError(f"{text!r} is not Unicode text") from None
