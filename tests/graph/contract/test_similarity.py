"""Similar papers: every part worked out anew from all nodes and edges, alike on every store."""

import math
import random
from collections import defaultdict

import pytest
import worlds
from building import build
from dictionary import Dictionary
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_graph import (
    SharedConcept,
    SimilarityKind,
    SimilarityQuestion,
    SimilarityWeights,
    Window,
    Years,
    open_store,
)
from citeweave_schema import (
    ConceptKind,
    EdgeKind,
    Identifier,
    NodeKind,
    Paper,
    PartialDate,
    Reference,
    Role,
    VenueName,
)
from citeweave_schema.errors import NotFoundError, UsageError

ALL = Window(size=100)
_SIZE = 36
_SENTENCES = [*worlds.SENTENCES, *["We use ImageNet."] * 3, "We address QA, too."]
_TOPICS = ("Retrieval", "Translation", "Parsing of Speech", "Graphs and Speech", "Graph Parsing")


def _world():
    """Papers that cite each other and works that nobody has; two have the same words alone."""
    chance = random.Random(11)
    for number in range(_SIZE):
        cited = {chance.randrange(number) for _ in range(4)} if number else set()
        stubs = {chance.randrange(6) for _ in range(2)}
        yield Paper(
            title=f"{chance.choice(_TOPICS)} {number}",
            abstract=" ".join(chance.sample(_SENTENCES, 3)) if number % 6 else None,
            identifiers=(_doi(number),),
            date=PartialDate(2015 + number % 6) if number % 5 else None,
            venue=VenueName(name=chance.choice(["ACL", "EMNLP"])) if number % 4 else None,
            references=(
                *(Reference(identifiers=(_doi(one),)) for one in sorted(cited)),
                *(Reference(title=f"Old Work on Graphs {one}", year=1990) for one in sorted(stubs)),
            ),
        )


def _doi(number):
    return Identifier.parse("doi", f"10.1000/{number}")


@pytest.fixture(scope="module")
def store(module_store):
    """The world on a store; only to be read."""
    build(module_store, {"world": list(_world())}, extract=Dictionary())
    return module_store


@pytest.fixture(scope="module")
def facts():
    """What the answers are made of, from the reference store."""
    with open_store("memory:") as memory:
        build(memory, {"world": list(_world())}, extract=Dictionary())
        with memory.view() as view:
            yield _Facts(view)


