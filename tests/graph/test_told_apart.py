"""What ids alone tell apart is left as it is; what they may not is looked at whole."""

import pytest
from building import build, content_of, remove
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citeweave_graph import open_store
from citeweave_graph.derivation.authorship import _load
from citeweave_graph.derivation.told_apart import namesakes, sort_out, unconcerned
from citeweave_graph.identity.authors import cluster
from citeweave_schema import Identifier, Paper
from citeweave_schema.papers import Affiliation, AuthorName

_WANG = "name:wang j"
_ONE, _OTHER, _NEW = (f"openalex:a100{number}" for number in (1, 2, 3))
PLACES = {
    ("P1", 1): {_ONE, "orcid:1", _WANG},
    ("P2", 1): {_ONE, _WANG},
    ("P3", 2): {_OTHER, "name:wang jia"},
    ("P4", 1): {_OTHER, _WANG},
    ("P9", 1): {_NEW, _WANG},
}
CHANGED = {_NEW, _WANG}
OTHERS = PLACES.keys() - {("P9", 1)}


def test_namesakes_with_other_ids_are_not_concerned():
    assert unconcerned(PLACES, {}, CHANGED) == OTHERS


def test_all_places_of_a_changed_id_are_concerned():
    assert unconcerned(PLACES, {}, {_NEW, _ONE, _WANG}) == {("P3", 2), ("P4", 1)}


@pytest.mark.parametrize(
    ("place", "blocks"),
    [
        pytest.param(("P5", 1), {_WANG}, id="no id"),
        pytest.param(("P5", 1), {"orcid:2", _WANG}, id="an id of another scheme"),
        pytest.param(("P5", 1), {_OTHER, _ONE, _WANG}, id="two ids of a scheme"),
        pytest.param(("P5", 1), {_OTHER, "orcid:1", _WANG}, id="an id that is another's"),
        pytest.param(("P5", 1), {_ONE, "orcid:3", _WANG}, id="a second id of another scheme"),
        pytest.param(("P1", 7), {_ONE, _WANG}, id="twice on a paper"),
        pytest.param(("P5", 1), {_OTHER, "name:li"}, id="of another name"),
    ],
)
def test_all_are_concerned_where_ids_do_not_tell(place, blocks):
    found = unconcerned({**PLACES, place: blocks}, {}, CHANGED)
    expected = OTHERS | {place} if "name:li" in blocks else set()
    assert found == expected
    before = {one: some for one, some in PLACES.items() if one[0] == place[0]}
    assert unconcerned(PLACES, {**before, place: blocks}, CHANGED | blocks) <= found


def test_what_never_meets_them_is_told_by_itself():
    apart = {("P6", 1): {"name:curie m"}, ("P7", 1): {"orcid:5", "name:curie m"}}
    assert unconcerned({**PLACES, **apart}, {}, CHANGED) == OTHERS


KEPT = {"name:wang j": "openalex", "name:wang jia": "openalex"}
NEAR = {place: PLACES[place] for place in (("P1", 1), ("P2", 1), ("P9", 1))}


def test_the_names_of_those_whom_ids_tell_apart_are_kept():
    assert namesakes(PLACES) == KEPT
    assert namesakes({**PLACES, ("P5", 1): {_WANG}}) == {}
    assert namesakes({("P1", 1): {"orcid:5", "s2:5", "name:curie m"}}) == {"name:curie m": "s2"}


def test_what_is_kept_spares_looking_at_namesakes():
    assert sort_out(NEAR, {}, KEPT, ()).open == set()
    assert sort_out(NEAR, {}, {}, ()).open == {_ONE, "orcid:1", _NEW, _WANG}


@pytest.mark.parametrize(
    ("place", "blocks"),
    [
        pytest.param(("P5", 1), {_WANG}, id="no id"),
        pytest.param(("P5", 1), {"orcid:2", _WANG}, id="an id of another scheme"),
        pytest.param(("P5", 1), {_NEW, _ONE, _WANG}, id="two ids of a scheme"),
        pytest.param(("P5", 1), {_NEW, "orcid:1", _WANG}, id="an id that is another's"),
        pytest.param(("P1", 7), {_ONE, _WANG}, id="twice on a paper"),
        pytest.param(("P5", 1), {_NEW, _WANG, "name:li"}, id="also of a name that is not kept"),
    ],
)
def test_all_namesakes_count_where_ids_do_not_tell(place, blocks):
    assert {_ONE, _WANG} < sort_out({**NEAR, place: blocks}, {}, KEPT, ()).open


