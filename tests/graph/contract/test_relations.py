"""Relations between concepts: what papers say of two of them, and the sentences that show it."""

from dataclasses import replace

import pytest
from building import build, digest_of, judge, reject, remove
from dictionary import Dictionary
from msgspec import structs
from relating import FIRST, FOURTH, RELATING, SECOND, THIRD

from citeweave_graph import (
    RELATIONS,
    AllOf,
    Direction,
    Linked,
    Operator,
    Order,
    Quantifier,
    Window,
    open_store,
)
from citeweave_graph import Test as Comparison
from citeweave_graph.checking import problems
from citeweave_graph.rows import relation_of, relation_row
from citeweave_schema import (
    RELATION_KINDS,
    SYMMETRIC,
    ConceptKind,
    EdgeKind,
    EntityType,
    Field,
    NodeKind,
    Paper,
    node_id,
)

ALL = Window(size=100)
RAG = "retrieval augmented generation"
QA = "question answering"
EVERYTHING = {
    (RAG, "USED_FOR", QA): (3, 0.8),
    (RAG, "COMPARED_WITH", "attention"): (2, 0.5),
    (RAG, "EVALUATED_ON", "MMLU"): (1, 0.9),
    (RAG, "USED_FOR", "translation"): (1, 0.8),
    ("attention", "PART_OF", "transformer"): (1, 0.7),
    ("graph neural network", "BROADER", "transformer"): (1, 0.7),
}


@pytest.fixture
def related(empty):
    """The graph of the papers that relate concepts, to be changed."""
    build(empty, RELATING, extract=Dictionary())
    return empty


def _said(store):
    """Give the relations by names, the symmetric ones in the order of the names, the last first."""
    with store.view() as view:
        assert list(problems(view)) == []
        found = {}
        for edge in view.all_edges():
            if edge.kind in RELATION_KINDS:
                ends = [node.name for node in view.nodes([edge.source, edge.target])]
                if edge.kind in SYMMETRIC:
                    ends.sort(reverse=True)
                found[ends[0], edge.kind.value, ends[1]] = (edge.support, edge.confidence)
        return found


def _without(*left_out):
    return {place: facts for place, facts in EVERYTHING.items() if place not in left_out}


def _ids(view, *names):
    return [view.concept(name).id for name in names]


def _reached(view, here, **choices):
    hop = replace(RELATIONS, **choices)
    page = view.edges([here], hop, ALL)[0]
    assert view.edge_counts([here], hop) == [len(page.items)]
    far = [edge.target if edge.source == here else edge.source for edge in page.items]
    return [node.name for node in view.nodes(far)]


def test_relations_count_papers_and_take_the_greatest_confidence(related):
    assert _said(related) == EVERYTHING
    with related.view() as view:
        counts = view.manifest().counts
        kinds = [kind for _, _, kind in view.to_networkx().edges(data="kind")]
    assert {kind: counts[kind] for kind in RELATION_KINDS} == {
        kind: kinds.count(kind) for kind in RELATION_KINDS
    }
    assert counts["USED_FOR"] == 2


def test_concepts_count_papers_not_relations(related):
    with related.view() as view:
        transformer = view.concept("transformer")
        assert (transformer.paper_count, transformer.first_year) == (2, 2021)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, [QA, "attention", "MMLU", "translation"]),
        ({"min_confidence": 0.8}, [QA, "MMLU", "translation"]),
        ({"min_confidence": 0.801}, ["MMLU"]),
        ({"kinds": frozenset({EdgeKind.USED_FOR})}, [QA, "translation"]),
        ({"kinds": frozenset()}, []),
        ({"direction": Direction.OUT}, [QA, "attention", "MMLU", "translation"]),
        ({"direction": Direction.IN}, ["attention"]),
        ({"concept_kinds": frozenset({ConceptKind.TASK})}, [QA, "translation"]),
        ({"kinds": frozenset({EdgeKind.USED_FOR}), "direction": Direction.IN}, []),
    ],
)
def test_every_choice_of_relations(related, choices, expected):
    with related.view() as view:
        assert _reached(view, *_ids(view, RAG), **choices) == expected


def test_a_symmetric_relation_leads_from_both_ends(related):
    with related.view() as view:
        (attention,) = _ids(view, "attention")
        for direction, expected in {
            Direction.OUT: [RAG, "transformer"],
            Direction.IN: [RAG],
            Direction.BOTH: [RAG, "transformer"],
        }.items():
            assert _reached(view, attention, direction=direction) == expected


def test_filters_follow_symmetric_relations_too(related):
    def compared(name, direction):
        hop = replace(RELATIONS, kinds=frozenset({EdgeKind.COMPARED_WITH}), direction=direction)
        named = Comparison(field="name", operator=Operator.EQ, value=name)
        return Linked(hop=hop, quantifier=Quantifier.SOME, where=AllOf(parts=(named,)))

    with related.view() as view:
        for direction in Direction:
            for name, other in ((RAG, "attention"), ("attention", RAG)):
                where = compared(name, direction)
                page = view.page(NodeKind.CONCEPT, where, Order(), ALL)
                assert [node.name for node in page.items] == [other]


