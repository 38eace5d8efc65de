"""`citeweave identity` and `stats --coverage` from end to end, and the same in Python."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

import citeweave
from citeweave import identity
from citeweave.command.app import app
from citeweave_graph import open_store
from citeweave_graph.derivation.judged import decision_rows
from citeweave_schema import Decision, NodeKind, Verdict
from citeweave_schema.errors import (
    AmbiguousError,
    NotFoundError,
    StoreUnavailableError,
    UsageError,
)

TERMS = [
    {"name": "Zorblax", "kind": "METHOD", "aliases": ["zorb machine"]},
    {"name": "Quuxnet", "kind": "METHOD"},
    {"name": "Frobset", "kind": "DATASET"},
    {"name": "Oversegmentation2", "kind": "METHOD"},  # the shape of an id
]
FIRST = {
    "title": "Zorblax for Graphs",
    "abstract": "We use Zorblax, a zorb machine, on Frobset.",
    "year": 2020,
    "doi": "10.1000/zorb",
    "authors": ["Ada Lovelace"],
}
SECOND = {
    "title": "A Quuxnet Study",
    "abstract": "We use Quuxnet and Oversegmentation2.",
    "year": 2021,
    "authors": ["Wei Wang"],
}
EVIL = {"title": "Ring \u001b[31m\u202e \u0007 bell", "year": 2001, "authors": ["Eve \u001b]0;x"]}
TWINS = [
    {"title": "Proceedings", "year": 1990, "doi": "10.1000/one", "authors": ["Jun Li"]},
    {"title": "Proceedings", "year": 2015, "doi": "10.1000/two", "authors": ["Mary Ford"]},
]
ROWS = [FIRST, SECOND, EVIL, *TWINS]
UNSURE = Decision(
    kind=NodeKind.ORGANIZATION,
    left="Organization:name:planted one",
    right="Organization:name:planted two",
    verdict=Verdict.UNSURE,
    score=0.617,
    rule="planted",
    reason="looks \u001b[31mred",
)


class Shell:
    """Runs the command on one graph, in this process."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:{path}"

    def run(self, *arguments: object, code: int = 0) -> str:
        done = CliRunner().invoke(
            app, [*map(str, arguments), "--graph", self.url], catch_exceptions=False
        )
        assert done.exit_code == code, done.output
        assert "\x1b" not in done.output
        assert "Traceback" not in done.output
        return done.output

    def __call__(self, *arguments: object, code: int = 0) -> str:
        return self.run("identity", *arguments, code=code)

    def json(self, *arguments: object) -> dict:
        return json.loads(self(*arguments, "--json"))

    def id(self, text: str) -> str:
        return self.json("explain", text)["node"]["id"]

    def digest(self) -> str:
        return self.run("check", "--digest").strip()


def written(folder: Path, *rows: dict, name: str = "papers.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A graph of a few papers, its names known from a term list."""
    folder = tmp_path_factory.mktemp("identity")
    file = written(folder, *ROWS)
    citeweave.build(
        [file],
        f"sqlite:{folder / 'graph.db'}",
        pipeline="light",
        terms=written(folder, *TERMS, name="terms.jsonl"),
    )
    with open_store(f"sqlite:{folder / 'graph.db'}") as store, store.view() as view:
        homes = dict.fromkeys((UNSURE.left, UNSURE.right), view.concept("Frobset").id)
        with store.writer() as writer, writer._tables.transaction():
            writer._tables.insert("decision", decision_rows(UNSURE.kind, [UNSURE], homes))
    return folder


@pytest.fixture
def shell(made, tmp_path):
    """The command on a graph of one test alone."""
    for path in made.iterdir():
        shutil.copy(path, tmp_path / path.name)
    return Shell(tmp_path / "graph.db")


@pytest.fixture(scope="module")
def reading(made):
    """The command on the graph, which is only read."""
    return Shell(made / "graph.db")


@pytest.mark.parametrize(
    "text",
    [
        "Zorblax for Graphs",
        "ZORBLAX for   graphs",
        "doi:10.1000/zorb",
        "DOI: 10.1000/ZORB",
        "10.1000/zorb",
        "https://doi.org/10.1000/zorb",
        " http://dx.doi.org/10.1000/zorb ",
    ],
)
def test_a_paper_is_named_by_its_title_or_identifier(reading, text):
    found = reading.json("explain", text)
    assert found["node"]["name"] == FIRST["title"]
    assert reading.json("explain", found["node"]["id"]) == found


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("zorblax", "Concept", "Zorblax"),
        ("zorb machine", "Concept", "Zorblax"),
        ("Ada Lovelace", "Author", "Ada Lovelace"),
        ("Oversegmentation2", "Concept", "Oversegmentation2"),
    ],
)
def test_others_are_named_by_any_of_their_names(reading, text, kind, name):
    found = reading.json("explain", text)["node"]
    assert (found["kind"], found["name"]) == (kind, name)


