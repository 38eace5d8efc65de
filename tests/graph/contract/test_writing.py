"""Writing: versions, what a run tells, judgements, and what stays when something goes wrong."""

from itertools import islice

import pytest
from building import build, digest_of, judge, reject, remove, state_of
from dictionary import Dictionary
from sample import BARE, COLOR, GNN, QUIET, RAG, SOURCES, SURVEY

from citeweave_graph import ABOUT, Hop, Window
from citeweave_schema import EntityType, Extraction, NodeKind, Role, Verdict, text_hash
from citeweave_schema.errors import NotFoundError, StoreUnavailableError, UsageError


def _version(store):
    with store.view() as view:
        return view.manifest().version


def _state(store):
    with store.view() as view:
        return view.state


def _edge(store, paper, name):
    with store.view() as view:
        here, concept = view.paper(paper.title), view.concept(name)
        return here.id, concept.id


def _roles(store, paper):
    with store.view() as view:
        edges = view.edges([view.paper(paper.title).id], Hop(kinds=ABOUT), Window(size=100))[0]
        return {view.node(edge.target).name: edge.role.value for edge in edges.items}


def test_a_run_tells_what_it_did(empty):
    tally = build(empty, SOURCES, extract=Dictionary())
    assert (tally.new, tally.updated, tally.merged) == (6, 0, 1)


def test_building_twice_changes_nothing(changing):
    before = digest_of(changing), _version(changing), _state(changing)
    tally = build(changing, SOURCES, extract=Dictionary())
    assert (tally.new, tally.updated, tally.merged) == (0, 0, 0)
    assert (digest_of(changing), _version(changing), _state(changing)) == before


def test_a_text_is_read_once(empty):
    extract = Dictionary()
    build(empty, SOURCES, extract=extract, batch=1)
    assert len(extract.read) == len(set(extract.read)) == 6


def test_every_batch_is_a_state_and_every_run_a_version(empty):
    states = []
    with empty.writer() as writer:
        for paper in (RAG, BARE):
            writer.add(paper, "a.jsonl")
            writer.commit()
            states.append(_state(empty))
            assert _version(empty) == 0
    assert _version(empty) == 1
    assert len({*states, _state(empty), "0"}) == 4


def test_removing_a_source_takes_back_what_only_it_said(changing):
    before = digest_of(changing)
    extra = {"extra.jsonl": [SURVEY, GNN]}
    gone = remove(changing, "second.jsonl", extract=Dictionary())
    assert gone == 3
    with changing.view() as view:
        assert view.paper(RAG.title).sources == ("first.jsonl",)
        assert view.named(NodeKind.PERSON, ["Goodman"]) == [()]
    build(changing, extra, extract=Dictionary())
    build(changing, SOURCES, extract=Dictionary())
    remove(changing, "extra.jsonl", extract=Dictionary())
    assert digest_of(changing) == before
    with pytest.raises(NotFoundError, match=r"extra\.jsonl"):
        remove(changing, "extra.jsonl")


def test_a_source_that_changed_loses_what_it_no_longer_has(changing):
    tally = build(changing, {"first.jsonl": [BARE, COLOR]}, extract=Dictionary())
    assert (tally.new, tally.updated) == (0, 0)
    with changing.view() as view:
        assert view.paper(RAG.title).sources == ("second.jsonl",)


def test_everything_removed_is_an_empty_graph(changing):
    for uri in SOURCES:
        remove(changing, uri)
    with changing.view() as view:
        assert list(view.all_nodes()) == []
        assert list(view.redirects()) == []


def test_an_abbreviation_with_two_long_forms_stands_by_itself(changing):
    before = digest_of(changing)
    odd = {"odd.jsonl": [replace_abstract(QUIET, "We use red amber green (RAG).")]}
    build(changing, odd, extract=Dictionary())
    assert "RAG" in _roles(changing, BARE)
    remove(changing, "odd.jsonl", extract=Dictionary())
    assert digest_of(changing) == before
    assert "RAG" not in _roles(changing, BARE)


def replace_abstract(paper, abstract):
    return type(paper)(title="Odd", abstract=abstract, date=paper.date)


def test_a_rejected_edge_stays_away(changing):
    before = digest_of(changing)
    judgement = judge(changing, reject(*_edge(changing, RAG, "transformer")))
    assert "transformer" not in _roles(changing, RAG)
    assert "question answering" in _roles(changing, RAG)
    rejected = digest_of(changing)
    for uri in SOURCES:
        remove(changing, uri)
    build(changing, SOURCES, extract=Dictionary(), batch=1)
    assert digest_of(changing) == rejected
    with changing.writer() as writer:
        assert writer.withdraw(judgement.id) == judgement
    assert digest_of(changing) == before


