"""`citeweave identity`: why a node is one thing, and a person's word on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from citeweave import identity
from citeweave.command.exits import reporting
from citeweave.command.options import Graph, Json
from citeweave.command.output import print_json, printable, results
from citeweave_graph import Decided, Identity, Judging, Member, View, open_store
from citeweave_schema import Judgement, NodeKind
from citeweave_schema.codec import to_json
from citeweave_schema.errors import UsageError

__all__ = ["identities"]

identities = typer.Typer(
    no_args_is_help=True,
    help="Ask why a node is one thing; join nodes, take them apart, reject an edge. "
    "A person's word beats the rules, survives rebuilds, and can be taken back.",
)

Node = Annotated[
    str,
    typer.Argument(
        metavar="NODE", help="An id, a title, a name, or an identifier such as doi:10.1000/x."
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in words.")]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; the user by default.")
]


@identities.command("explain")
@reporting
def explain(node: Node, graph: Graph, as_json: Json = False) -> None:
    """Show what was put together in a node, what rules decided about it, and what people did.

    Example: citeweave identity explain "Attention Is All You Need" --graph sqlite:papers.db
    """
    with open_store(graph, create=False) as store, store.view() as view:
        found = identity.explain(view, node)
        about_edges = [one for one in view.judgements([found.node.id]) if one.left_key is None]
        names = _names(view, found.members, found.decisions)
    if as_json:
        print_json(_identity_json(found, about_edges, names))
        return
    results.print(Text(printable(f"{found.node.id}  {found.node.name}"), style="bold"))
    results.print(_members(found.members, names))
    if found.decisions:
        results.print(_decisions("Decisions of the rules", found.decisions, names))
    for one in (*found.judgements, *about_edges):
        results.print(Text(printable(_told(one))))


@identities.command("merge")
@reporting
def merge(
    left: Node, right: Node, graph: Graph, reason: Reason = "", by: By = None, as_json: Json = False
) -> None:
    """Make two nodes of a kind one; of two names the first stands for both.

    Example: citeweave identity merge "BERT model" BERT --graph sqlite:papers.db --reason "alias"
    """
    _tell(identity.merge(graph, left, right, reason=reason, by=by), as_json=as_json)


@identities.command("split")
@reporting
def split(
    node: Node,
    members: Annotated[
        list[str],
        typer.Argument(metavar="MEMBER...", help="Handles or keys, as `explain` shows them."),
    ],
    graph: Graph,
    reason: Reason = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Take members out of a node: one with each other, not with the rest.

    Example: citeweave identity split Pyodkxbxoa52r4u3f 1f0c2d3e4b5a --graph sqlite:papers.db
    """
    _tell(identity.split(graph, node, members, reason=reason, by=by), as_json=as_json)


@identities.command("list-candidates")
@reporting
def list_candidates(
    graph: Graph,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="Paper, Author, Organization, Concept, …"),
    ] = None,
    first: Annotated[
        int, typer.Option("--first", min=1, metavar="N", help="How many at the most.")
    ] = 20,
    as_json: Json = False,
) -> None:
    """List the pairs that rules were unsure about and nobody has judged, the likeliest first.

    Example: citeweave identity list-candidates --kind Author --graph sqlite:papers.db
    """
    wanted = _kind(kind)
    with open_store(graph, create=False) as store, store.view() as view:
        found = identity.candidates(view, wanted, first)
        total = view.candidate_count(wanted)
        names = _names(view, (), found)
    if as_json:
        print_json({"total": total, "candidates": [_decided_json(one, names) for one in found]})
        return
    results.print(_decisions(f"{len(found)} of {total} pairs to look at", found, names))


@identities.command("hold-apart")
@reporting
def hold_apart(
    left: Node, right: Node, graph: Graph, reason: Reason = "", by: By = None, as_json: Json = False
) -> None:
    """Decide that two nodes are not one: no rule may join them, and they are no candidates.

    Example: citeweave identity hold-apart doi:10.1000/x doi:10.1000/y --graph sqlite:papers.db
    """
    _tell(identity.hold_apart(graph, left, right, reason=reason, by=by), as_json=as_json)