def test_what_explain_tells_machines(reading):
    found = reading.json("explain", "doi:10.1000/zorb")
    assert set(found) == {
        "node", "members", "decisions", "judgements", "judgements_about_edges",
    }  # fmt: skip
    assert found["node"] == {
        "id": identity.find(citeweave.open(reading.url), "10.1000/zorb"),
        "kind": "Paper",
        "name": FIRST["title"],
    }
    (member,) = found["members"]
    assert set(member) == {"handle", "name", "year", "keys", "paper", "sources", "reference"}
    assert (member["name"], member["year"]) == (FIRST["title"], 2020)
    assert (member["paper"], member["reference"]) == (None, False)
    assert [Path(one).name for one in member["sources"]] == ["papers.jsonl"]
    assert "doi:10.1000/zorb" in member["keys"]
    assert found["judgements"] == found["judgements_about_edges"] == []


def test_what_explain_tells_people_is_whole(reading):
    """No handle, key or source is cut to fit a width, for they are there to be copied."""
    shown = reading("explain", "doi:10.1000/zorb")
    (member,) = reading.json("explain", "doi:10.1000/zorb")["members"]
    for text in (member["handle"], *member["keys"], *member["sources"], "1 member"):
        assert text in shown
    assert "…" not in shown


def test_an_author_shows_in_which_papers(reading):
    assert FIRST["title"] in reading("explain", "Ada Lovelace")


def test_control_characters_are_shown_harmless(shell):
    found = shell.json("explain", EVIL["title"])
    assert found["node"]["name"].startswith("Ring")
    shown = shell("explain", EVIL["title"])
    assert "Ring �[31m� " in shown
    assert "\u202e" not in shown
    assert "\u0007" not in shown
    author = shell.json("explain", EVIL["authors"][0])
    assert author["node"]["kind"] == "Author"
    told = shell("merge", found["node"]["id"], "10.1000/zorb", "--reason", "\x1b[31mred\x07")
    assert "�[31mred�" in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no such thing", "nothing named 'no such thing'"),
        ("", "nothing named ''"),
        ("P" + "a" * 16, "nothing named 'Paaaaaaaaaaaaaaaa'"),
        ("doi:10.1000/none", "nothing named 'doi:10.1000/none'"),
        ("doi:nonsense", "nothing named 'doi:nonsense'"),
        ("https://example.org/x", "nothing named"),
        ("%", "nothing named '%'"),
        ("'; DROP TABLE node; --", "nothing named"),
        ("x" * 50_000, "nothing named"),
        ("\udcff", "not Unicode"),
    ],
)
def test_what_names_nothing_is_bad_usage(reading, text, says):
    for arguments in (("explain", text), ("merge", text, "zorblax"), ("split", text, "x"),
                      ("reject", "doi:10.1000/zorb", text)):  # fmt: skip
        assert says in reading(*arguments, code=2)


def test_a_text_that_is_not_unicode_is_refused_everywhere(reading):
    for arguments in (
        ("merge", "zorblax", "quuxnet", "--reason", "\udcff"),
        ("merge", "zorblax", "quuxnet", "--by", "\udcff"),
        ("split", "zorblax", "x", "--reason", "\udcff"),
        ("withdraw", "\udcff"),
    ):
        assert "not Unicode" in reading(*arguments, code=2)
    assert "no member" in reading("split", "zorblax", "\udcff", code=2)


def test_what_may_be_several_lists_them(reading):
    told = reading("explain", "Proceedings", code=2)
    ids = [reading.id("10.1000/one"), reading.id("10.1000/two")]
    assert all(one in told for one in ids)
    assert "(Paper Proceedings, 1990)" in told
    assert "(Paper Proceedings, 2015)" in told


