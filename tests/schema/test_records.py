"""Records of every kind: written and read back, and what they refuse to hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from citeweave_schema import (
    ENDS,
    RELATION_KINDS,
    ROLES_OF,
    Affiliation,
    Alias,
    AuthorName,
    AuthorNode,
    ConceptKind,
    ConceptNode,
    Edge,
    EdgeKind,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    Field,
    Identifier,
    Judgement,
    Link,
    Manifest,
    Mention,
    NodeKind,
    OrganizationNode,
    Paper,
    PaperNode,
    PartialDate,
    PersonNode,
    Provenance,
    Reference,
    Relation,
    RelationEvidence,
    Role,
    Scheme,
    SourceState,
    VenueName,
    VenueNode,
    Verdict,
    edge_id,
    edge_kind,
    from_json,
    from_line,
    node_id,
    to_json,
    to_line,
)
from citeweave_schema.errors import RecordError

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
NAMES = TEXT.filter(lambda text: bool(text.strip()))
CONFIDENCES = st.integers(0, 1000).map(lambda n: n / 1000)
COUNTS = st.integers(0, 10_000)
DATES = st.dates().map(lambda one: PartialDate(one.year, one.month, one.day))
DATES |= st.integers(1, 12).map(lambda month: PartialDate(None, month))
IDENTIFIERS = st.integers(0, 99_999).map(lambda n: Identifier(Scheme.ARXIV, f"2005.{n:05d}"))
LINKS = st.builds(Link, what=st.sampled_from(["arxiv", "doi", "repository"]), address=NAMES)


def tuples(inner, size=3):
    return st.lists(inner, max_size=size).map(tuple)


def ids(kind):
    return NAMES.map(lambda key: node_id(kind, key))


ANY_ID = st.sampled_from(list(NodeKind)).flatmap(ids)
AFFILIATIONS = st.builds(Affiliation, name=NAMES, identifiers=tuples(IDENTIFIERS))
AUTHORS = st.builds(
    AuthorName, name=NAMES, identifiers=tuples(IDENTIFIERS), affiliations=tuples(AFFILIATIONS, 2)
)
VENUES = st.builds(VenueName, name=NAMES, identifiers=tuples(IDENTIFIERS))
REFERENCES = st.builds(
    Reference,
    title=NAMES,
    identifiers=tuples(IDENTIFIERS),
    year=st.none() | COUNTS,
    first_author=st.none() | NAMES,
    raw=st.none() | NAMES,
)
PAPERS = st.builds(
    Paper,
    title=NAMES,
    abstract=st.none() | NAMES,
    title_readable=st.none() | NAMES,
    identifiers=tuples(IDENTIFIERS),
    date=st.none() | DATES,
    authors=tuples(AUTHORS),
    author_count=st.none() | COUNTS,
    organizations=tuples(NAMES),
    venue=st.none() | VENUES,
    links=tuples(LINKS),
    references=tuples(REFERENCES),
    retracted=st.booleans(),
)


@st.composite
def mentions(draw):
    before, text, after = draw(TEXT), draw(NAMES), draw(TEXT)
    first = draw(COUNTS)
    start = first + len(before)
    return Mention(
        field=draw(st.sampled_from(Field)),
        start=start,
        end=start + len(text),
        text=text,
        confidence=draw(CONFIDENCES),
        sentence=(first, start + len(text) + len(after)),
        cue=draw(st.none() | NAMES),
    )


@st.composite
def entities(draw):
    kind = draw(st.sampled_from(EntityType))
    return Entity(
        type=kind,
        key=draw(NAMES),
        name=draw(NAMES),
        role=draw(st.sampled_from(ROLES_OF[kind])),
        confidence=draw(CONFIDENCES),
        mentions=tuple(draw(st.lists(mentions(), min_size=1, max_size=2))),
        aliases=draw(tuples(NAMES)),
        short_forms=draw(tuples(NAMES)),
    )


@st.composite
def edges(draw):
    kind = draw(st.sampled_from(EdgeKind))
    first, last = ENDS[kind]
    target = draw(st.sampled_from(sorted(last)))
    return Edge(
        kind=kind,
        source=draw(ids(first)),
        target=draw(ids(target)),
        role=draw(st.sampled_from(Role)),
        confidence=draw(CONFIDENCES),
        support=draw(COUNTS),
        sources=draw(tuples(NAMES)),
    )


@st.composite
def evidence(draw):
    before, surface, after = draw(TEXT), draw(NAMES), draw(TEXT)
    first = draw(COUNTS)
    start = first + len(before)
    return Evidence(
        paper=draw(ids(NodeKind.PAPER)),
        target=draw(ids(NodeKind.CONCEPT)),
        field=draw(st.sampled_from(Field)),
        start=start,
        end=start + len(surface),
        surface=surface,
        sentence=before + surface + after,
        sentence_start=first,
        confidence=draw(CONFIDENCES),
        extractor=draw(NAMES),
    )


@st.composite
def relation_evidence(draw):
    kind = draw(st.sampled_from(sorted(RELATION_KINDS)))
    ends = draw(st.lists(ids(NodeKind.CONCEPT), min_size=2, max_size=2, unique=True))
    source, target = sorted(ends)
    one, between, other = draw(NAMES), draw(TEXT), draw(NAMES)
    first = draw(COUNTS)
    second = first + len(one + between)
    return RelationEvidence(
        paper=draw(ids(NodeKind.PAPER)),
        kind=kind,
        source=source,
        target=target,
        field=draw(st.sampled_from(Field)),
        sentence=one + between + other,
        sentence_start=first,
        source_start=first,
        source_end=first + len(one),
        source_surface=one,
        target_start=second,
        target_end=second + len(other),
        target_surface=other,
        confidence=draw(CONFIDENCES),
        extractor=draw(NAMES),
    )


def named(kind, node):
    return st.builds(
        node,
        id=ids(kind),
        key=NAMES,
        name=NAMES,
        aliases=tuples(st.builds(Alias, name=NAMES, count=COUNTS)),
    )


RECORDS = {
    Paper: PAPERS,
    Affiliation: AFFILIATIONS,
    AuthorName: AUTHORS,
    VenueName: VENUES,
    Reference: REFERENCES,
    Link: LINKS,
    Mention: mentions(),
    Entity: entities(),
    Extraction: st.builds(
        Extraction,
        text_hash=NAMES,
        extractor=NAMES,
        language=st.sampled_from([None, "en"]),
        entities=tuples(entities(), 1),
    ),
    Edge: edges(),
    Evidence: evidence(),
    RelationEvidence: relation_evidence(),
    Judgement: st.builds(
        Judgement,
        verdict=st.sampled_from([one for one in Verdict if one is not Verdict.UNSURE]),
        left=ANY_ID,
        right=ANY_ID,
        by=NAMES,
        at=NAMES,
        reason=TEXT,
        role=st.sampled_from(Role),
        score=st.none() | CONFIDENCES,
    ),
    SourceState: st.builds(SourceState, uri=NAMES, format=NAMES, sha256=NAMES, records=COUNTS),
    Manifest: st.builds(
        Manifest,
        version=COUNTS,
        at=TEXT,
        extractor=TEXT,
        sources=tuples(st.builds(SourceState, uri=NAMES, format=NAMES, sha256=NAMES)),
        counts=st.dictionaries(NAMES, COUNTS, max_size=3),
    ),
    PaperNode: st.builds(
        PaperNode,
        id=ids(NodeKind.PAPER),
        key=NAMES,
        title=NAMES,
        date=st.none() | DATES,
        identifiers=tuples(IDENTIFIERS),
        links=tuples(LINKS),
        provenance=tuples(st.builds(Provenance, field=NAMES, source=NAMES)),
    ),
    AuthorNode: named(NodeKind.AUTHOR, AuthorNode),
    OrganizationNode: named(NodeKind.ORGANIZATION, OrganizationNode),
    VenueNode: named(NodeKind.VENUE, VenueNode),
    PersonNode: named(NodeKind.PERSON, PersonNode),
    ConceptNode: st.builds(
        ConceptNode,
        id=ids(NodeKind.CONCEPT),
        key=NAMES,
        concept_kind=st.sampled_from(ConceptKind),
        name=NAMES,
        first_year=st.none() | COUNTS,
    ),
}
"""For each kind of record, a strategy for it."""


PAPER, METHOD = node_id(NodeKind.PAPER, "p"), node_id(NodeKind.CONCEPT, "m")
SPAN = {"field": Field.TITLE, "start": 2, "end": 5, "text": "RAG", "confidence": 0.9}
MENTION = Mention(**SPAN, sentence=(0, 9))
ENTITY = {"type": EntityType.METHOD, "key": "rag", "name": "RAG", "role": Role.USES}
DECISION = {"left": PAPER, "right": METHOD, "by": "ada", "at": "2026-01-01T00:00:00Z"}
EVIDENCE = {"paper": PAPER, "target": METHOD, "field": Field.TITLE, "extractor": "x 1"}


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_record_is_read_as_it_was_written(kind, data):
    record = data.draw(RECORDS[kind])
    assert from_line(kind, to_line(record)) == record
    assert "\n" not in to_line(record)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_a_record_cannot_be_changed(kind, data):
    record = data.draw(RECORDS[kind])
    with pytest.raises(AttributeError):
        setattr(record, record.__struct_fields__[0], None)


@given(entities())
def test_an_entity_has_the_form_that_extract_writes(entity):
    row = json.loads(json.dumps(to_json(entity)))
    assert from_json(Entity, row) == entity
    assert {"type", "name", "aliases", "role", "confidence", "mentions"} <= row.keys()


@given(mentions())
def test_a_mention_stands_in_the_text_that_has_it(mention):
    text = " " * mention.start + mention.text + " " * (mention.sentence_end - mention.end)
    title, abstract = (text, None) if mention.field is Field.TITLE else ("", text)
    mention.check_against(title, abstract)
    with pytest.raises(RecordError):
        mention.check_against("", None)


@given(PAPERS)
def test_equal_papers_have_equal_hashes_and_keys(paper):
    again = from_json(Paper, to_json(paper))
    assert (again.key, again.content_hash) == (paper.key, paper.content_hash)
    assert replace(paper, retracted=not paper.retracted).content_hash != (paper.content_hash)


@given(PAPERS, st.lists(IDENTIFIERS, min_size=1, max_size=3))
def test_an_identifier_beats_the_title_as_key(paper, identifiers):
    keyed = replace(paper, identifiers=tuple(identifiers))
    assert keyed.key == str(min(identifiers))


def test_a_paper_without_identifier_is_known_by_title_year_and_first_author():
    def key(**facts: object) -> str:
        return Paper(**{"title": "On Q", **facts}).key

    assert key() == key(title="ON  Q!") == key(abstract="Other.")
    assert key(date=PartialDate(2020)) == key(date=PartialDate(2020, 5)) != key()
    assert key(authors=(AuthorName(name="Lovelace, Ada"),)) == key(
        authors=(AuthorName(name="Ada Lovelace"), AuthorName(name="B"))
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", EntityType)
def test_every_role_of_a_type_has_an_edge(kind, role):
    if role in ROLES_OF[kind]:
        assert NodeKind.PAPER is ENDS[edge_kind(kind, role)][0]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Paper(title=" "), "title is empty"),
        (lambda: Paper(title="x" * 5_001), "at most 5,000"),
        (lambda: Paper(title="x", abstract=""), "abstract is empty"),
        (lambda: Paper(title="x", abstract="x" * 200_001), "at most 200,000"),
        (lambda: Paper(title="a\0"), r"U\+0000 at 1"),
        (lambda: Paper(title="x", abstract="\udc80"), r"U\+DC80"),
        (lambda: Paper(title="x", organizations=("",)), "organisation"),
        (lambda: AuthorName(name=""), "author"),
        (lambda: Affiliation(name=" "), "affiliation"),
        (lambda: VenueName(name=""), "venue"),
        (lambda: Reference(raw="Lewis et al. 2020"), "needs an identifier or a title"),
        (lambda: Reference(title=""), "reference"),
        (lambda: Mention(**{**SPAN, "end": 6}, sentence=(0, 9)), "as long"),
        (lambda: Mention(**SPAN, sentence=(3, 9)), "lie in its sentence"),
        (lambda: Mention(**SPAN, sentence=(0, 4)), "lie in its sentence"),
        (
            lambda: Mention(**{**SPAN, "confidence": 1.1}, sentence=(0, 9)),
            "between 0 and 1",
        ),
        (lambda: Entity(**ENTITY, confidence=1, mentions=()), "without a mention"),
        (
            lambda: Entity(**{**ENTITY, "key": "", "name": ""}, confidence=1, mentions=(MENTION,)),
            "name and a key",
        ),
        (
            lambda: Entity(**{**ENTITY, "role": Role.ADDRESSES}, confidence=1, mentions=(MENTION,)),
            "cannot have the role",
        ),
        (lambda: Edge(kind=EdgeKind.CITES, source=PAPER, target=METHOD), "cannot join"),
        (lambda: Edge(kind=EdgeKind.USES, source=PAPER, target=METHOD), "a role and a confidence"),
        (lambda: Edge(kind=EdgeKind.CITES, source=PAPER, target="x"), "not a node id"),
        (
            lambda: Evidence(
                **EVIDENCE, start=0, end=3, surface="RAG", sentence="A RAG", sentence_start=0,
                confidence=1,
            ),
            "does not stand at 0",
        ),
        (lambda: Judgement(**{**DECISION, "left": "x"}, verdict=Verdict.SAME), "two node ids"),
        (lambda: Judgement(**DECISION, verdict=Verdict.CORRECT_EDGE), "needs a role"),
        (
            lambda: Extraction(
                text_hash="x", extractor="x 1", language=None,
                entities=(Entity(**ENTITY, confidence=1, mentions=(MENTION,)),) * 2,
            ),
            "each entity once",
        ),
    ],
)  # fmt: skip
def test_impossible_records(make, says):
    with pytest.raises(RecordError, match=says):
        make()


def test_confidences_have_three_decimals():
    assert replace(MENTION, confidence=0.123456).confidence == 0.123


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "not a line of JSON"),
        ("[" * 100_000, "not a Paper"),
        ("[]", "Expected `object`, got `array`"),
        ("{}", "title"),
        ('{"title": 1}', "Expected `str`, got `int`"),
        ('{"title": "x", "colour": 1}', "unknown field `colour`"),
        ('{"title": "x", "authors": {}}', "Expected `array`, got `object`"),
        ('{"title": "x", "authors": [{}]}', "name"),
        ('{"title": "x", "authors": ["A"]}', "authors"),
        ('{"title": "x", "venue": "V"}', "venue"),
        ('{"title": "x", "identifiers": [5]}', "identifiers"),
        ('{"title": "x", "identifiers": ["doi:5"]}', "not a doi identifier"),
        ('{"title": "x", "date": 2020}', "date"),
        ('{"title": "x", "date": "2020-13"}', "month 13"),
        ('{"title": "x", "retracted": 1}', "Expected `bool`, got `int`"),
        ('{"title": "x", "author_count": true}', "got `bool`"),
    ],
)
def test_lines_that_are_no_paper(line, says):
    with pytest.raises(RecordError, match=says):
        from_line(Paper, line)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"type": "METHOD"},
        {"type": "GENE", "name": "x"},
        {"type": "METHOD", "name": 5, "role": "uses", "confidence": "high", "mentions": [1]},
        {"type": "METHOD", "name": "x", "role": "uses", "confidence": 1, "mentions": [{}]},
    ],
)
def test_rows_that_are_no_entity(row):
    with pytest.raises(RecordError):
        from_json(Entity, row)


def related(**changes):
    facts = {
        "kind": EdgeKind.USED_FOR,
        "head": 0,
        "tail": 1,
        "head_mention": 0,
        "tail_mention": 0,
        "confidence": 0.8,
    }
    return Relation(**{**facts, **changes})


def extraction_with(relation, second=EntityType.TASK, sentence=0):
    def entity(kind, name, start):
        mention = Mention(
            field=Field.ABSTRACT,
            start=start,
            end=start + 1,
            text=name,
            confidence=0.9,
            sentence=(sentence if start else 0, 9),
        )
        role = Role.MENTIONS
        return Entity(
            type=kind, key=name, name=name, role=role, confidence=0.9, mentions=(mention,)
        )

    return Extraction(
        text_hash="x",
        extractor="test",
        language="en",
        entities=(entity(EntityType.METHOD, "a", 0), entity(second, "b", 5)),
        relations=(relation,),
    )


def test_a_relation_and_its_json_form():
    relation = related()
    assert from_json(Relation, to_json(relation)) == relation
    assert extraction_with(relation).relations == (relation,)


@pytest.mark.parametrize(
    ("changes", "second", "sentence"),
    [
        ({"kind": EdgeKind.USES}, EntityType.TASK, 0),
        ({"tail": 0}, EntityType.TASK, 0),
        ({"tail": 2}, EntityType.TASK, 0),
        ({"tail_mention": 1}, EntityType.TASK, 0),
        ({"confidence": 1.5}, EntityType.TASK, 0),
        ({}, EntityType.ORG, 0),
        ({}, EntityType.TASK, 3),
    ],
)
def test_no_relation_that_no_sentence_can_say(changes, second, sentence):
    with pytest.raises(RecordError):
        extraction_with(related(**changes), second, sentence)


def _shown(**changes):
    lesser, greater = sorted(node_id(NodeKind.CONCEPT, key) for key in ("METHOD:a", "TASK:b"))
    facts = {
        "paper": PAPER, "kind": EdgeKind.USED_FOR, "source": greater, "target": lesser,
        "field": Field.ABSTRACT, "sentence": "A for B.", "sentence_start": 10,
        "source_start": 10, "source_end": 11, "source_surface": "A",
        "target_start": 16, "target_end": 17, "target_surface": "B",
        "confidence": 0.81249, "extractor": "test",
    }  # fmt: skip
    return RelationEvidence(**{**facts, **changes})


def test_evidence_of_a_relation_names_its_edge():
    one = _shown()
    assert one.confidence == 0.812
    assert one.edge == edge_id(one.kind, one.source, one.target)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": EdgeKind.USES}, "cannot relate"),
        ({"target": PAPER}, "cannot relate"),
        ({"target": _shown().source}, "does not go"),
        ({"kind": EdgeKind.COMPARED_WITH}, "does not go"),
        ({"source_start": 9, "source_end": 10}, "does not stand at 9"),
        ({"target_end": 18}, "does not stand at 16"),
        ({"confidence": -0.1}, "between 0 and 1"),
    ],
)
def test_no_evidence_of_a_relation_that_no_sentence_shows(changes, says):
    with pytest.raises(RecordError, match=says):
        _shown(**changes)
