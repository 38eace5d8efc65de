"""What ids alone tell apart is left as it is; what they may not is looked at whole."""

import pytest

from citeweave_graph.derivation.told_apart import unconcerned

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
