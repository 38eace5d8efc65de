"""Neo4j's own admin tool makes the same graph of the files that are written for it."""

import pytest
from building import TESTER, build, content_of, remove
from dictionary import Dictionary
from neo4j_import import import_files
from neo4j_server import Neo4jServer
from sample import SOURCES

from citeweave_graph import open_store
from citeweave_graph.neo4j.import_files import write_import_files
from citeweave_graph.tables import TABLES
from citeweave_schema import AuthorName, Paper, PartialDate
from citeweave_schema.errors import SourceError

_EXTRACT = Dictionary()
_HOSTILE = [
    Paper(title='Quotes "in" a, title\nof two lines; \\" and \\', abstract="We use RAG for QA."),
    Paper(title="=cmd|' /C calc'!A0", abstract='"", \x1f; `DROP`', date=PartialDate(2020)),
    Paper(
        title="\u202eright to left \U0001f600", authors=(AuthorName(name='Robert"); MATCH (n)'),)
    ),
]


@pytest.fixture
def original():
    with open_store("memory:") as store:
        build(store, {**SOURCES, "hostile.jsonl": _HOSTILE}, extract=_EXTRACT)
        with store.view() as view:
            one, other, *_ = (node.id for node in view.all_nodes() if node.id.startswith("A"))
        with store.writer(extract=_EXTRACT, extractor=_EXTRACT.version) as writer:
            writer.merge(one, other, TESTER)
        yield store


def _rows(store):
    with store.view() as view:
        return {
            table: sorted(map(repr, (sorted(row.items()) for row in view.everything(table))))
            for table in TABLES
        }


def test_the_admin_tool_makes_the_same_graph(original, tmp_path):
    with original.view() as view:
        arguments = write_import_files(view, tmp_path / "files")
    import_files(tmp_path / "home", arguments)
    with (
        Neo4jServer(home=tmp_path / "home") as server,
        open_store(server.url, create=False) as store,
    ):
        assert _rows(store) == _rows(original)
        assert content_of(store) == content_of(original)
        for one in (store, original):
            remove(one, "hostile.jsonl", extract=_EXTRACT)
        assert content_of(store) == content_of(original)


def test_a_folder_with_something_in_it_is_left_as_it_is(original, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with original.view() as view, pytest.raises(SourceError, match="not empty"):
        write_import_files(view, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]