def test_where_there_is_no_graph(tmp_path):
    missing = Shell(tmp_path / "none.db")
    for arguments in (("explain", "x"), ("merge", "a", "b"), ("split", "a", "b"),
                      ("reject", "a", "b"), ("withdraw", "J"), ("list-candidates",)):  # fmt: skip
        missing(*arguments, code=2)
    assert not (tmp_path / "none.db").exists()
    text = tmp_path / "text"
    text.write_text("no graph at all " * 100)
    Shell(text)("explain", "x", code=2)


def test_where_the_graph_cannot_be_written(shell, monkeypatch):
    before = shell.digest()
    with open_store(shell.url) as store, store.writer():
        assert "another process" in shell("merge", "zorblax", "quuxnet", code=3)

    def read_only(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    monkeypatch.setattr("citeweave_graph.sqlite.store.migrate", read_only)
    handle = shell.json("explain", "doi:10.1000/zorb")["members"][0]["handle"]
    for arguments in (("merge", "zorblax", "quuxnet"), ("reject", "10.1000/zorb", "zorblax")):
        assert "read-only" in shell(*arguments, code=3)
    shell("split", "doi:10.1000/zorb", handle, code=3)
    monkeypatch.undo()
    assert shell.digest() == before


def test_merged_names_show_the_judgement_and_split_restores_the_graph(shell):
    before = shell.digest()
    quux, zorb = shell.json("explain", "quuxnet"), shell.json("explain", "zorblax")
    done = shell.json("merge", "Zorblax", "quuxnet", "--reason", "one thing", "--by", "ada")
    assert set(done) == {"nodes", "made", "withdrawn"}
    assert (done["nodes"], done["withdrawn"]) == ([zorb["node"]["id"]], [])
    (made,) = done["made"]
    assert (made["verdict"], made["by"], made["reason"]) == ("same", "ada", "one thing")
    assert shell.digest() != before
    both = shell.json("explain", quux["node"]["id"])
    assert both == shell.json("explain", "quuxnet")
    assert both["node"] == zorb["node"]
    assert both["judgements"] == [made]
    handles = {one["handle"] for one in both["members"]}
    assert handles >= {one["handle"] for one in quux["members"] + zorb["members"]}
    shown = shell("explain", "quuxnet")
    assert f"{made['id']}  same" in shown
    assert "ada" in shown
    undone = shell.json("split", "zorblax", *(one["handle"] for one in quux["members"]))
    assert undone["withdrawn"] == [made]
    assert undone["made"] == []
    assert undone["nodes"] == [quux["node"]["id"], zorb["node"]["id"]]
    assert shell.digest() == before


def test_merged_papers_lead_from_both_ids_and_are_parted_by_withdrawing(shell):
    before = shell.digest()
    one, two = shell.id("10.1000/one"), shell.id("10.1000/two")
    told = shell("merge", one, two, "--reason", "the same volume")
    assert f"now {one}" in told
    assert "the same volume" in told
    assert shell.id(two) == shell.id("10.1000/two") == shell.id("Proceedings") == one
    (judgement,) = shell.json("explain", "Proceedings")["judgements"]
    assert "one node already" in shell("merge", one, two, code=2)
    taken = shell.json("withdraw", judgement["id"])
    assert taken == judgement
    assert shell.digest() == before
    assert "no judgement" in shell("withdraw", judgement["id"], code=2)


def test_two_held_apart_can_be_merged_all_the_same(shell):
    before = shell.digest()
    held = shell.json("hold-apart", "zorblax", "quuxnet", "--reason", "not one", "--by", "ada")
    assert held["nodes"] == [shell.id("zorblax"), shell.id("quuxnet")]
    assert [(one["verdict"], one["by"]) for one in held["made"]] == [("different", "ada")]
    done = identity.merge(shell.url, "zorblax", "quuxnet")
    assert [one.id for one in done.withdrawn] == [held["made"][0]["id"]]
    identity.withdraw(shell.url, done.made[0].id)
    assert shell.digest() == before
    again = identity.hold_apart(shell.url, "zorblax", "quuxnet")
    assert f"withdrawn  {again.made[0].id}" in shell("withdraw", again.made[0].id)
    assert shell.digest() == before


def test_members_can_be_split_off_by_a_key_as_well_as_a_handle(shell):
    before = shell.digest()
    one, two = shell.id("10.1000/one"), shell.id("10.1000/two")
    shell("merge", one, two)
    shell("split", one, "doi:10.1000/two")
    assert shell.digest() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("merge", "doi:10.1000/zorb", "zorblax"), "a Paper and a Concept"),
        (("merge", "zorblax", "frobset"), "METHOD"),
        (("hold-apart", "zorblax", "frobset"), "METHOD"),
        (("hold-apart", "zorblax", "zorb machine"), "one node already"),
        (("merge", "zorblax", "zorb machine"), "one node already"),
        (("split", "zorblax", "stranger"), "no member 'stranger'"),
        (("reject", "doi:10.1000/zorb", "quuxnet"), "no extracted edge"),
        (("reject", "zorblax", "doi:10.1000/zorb"), "no extracted edge"),
        (("reject", "doi:10.1000/zorb", "Ada Lovelace"), "no extracted edge"),
        (("withdraw", "J0123456789abcdef0123"), "no judgement"),
        (("withdraw", "nonsense"), "no judgement"),
        (("list-candidates", "--kind", "nonsense"), "--kind takes one of Paper"),
        (("list-candidates", "--first", "0"), "first"),
    ],
)
def test_what_cannot_be_is_bad_usage_and_changes_nothing(shell, arguments, says):
    before = shell.digest()
    assert says in shell(*arguments, code=2)
    assert shell.digest() == before


