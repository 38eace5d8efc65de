"""The saved queries, the guide and the style sheet that Neo4j Browser is given."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
import zipfile
from io import BytesIO

import pytest
from building import build
from dictionary import Dictionary
from sample import SOURCES

from citeweave_graph.neo4j.browser import BrowserFiles, favourites, guide, packed, style
from citeweave_graph.neo4j.model import CONCEPT_LABELS, NODE_LABELS, STUB
from citeweave_graph.neo4j.store import Neo4jStore
from citeweave_schema import EdgeKind

_FIRST_LIMIT = 300
_EACH = pytest.mark.parametrize("favourite", favourites(), ids=lambda one: one.name)

_CROWD = """
UNWIND range(1, 400) AS i
CREATE (p:Node:Paper {id: "P" + i, title: "Paper " + i, name: "Paper " + i, year: 2000 + i % 20}),
  (c:Node:Concept:Method {id: "C" + i, name: "m" + i, paper_count: 9, document_frequency: 9}),
  (a:Node:Author {id: "A" + i, name: "Author " + i})
"""
_TIES = """
MATCH (p:Paper), (other) WHERE p.id ENDS WITH "1" AND NOT other:Kept
FOREACH (c IN CASE WHEN other:Concept THEN [other] END |
  CREATE (p)-[:USES {strength: 1, sentences: ["x"]}]->(c))
FOREACH (a IN CASE WHEN other:Author THEN [other] END | CREATE (a)-[:AUTHORED]->(p))
FOREACH (q IN CASE WHEN other:Paper AND other <> p THEN [other] END | CREATE (p)-[:CITES]->(q))
"""
_RELATIONS = """
MATCH (c:Concept {id: "C1"}), (other:Concept) WHERE c <> other
CREATE (c)-[:USED_FOR {support: 1}]->(other)
"""


@pytest.fixture(scope="module")
def crowded(neo4j_server):
    """A graph in which everything touches much more than Browser draws."""
    server = neo4j_server()
    server.reset(graph=True)
    for statement in (_CROWD, _TIES, _RELATIONS):
        server.run(statement)
    return server


def _run(server, favourite):
    with server.driver.session(database="neo4j") as session:
        result = session.run(favourite.cypher)
        graph = result.graph()
        return graph, result.consume().gql_status_objects


@_EACH
def test_a_view_has_no_more_nodes_than_browser_draws(crowded, favourite):
    graph, _ = _run(crowded, favourite)
    assert 20 < len(graph.nodes) <= _FIRST_LIMIT


@_EACH
def test_a_view_of_a_small_graph_is_drawn_without_a_warning(neo4j, favourite):
    with_store = Neo4jStore(neo4j.url)
    build(with_store, SOURCES, extract=Dictionary())
    with_store.close()
    graph, notices = _run(neo4j, favourite)
    assert len(graph.nodes) > 1
    assert not any(node.labels & {"Kept", "CiteweaveLock"} for node in graph.nodes)
    warned = [one.status_description for one in notices if one.raw_severity == "WARNING"]
    assert warned == []


def test_the_style_sheet_names_every_label_and_no_other():
    known = {"Node", "Kept", STUB, *NODE_LABELS.values(), *CONCEPT_LABELS.values()}
    assert set(re.findall(r"^node\.(\w+)", style(), re.MULTILINE)) == known
    types = set(re.findall(r"^relationship\.(\w+)", style(), re.MULTILINE))
    assert types <= {kind.value for kind in EdgeKind}


def test_the_style_sheet_is_what_browser_can_read():
    # Its parser knows neither comments nor colons and semicolons within a value.
    body = re.sub(r"[\w.]+ \{\n(  [a-z-]+: [^:;]+;\n)+\}\n", "", style())
    assert body == ""


def test_the_saved_queries_only_read():
    for favourite in favourites():
        words = set(re.findall(r"[A-Z]+", favourite.query))
        assert words.isdisjoint({"CREATE", "MERGE", "DELETE", "SET", "REMOVE", "LOAD", "DROP"})


def test_the_zip_holds_the_queries_in_one_folder():
    with zipfile.ZipFile(BytesIO(packed())) as archive:
        assert archive.namelist() == [f"citeweave/{one.name}.cypher" for one in favourites()]
    assert packed() == packed()


def test_the_guide_has_each_query_as_it_is_run():
    page = guide("http://localhost:1")
    for favourite in favourites():
        escaped = favourite.query.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert escaped.replace('"', "&quot;") in page


def test_what_is_served_may_be_read_from_the_page_of_browser():
    with BrowserFiles() as files:
        for path in ("guide.html", "citeweave.grass", "favourites.zip"):
            with urllib.request.urlopen(f"{files.address}/{path}") as answer:  # noqa: S310
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
                assert answer.read()
        asks = urllib.request.Request(files.guide, method="OPTIONS")  # noqa: S310
        with urllib.request.urlopen(asks) as answer:  # noqa: S310  # our own
            assert answer.headers["Access-Control-Allow-Headers"] == "*"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{files.address}/../model.py")  # noqa: S310
