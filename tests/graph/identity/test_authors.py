import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from citeweave_graph.identity import author_component
from citeweave_graph.identity.authors import Slot, author_key, cluster, slot_blocks
from citeweave_graph.identity.joining import Judged
from citeweave_schema.ids import Identifier
from citeweave_schema.judgements import Verdict
from citeweave_schema.names import normal_person, normal_title
from citeweave_schema.papers import Affiliation, AuthorName

ORCID = Identifier.parse("orcid", "0000-0002-1825-0097")
OTHER_ORCID = Identifier.parse("orcid", "0000-0001-5109-3700")
OPENALEX = Identifier.parse("openalex", "A5023888391")
OTHER_OPENALEX = Identifier.parse("openalex", "A5000000001")


def slot(name, paper, *companions, ids=(), at=(), title="", position=1, **more):
    return Slot(
        paper=f"P{paper}",
        paper_key=f"doi:10.1/{paper}",
        position=position,
        author=AuthorName(
            name=name,
            identifiers=tuple(ids),
            affiliations=tuple(Affiliation(name=one) for one in at),
        ),
        companions=frozenset(map(normal_person, companions)),
        words=frozenset(normal_title(title).split()),
        **more,
    )


def groups(*slots, judged=None):
    found = cluster(slots, judged or Judged())
    return [[int(one.paper[1:]) for one in group] for group in found.groups]


def test_nothing_makes_no_authors():
    found = cluster([])
    assert (found.groups, found.keys, found.decisions) == ((), (), ())


@pytest.mark.parametrize("name", ["Yang Liu", "Wei Wang", "Y. Zhang", "J. Smith"])
def test_common_names_alone_are_not_enough(name):
    assert groups(slot(name, 1), slot(name, 2)) == [[1], [2]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grzegorz Chrupała", "Chrupala, Grzegorz"),
        ("Jun\u2019ichi Tsujii", "Jun-ichi Tsujii"),
        ("Zdeněk Žabokrtský", "Zdenek Zabokrtsky"),
        ("Marta R. Costa-jussà", "Costa-jussà, Marta R."),
    ],
)
def test_a_rare_full_name_is_enough(one, other):
    found = cluster([slot(one, 1), slot(other, 2)])
    assert len(found.groups) == 1
    (decision,) = found.decisions
    assert (decision.verdict, decision.rule) == (Verdict.SAME, "rare name")


def test_a_common_co_author_joins_bearers_of_a_common_name():
    found = cluster(
        [
            slot("Yang Liu", 1, "Huanbo Luan"),
            slot("Liu, Yang", 2, "Huanbo Luan"),
            slot("Yang Liu", 3),
        ]
    )
    assert [len(group) for group in found.groups] == [2, 1]
    decision = found.decisions[0]
    assert decision.reason == "same name; co-author Huanbo Luan in common"
    assert {decision.left, decision.right} == {group.key for group in found.groups[0]}


def test_initials_join_what_a_co_author_tells_and_never_two_names():
    first = slot("Yue Zhang", 1, "Stephen Clark")
    second = slot("Yi Zhang", 2, "Hans Uszkoreit")
    third = slot("Y. Zhang", 3, "Stephen Clark", title="shift-reduce parsing")
    found = cluster([first, second, third])
    assert [sorted(one.author.name for one in group) for group in found.groups] == [
        ["Y. Zhang", "Yue Zhang"],
        ["Yi Zhang"],
    ]


def test_conflicting_names_stay_apart_whatever_they_share():
    company = ("Peter F. Brown", "Vincent J. Della Pietra")
    mixed = [slot(f"Robert {x}. Mercer", n, *company) for n, x in enumerate("LELE", start=1)]
    assert groups(*mixed) == [[1, 3], [2, 4]]


def test_no_one_stands_twice_on_a_paper():
    one = slot("Grzegorz Chrupała", 1, "Grzegorz Chrupała", ids=[ORCID])
    other = slot("Grzegorz Chrupała", 1, "Grzegorz Chrupała", ids=[ORCID], position=2)
    found = cluster([one, other])
    assert len(found.groups) == 2
    assert found.keys[0][0] == str(ORCID)
    assert found.keys[1] == (other.key,)


def test_an_identifier_joins_different_names_and_blocks():
    before, after = slot("Ann Smith", 1, ids=[ORCID]), slot("Ann Jones-Smyth", 2, ids=[ORCID])
    assert groups(before, after) == [[1, 2]]
    (decision,) = cluster([before, after]).decisions
    assert (decision.rule, decision.score) == ("identifier", 1.0)
    assert str(ORCID) in decision.reason


