"""What papers leave in the tables: nodes, the edges that leave them, and what these rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from citeweave_graph.assembly import Assembled
from citeweave_graph.derivation.linking import Links
from citeweave_graph.derivation.records import reference_hash
from citeweave_graph.rows import edge_row, evidence_row, naming_row, node_row
from citeweave_graph.tables import Row, Tables
from citeweave_schema.mentions import Extraction
from citeweave_schema.papers import Reference

__all__ = ["cited_papers", "put_papers", "rows_of_papers"]


def put_papers(
    tables: Tables,
    papers: Mapping[str, Assembled],
    extractions: Mapping[str, Extraction],
    links: Mapping[str, Links],
) -> None:
    """Put papers in, with all that leaves them but the relations between their concepts.

    Args:
        tables: the store.
        papers: the papers, by id.
        extractions: what was found in the text of each that is no stub.
        links: the edges of each.
    """
    for table, rows in rows_of_papers(papers, extractions, links).items():
        tables.insert(table, rows)


def rows_of_papers(
    papers: Mapping[str, Assembled],
    extractions: Mapping[str, Extraction],
    links: Mapping[str, Links],
) -> dict[str, list[Row]]:
    """Give what `put_papers` puts in, by table."""
    return {
        "node": [_paper_row(paper, extractions.get(one)) for one, paper in papers.items()],
        "edge": [edge_row(edge) for some in links.values() for edge in some.edges],
        "evidence": [evidence_row(one) for some in links.values() for one in some.evidence],
        "naming": [
            naming_row(node, one, surface, count)
            for one, some in links.items()
            for (node, surface), count in some.names.items()
        ],
    }


def _paper_row(paper: Assembled, extraction: Extraction | None) -> Row:
    node = paper.node
    if extraction is None:
        return node_row(node)
    if node.language is None and extraction.language is not None:
        node = replace(node, language=extraction.language)
    return node_row(node, extraction.text_hash)


def cited_papers(tables: Tables, papers: Iterable[Assembled]) -> dict[Reference, str]:
    """Give the paper that each reference of some papers leads to."""
    hashes = {
        reference: reference_hash(reference)
        for paper in papers
        for reference, _ in paper.references
    }
    homes = {
        row["hash"]: row["paper"] for row in tables.select("member", "hash", set(hashes.values()))
    }
    return {reference: homes[one] for reference, one in hashes.items()}
