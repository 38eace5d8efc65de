"""What is written opens in the programs it is written for, with the same nodes and edges."""

import csv
import json
import re
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from lxml import etree

from citeweave_graph.exports import FORMATS, whole, write_graph, write_part
from citeweave_graph.exports.networkx_graphs import networkx_graph
from citeweave_graph.exports.pairs import plain
from citeweave_graph.exports.records import EDGE_COLUMNS, NODE_COLUMNS
from citeweave_schema.errors import UsageError

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "gexf" / "gexf.xsd"))
GRAPHS = [name for name, one in FORMATS.items() if not one.of_papers]


@pytest.fixture(scope="module")
def flat(view):
    return whole(view).flat()


@pytest.fixture(scope="module")
def expected(flat):
    return networkx_graph(flat)


@pytest.fixture(scope="module")
def files(view, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name in GRAPHS:
        write_part(whole(view), folder / name, name)
    return folder


def _shown(text):
    """What is left of a text where XML's own white space and control characters have no place."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", text)


def _same(found, expected, *, but=(), text=lambda one: one):
    assert set(found) == set(expected)
    for one, data in expected.nodes(data=True):
        kept = {
            name: text(value) if isinstance(value, str) else value for name, value in data.items()
        }
        here = {name: value for name, value in found.nodes[one].items() if name not in but}
        assert here == {name: value for name, value in kept.items() if name not in but}


def test_the_counts_are_those_of_the_graph(view, expected, tmp_path):
    assert expected.number_of_nodes() == len(list(view.all_nodes())) > 25
    assert expected.number_of_edges() == len(list(view.all_edges())) > 35
    counts = write_part(whole(view), tmp_path / "graph", "graphml")
    assert (counts.nodes, counts.edges) == (len(expected), expected.number_of_edges())


def test_networkx_reads_the_graphml(files, expected):
    found = nx.read_graphml(files / "graphml", force_multigraph=True)
    from citeweave_graph.exports.texts import coded  # noqa: PLC0415  # what others see of codes

    _same(found, expected, text=coded)
    assert found.number_of_edges() == expected.number_of_edges()
    keys = {(source, target, data["id"]) for source, target, data in expected.edges(data=True)}
    assert set(found.edges(keys=True)) == keys
    assert found.graph["graph_version"] == 1


def test_the_gexf_keeps_to_its_schema_and_networkx_reads_it(files, expected):
    tree = etree.parse(files / "gexf")
    SCHEMA.assertValid(tree)
    found = nx.read_gexf(files / "gexf", version="1.3")
    _same(found, expected, but=("label",), text=_shown)
    assert found.number_of_edges() == expected.number_of_edges()
    space = "{http://gexf.net/1.3}"
    edges = {one.get("id"): one for one in tree.iter(f"{space}edge")}
    for source, target, data in expected.edges(data=True):
        edge = edges[data["id"]]
        assert (edge.get("source"), edge.get("target")) == (source, target)
        assert (edge.get("kind"), float(edge.get("weight"))) == (data["kind"], data["support"])


def test_networkx_reads_the_node_link_and_the_cytoscape_json(files, expected):
    data = json.loads((files / "node-link").read_text("utf-8"))
    assert nx.utils.graphs_equal(nx.node_link_graph(data, edges="edges"), expected)
    found = nx.cytoscape_graph(json.loads((files / "cytoscape").read_text("utf-8")))
    _same(found, expected, but=("id", "value", "name"))
    kept = {(source, target, key) for source, target, key in expected.edges(keys=True)}
    assert set(found.edges(keys=True)) == kept
    for source, target, key, data in expected.edges(keys=True, data=True):
        assert data.items() <= found.edges[source, target, key].items()


def test_cytoscape_never_has_one_id_twice(files, tmp_path):
    def ids(path):
        elements = json.loads(path.read_text("utf-8"))["elements"]
        return [one["data"]["id"] for one in (*elements["nodes"], *elements["edges"])]

    write_graph(nx.Graph([("e1", "e2"), ("e2", "e_3")]), tmp_path / "clash", "cytoscape")
    for path in (files / "cytoscape", tmp_path / "clash"):
        assert len(set(ids(path))) == len(ids(path))


def test_pandas_reads_the_csv_and_no_cell_is_a_formula(files, expected):
    nodes = pd.read_csv(files / "csv" / "nodes.csv", dtype=str, keep_default_na=False)
    edges = pd.read_csv(files / "csv" / "edges.csv", dtype=str, keep_default_na=False)
    assert (len(nodes), len(edges)) == (len(expected), expected.number_of_edges())
    for row in nodes.to_dict("records"):
        data = expected.nodes[row.pop("id")]
        for name, cell in row.items():
            given = data.get(name, "")
            assert plain(cell) == (_shown(given) if isinstance(given, str) else str(given).lower())
    for name in ("nodes.csv", "edges.csv"):
        with (files / "csv" / name).open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [one for one in cells if one.lstrip()[:1] in tuple("=+-@") and one.strip()]
    assert any(one.startswith("'=") for one in nodes["label"])


def test_pandas_reads_the_parquet_tables(files, expected):
    nodes = pd.read_parquet(files / "parquet" / "nodes.parquet").set_index("id")
    edges = pd.read_parquet(files / "parquet" / "edges.parquet")
    assert (len(nodes), len(edges)) == (len(expected), expected.number_of_edges())
    for one, data in expected.nodes(data=True):
        row = {name: value for name, value in nodes.loc[one].items() if not pd.isna(value)}
        assert row == data
    assert set(zip(edges["source"], edges["target"], edges["key"], strict=True)) == set(
        expected.edges(keys=True)
    )
    assert edges["confidence"].dtype == "float64"


def _pairs(graph):
    found = {}
    for source, target, data in graph.edges(data=True):
        if source != target:
            pair = min(source, target), max(source, target)
            found[pair] = found.get(pair, 0) + data["support"]
    return found


def test_the_vosviewer_json_is_as_its_documentation_says(files, expected):
    network = json.loads((files / "vosviewer").read_text("utf-8"))
    assert set(network) == {"network"}
    network = network["network"]
    assert set(network) == {"items", "links", "clusters"}
    assert {one["id"] for one in network["items"]} == set(expected)
    labels = {one["cluster"]: one["label"] for one in network["clusters"]}
    for one in network["items"]:
        assert set(one) <= {
            *("id", "label", "description", "url", "cluster", "weights", "scores"),
        }
        assert isinstance(one["label"], str)
        assert 1 <= one["cluster"] <= 1000
        data = expected.nodes[one["id"]]
        assert labels[one["cluster"]] == data.get("concept_kind", data["kind"])
        assert all(value >= 0 for value in one["weights"].values())
        assert "<script" not in one["description"]
        assert one.get("url", "https://").startswith("https://")
    links = {(one["source_id"], one["target_id"]): one["strength"] for one in network["links"]}
    assert links == _pairs(expected)


def test_the_vosviewer_text_files_are_as_their_documentation_says(files, expected):
    folder = files / "vosviewer-text"
    items = pd.read_csv(folder / "map.txt", sep="\t", keep_default_na=False)
    links = pd.read_csv(folder / "network.txt", sep="\t", header=None)
    assert list(items["id"]) == list(range(1, len(expected) + 1))
    assert list(items.columns[:5]) == ["id", "label", "description", "url", "cluster"]
    assert all(re.fullmatch(r"(?:weight|score)<\w+>", one) for one in items.columns[5:])
    names = dict(zip(items["id"], expected, strict=True))
    strengths = {
        (names[source], names[target]): strength
        for source, target, strength in links.itertuples(index=False)
    }
    assert strengths == _pairs(expected)


def test_weights_scores_and_communities_of_a_network(tmp_path):
    graph = nx.Graph()
    graph.add_node("a", label="A", papers=3, change=-0.5, community=7, url="javascript:alert(1)")
    graph.add_node("b", label="B", change=0.25, community=3, url="https://example.org/b")
    graph.add_node("c", label="C", papers=1, change=0.0, community=3)
    graph.add_edge("a", "b", weight=0.5)
    graph.add_edge("b", "c", weight=2)
    graph.add_edge("c", "c", weight=9)
    write_graph(graph, tmp_path / "map.json", "vosviewer")
    network = json.loads((tmp_path / "map.json").read_text("utf-8"))["network"]
    first, second, third = network["items"]
    assert [one["cluster"] for one in network["items"]] == [2, 1, 1]
    assert (first["weights"], first["scores"]) == ({"papers": 3}, {"change": -0.5})
    assert second["weights"] == {"papers": 0}
    assert "url" not in first
    assert second["url"] == "https://example.org/b"
    assert third["label"] == "C"
    assert [one["strength"] for one in network["links"]] == [0.5, 2]


def test_the_guide_names_every_format_and_every_attribute():
    guide = (Path(__file__).parents[3] / "docs" / "exports.md").read_text("utf-8")
    for name, one in FORMATS.items():
        assert f"| `{name}` " in guide
        assert all(f"`{file}`" in guide for file in one.files)
    assert all(f"`{name}`" in guide for name in (*NODE_COLUMNS, *EDGE_COLUMNS))


def test_a_graph_is_no_list_of_papers_and_an_unknown_format_is_told(tmp_path):
    for name, words in (("bibtex", "list of papers"), ("pajek", "graphml")):
        with pytest.raises(UsageError, match=words):
            write_graph(nx.Graph(), tmp_path / "out", name)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_installed_is_told_with_the_command(monkeypatch, tmp_path):
    monkeypatch.setattr("citeweave_graph.exports.registry.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'citeweave\[parquet\]'"):
        write_graph(nx.Graph(), tmp_path / "out", "parquet")


@pytest.mark.parametrize("name", GRAPHS)
def test_an_empty_graph_is_written_too(name, tmp_path):
    counts = write_graph(nx.DiGraph(), tmp_path / "empty", name)
    assert (counts.nodes, counts.edges) == (0, 0)
    if name == "gexf":
        SCHEMA.assertValid(etree.parse(tmp_path / "empty"))
