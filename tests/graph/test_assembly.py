"""A paper put together from what its records say."""

from __future__ import annotations

import itertools

from citeweave_graph.assembly import Statement, assemble
from citeweave_schema import Identifier, Paper, PartialDate, Reference

NUMBER = Identifier.parse("s2", "7")
CITING = Paper(
    title="s2:7", identifiers=(NUMBER,), references=(Reference(title="On R"),), abstract="We do."
)
TITLED = Paper(title="On Q", identifiers=(NUMBER,), date=PartialDate(2020))


def statement(paper: Paper, *, stub: bool = False) -> Statement:
    sources = () if stub else ((f"{paper.title}.jsonl", "s2"),)
    return Statement(hash=paper.content_hash, paper=paper, stub=stub, sources=sources)


def test_an_identifier_in_the_place_of_a_title_gives_way_to_any_title():
    for records in itertools.permutations([statement(CITING), statement(TITLED)]):
        node = assemble("s2:7", records).node
        assert (node.title, node.abstract, node.stub) == ("On Q", "We do.", False)
        assert str(node.date) == "2020"
        told = {one.field: one.source for one in node.provenance}
        assert (told["title"], told["abstract"]) == ("On Q.jsonl", "s2:7.jsonl")


def test_a_reference_may_give_the_title_but_no_more():
    assembled = assemble("s2:7", [statement(CITING), statement(TITLED, stub=True)])
    assert (assembled.node.title, assembled.node.date) == ("On Q", None)


def test_where_nobody_gives_a_title_the_identifier_stands_for_it():
    assert assemble("s2:7", [statement(CITING)]).node.title == "s2:7"