class _Facts:
    def __init__(self, view):
        nodes = {node.id: node for node in view.all_nodes()}
        self.papers = {one: node for one, node in nodes.items() if node.kind is NodeKind.PAPER}
        self.with_text = sum(not node.stub for node in self.papers.values())
        self.nodes = nodes
        self.citing, self.cited = defaultdict(set), defaultdict(set)
        self.about = defaultdict(dict)
        for edge in view.all_edges():
            if edge.kind is EdgeKind.CITES:
                self.cited[edge.source].add(edge.target)
                self.citing[edge.target].add(edge.source)
            elif edge.source in self.papers and nodes[edge.target].kind is NodeKind.CONCEPT:
                self.about[edge.source][edge.target] = edge
        self.texts = {one: self._texts(view, one) for one in self.papers}

    def _texts(self, view, paper):
        sums = defaultdict(int)
        words = dict.fromkeys(self.papers[paper].name.casefold().split())
        for word in (word for word in words if len(word) > 2):
            for hit in view.search(word, [NodeKind.PAPER], ALL)[0].items:
                sums[hit.node.id] += hit.score
        best = max(sums.values(), default=1)
        return {one: points * 10**6 // best for one, points in sums.items()}

    def rarity(self, concept):
        having = self.nodes[concept].document_frequency
        return round(10**6 * math.log((self.with_text + 1) / (having + 1)))

    def sharable(self, paper, kind):
        roles = {Role.ADDRESSES} if kind is ConceptKind.TASK else {Role.PROPOSES, Role.USES}
        return {
            one: edge
            for one, edge in self.about[paper].items()
            if self.nodes[one].concept_kind is kind and edge.role in roles
        }

    def _concepts(self, paper, other, kind):
        ours, theirs = self.sharable(paper, kind), self.sharable(other, kind)
        whole = sum(map(self.rarity, ours))
        common = sum(map(self.rarity, ours.keys() & theirs.keys()))
        return common * 10**6 // whole if whole else 0

    @staticmethod
    def _cosine(ours, theirs):
        both = len(ours & theirs)
        return math.isqrt(both**2 * 10**12 // (len(ours) * len(theirs))) if both else 0

    def value(self, paper, other, kind):
        if kind is SimilarityKind.TEXT:
            return self.texts[paper].get(other, 0)
        if kind is SimilarityKind.CO_CITATION:
            return self._cosine(self.citing[paper], self.citing[other])
        if kind is SimilarityKind.COUPLING:
            return self._cosine(self.cited[paper], self.cited[other])
        return self._concepts(paper, other, ConceptKind[kind.name.removesuffix("S")])

    def ranked(self, paper, question):
        weights = {
            kind: weight
            for kind in SimilarityKind
            if (weight := getattr(question.weights, kind.value))
        }
        found = []
        for other, node in self.papers.items():
            fits = node.year in question.years and question.venue in (None, node.venue)
            values = {kind: self.value(paper, other, kind) for kind in weights}
            if other == paper or not fits or not any(values.values()):
                continue
            added = sum(weights[kind] * value for kind, value in values.items())
            found.append((-(added // sum(weights.values())), other, values))
        return sorted(found, key=lambda one: one[:2])


def _weights(*numbers):
    return SimilarityWeights(**dict(zip((k.value for k in SimilarityKind), numbers, strict=True)))


QUESTIONS = [
    SimilarityQuestion(),
    *(
        SimilarityQuestion(weights=_weights(*(int(place == one) for place in range(6))))
        for one in range(6)
    ),
    SimilarityQuestion(weights=_weights(1, 0, 7, 100, 3, 0)),
    SimilarityQuestion(years=Years(first=2016, last=2018)),
    SimilarityQuestion(years=Years(last=2000)),
    SimilarityQuestion(venue="ACL", weights=_weights(10, 10, 10, 10, 10, 50)),
    SimilarityQuestion(venue="nowhere"),
]


def _some_papers(facts, count=3):
    return random.Random(5).sample(sorted(facts.papers), count)


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_scores_are_those_of_the_definition(view, facts, question):
    for paper in _some_papers(facts):
        expected = facts.ranked(paper, question)
        page, total = view.similar(paper, question, ALL)
        assert total == len(expected) <= 100
        assert list(page.keys) == [key[:2] for key in expected]
        for one, (score, other, values) in zip(page.items, expected, strict=True):
            assert (one.paper, one.score) == (other, -score)
            assert {part.kind: part.value for part in one.parts} == {
                kind: value for kind, value in values.items() if value
            }


def test_stubs_that_are_cited_together_are_among_them(view, facts):
    stub = next(one for one, node in sorted(facts.papers.items()) if node.stub)
    page, _ = view.similar(stub, SimilarityQuestion(weights=_weights(0, 0, 0, 1, 0, 0)), ALL)
    assert any(facts.papers[one.paper].stub for one in page.items)


def test_every_part_says_why(view, facts):
    seen = set()
    for paper in _some_papers(facts, 10):
        for one in view.similar(paper, SimilarityQuestion(), ALL)[0].items:
            shares = [part.share for part in one.parts]
            assert 10**6 - len(shares) <= sum(shares) <= 10**6
            assert shares == sorted(shares, reverse=True)
            for part in one.parts:
                seen.add(part.kind)
                _check_reason(facts, paper, one.paper, part)
    assert seen == set(SimilarityKind)


def _check_reason(facts, paper, other, part):
    if part.kind is SimilarityKind.TEXT:
        assert (part.shared, part.count, part.papers) == ((), 0, ())
        return
    links = {SimilarityKind.CO_CITATION: facts.citing, SimilarityKind.COUPLING: facts.cited}
    if part.kind in links:
        common = links[part.kind][paper] & links[part.kind][other]
        assert part.count == len(common)
        assert list(part.papers) == sorted(common)[:10]
        assert part.shared == ()
        return
    kind = ConceptKind[part.kind.name.removesuffix("S")]
    ours, theirs = facts.sharable(paper, kind), facts.sharable(other, kind)
    expected = [
        SharedConcept(
            concept=one,
            weight=facts.rarity(one),
            ours=ours[one],
            theirs=theirs[one],
        )
        for one in ours.keys() & theirs.keys()
    ]
    assert part.shared == tuple(sorted(expected, key=lambda one: (-one.weight, one.concept)))
    assert part.count == len(expected)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_windows_are_cut_from_the_whole(store, facts, data):
    paper = data.draw(st.sampled_from(_some_papers(facts)))
    with store.view() as view:
        every, total = view.similar(paper, SimilarityQuestion(), ALL)
        places = st.none() | st.sampled_from(every.keys)
        window = Window(
            size=data.draw(st.integers(1, 9)),
            after=data.draw(places),
            before=data.draw(places),
            backward=data.draw(st.booleans()),
        )
        page, again = view.similar(paper, SimilarityQuestion(), window)
    inside = [
        one
        for one in every.items
        if (window.after is None or (-one.score, one.paper) > window.after)
        and (window.before is None or (-one.score, one.paper) < window.before)
    ]
    wanted = inside[-window.size :] if window.backward else inside[: window.size]
    assert list(page.items) == wanted
    assert again == total
    assert page.has_next == (bool(wanted) and wanted[-1] != every.items[-1])
    assert page.has_previous == (bool(wanted) and wanted[0] != every.items[0])


def test_similar_papers_are_of_a_paper(view, facts):
    concept = next(one for one in sorted(facts.nodes) if one.startswith("C"))
    for wrong in ("Paaaaaaaaaaaaaaaa", concept):
        with pytest.raises(NotFoundError):
            view.similar(wrong, SimilarityQuestion(), ALL)


@pytest.mark.parametrize("weight", [-1, 101, 1.5, True, None, "1"])
def test_a_weight_is_a_whole_number_up_to_a_hundred(weight):
    with pytest.raises(UsageError, match="methods takes"):
        SimilarityWeights(methods=weight)


def test_not_all_weights_are_zero():
    with pytest.raises(UsageError, match="all weights are 0"):
        _weights(0, 0, 0, 0, 0, 0)