def test_a_correction_can_change_role_type_and_name(changing):
    edge = _edge(changing, RAG, "transformer")
    judge(changing, reject(*edge, role=Role.COMPARES))
    assert _roles(changing, RAG)["transformer"] == "compares"
    judge(changing, reject(*edge, type=EntityType.DATASET, name="Transformer Corpus"))
    assert _roles(changing, RAG)["Transformer Corpus"] == "uses"
    assert digest_of(changing)
    with changing.view() as view:
        assert [one.verdict for one in view.judgements([edge[0]])] == [Verdict.CORRECT_EDGE]
        assert view.judgements([view.paper(BARE.title).id]) == []


def test_a_corrected_edge_can_be_corrected_and_rejected_again(changing):
    edge = _edge(changing, RAG, "transformer")
    judge(changing, reject(*edge, name="Perceiver"))
    second = _edge(changing, RAG, "Perceiver")
    judge(changing, reject(*second, role=Role.MENTIONS))
    assert _roles(changing, RAG)["Perceiver"] == "mentions"
    judge(changing, reject(*second))
    assert set(_roles(changing, RAG)) == {"retrieval augmented generation", "question answering"}
    assert digest_of(changing)


def test_judging_what_is_not_there(changing):
    paper, concept = _edge(changing, RAG, "transformer")
    with changing.writer() as writer:
        with pytest.raises(NotFoundError):
            writer.judge(reject(paper, "Caaaaaaaaaaaaaaaa"))
        with pytest.raises(NotFoundError):
            writer.withdraw("J0")
        with pytest.raises(UsageError, match="edges"):
            writer.judge(
                type(reject(paper, concept))(
                    verdict=Verdict.SAME, left=paper, right=paper, by="x", at=""
                )
            )


def test_a_new_extractor_reads_every_text_anew(changing):
    second = Dictionary("dictionary 2", without=["transformer"])
    tally = build(changing, SOURCES, extract=second)
    assert tally.updated == 6
    assert len(second.read) == 6
    with changing.view() as view:
        assert {one.extractor for one in view.all_evidence()} == {"dictionary 2"}
        assert view.manifest().extractor == "dictionary 2"


def test_an_extraction_of_another_version_is_refused(empty):
    found = Extraction(
        text_hash=text_hash("a", None), extractor="other", language=None, entities=()
    )
    with empty.writer(extractor="mine") as writer, pytest.raises(UsageError, match="mine"):
        writer.add_extraction(found)


class _FailingExtractorError(Exception):
    pass


def _failing(texts):
    yield from Dictionary()(islice(texts, 1))
    raise _FailingExtractorError


def test_an_extractor_that_fails_leaves_what_was_there(changing):
    before = digest_of(changing), _version(changing), _state(changing)
    more = [replace_abstract(QUIET, f"We use RAG {number}.") for number in range(3)]
    with (  # noqa: PT012  # the run as a whole is what fails
        pytest.raises(_FailingExtractorError),
        changing.writer(extract=_failing, extractor="dictionary 1") as writer,
    ):
        writer.begin_source(state_of("more.jsonl", more))
        for paper in more:
            writer.add(paper, "more.jsonl")
        writer.commit()
    assert (digest_of(changing), _version(changing), _state(changing)) == before
    with changing.writer():
        pass


def test_a_run_that_stops_keeps_whole_batches_and_can_be_resumed(empty):
    papers = SOURCES["first.jsonl"]
    with (  # noqa: PT012  # the run as a whole is what fails
        pytest.raises(KeyboardInterrupt),
        empty.writer(extract=Dictionary(), extractor="dictionary 1") as writer,
    ):
        writer.begin_source(state_of("first.jsonl", papers))
        writer.add(RAG, "first.jsonl")
        writer.commit()
        writer.add(BARE, "first.jsonl")
        raise KeyboardInterrupt
    with empty.view() as view:
        assert [one.title for one in view.all_nodes() if one.kind is NodeKind.PAPER] == sorted(
            [RAG.title, "Old Roots"], key=lambda title: view.paper(title).id
        )
    build(empty, SOURCES, extract=Dictionary())
    with empty.view() as view:
        assert view.manifest().version == 1
        assert all(one.complete for one in view.manifest().sources)
    assert digest_of(empty)


def test_there_is_one_writer(changing):
    with (
        changing.writer(),
        pytest.raises(StoreUnavailableError, match="writ"),
    ):
        changing.writer()
    with changing.writer():
        pass


def test_a_view_stays_as_it_was_opened(changing):
    with changing.view() as old:
        before, state = old.digest(), old.state
        remove(changing, "second.jsonl")
        assert (old.digest(), old.state) == (before, state)
        assert old.manifest().version == 1
        with changing.view() as new:
            assert new.digest() != before
            assert new.manifest().version == 2
    old.close()
