"""What `write_graph` writes as GraphML and node-link JSON, `read_graph` gives back."""

import json
import math
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from citeweave_graph.exports import FORMATS, read_graph, whole, write_graph, write_part
from citeweave_graph.exports.flat import FlatEdge, FlatGraph, FlatNode, flattened
from citeweave_graph.exports.networkx_graphs import networkx_graph
from citeweave_graph.exports.pairs import neutralised, plain
from citeweave_graph.exports.texts import coded, decoded, xml_attribute, xml_text
from citeweave_schema.errors import FormatError, SourceError, UsageError

READABLE = ["graphml", "node-link"]
GRAPHS = [name for name, one in FORMATS.items() if not one.of_papers]

texts = st.one_of(
    st.text(),
    st.text(st.characters(categories=["Cc", "Cs", "Cn", "Zs", "Zl"]), max_size=5),
    st.sampled_from(
        ["]]>", "_x0041_", "_x0041\x01_x0042_", "\r\n", " \t ", "=1+1", "\ud800", "\ufffe", "<a>&"]
    ),
)
values = st.one_of(
    texts,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)
names = texts.filter(lambda one: one not in ("id", "source", "target", "key"))
attributes = st.dictionaries(names, values, max_size=4)


@st.composite
def graphs(draw):
    kind = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))
    graph = kind()
    graph.graph.update(draw(attributes))
    ids = draw(st.lists(texts, max_size=5, unique=True))
    for one in ids:
        graph.add_nodes_from([(one, draw(attributes))])
    if ids:
        ends = st.sampled_from(ids)
        for number in range(draw(st.integers(0, 6))):
            source, target, data = draw(ends), draw(ends), draw(attributes)
            if graph.is_multigraph():
                key = draw(st.one_of(st.just(number), texts))
                graph.add_edges_from([(source, target, key, data)])
            else:
                graph.add_edges_from([(source, target, data)])
    return graph


