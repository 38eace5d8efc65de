"""A store has the methods of the contract, with the same parameters, and documents each."""

import importlib
import inspect

import pytest

from citeweave_graph import STORES, Store, View
from citeweave_graph.tables import Tables


def _class(path: str) -> type:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


_PAIRS = [
    pytest.param(_class(path), interface, id=path)
    for interface, paths in {
        Store: dict.fromkeys(where for where, _ in STORES.values()),
        View: [
            "citeweave_graph.memory:MemoryView",
            "citeweave_graph.sqlite.view:SqliteView",
            "citeweave_graph.neo4j.view:Neo4jView",
        ],
        Tables: [
            "citeweave_graph.memory_tables:MemoryTables",
            "citeweave_graph.sqlite.tables:SqliteTables",
            "citeweave_graph.neo4j.tables:Neo4jTables",
        ],
    }.items()
    for path in paths
]


def _public(kind: type) -> dict[str, object]:
    return {name: one for name, one in vars(kind).items() if not name.startswith("_")}


@pytest.mark.parametrize(("kind", "interface"), _PAIRS)
def test_no_method_is_missing(kind, interface):
    assert kind.__abstractmethods__ == frozenset()
    assert issubclass(kind, interface)


@pytest.mark.parametrize(("kind", "interface"), _PAIRS)
def test_nothing_is_public_but_the_contract(kind, interface):
    known = set(_public(interface)) | set(interface.__annotations__)
    assert set(_public(kind)) - {"url"} <= known


@pytest.mark.parametrize(("kind", "interface"), _PAIRS)
def test_parameters_are_those_of_the_contract(kind, interface):
    for name, one in _public(kind).items():
        if not callable(one):
            continue
        mine = inspect.signature(one).parameters
        theirs = inspect.signature(getattr(interface, name)).parameters
        assert [(p.name, p.kind) for p in mine.values()] == [
            (p.name, p.kind) for p in theirs.values()
        ], name


@pytest.mark.parametrize("interface", [Store, View, Tables])
def test_every_method_of_the_contract_is_documented(interface):
    for name, one in _public(interface).items():
        if callable(one) or isinstance(one, property):
            assert inspect.getdoc(one), name


def test_the_registry_is_read_only():
    with pytest.raises(TypeError):
        STORES["other"] = ("", "")
