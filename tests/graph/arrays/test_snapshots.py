"""Snapshots beside a graph file: used while they fit, made anew when they do not."""

import os
import random
import shutil
import threading
import time

import pytest
from random_graphs import RandomGraph, plain_view

from citeweave_graph import SharingQuestion, Window, open_store, questions
from citeweave_graph.arrays.kept import about_of
from citeweave_graph.sqlite import snapshots, traversing
from citeweave_graph.sqlite.connection import connect
from citeweave_graph.sqlite.traversing import TraversingView
from citeweave_schema import NodeKind
from citeweave_schema.errors import StoreTimeoutError

WINDOW = Window(size=100)


@pytest.fixture(autouse=True)
def made(monkeypatch):
    """Keep snapshots of the smallest graphs; count those that are made from all rows."""
    counts = []

    def counted(read):
        def reading(connection, batch):
            counts.append(batch)
            return read(connection, batch)

        return reading

    monkeypatch.setattr(snapshots, "_WORTH_KEEPING", 0)
    for name in ("read_snapshot", "read_arrays"):
        monkeypatch.setattr(snapshots, name, counted(getattr(snapshots, name)))
    monkeypatch.setattr(TraversingView, "_answered", _alone(TraversingView._answered))
    return counts


def _alone(answered):
    """Let nothing be answered in the plain way."""

    def failing():
        raise AssertionError("the arrays should have answered")

    return lambda self, question, _plain: answered(self, question, failing)


@pytest.fixture
def path(tmp_path):
    """A graph file with arrays beside it."""
    found = tmp_path / "graph.db"
    with open_store(f"sqlite:{found}") as store:
        RandomGraph(random.Random(5)).put(store)
    return found


def _arrays(path):
    return path.with_name(path.name + "-arrays")


def _ask(path):
    """Ask one question of every paper, and compare the answers with those of the database."""
    with open_store(f"sqlite:{path}") as store, store.view() as view, plain_view(path) as other:
        papers = [one.id for one in other.all_nodes() if one.kind is NodeKind.PAPER]
        question = SharingQuestion()
        for one in papers:
            expected = questions.sharing(other, one, question, WINDOW)
            assert view.sharing(one, question, WINDOW) == expected


def test_a_writer_leaves_a_snapshot_that_views_use(path, made):
    assert len(made) == 1
    _ask(path)
    assert len(made) == 1


def test_one_that_is_missing_is_made_by_the_first_view(path, made):
    _arrays(path).unlink()
    _ask(path)
    assert len(made) == 2
    _ask(path)
    assert len(made) == 2


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: os.truncate(path, path.stat().st_size // 2), id="cut"),
        pytest.param(lambda path: path.write_bytes(os.urandom(5000)), id="random"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="folder"),
    ],
)
def test_one_that_is_damaged_is_not_believed(path, made, harm):
    harm(_arrays(path))
    _ask(path)
    assert len(made) >= 2