def test_different_identifiers_of_one_scheme_tell_two_and_the_strongest_decides():
    company = "Grzegorz Chrupała"
    apart = [slot("Ada Lovelace", n, company, ids=[x]) for n, x in ((1, ORCID), (2, OTHER_ORCID))]
    assert groups(*apart) == [[1], [2]]
    both = [
        slot("Ada Lovelace", 1, ids=[ORCID, OPENALEX]),
        slot("Ada Lovelace", 2, ids=[ORCID, OTHER_OPENALEX]),
    ]
    assert groups(*both) == [[1, 2]]


def test_affiliations_citations_and_concepts_speak_for_one():
    plain = slot("Wei Chen", 1), slot("Wei Chen", 2)
    telling = (
        slot("Wei Chen", 1, at=["Nanjing University"], concepts=frozenset("abc")),
        slot("Wei Chen", 2, at=["Nanjing University"], concepts=frozenset("abc"), cites={"P1"}),
    )
    assert groups(*plain) == [[1], [2]]
    found = cluster(telling)
    assert len(found.groups) == 1
    for words in ("nanjing university", "cites", "3 concepts"):
        assert words in found.decisions[0].reason


def test_pairs_short_of_enough_are_left_to_a_person():
    one = slot("Anna Schmidt", 1, title="tagging dialects", year=2010)
    other = slot("Anna Schmidt", 2, title="parsing headlines", year=2016)
    found = cluster([one, other])
    doubts = [decision for decision in found.decisions if decision.verdict is Verdict.UNSURE]
    assert len(found.groups) == 2
    assert [(one.left, one.right) for one in doubts] == [(one.key, other.key)]
    assert doubts[0].score < 0.5
    told = cluster([one, other], Judged(different=frozenset({(other.key, one.key)})))
    assert told.decisions == ()


def test_judgements_beat_all():
    chrupala = [slot("Grzegorz Chrupała", n, "Afra Alishahi") for n in (1, 2)]
    apart = Judged(different=frozenset({(chrupala[0].key, chrupala[1].key)}))
    assert groups(*chrupala, judged=apart) == [[1], [2]]
    strangers = [slot("Ann Smith", 1, ids=[ORCID]), slot("Bo He", 2, ids=[OTHER_ORCID])]
    together = Judged(same=frozenset({(str(ORCID), strangers[1].key)}))
    assert groups(*strangers, judged=together) == [[1, 2]]


def test_a_judgement_splits_what_an_identifier_joins_and_keys_stay_apart():
    slots = [slot("Ann Smith", n, ids=[ORCID]) for n in (1, 2, 3)]
    apart = Judged(different=frozenset({(slots[0].key, slots[2].key)}))
    found = cluster(slots, apart)
    assert len(found.groups) == 2
    keys = list(itertools.chain.from_iterable(found.keys))
    assert len(keys) == len(set(keys))


def test_names_without_letters_are_kept_apart():
    assert groups(slot("—", 1), slot("—", 2), slot("?", 3)) == [[1], [2], [3]]


def test_the_key_is_the_first_identifier_by_scheme_or_the_least_slot():
    named = [slot("Ada Lovelace", 1, ids=[OPENALEX]), slot("Ada Lovelace", 2, ids=[ORCID])]
    assert author_key(named) == str(OPENALEX)
    assert author_key([slot("Ada Lovelace", 2), slot("Ada Lovelace", 1)]).startswith(
        "slot:doi:10.1/1"
    )
    assert slot("Ada Lovelace", 1, ids=[ORCID]).keys == (
        "slot:doi:10.1/1:1:ada lovelace",
        str(ORCID),
    )


def test_a_crowd_with_one_common_co_author_is_one_author_in_any_order(monkeypatch):
    crowd = [slot("Wei Wang", n, "Jun Li", title=f"Parsing {n}") for n in range(1, 131)]
    other = slot("Wei Wang", 500, "Maria Rossi", title="Soil erosion")
    compared = []
    score = author_component.score
    monkeypatch.setattr(
        author_component, "score", lambda *pair: compared.append(pair) or score(*pair)
    )
    found = cluster([*crowd, other])
    assert sorted(map(len, found.groups)) == [1, 130]
    assert len(compared) < 130 * 129 / 2
    assert cluster([other, *reversed(crowd)]) == found


def test_what_a_person_holds_apart_stays_apart_in_a_crowd():
    crowd = [slot("Wei Wang", n, "Jun Li", title=f"Parsing {n}") for n in range(1, 101)]
    apart = Judged(different=frozenset({(crowd[0].key, crowd[99].key)}))
    found = groups(*crowd, judged=apart)
    assert len(found) == 2
    assert not any({1, 100} <= set(group) for group in found)


