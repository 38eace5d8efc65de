"""Who is one with whom: explained, questioned, decided by a person, and undone."""

import pytest
from building import TESTER, build, digest_of, merge, remove, split
from dictionary import Dictionary
from sample import BARE, COLOR, GNN, QUIET, RAG, SOURCES, SURVEY

from citeweave_graph import Window
from citeweave_graph.derivation.judged import decision_rows
from citeweave_schema import (
    Affiliation,
    AuthorName,
    ConceptKind,
    Decision,
    Identifier,
    NodeKind,
    Paper,
    PartialDate,
    VenueName,
    Verdict,
    node_id,
)
from citeweave_schema.errors import NotFoundError, UsageError

ALSO = Paper(title="Also", abstract="We use retrieval augmented generation (RAG).")
PREPRINT = Paper(
    title="Retrieval for Knowledge",
    identifiers=(Identifier.parse("arxiv", "2005.11401"),),
    date=PartialDate(2020),
)


def _id(store, paper):
    with store.view() as view:
        return view.paper(paper.title).id


def _named(store, kind, name):
    with store.view() as view:
        return view.named(kind, [name])[0]


def _members(store, node):
    with store.view() as view:
        return view.identity(node).members


def test_a_paper_shows_its_records_and_who_has_them(changing):
    build(changing, {**SOURCES, "preprint.jsonl": [PREPRINT]}, extract=Dictionary())
    members = _members(changing, _id(changing, RAG))
    said = {one.sources for one in members if not one.reference}
    assert ("preprint.jsonl",) in said
    assert {"doi:10.1000/rag", "arxiv:2005.11401"} <= {key for one in members for key in one.keys}
    assert all(one.name for one in members)
    assert len({one.handle for one in members}) == len(members)


def test_a_concept_shows_its_names_as_they_are_written(view):
    ((rag,),) = view.named(NodeKind.CONCEPT, ["retrieval augmented generation"], ConceptKind.METHOD)
    written = {rag.name, *(alias.name for alias in rag.aliases)}
    assert {one.name for one in view.identity(rag.id).members} <= written


def test_an_organisation_says_why_a_name_stands_for_an_identifier(empty):
    with_id = Affiliation(
        name="Zorblax Institute", identifiers=(Identifier.parse("ror", "02e2c7k09"),)
    )
    bare = Affiliation(name="Zorblax Institute")
    works = [
        Paper(
            title=f"Work {number}", authors=(AuthorName(name="Ada Lovelace", affiliations=(one,)),)
        )
        for number, one in enumerate([with_id, bare])
    ]
    build(empty, {"a.jsonl": works})
    with empty.view() as view:
        ((found,),) = view.named(NodeKind.ORGANIZATION, ["Zorblax Institute"])
        (decided,) = view.identity(found.id).decisions
    assert decided.decision.verdict is Verdict.SAME
    assert decided.decision.reason.startswith("1 of 1 papers")


def test_what_is_not_there_has_no_identity(view):
    with pytest.raises(NotFoundError, match="Pnone"):
        view.identity("Pnone")


def test_merged_papers_are_one_with_the_edges_and_ids_of_both(changing):
    bare, color = _id(changing, BARE), _id(changing, COLOR)
    judging = merge(changing, bare, color)
    with changing.view() as view:
        assert judging.nodes == (bare,)
        both = view.node(color)
        assert both == view.node(bare)
        assert both.id == bare
        identity = view.identity(color)
    assert {one.name for one in identity.members if not one.reference} == {
        BARE.title,
        "Ähnliche Farben",
    }
    (judgement,) = identity.judgements
    assert (judgement.verdict, judgement.by, judgement.reason) == (
        Verdict.SAME,
        "tester",
        "looked",
    )
    assert judgement in judging.made


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        (NodeKind.CONCEPT, "transformer", "attention"),
        (NodeKind.ORGANIZATION, "TU Delft", "Mozilla"),
        (NodeKind.ORGANIZATION, "Mozilla", "DeepMind"),
        (NodeKind.VENUE, "ACL", "NeurIPS"),
    ],
)
def test_merged_names_are_one_node_and_split_restores_the_graph(changing, kind, left, right):
    before = digest_of(changing)
    (one,), (other,) = _named(changing, kind, left), _named(changing, kind, right)
    taken = _members(changing, other.id)
    merge(changing, one.id, other.id)
    (both,) = _named(changing, kind, right)
    assert both.id == one.id
    assert {left, right} <= {both.name, *(alias.name for alias in both.aliases)}
    with changing.view() as view:
        assert view.node(other.id).id == one.id
    split(changing, one.id, *(member.handle for member in taken))
    assert digest_of(changing) == before