def test_all_members_cannot_be_split_off(reading):
    members = reading.json("explain", "zorblax")["members"]
    told = reading("split", "zorblax", *(one["handle"] for one in members), code=2)
    assert "leave at least one" in told


def edges(shell: Shell) -> set[str]:
    with citeweave.open(shell.url) as view:
        paper = view.paper(FIRST["title"]).id
        return {view.node(edge.target).name for edge in view.all_edges()
                if edge.source == paper and edge.role}  # fmt: skip


def test_a_rejected_edge_is_gone_survives_a_rebuild_and_comes_back(shell, made):
    before = shell.digest()
    assert edges(shell) >= {"Zorblax", "Frobset"}
    done = shell.json("reject", "doi:10.1000/zorb", "zorblax", "--reason", "a joke")
    assert (done["verdict"], done["reason"]) == ("reject_edge", "a joke")
    assert "Zorblax" not in edges(shell)
    assert shell.json("explain", "doi:10.1000/zorb")["judgements_about_edges"] == [done]
    assert f"{done['id']}  reject_edge" in shell("explain", "doi:10.1000/zorb")
    rebuilt(shell, made, {**FIRST, "abstract": "We use Zorblax on Frobset again."})
    assert "Frobset" in edges(shell)
    assert "Zorblax" not in edges(shell)
    rebuilt(shell, made, FIRST)
    assert f"withdrawn  {done['id']}  reject_edge" in shell("withdraw", done["id"])
    assert shell.digest() == before


def rebuilt(shell: Shell, made: Path, first: dict) -> None:
    """Build the source of the graph, changed, again."""
    path = written(made, first, *ROWS[1:])
    try:
        citeweave.build([path], shell.url, pipeline="light")
    finally:
        written(made, *ROWS)


def test_a_merge_survives_a_changed_source_and_its_removal(shell, made):
    one, two = shell.id("10.1000/one"), shell.id("10.1000/two")
    shell("merge", one, two)
    shell("merge", "zorblax", "quuxnet")
    merged = shell.digest()
    rebuilt(shell, made, {**FIRST, "abstract": "We compare with Quuxnet."})
    assert shell.digest() != merged
    assert shell.id(two) == one
    assert shell.id("quuxnet") == shell.id("zorblax")
    shell.run("remove", made / "papers.jsonl")
    shell("explain", one, code=2)
    rebuilt(shell, made, FIRST)
    assert shell.id(two) == one
    assert shell.digest() == merged


def test_pairs_to_look_at_are_listed(reading):
    found = reading.json("list-candidates", "--first", 500)
    assert found["total"] == len(found["candidates"]) >= 1
    scores = [one["score"] for one in found["candidates"]]
    assert scores == sorted(scores, reverse=True)
    planted = [one for one in found["candidates"] if one["rule"] == "planted"]
    frob = reading.id("frobset")
    assert planted == [
        {
            "kind": "Organization",
            "left": UNSURE.left,
            "right": UNSURE.right,
            "verdict": "unsure",
            "score": 0.617,
            "rule": "planted",
            "reason": UNSURE.reason,
            "left_node": frob,
            "left_name": "Frobset",
            "right_node": frob,
            "right_name": "Frobset",
        }
    ]
    shown = reading("list-candidates", "--kind", "organization")
    assert "1 of 1 pairs" in shown
    assert "0.617" in shown
    assert "planted: looks �[31mred" in shown
    assert f"{frob} Frobset (Organization:name:planted one)" in shown
    assert reading.json("list-candidates", "--kind", "Venue") == {"total": 0, "candidates": []}
    assert "0 of 0 pairs to look at" in reading("list-candidates", "--kind", "Venue")


