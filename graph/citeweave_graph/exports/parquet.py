"""Two Parquet tables, nodes and edges, with pyarrow.

The format: https://parquet.apache.org/docs/. Every column has one type and may have nulls; one
whose values are of several types is written as the narrowest that holds them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]  # it has no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # as above

from citeweave_graph.exports.flat import (
    ColumnKind,
    Columns,
    Counts,
    FlatGraph,
    Scalar,
    edge_ids,
    widest,
)
from citeweave_graph.exports.texts import storable

__all__ = ["write"]

_AT_ONCE = 10_000

_TYPES = {
    ColumnKind.TRUTH: pa.bool_(),
    ColumnKind.NUMBER: pa.int64(),
    ColumnKind.FRACTION: pa.float64(),
    ColumnKind.TEXT: pa.string(),
}

Row = Mapping[str, Scalar | None]


def write(graph: FlatGraph, target: Path) -> Counts:
    """Write a graph into an empty folder, some thousand rows at a time."""
    nodes = _write(
        target / "nodes.parquet",
        {"id": (ColumnKind.TEXT,), **graph.node_columns},
        ({"id": one.id, **one.attributes} for one in graph.nodes()),
    )
    ends: Columns = dict.fromkeys(("source", "target", "id", "key"), (ColumnKind.TEXT,))
    edges = _write(target / "edges.parquet", {**ends, **graph.edge_columns}, _edges(graph))
    return Counts(nodes, edges)


def _edges(graph: FlatGraph) -> Iterator[Row]:
    named = edge_ids(graph)
    for edge in graph.edges():
        key = None if edge.key is None else str(edge.key)
        own = {"source": edge.source, "target": edge.target, "id": named(edge), "key": key}
        yield {**own, **edge.attributes}


def _write(path: Path, columns: Columns, rows: Iterable[Row]) -> int:
    kinds = {name: widest(some) for name, some in columns.items()}
    schema = pa.schema([(storable(name), _TYPES[kind]) for name, kind in kinds.items()])
    count = 0
    rest = iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while some := list(islice(rest, _AT_ONCE)):
            arrays = [
                pa.array([_value(row.get(name), kind) for row in some], type=_TYPES[kind])
                for name, kind in kinds.items()
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(some)
    return count


def _value(value: Scalar | None, kind: ColumnKind) -> Scalar | None:
    if value is None:
        return None
    if kind is ColumnKind.TEXT:
        return storable(str(value).lower() if isinstance(value, bool) else str(value))
    return float(value) if kind is ColumnKind.FRACTION else value
