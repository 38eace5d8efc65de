"""Search and suggestions: names first, mistyped words, completion; on every store alike."""

from __future__ import annotations

import pytest
from building import build
from dictionary import Dictionary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citeweave_graph import Correction, Window
from citeweave_schema import NodeKind, Paper, VenueName
from citeweave_schema.errors import UsageError

ALL = Window(size=100)
EVERYTHING = list(NodeKind)


def _names(page):
    return [hit.node.name for hit in page.items]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("RAG", "retrieval augmented generation"),
        ("transformer", "transformer"),
        ("graphs", "Graphs"),
        ("quiet", "Quiet"),
        ("DeepMind", "DeepMind"),
        ("wei wang", "Wei Wang"),
        ("a survey", "A Survey"),
    ],
)
def test_what_has_the_query_as_its_name_comes_first(view, query, first):
    page, _ = view.search(query, EVERYTHING, ALL)
    assert page.items[0].node.name == first
    assert page.keys[0][0] == 0


def test_the_rest_is_ordered_by_score(view):
    page, _ = view.search("rag", EVERYTHING, ALL)
    scores = [hit.score for hit, key in zip(page.items, page.keys, strict=True) if key[0] == 1]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("transfomer", "transformer"),
        ("trasnformers", "transformers"),
        ("atention", "attention"),
        ("depmind", "deepmind"),
        ("lovelcae", "lovelace"),
        ("imgaenet", "imagenet"),
    ],
)
def test_a_word_that_no_text_has_stands_for_those_of_names(view, asked, meant):
    right, total = view.search(f"{meant} ", EVERYTHING, ALL)
    page, found = view.search(asked, EVERYTHING, ALL)
    assert page.corrections == (Correction(asked, (meant,)),)
    assert right.corrections == ()
    assert 0 < found <= total
    assert {hit.node.id for hit in page.items} <= {hit.node.id for hit in right.items}
    assert page.items[0].score < max(hit.score for hit in right.items)


@pytest.mark.parametrize("asked", ["rga", "qui", "lovel", "nothing-like-this", "knowlege"])
def test_words_that_are_short_or_near_to_no_name_are_taken_as_they_are(view, asked):
    assert view.search(asked, EVERYTHING, ALL)[0].corrections == ()


def test_other_words_of_the_query_must_be_there_still(view):
    page, total = view.search("transfomer rag", [NodeKind.PAPER], ALL)
    assert set(_names(page)) == {"Retrieval for Knowledge", "A Survey"}
    assert total == 2
    assert view.search("transfomer quiet", [NodeKind.PAPER], ALL)[1] == 0


def test_of_many_near_words_the_five_that_most_are_called_by_are_taken(empty):
    letters = "abcdefgh"
    names = [f"transf{one}r{other}er" for one in letters for other in letters]
    papers = [
        Paper(title=f"Paper {number} {kind}", venue=VenueName(name=f"{name} {kind}"))
        for number, name in enumerate(names)
        for kind in ("journal", "letters")[: 1 + (number % 13 == 0)]
    ]
    build(empty, {"many.jsonl": papers})
    with empty.view() as view:
        page, total = view.search("transfxrxer", [NodeKind.VENUE], ALL)
    expected = tuple(sorted(names[::13])[:5])
    assert page.corrections == (Correction("transfxrxer", expected),)
    assert total == 10


_WORDS = [
    *("rag", "transformer", "transfomer", "retrieval", "retreival", "a", "we", "t", "graph"),
    *("atention", "DeepMind", "depmind", "lovelcae", "knowlege", "farbne", "survey", "x"),
]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.lists(st.sampled_from(_WORDS), max_size=4),
    kinds=st.sets(st.sampled_from(EVERYTHING)),
    size=st.integers(1, 5),
    backward=st.booleans(),
)
def test_answers_are_those_of_the_reference(view, reference, *, words, kinds, size, backward):
    query = " ".join(words)
    window = Window(size=size, backward=backward)
    for _ in range(3):
        page, total = view.search(query, kinds, window)
        assert (page, total) == reference.search(query, kinds, window)
        if not page.items:
            break
        window = (
            Window(size=size, before=page.keys[0], backward=True)
            if backward
            else Window(size=size, after=page.keys[-1])
        )
    assert view.suggest(query, kinds, size) == reference.suggest(query, kinds, size)


@pytest.mark.parametrize(
    ("query", "kinds", "expected"),
    [
        ("tra", [NodeKind.CONCEPT], ["transformer"]),
        ("retr", EVERYTHING, ["retrieval augmented generation", "Retrieval for Knowledge"]),
        ("know", EVERYTHING, ["Retrieval for Knowledge"]),
        ("wang w", [NodeKind.AUTHOR], ["Wei Wang"]),
        ("wan wei", [NodeKind.AUTHOR], []),
        ("propose", EVERYTHING, []),
        ("", EVERYTHING, []),
        ("?!", EVERYTHING, []),
        ("tra", [], []),
    ],
)
def test_suggestions_have_every_word_in_their_names(view, query, kinds, expected):
    assert [node.name for node in view.suggest(query, kinds, 10)] == expected


def test_as_many_suggestions_as_asked_for(view):
    found = view.suggest("a", EVERYTHING, 3)
    assert len(found) == 3
    assert found == view.suggest("a", EVERYTHING, 10)[:3]
    for number in (0, 101):
        with pytest.raises(UsageError, match="first takes 1 to 100"):
            view.suggest("a", EVERYTHING, number)


def test_what_was_counted_is_counted_again_after_a_commit(changing):
    def found():
        with changing.view() as view:
            hits, total = view.search("retrieval", [NodeKind.PAPER], ALL)
            return {one.node.id: one.score for one in hits.items}, total

    before, total = found()
    assert found() == (before, total)
    with changing.writer(extract=Dictionary(), extractor="dictionary 1") as writer:
        writer.add(Paper(title="Retrieval of retrieval by retrieval"), "more.jsonl")
    after, more = found()
    assert more == total + 1
    assert before.keys() < after.keys()
    assert all(after[one] != score for one, score in before.items())