def test_merge_then_split_of_papers_restores_the_graph(changing):
    before = digest_of(changing)
    gnn, survey = _id(changing, GNN), _id(changing, SURVEY)
    taken = _members(changing, survey)
    merge(changing, gnn, survey)
    assert digest_of(changing) != before
    split(changing, gnn, *(one.handle for one in taken))
    assert digest_of(changing) == before
    with changing.view() as view:
        assert view.judgements() == []


def test_split_holds_apart_what_an_identifier_joins_and_merge_takes_it_back(changing):
    sources = {**SOURCES, "wrong.jsonl": [_wrong()]}
    build(changing, sources, extract=Dictionary())
    before = digest_of(changing)
    rag = _id(changing, RAG)
    wrong = next(one for one in _members(changing, rag) if one.name == "Another Thing")
    with pytest.raises(UsageError, match="citeweave identity"):
        split(changing, rag, wrong.handle)
    judging = split(changing, rag, wrong.handle, extract=Dictionary())
    assert judging.made
    assert {one.verdict for one in judging.made} == {Verdict.DIFFERENT}
    apart = _id(changing, _wrong())
    assert apart != rag
    assert _id(changing, RAG) == rag
    with changing.view() as view:
        assert view.node(apart).identifiers == view.node(rag).identifiers[:1]
    build(changing, {**sources, "extra.jsonl": [PREPRINT]}, extract=Dictionary())
    assert _id(changing, _wrong()) == apart
    remove(changing, "extra.jsonl", extract=Dictionary())
    merge(changing, rag, apart)
    assert digest_of(changing) == before


def _wrong():
    return Paper(
        title="Another Thing",
        identifiers=(Identifier.parse("doi", "10.1000/rag"),),
        date=PartialDate(1987),
    )


def test_a_judgement_survives_removal_and_rebuild(changing):
    before = _id(changing, BARE), _id(changing, COLOR)
    merge(changing, *before)
    merged = digest_of(changing)
    for uri in SOURCES:
        remove(changing, uri, extract=Dictionary())
    build(changing, SOURCES, extract=Dictionary())
    assert digest_of(changing) == merged


def test_a_judgement_can_be_withdrawn(changing):
    before = digest_of(changing)
    judging = merge(changing, _id(changing, BARE), _id(changing, COLOR))
    with changing.writer() as writer:
        writer.withdraw(judging.made[0].id)
    assert digest_of(changing) == before


def test_an_abbreviation_can_be_told_from_its_long_form(changing):
    build(changing, {**SOURCES, "also.jsonl": [ALSO]}, extract=Dictionary())
    (rag,) = _named(changing, NodeKind.CONCEPT, "retrieval augmented generation")
    handles = {one.handle for one in _members(changing, rag.id)}
    assert "Concept:METHOD:rag" in handles
    with changing.view() as view:
        assert view.node(node_id(NodeKind.CONCEPT, "METHOD:rag")) == rag
    before = digest_of(changing)
    split(changing, rag.id, "Concept:METHOD:rag")
    with changing.view() as view:
        shorts = view.named(NodeKind.CONCEPT, ["RAG"], ConceptKind.METHOD)[0]
        assert len(shorts) == 2
    merge(changing, rag.id, next(one.id for one in shorts if one.id != rag.id))
    assert digest_of(changing) == before


def test_two_nodes_held_apart_are_no_candidates_until_it_is_withdrawn_or_they_are_merged(changing):
    ids = _id(changing, BARE), _id(changing, COLOR)
    before = digest_of(changing)
    held = _held_apart(changing, *ids)
    assert held.nodes == ids
    assert [one.verdict for one in held.made] == [Verdict.DIFFERENT]
    with changing.view() as view:
        assert view.identity(ids[0]).judgements == view.identity(ids[1]).judgements == held.made
    assert (_id(changing, BARE), _id(changing, COLOR)) == ids
    merged = merge(changing, *ids)
    assert merged.withdrawn == held.made
    with pytest.raises(UsageError, match="one node already"):
        _held_apart(changing, *ids)
    with changing.writer() as writer:
        writer.withdraw(merged.made[0].id)
    assert digest_of(changing) == before


