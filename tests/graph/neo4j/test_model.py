"""The names in Cypher texts, and the properties that rows become."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeweave_graph.neo4j import model
from citeweave_graph.neo4j.migrations import bookkeeping
from citeweave_graph.neo4j.properties import (
    NODE_PROPERTIES,
    edge_properties,
    kept_properties,
    node_properties,
)
from citeweave_graph.rows import edge_row, node_row
from citeweave_graph.tables import TABLES
from citeweave_schema import ConceptKind, ConceptNode, EdgeKind, NodeKind, PaperNode, Role, node_id
from citeweave_schema.edges import Edge
from citeweave_schema.nodes import Alias

_PLAIN = re.compile(r"_?[A-Za-z]\w*")


def test_every_name_is_plain():
    names = [
        *model.NODE_LABELS.values(),
        *model.CONCEPT_LABELS.values(),
        *model.RELATIONSHIPS.values(),
        *model.LABELS.values(),
        *(column for table in TABLES.values() for column in table.columns),
    ]
    assert all(_PLAIN.fullmatch(name) for name in names)


def test_no_label_means_two_things():
    labels = [
        model.NODE,
        model.STUB,
        model.KEPT,
        model.MIGRATION,
        model.LOCK,
        model.WRITING,
        *model.NODE_LABELS.values(),
        *model.CONCEPT_LABELS.values(),
        *model.LABELS.values(),
    ]
    assert len(labels) == len(set(labels))


def test_every_table_has_a_place():
    assert set(model.LABELS) | {"node", "edge", "evidence"} == set(TABLES)
    assert set(model.RELATIONSHIPS) == set(EdgeKind)
    assert set(model.NODE_LABELS) == set(NodeKind)


def test_properties_beside_the_columns_have_names_of_their_own():
    for table in model.KEPT_TABLES:
        beside = {model.KEY, *map(model.digest_property, model.DIGESTED[table])}
        assert len(beside) == 1 + len(model.DIGESTED[table])
        assert not beside & set(TABLES[table].columns)


def test_the_migrations_have_what_the_tables_ask_for():
    folder = files("citeweave_graph.neo4j").joinpath("migrations")
    found = [line for one in folder.iterdir() for line in one.read_text().splitlines()]
    assert set(bookkeeping().splitlines()) <= set(found)


@given(st.lists(st.text() | st.integers(), max_size=3), st.lists(st.text(), max_size=3))
def test_keys_are_equal_only_for_equal_values(one, other):
    assert (model.key_of(one) == model.key_of(other)) == (one == other)


@pytest.mark.parametrize("kind", ["Node) DETACH DELETE (n", "paper", ""])
def test_a_kind_from_elsewhere_is_no_label(kind):
    with pytest.raises(ValueError, match="NodeKind"):
        model.labels_of({"kind": kind, "concept_kind": None, "stub": 0})


def test_a_paper_is_readable_and_found():
    key = "doi:10.1/x"
    node = PaperNode(
        id=node_id(NodeKind.PAPER, key), key=key, title="A `Title`", abstract="We use RAG."
    )
    found = node_properties(node_row(node))
    assert (found["title"], found["abstract"]) == ("A `Title`", "We use RAG.")
    assert (found["search_name"], found["search_body"]) == ("a title", "we use rag")
    assert found["search_length"] == 7
    assert None not in found.values()
    assert set(found) <= set(NODE_PROPERTIES)
    assert found["_sort_name"] == model.text_digest(found["sort_name"])


def test_a_concept_shows_its_aliases():
    key = "METHOD:rag"
    node = ConceptNode(
        id=node_id(NodeKind.CONCEPT, key),
        key=key,
        name="RAG",
        concept_kind=ConceptKind.METHOD,
        aliases=(Alias(name="retrieval-augmented generation", count=2),),
    )
    row = node_row(node)
    found = node_properties(row)
    assert found["aliases"] == ["retrieval-augmented generation"]
    assert set(found) <= set(NODE_PROPERTIES)
    assert NODE_PROPERTIES[0] == "id"
    assert model.labels_of(row) == ("Concept", "Method")


def test_an_edge_shows_its_sentences_once():
    ends = node_id(NodeKind.PAPER, "x"), node_id(NodeKind.CONCEPT, "METHOD:rag")
    edge = Edge(kind=EdgeKind.USES, source=ends[0], target=ends[1], role=Role.USES, confidence=0.5)
    evidence = ['{"sentence":"One."}', '{"sentence":"Two."}', '{"sentence":"One."}']
    row = edge_row(edge)
    found = edge_properties(row, evidence, ())
    assert found["sentences"] == ["One.", "Two."]
    assert found["stored_evidence"] == evidence
    assert (found["confidence"], found["thousandths"]) == (0.5, 500)


def test_long_text_is_looked_up_by_its_digest():
    row = {"node": "C1", "paper": "P1", "surface": "x" * 99, "form": "x" * 9000, "count": 1}
    found = kept_properties("naming", row)
    assert found["_form"] == model.text_digest(row["form"])
    assert found[model.KEY] == model.key_of(["C1", "P1", "x" * 99])
    assert {column: found[column] for column in row} == row