def test_a_new_name_is_told_apart_as_those_it_meets():
    near = {**NEAR, ("P5", 1): {_NEW, "name:li"}, ("P6", 1): {"openalex:a9", "name:new"}}
    found = sort_out(near, {}, KEPT, {"name:li", "name:new"})
    assert found.new == {"name:li": "openalex"}
    assert found.open == {"openalex:a9", "name:new"}


_NAMES = ["Jia Wang", "J. Wang", "Jun Wang", "Marie Curie", "M. Curie"]
_ORCIDS = ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"]


def _author(name, number, given, at):
    """Give an author known by some of the ids of a number: 0 no, 1 OpenAlex, 2 ORCID, 3 both."""
    ids = [("openalex", f"A100{number}"), ("orcid", _ORCIDS[number])]
    known = [one for bit, one in enumerate(ids) if given >> bit & 1]
    return AuthorName(
        name=_NAMES[name],
        identifiers=tuple(Identifier.parse(*one) for one in known),
        affiliations=tuple(Affiliation(name=one) for one in at),
    )


def _parts(given):
    """Give papers in parts, whose authors are known by ids in one of the given ways."""
    places = st.sets(st.sampled_from(["MIT", "University of Oslo"]), max_size=1)
    numbers = st.integers(0, 2)
    author = st.builds(_author, st.integers(0, 4), numbers, st.sampled_from(given), places)
    paper = st.builds(
        lambda number, authors: Paper(title=f"On numbers like {number}", authors=tuple(authors)),
        st.integers(0, 30),
        st.lists(author, min_size=1, max_size=2),
    )
    return st.lists(st.lists(paper, min_size=1, max_size=5), min_size=2, max_size=4)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    _parts([1, 3]) | _parts([1, 1, 1, 3, 3, 2]) | _parts([0, 1, 2, 3]),
    st.integers(0, 3),
    st.booleans(),
)
def test_authors_who_come_and_go_are_those_of_what_is_left(parts, gone, filled):
    sources = {f"{number}.jsonl": papers for number, papers in enumerate(parts)}
    with open_store("memory:") as store, open_store("memory:") as whole:
        for number, (uri, papers) in enumerate(sources.items()):
            build(store, {uri: papers}, fill=filled and not number)
            _check(store)
        build(whole, sources, fill=True)
        assert content_of(store) == content_of(whole)
    removed = f"{gone % len(parts)}.jsonl"
    left = {uri: papers for uri, papers in sources.items() if uri != removed}
    with open_store("memory:") as store, open_store("memory:") as whole:
        build(store, sources)
        remove(store, removed)
        _check(store)
        build(whole, left, fill=True)
        assert content_of(store) == content_of(whole)


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("name", [0, 3])
def test_who_grows_may_have_a_namesake_by_another_name(name, number):
    friend = AuthorName(
        name="Zoltan Quirinus Abernathy", identifiers=_author(0, 2, 1, ()).identifiers
    )
    before = [
        Paper(title=f"On the number {number}", authors=(_author(0, 1, 1, ()), friend)),
        Paper(title=f"Of radium {number}", authors=(_author(3, 1, 1, ()), friend)),
    ]
    after = [
        Paper(title=f"More of it {number}", authors=(_author(3 - name, 1, 1, ()), friend)),
        Paper(title=f"Who wrote it {number}", authors=(_author(name, 1, 0, ()), friend)),
    ]
    with open_store("memory:") as store, open_store("memory:") as whole:
        build(store, {"before": before})
        build(store, {"after": after})
        _check(store)
        build(whole, {"before": before, "after": after}, fill=True)
        assert content_of(store) == content_of(whole)


def _check(store):
    """Assert that ids tell apart those of whom that is kept."""
    with store.writer() as writer:
        tables = writer._tables
        rows = tables.everything("slot_block")
        slots, _ = _load(tables, {(row["paper"], row["position"]) for row in rows})
        told = dict(cluster(slots.values()).namesakes)
        borne = {row["block"] for row in tables.everything("slot_block")}
        kept = {row["block"] for row in tables.everything("namesakes")} & borne
        assert kept <= told.keys()