def test_what_is_missing_is_told(reading):
    found = json.loads(reading.run("stats", "--coverage", "--json"))
    assert set(found) == {"by_source", "by_year"}
    (source,) = found["by_source"]
    assert Path(source.pop("value")).name == "papers.jsonl"
    assert source == {
        "papers": 5,
        "without_abstract": 3,
        "without_authors": 0,
        "without_identifiers": 2,
        "without_venue": 5,
        "without_year": 0,
        "references_known": 0,
        "references_stated": 0,
        "stating": 0,
        "known_of_stating": 0,
    }
    years = [(one["value"], one["papers"]) for one in found["by_year"]]
    assert years == [("1990", 1), ("2001", 1), ("2015", 1), ("2020", 1), ("2021", 1)]
    shown = reading.run("stats", "--coverage")
    assert "60 %" in shown
    assert "papers.jsonl" in shown
    assert "…" not in shown


# Python


def test_python_with_a_url_and_with_an_open_store(shell):
    before = shell.digest()
    done = identity.merge(shell.url, "zorblax", "quuxnet", reason="one", by="ada")
    assert [one.by for one in done.made] == ["ada"]
    with open_store(shell.url) as store:
        with store.view() as view:
            found = identity.explain(view, "quuxnet")
            assert found.judgements == done.made
            assert found.node.name == "Zorblax"
        assert identity.withdraw(store, done.made[0].id) == done.made[0]
        with store.view() as view:
            assert view.digest() == before
        rejected = identity.reject(store, "doi:10.1000/zorb", "zorblax")
        assert rejected.verdict is Verdict.REJECT_EDGE
        assert rejected.by
        assert identity.withdraw(store, rejected.id) == rejected
        twins = identity.merge(store, "10.1000/one", "10.1000/two")
        parted = identity.split(store, twins.nodes[0], ["doi:10.1000/two"])
        assert parted.withdrawn == twins.made
    assert shell.digest() == before


def test_python_raises_what_it_says(shell):
    with citeweave.open(shell.url) as view:
        with pytest.raises(AmbiguousError) as caught:
            identity.find(view, "Proceedings")
        assert set(caught.value.ids) == {
            identity.find(view, one) for one in ("10.1000/one", "10.1000/two")
        }
        with pytest.raises(NotFoundError):
            identity.explain(view, "nothing")
        with pytest.raises(UsageError):
            identity.find(view, "\ud800")
        found = identity.candidates(view, NodeKind.ORGANIZATION)
        assert [one.decision for one in found] == [UNSURE]
        assert identity.candidates(view, most=0) == []
    with pytest.raises(UsageError):
        identity.merge(shell.url, "zorblax", "Ada Lovelace")
    with pytest.raises(NotFoundError):
        identity.withdraw(shell.url, "J")
    with open_store(shell.url) as store, store.writer(), pytest.raises(StoreUnavailableError):
        identity.merge(shell.url, "zorblax", "quuxnet")


def test_candidates_go_on_behind_a_page(shell):
    many = [
        Decision(
            kind=NodeKind.VENUE,
            left=f"Venue:name:a {number:03d}",
            right=f"Venue:name:b {number:03d}",
            verdict=Verdict.UNSURE,
            score=0.5,
            rule="planted",
            reason="",
        )
        for number in range(230)
    ]
    with open_store(shell.url) as store:
        homes = {end: "V" + "a" * 16 for one in many for end in (one.left, one.right)}
        with store.writer() as writer, writer._tables.transaction():
            writer._tables.insert("decision", decision_rows(NodeKind.VENUE, many, homes))
        with store.view() as view:
            found = identity.candidates(view, NodeKind.VENUE, 1000)
            assert [one.decision for one in found] == many
            assert len(identity.candidates(view, NodeKind.VENUE, 101)) == 101
            assert len(identity.candidates(view, NodeKind.VENUE)) == 100
    assert "101 of 230 pairs" in shell("list-candidates", "--kind", "venue", "--first", 101)