def test_relations_of_several_concepts_in_one_call(related):
    with related.view() as view:
        ids = _ids(view, RAG, "transformer", "MMLU")
        pages = view.edges([*ids, "Cnone"], RELATIONS, ALL)
        assert [len(page.items) for page in pages] == [4, 2, 1, 0]
        assert view.edge_counts([*ids, "Cnone"], RELATIONS) == [4, 2, 1, 0]


@pytest.mark.parametrize("backward", [False, True])
def test_relations_in_windows(related, backward):
    with related.view() as view:
        (here,) = _ids(view, RAG)
        expected = list(view.edges([here], RELATIONS, ALL)[0].items)
        found, window = [], Window(size=1, backward=backward)
        while True:
            page = view.edges([here], RELATIONS, window)[0]
            found += page.items
            if not (page.has_previous if backward else page.has_next):
                break
            bound = {"before" if backward else "after": page.keys[0]}
            window = Window(size=1, backward=backward, **bound)
        assert found == (expected[::-1] if backward else expected)


def _shown(view, source, kind, target, window=ALL):
    source, target = _ids(view, source, target)
    return view.relation_evidence([(source, kind, target)], window)[0]


def test_each_paper_shows_its_best_sentence(related):
    with related.view() as view:
        page = _shown(view, RAG, EdgeKind.USED_FOR, QA)
        by_title = {view.node(one.paper).title: one for one in page.items}
        assert sorted(by_title) == ["First", "RAG is used for QA", "Second"]
        assert [one.paper for one in page.items] == sorted(one.paper for one in page.items)
    second, fourth = by_title["Second"], by_title["RAG is used for QA"]
    assert second.sentence == "Here RAG is used for QA."
    assert SECOND.abstract[second.source_start : second.source_end] == second.source_surface
    assert (second.source_surface, second.target_surface) == ("RAG", "QA")
    assert (second.confidence, second.extractor) == (0.8, "dictionary 1")
    assert (fourth.field, fourth.sentence_start) == (Field.TITLE, 0)


def test_the_spans_of_a_symmetric_relation_follow_its_ends(related):
    with related.view() as view:
        pages = [
            _shown(view, *ends)
            for ends in (
                (RAG, EdgeKind.COMPARED_WITH, "attention"),
                ("attention", EdgeKind.COMPARED_WITH, RAG),
            )
        ]
        assert pages[0] == pages[1]
        names = [node.name for node in view.nodes([pages[0].items[0].source])]
        for one in pages[0].items:
            expected = "RAG" if names == [RAG] else "attention"
            assert (one.source_surface == expected, one.source < one.target) == (True, True)
            text = view.node(one.paper).abstract
            assert text[one.target_start : one.target_end] == one.target_surface


def test_evidence_of_relations_in_windows_and_in_one_call(related):
    with related.view() as view:
        whole = _shown(view, RAG, EdgeKind.USED_FOR, QA)
        page = _shown(view, RAG, EdgeKind.USED_FOR, QA, Window(size=2))
        assert (page.items, page.has_next) == (whole.items[:2], True)
        rest = _shown(view, RAG, EdgeKind.USED_FOR, QA, Window(size=2, after=page.keys[-1]))
        assert (rest.items, rest.has_next) == (whole.items[2:], False)
        rag, qa, mmlu = _ids(view, RAG, QA, "MMLU")
        asked = [
            (rag, EdgeKind.EVALUATED_ON, mmlu),
            (rag, EdgeKind.USED_FOR, mmlu),
            (rag, EdgeKind.USED_FOR, qa),
            ("Cnone", EdgeKind.USED_FOR, qa),
        ]
        sizes = [len(page.items) for page in view.relation_evidence(asked, ALL)]
        assert sizes == [1, 0, 3, 0]


def test_ids_that_were_merged_away_lead_to_the_relations(related):
    with related.view() as view:
        rag, qa = _ids(view, RAG, QA)
        short = next(old for old, new in view.redirects() if new == rag)
        pages = [
            view.relation_evidence([(one, EdgeKind.USED_FOR, qa)], ALL) for one in (rag, short)
        ]
        assert pages[0] == pages[1]
        assert view.edge_counts([short], RELATIONS) == [4]


def test_everything_of_relations_is_sorted(related):
    with related.view() as view:
        places = [
            (one.source, one.target, one.kind.value, one.paper)
            for one in view.all_relation_evidence()
        ]
    assert places == sorted(places)
    assert len(places) == sum(support for support, _ in EVERYTHING.values())


def test_a_source_takes_what_only_it_supported(related):
    remove(related, "two.jsonl", extract=Dictionary())
    assert _said(related) == {
        (RAG, "USED_FOR", QA): (2, 0.8),
        (RAG, "COMPARED_WITH", "attention"): (1, 0.5),
    }
    remove(related, "one.jsonl", extract=Dictionary())
    assert _said(related) == {}


