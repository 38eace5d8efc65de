"""Graph files of earlier formats are brought up to date, and keep what they hold."""

import json
import sqlite3

import pytest
from building import build, digest_of
from dictionary import Dictionary
from relating import RELATING
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.sqlite.migrations import newest
from citeweave_graph.sqlite.packing import unpacked


def _unpack(file):
    """Make the tables what they were before long texts were packed."""
    file.create_function("unpacked", 1, unpacked)
    for table, (made, rows) in _BEFORE_PACKING.items():
        file.execute(f"CREATE TABLE plain {made} STRICT, WITHOUT ROWID")
        file.execute(f"INSERT INTO plain SELECT {rows} FROM {table}")  # noqa: S608  # constants
        file.execute(f"DROP TABLE {table}")
        file.execute(f"ALTER TABLE plain RENAME TO {table}")
    file.execute("CREATE INDEX owner_hash ON owner (hash)")


_BEFORE_PACKING = {
    "owner": (
        "(hash TEXT NOT NULL REFERENCES record (hash), owner TEXT, PRIMARY KEY (owner, hash))",
        "hash, owner",
    ),
    "record": (
        "(hash TEXT PRIMARY KEY, key TEXT NOT NULL, stub INTEGER NOT NULL, payload TEXT NOT NULL)",
        "hash, key, stub, unpacked(payload)",
    ),
    "extraction": (
        "(text TEXT PRIMARY KEY, extractor TEXT NOT NULL, payload TEXT NOT NULL)",
        "text, extractor, unpacked(payload)",
    ),
}


def _first_format(path):
    """Make a graph file what it was before relations were kept."""
    with sqlite3.connect(path) as file:
        _unpack(file)
        for text, payload in file.execute("SELECT text, payload FROM extraction").fetchall():
            content = json.loads(payload)
            del content["relations"]
            file.execute(
                "UPDATE extraction SET payload = ? WHERE text = ?", (json.dumps(content), text)
            )
        for table in (
            "relation",
            "decision",
            "resolution",
            "batch",
            "touched",
            "namesakes",
            "called",
        ):
            file.execute(f"DROP TABLE {table}")
        file.execute("DROP INDEX slot_key")
        file.execute("ALTER TABLE slot DROP COLUMN key")
        file.execute("DELETE FROM meta WHERE name = 'rules'")
        file.execute("DROP INDEX edge_of_relation")
        file.execute("PRAGMA user_version = 1")
    file.close()


def _nodes(store):
    with store.view() as view:
        return list(view.all_nodes())


@pytest.mark.parametrize("create", [True, False])
def test_a_file_of_the_first_format_keeps_its_content(tmp_path, create):
    path = tmp_path / "graph.db"
    url = f"sqlite:{path}"
    with open_store(url) as store:
        build(store, SOURCES, extract=Dictionary())
        before, nodes = digest_of(store), _nodes(store)
    _first_format(path)
    with open_store(url, create=create) as store:
        assert _nodes(store) == nodes
        build(store, SOURCES, extract=Dictionary())
        assert digest_of(store) == before
    with sqlite3.connect(path) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (newest(),)
    file.close()


def test_a_file_of_the_first_format_gets_relations_from_a_later_extractor(tmp_path):
    path = tmp_path / "graph.db"
    with open_store(f"sqlite:{path}") as store:
        build(store, SOURCES, extract=Dictionary())
    _first_format(path)
    with open_store(f"sqlite:{path}") as store, open_store("memory:") as afresh:
        later = Dictionary("dictionary 2")
        both = {**SOURCES, **RELATING}
        build(store, both, extract=later)
        build(afresh, both, extract=later)
        assert digest_of(store) == digest_of(afresh)


def test_the_file_refuses_relations_that_cannot_be(tmp_path):
    path = tmp_path / "graph.db"
    with open_store(f"sqlite:{path}") as store:
        build(store, RELATING, extract=Dictionary())
    file = sqlite3.connect(path)
    file.execute("PRAGMA foreign_keys = ON")
    for change in (
        "source = target",
        "kind = 'USES'",
        "confidence = 1001",
        "paper = 'Pnone'",
        "target = 'Cnone'",
        "source = target, target = source WHERE kind = 'COMPARED_WITH'",
    ):
        with pytest.raises(sqlite3.IntegrityError), file:
            file.execute(f"UPDATE relation SET {change}")  # noqa: S608  # constants
    with pytest.raises(sqlite3.IntegrityError), file:
        file.execute("DELETE FROM edge WHERE kind = 'USED_FOR'")
    file.close()