def _equal(one, other):
    return (
        type(one) is type(other)
        and nx.utils.graphs_equal(one, other)
        and repr(list(one.nodes(data=True))) == repr(list(other.nodes(data=True)))
        and repr(sorted(map(repr, one.edges(data=True))))
        == repr(sorted(map(repr, other.edges(data=True))))
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("round") / "trip"


@pytest.mark.parametrize("name", READABLE)
def test_any_graph_comes_back_as_it_was(name, place):
    @settings(max_examples=60)
    @given(graphs())
    @example(nx.MultiDiGraph())
    def comes_back(graph):
        write_graph(graph, place, name, force=True)
        assert _equal(read_graph(place, name), graph)

    comes_back()


@pytest.mark.parametrize("name", GRAPHS)
def test_any_graph_is_written_in_every_format(name, tmp_path):
    @settings(max_examples=20)
    @given(graphs())
    def is_written(graph):
        counts = write_graph(graph, tmp_path / name, name, force=True)
        assert counts.nodes == len(graph)
        if name in ("graphml", "gexf"):
            etree.parse(tmp_path / name)

    is_written()


@pytest.mark.parametrize("name", READABLE)
def test_the_sample_comes_back_as_it_was(name, view, tmp_path):
    write_part(whole(view), tmp_path / "one", name)
    found = read_graph(tmp_path / "one", name)
    assert _equal(found, networkx_graph(whole(view).flat()))
    write_graph(found, tmp_path / "other", name)
    assert _equal(read_graph(tmp_path / "other", name), found)


def test_edges_that_have_ids_keep_them(place):
    graph = nx.DiGraph([("a", "b", {"id": "x"}), ("b", "c", {"id": "y"})])
    same = nx.DiGraph([("a", "b", {"id": "x"}), ("b", "c", {"id": "x"})])
    for name in READABLE:
        write_graph(graph, place, name, force=True)
        assert _equal(read_graph(place, name), graph)
        write_graph(same, place, name, force=True)
        assert read_graph(place, name).edges["a", "b"] == {"id_": "x"}


@given(texts)
def test_codes_are_undone_and_hold_nothing_that_xml_cannot(text):
    assert decoded(coded(text)) == text
    made = etree.fromstring(f"<a b={xml_attribute(coded(text))}>{xml_text(coded(text))}</a>")
    assert (decoded(made.text or ""), decoded(made.get("b"))) == (text, text)


@given(texts)
def test_cells_are_undone_and_run_nothing(text):
    cell = neutralised(text)
    assert plain(cell) == text
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert not cell.startswith(("\t", "\r", "\n"))


class _Colour(Enum):
    RED = "red"


def test_values_of_any_kind_become_plain_ones():
    given_values = {
        "none": None, "nan": math.nan, "infinite": math.inf, "numpy": np.float64(0.5),
        "whole": np.int64(3), "truth": np.bool_(True), "list": ["b", None, 1], "set": {"b", "a"},
        "mapping": {"b": (1,)}, "enum": _Colour.RED, "day": date(2020, 1, 2),
        "moment": datetime(2020, 1, 2, tzinfo=UTC), "large": 2**64, "bytes": b"x",
        "array": np.array([1, 2]),
    }  # fmt: skip
    found = {name: flattened(value) for name, value in given_values.items()}
    assert found == {
        "none": None, "nan": None, "infinite": None, "numpy": 0.5, "whole": 3, "truth": True,
        "list": "b; 1", "set": "a; b", "mapping": '{"b": [1]}', "enum": "red", "day": "2020-01-02",
        "moment": "2020-01-02T00:00:00+00:00", "large": "18446744073709551616", "bytes": "b'x'",
        "array": "1; 2",
    }  # fmt: skip
    endless: list[object] = []
    endless.append(endless)
    assert isinstance(flattened(endless), str)


def test_records_of_ours_give_their_attributes(view, tmp_path):
    graph = view.to_networkx()
    write_graph(graph, tmp_path / "graph", "node-link")
    found = read_graph(tmp_path / "graph", "node-link")
    for one, data in networkx_graph(whole(view).flat()).nodes(data=True):
        assert data.items() <= found.nodes[one].items()


def test_ids_that_are_one_as_texts_are_refused(tmp_path):
    with pytest.raises(UsageError, match="same id"):
        write_graph(nx.Graph([(1, "1")]), tmp_path / "out", "graphml")


_HEAD = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
_GRAPH = f'{_HEAD}<key id="n" for="node" attr.name="x" attr.type="long"/><graph edgedefault='
BROKEN = {
    "graphml": [
        *("", "<graphml", "<a/>", "PK\x03\x04", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        f'{_GRAPH}"so"/></graphml>',
        f'{_GRAPH}"directed"><node id="a"><data key="none">1</data></node></graph></graphml>',
        f'{_GRAPH}"directed"><edge source="a"/></graph></graphml>',
        f'{_GRAPH}"directed"><node id="a"><data key="n">much</data></node></graph></graphml>',
    ],
    "node-link": [
        *("", "{", "[]", "{}", "7", "[" * 100_000, '{"nodes": [1], "edges": []}'),
        '{"nodes": [], "edges": [{"source": "a"}], "directed": true}',
        '{"nodes": [{"id": []}], "edges": [], "directed": true, "multigraph": true, "graph": {}}',
    ],
}


@pytest.mark.parametrize("name", READABLE)
def test_what_is_no_such_file_is_refused(name, tmp_path):
    path = tmp_path / "file"
    for text in BROKEN[name]:
        path.write_text(text, "utf-8")
        with pytest.raises(FormatError):
            read_graph(path, name)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FormatError):
        read_graph(path, name)
    with pytest.raises(SourceError):
        read_graph(tmp_path / "none", name)


def test_formats_with_losses_are_not_read_back(tmp_path):
    with pytest.raises(UsageError, match="graphml, node-link can"):
        read_graph(tmp_path / "any", "gexf")


def test_writers_take_a_graph_as_a_stream(tmp_path: Path):
    """A node is not asked for before the one before it was written."""

    class _Seen:
        most = 0
        alive = 0

    class _Text(str):
        __slots__ = ()

        def __init__(self, _text: str) -> None:
            _Seen.alive += 1
            _Seen.most = max(_Seen.most, _Seen.alive)

        def __del__(self) -> None:
            _Seen.alive -= 1

    def nodes():
        for number in range(2_000):
            yield FlatNode(_Text(f"n{number}"), {})

    def edges():
        for number in range(1, 2_000):
            yield FlatEdge(f"n{number - 1}", _Text(f"n{number}"), {}, key=0)

    graph = FlatGraph(nodes=nodes, edges=edges, node_columns={}, edge_columns={})
    from citeweave_graph.exports.registry import load_graph_writer  # noqa: PLC0415  # as above

    for name in ("graphml", "gexf", "node-link", "cytoscape", "csv"):
        target = tmp_path / name
        if FORMATS[name].files:
            target.mkdir()
        _Seen.most = 0
        assert load_graph_writer(name).write(graph, target).nodes == 2_000
        assert _Seen.most < 10, name
    assert len(json.loads((tmp_path / "node-link").read_text("utf-8"))["nodes"]) == 2_000