@identities.command("reject")
@reporting
def reject(
    paper: Node,
    target: Node,
    graph: Graph,
    reason: Reason = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Decide that an extracted edge is wrong: it leaves the graph and does not come back.

    Example: citeweave identity reject doi:10.1000/x transformer --graph sqlite:papers.db
    """
    done = identity.reject(graph, paper, target, reason=reason, by=by)
    _tell_judgement("made", done, as_json=as_json)


@identities.command("withdraw")
@reporting
def withdraw(
    judgement: Annotated[
        str, typer.Argument(metavar="JUDGEMENT", help="Its id, as `explain` shows it.")
    ],
    graph: Graph,
    as_json: Json = False,
) -> None:
    """Take a judgement back: the graph is as if it had never been.

    Example: citeweave identity withdraw J0123456789abcdef0123 --graph sqlite:papers.db
    """
    _tell_judgement("withdrawn", identity.withdraw(graph, judgement), as_json=as_json)


def _kind(text: str | None) -> NodeKind | None:
    if text is None:
        return None
    try:
        return NodeKind(text.capitalize())
    except ValueError:
        kinds = ", ".join(NodeKind)
        raise UsageError(f"--kind takes one of {kinds}, not {text!r}") from None


def _names(view: View, members: Iterable[Member], decisions: Iterable[Decided]) -> dict[str, str]:
    """Give the names of the nodes that members and decisions speak of, by id."""
    ids = {one.paper for one in members if one.paper}
    ids |= {end for one in decisions for end in (one.left, one.right)}
    asked = sorted(ids)
    nodes = zip(asked, view.nodes(asked), strict=True)
    return {one: node.name for one, node in nodes if node is not None}


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Give a table without the columns in which no row says anything; no text in it is cut."""
    table = Table(title=Text(title), title_justify="left", box=None)
    said = [place for place in range(len(columns)) if not rows or any(row[place] for row in rows)]
    for place in said:
        style = "bold" if place == 0 else ""
        table.add_column(columns[place], overflow="fold", style=style)
    for row in rows:
        table.add_row(*(Text(printable(row[place])) for place in said))
    return table


def _members(members: Collection[Member], names: Mapping[str, str]) -> Table:
    rows = []
    for one in members:
        where = "a reference" if one.reference else ", ".join(one.sources)
        if one.paper:
            where = f"{one.paper} {names.get(one.paper, '')}"
        keys = " ".join(key for key in dict.fromkeys(one.keys) if key != one.handle)
        rows.append((one.handle, one.name, str(one.year or ""), keys, where))
    count = len(members)
    title = f"{count:,} member{'' if count == 1 else 's'}"
    return _table(title, ("handle", "name", "year", "also known as", "from"), rows)


def _decisions(title: str, decisions: Collection[Decided], names: Mapping[str, str]) -> Table:
    rows = [
        (
            f"{one.decision.score:.3f}",
            one.decision.verdict.value,
            f"{one.left} {names.get(one.left, '')} ({one.decision.left})",
            f"{one.right} {names.get(one.right, '')} ({one.decision.right})",
            f"{one.decision.rule}: {one.decision.reason}",
        )
        for one in decisions
    ]
    return _table(title, ("score", "verdict", "one", "other", "why"), rows)


def _told(one: Judgement) -> str:
    about = f"{one.left_key or one.left} and {one.right_key or one.right}"
    why = f": {one.reason}" if one.reason else ""
    return f"{one.id}  {one.verdict.value}  {about}, {one.by}, {one.at}{why}"


def _tell(done: Judging, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "nodes": list(done.nodes),
                "made": [_judgement_json(one) for one in done.made],
                "withdrawn": [_judgement_json(one) for one in done.withdrawn],
            }
        )
        return
    results.print(Text("now " + " and ".join(done.nodes), style="bold"))
    for what, some in (("made", done.made), ("withdrawn", done.withdrawn)):
        for one in some:
            results.print(Text(printable(f"{what}  {_told(one)}")))


def _tell_judgement(what: str, one: Judgement, *, as_json: bool) -> None:
    if as_json:
        print_json(_judgement_json(one))
        return
    results.print(Text(printable(f"{what}  {_told(one)}")))


def _judgement_json(one: Judgement) -> dict[str, object]:
    return {"id": one.id, **to_json(one)}


def _decided_json(one: Decided, names: Mapping[str, str]) -> dict[str, object]:
    return {
        **to_json(one.decision),
        "left_node": one.left,
        "left_name": names.get(one.left),
        "right_node": one.right,
        "right_name": names.get(one.right),
    }


def _identity_json(
    found: Identity, about_edges: Collection[Judgement], names: Mapping[str, str]
) -> dict[str, object]:
    return {
        "node": {"id": found.node.id, "kind": found.node.kind.value, "name": found.node.name},
        "members": [
            {
                "handle": one.handle,
                "name": one.name,
                "year": one.year,
                "keys": list(one.keys),
                "paper": one.paper,
                "sources": list(one.sources),
                "reference": one.reference,
            }
            for one in found.members
        ],
        "decisions": [_decided_json(one, names) for one in found.decisions],
        "judgements": [_judgement_json(one) for one in found.judgements],
        "judgements_about_edges": [_judgement_json(one) for one in about_edges],
    }