def test_blocks_are_identifiers_and_surname_with_an_initial():
    blocks = slot_blocks(AuthorName(name="van der Meer, Jaap", identifiers=(ORCID,)))
    assert blocks == (str(ORCID), "name:meer j")


_names = st.sampled_from(
    ["Yang Liu", "Y. Liu", "Yi Liu", "Grzegorz Chrupała", "G. Chrupala", "Bo Li", "Li, B.", "?"]
)
_slots = st.lists(
    st.builds(
        lambda name, company, ids, words, year: (name, company, ids, words, year),
        _names,
        st.sets(
            st.sampled_from(["Wei Wang", "Afra Alishahi", "Maosong Sun", "Qun Liu"]), max_size=3
        ),
        st.sets(st.sampled_from([ORCID, OTHER_ORCID, OPENALEX]), max_size=1),
        st.sets(st.sampled_from(["parsing", "speech", "summarization", "for"]), max_size=3),
        st.none() | st.integers(1990, 2022),
    ),
    max_size=9,
).map(
    lambda found: [
        slot(
            name, number // 2, *company, ids=ids, title=" ".join(words), year=year, position=number
        )
        for number, (name, company, ids, words, year) in enumerate(found, start=1)
    ]
)
_judged = st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=3)


def _of(slots, same, different):
    keys = [one.key for one in slots]

    def pairs(numbers):
        return frozenset((keys[a], keys[b]) for a, b in numbers if a != b and max(a, b) < len(keys))

    return Judged(pairs(same), pairs(different) - pairs(same))


@given(_slots, _judged, _judged, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_order_does_not_matter_and_what_must_hold_holds(slots, same, different, random):
    judged = _of(slots, same, different)
    found = cluster(slots, judged)
    mixed = list(slots)
    random.shuffle(mixed)
    assert cluster(mixed, judged) == found
    assert sorted(one.key for group in found.groups for one in group) == sorted(
        one.key for one in slots
    )
    keys = list(itertools.chain.from_iterable(found.keys))
    assert len(keys) == len(set(keys))
    if not judged.same:
        for group in found.groups:
            assert len({one.paper for one in group}) == len(group)
            orcids = {
                x for one in group for x in one.author.identifiers if x in {ORCID, OTHER_ORCID}
            }
            assert len(orcids) < 2
    place = {one.key: number for number, group in enumerate(found.groups) for one in group}
    for left, right in judged.different:
        assert place[left] != place[right] or judged.same
    for left, right in judged.same:
        assert place[left] == place[right] or judged.different


@given(_slots, _slots)
@settings(max_examples=60, deadline=None)
def test_components_do_not_see_each_other(some, more):
    moved = [
        slot(f"Zoë Q{one.author.name.rpartition(' ')[2]}x", int(one.paper[1:]) + 100, position=n)
        for n, one in enumerate(more)
    ]
    alone, together = cluster(some), cluster([*some, *moved])
    mine = {one.key for one in some}
    assert [g for g in together.groups if g[0].key in mine] == list(alone.groups)
    assert [d for d in together.decisions if d.left in mine] == list(alone.decisions)


def _identified(found):
    """Give each slot an id of OpenAlex, and some an ORCID too, as their numbers say."""
    known = [(OPENALEX,), (OTHER_OPENALEX,), (ORCID, OPENALEX), (OTHER_ORCID, OTHER_OPENALEX)]
    return [
        replace(one, author=structs.replace(one.author, identifiers=known[number]))
        for one, number in found
    ]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3)), max_size=9), _slots, _judged)
@settings(max_examples=150, deadline=None)
def test_where_ids_tell_all_apart_nothing_else_is_asked(chosen, slots, different):
    some = {place: number for place, number in chosen if place < len(slots)}
    found = _identified([(slots[place], number) for place, number in some.items()])
    judged = _of(found, (), different)
    with pytest.MonkeyPatch.context() as patch:
        quickly = cluster(found, judged)
        patch.setattr(author_component.Component, "is_decided", False)
        slowly = cluster(found, judged)
    assert replace(slowly, namesakes=()) == replace(quickly, namesakes=())


def test_namesakes_with_ids_of_their_own_are_not_compared(monkeypatch):
    monkeypatch.setattr(author_component, "score", None)
    ids = [Identifier.parse("openalex", f"A{5_000_000_000 + number // 3}") for number in range(30)]
    found = cluster(slot("Yang Liu", n, "Wei Wang", ids=(one,)) for n, one in enumerate(ids))
    assert len(found.groups) == 10