def test_the_pair_that_rules_asked_about_is_the_one_judged(changing):
    color, quiet = _id(changing, COLOR), _id(changing, QUIET)
    keys = sorted(_members(changing, one)[0].keys[-1] for one in (color, quiet))
    asked = Decision(
        kind=NodeKind.PAPER,
        left=keys[0],
        right=keys[1],
        verdict=Verdict.UNSURE,
        score=0.5,
        rule="planted",
        reason="",
    )
    homes = {key: node for node in (color, quiet) for key in _members(changing, node)[0].keys}
    with changing.writer() as writer, writer._tables.transaction():
        writer._tables.insert("decision", decision_rows(NodeKind.PAPER, [asked], homes))
    with changing.view() as view:
        assert asked in [one.decision for one in view.candidates(None, Window(size=100)).items]
    (made,) = _held_apart(changing, quiet, color).made
    assert [made.left_key, made.right_key] == keys
    with changing.view() as view:
        assert asked not in [one.decision for one in view.candidates(None, Window(size=100)).items]


def test_what_an_identifier_would_join_stays_apart(changing):
    bare, color = _id(changing, BARE), _id(changing, COLOR)
    _held_apart(changing, bare, color)
    both = Paper(title=COLOR.title, identifiers=BARE.identifiers, date=COLOR.date)
    build(changing, {**SOURCES, "both.jsonl": [both]}, extract=Dictionary())
    with changing.view() as view:
        assert view.node(bare).id != view.node(color).id


def _held_apart(store, left, right):
    with store.writer() as writer:
        return writer.hold_apart(left, right, TESTER)


def test_a_short_name_that_no_paper_uses_alone_is_no_node_once_split_off(empty):
    build(empty, {"one.jsonl": [RAG, ALSO]}, extract=Dictionary())
    (rag,) = _named(empty, NodeKind.CONCEPT, "RAG")
    before = digest_of(empty)
    judging = split(empty, rag.id, "Concept:METHOD:rag")
    assert judging.nodes == (rag.id,)
    with empty.view() as view:
        assert view.identity(rag.id).judgements == judging.made
        assert len(view.identity(rag.id).members) == 1
    with empty.writer() as writer:
        writer.withdraw(judging.made[0].id)
    assert digest_of(empty) == before


@pytest.mark.parametrize("wrong", ["kinds", "self", "concepts", "nothing", "all", "stranger"])
def test_what_cannot_be_is_refused_and_changes_nothing(changing, wrong):
    before = digest_of(changing)
    rag, acl = _id(changing, RAG), _named(changing, NodeKind.VENUE, "ACL")[0].id
    method = _named(changing, NodeKind.CONCEPT, "transformer")[0].id
    dataset = _named(changing, NodeKind.CONCEPT, "ImageNet")[0].id
    asked = {
        "kinds": lambda: merge(changing, rag, acl),
        "self": lambda: merge(changing, rag, rag),
        "concepts": lambda: merge(changing, method, dataset),
        "nothing": lambda: split(changing, rag),
        "all": lambda: split(changing, rag, *(one.handle for one in _members(changing, rag))),
        "stranger": lambda: split(changing, rag, "stranger"),
    }[wrong]
    with pytest.raises(UsageError):
        asked()
    assert digest_of(changing) == before


def test_merging_what_is_not_there_is_refused(changing):
    with pytest.raises(NotFoundError), changing.writer() as writer:
        writer.merge("Paaaaaaaaaaaaaaaa", _id(changing, RAG), TESTER)


def test_venues_without_issn_are_one_by_name(changing):
    again = Paper(title="Third", venue=VenueName(name="acl"))
    build(changing, {**SOURCES, "third.jsonl": [again]}, extract=Dictionary())
    found = _named(changing, NodeKind.VENUE, "ACL")
    assert len(found) == 2


def test_pairs_to_look_at_are_listed_and_counted(view):
    page = view.candidates(None, Window(size=100))
    assert len(page.items) == view.candidate_count(None)
    assert all(one.decision.verdict is Verdict.UNSURE for one in page.items)