def test_damage_in_the_arrays_is_noticed_when_they_are_used(path, made):
    raw = bytearray(_arrays(path).read_bytes())
    for place in range(len(raw) // 2, len(raw)):
        raw[place] ^= 0xFF
    _arrays(path).write_bytes(raw)
    _ask(path)
    assert len(made) == 2
    _ask(path)
    assert len(made) == 2  # the new one was kept


def test_one_of_another_graph_is_not_believed(path, tmp_path, made):
    other = tmp_path / "other.db"
    with open_store(f"sqlite:{other}") as store:
        RandomGraph(random.Random(6)).put(store)
    shutil.copy(_arrays(other), _arrays(path))
    _ask(path)
    assert len(made) == 3


def test_a_graph_file_that_was_replaced_has_no_use_for_it(path, tmp_path, made):
    other = tmp_path / "other.db"
    with open_store(f"sqlite:{other}") as store:
        RandomGraph(random.Random(6)).put(store)
    other.replace(path)
    _ask(path)
    assert len(made) == 3


def test_two_files_that_part_ways_do_not_share_a_snapshot(path, tmp_path, made, monkeypatch):
    """A copy of a graph that goes on differently has batches of the same numbers."""
    other = tmp_path / "other.db"
    shutil.copy(path, other)
    shutil.copy(_arrays(path), _arrays(other))
    _ask(other)
    assert len(made) == 1  # so far they are one
    monkeypatch.setattr(snapshots, "_MOST_CHANGED", -(10**9))
    for number, one in enumerate((path, other)):
        graph = RandomGraph(random.Random(5))
        graph.chance = random.Random(number)
        graph.change()
        with open_store(f"sqlite:{one}") as store:
            graph.put(store)
    assert about_of(_arrays(path))["batch"] == about_of(_arrays(other))["batch"]
    shutil.copy(_arrays(path), _arrays(other))
    _ask(other)
    _ask(path)


def test_small_commits_lie_over_the_snapshot(path, made):
    before = about_of(_arrays(path))
    graph = RandomGraph(random.Random(5))
    with open_store(f"sqlite:{path}") as store:
        for _ in range(3):
            graph.change()
            graph.put(store)
    _ask(path)
    assert about_of(_arrays(path)) == before
    assert len(made) == 1


def test_many_changes_are_merged_into_a_new_snapshot(path, made, monkeypatch):
    monkeypatch.setattr(snapshots, "_MOST_CHANGED", 1)
    before = about_of(_arrays(path))
    graph = RandomGraph(random.Random(5))
    graph.change()
    with open_store(f"sqlite:{path}") as store:
        graph.put(store)
    assert about_of(_arrays(path))["batch"] > before["batch"]
    assert len(made) == 1  # not from all rows
    _ask(path)
    assert len(made) == 1


def test_a_view_answers_for_its_own_transaction(path):
    graph = RandomGraph(random.Random(5))
    with open_store(f"sqlite:{path}") as store:
        graph.put(store)
        with store.view() as old, plain_view(path) as plain:
            plain.state  # noqa: B018  # its transaction has begun
            plain.nodes([])
            graph.change()
            graph.put(store)
            with store.view() as new, plain_view(path) as fresh:
                for view, other in ((new, fresh), (old, plain), (new, fresh)):
                    for one in other.all_nodes():
                        if one.kind is NodeKind.PAPER:
                            expected = questions.sharing(other, one.id, SharingQuestion(), WINDOW)
                            assert view.sharing(one.id, SharingQuestion(), WINDOW) == expected


def test_where_no_file_can_be_it_is_answered_without_one(path):
    _arrays(path).unlink()
    _arrays(path).mkdir()
    _ask(path)
    assert _arrays(path).is_dir()


def test_where_it_cannot_be_written_it_is_made_for_the_process(path, made, monkeypatch):
    _arrays(path).unlink()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshots, "write_kept", full)
    _ask(path)
    assert len(made) == 2
    with open_store(f"sqlite:{path}") as store:
        RandomGraph(random.Random(6)).put(store)  # the writer does not mind either
    _ask(path)


def test_small_graphs_have_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "_WORTH_KEEPING", 5_000)
    path = tmp_path / "small.db"
    with open_store(f"sqlite:{path}") as store:
        RandomGraph(random.Random(5)).put(store)
    _ask(path)
    assert not _arrays(path).exists()


def test_a_deadline_does_not_end_the_making_of_a_large_snapshot(path, made, monkeypatch):
    monkeypatch.setattr(snapshots, "_WAITED_FOR", 0)
    _arrays(path).unlink()
    may_go_on, read = threading.Event(), snapshots.read_snapshot

    def slow(connection, batch):
        may_go_on.wait(10)
        return read(connection, batch)

    monkeypatch.setattr(snapshots, "read_snapshot", slow)
    with open_store(f"sqlite:{path}") as store:
        with plain_view(path) as plain:
            paper = next(one.id for one in plain.all_nodes() if one.kind is NodeKind.PAPER)
        for _ in range(2):
            soon = time.monotonic() + 0.05
            with store.view(deadline=soon) as view, pytest.raises(StoreTimeoutError):
                view.sharing(paper, SharingQuestion(), WINDOW)
        may_go_on.set()
        with store.view(deadline=time.monotonic() + 60) as view:
            view.sharing(paper, SharingQuestion(), WINDOW)
    assert _arrays(path).exists()
    assert len(made) == 2


def test_a_deadline_that_has_passed_ends_questions(path):
    with (
        open_store(f"sqlite:{path}") as store,
        store.view(deadline=time.monotonic() - 1) as view,
        pytest.raises(StoreTimeoutError),
    ):
        view.edge_counts(["Paaaaaaaaaaaaaaaa"], traversing.Hop(kinds=frozenset()))


def test_rows_of_no_graph_are_answered_by_the_database(path, monkeypatch):
    monkeypatch.undo()
    connection = connect(path, read_only=False)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE node SET id = 'odd' || number WHERE kind = 'Venue'")
    connection.execute("DELETE FROM batch")
    connection.execute("INSERT INTO batch VALUES (9, 'odd')")
    connection.close()
    _ask(path)