def test_relations_move_with_what_an_abbreviation_stands_for(related):
    before = digest_of(related)
    build(related, {"one.jsonl": [SECOND]}, extract=Dictionary())
    assert _said(related) == {
        ("RAG", "USED_FOR", "QA"): (2, 0.8),
        ("attention", "COMPARED_WITH", "RAG"): (1, 0.5),
        ("RAG", "EVALUATED_ON", "MMLU"): (1, 0.9),
        ("RAG", "USED_FOR", "translation"): (1, 0.8),
        ("attention", "PART_OF", "transformer"): (1, 0.7),
        ("graph neural network", "BROADER", "transformer"): (1, 0.7),
    }
    build(related, RELATING, extract=Dictionary())
    assert digest_of(related) == before


@pytest.mark.parametrize(
    ("record", "name", "changes", "expected"),
    [
        pytest.param(
            FOURTH, RAG, {}, {**EVERYTHING, (RAG, "USED_FOR", QA): (2, 0.8)}, id="rejected"
        ),
        pytest.param(
            THIRD,
            RAG,
            {"type": EntityType.ORG},
            {
                **_without((RAG, "EVALUATED_ON", "MMLU"), (RAG, "USED_FOR", "translation")),
                (RAG, "COMPARED_WITH", "attention"): (1, 0.5),
            },
            id="no concept",
        ),
        pytest.param(
            FOURTH,
            RAG,
            {"name": "attention"},
            {
                **EVERYTHING,
                (RAG, "USED_FOR", QA): (2, 0.8),
                ("attention", "USED_FOR", QA): (1, 0.8),
            },
            id="another concept",
        ),
        pytest.param(
            FIRST,
            "attention",
            {"name": RAG},
            {**EVERYTHING, (RAG, "COMPARED_WITH", "attention"): (1, 0.5)},
            id="both ends one",
        ),
    ],
)
def test_judgements_of_entities_take_their_relations_along(
    related, record, name, changes, expected
):
    before = digest_of(related)
    with related.view() as view:
        paper, concept = view.paper(record.title).id, view.concept(name).id
    judgement = judge(related, reject(paper, concept, **changes))
    assert _said(related) == expected
    with related.writer() as writer:
        writer.withdraw(judgement.id)
    assert _said(related) == EVERYTHING
    assert digest_of(related) == before


def test_another_version_of_the_extractor_replaces_what_the_first_found(related):
    build(related, RELATING, extract=Dictionary("dictionary 2", without=["attention", "MMLU"]))
    assert _said(related) == {
        (RAG, "USED_FOR", QA): (3, 0.8),
        (RAG, "USED_FOR", "translation"): (1, 0.8),
        ("graph neural network", "BROADER", "transformer"): (1, 0.7),
    }


def test_digests_are_equal_and_count_the_sentences(related):
    with open_store("memory:") as reference:
        build(reference, RELATING, extract=Dictionary(), batch=1)
        assert digest_of(reference) == digest_of(related)
    with open_store("memory:") as other:
        changed = {
            **RELATING,
            "two.jsonl": [THIRD, structs.replace(FOURTH, title="RAG is used for QA!")],
        }
        build(other, changed, extract=Dictionary())
        assert digest_of(other) != digest_of(related)


def _forgotten(_):
    return []


def _shifted(one):
    """Move a sentence by one character, with all that stands in it."""
    places = ("sentence_start", "source_start", "source_end", "target_start", "target_end")
    return [structs.replace(one, **{place: getattr(one, place) + 1 for place in places})]


def _doubted(one):
    return [structs.replace(one, confidence=0.123)]


def _elsewhere(one):
    return [structs.replace(one, paper=ELSEWHERE)]


ELSEWHERE = node_id(NodeKind.PAPER, Paper(title="Elsewhere").key)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_forgotten, ["it counts 1 papers and has 0", "confidence is not the greatest"]),
        (_shifted, ["the text there is", "the text there is", "sentence does not stand there"]),
        (_doubted, ["confidence is not the greatest"]),
        (
            _elsewhere,
            ["the text there is", "the text there is", "does not stand there", *["no edge to"] * 2],
        ),
    ],
)
def test_a_broken_promise_about_relations_is_named(related, change, says):
    build(related, {"three.jsonl": [Paper(title="Elsewhere")]}, extract=Dictionary())
    with related.writer() as writer, writer._tables.transaction():
        rows = writer._tables.everything("relation")
        row = next(row for row in rows if row["kind"] == "PART_OF")
        writer._tables.delete("relation", "edge", [row["edge"]])
        writer._tables.insert("relation", map(relation_row, change(relation_of(row))))
    with related.view() as view:
        said = list(problems(view))
    assert len(said) == len(says)
    assert all(part in line for part, line in zip(says, said, strict=True)), said
