"""Changes laid over the rows of a store read as if they were made: like the tables in memory."""

from contextlib import nullcontext

from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_graph.memory_tables import MemoryTables
from citeweave_graph.neo4j.pending import Changes, Pending
from citeweave_graph.tables import TABLES

_TABLES = ("meta", "owner", "edge", "slot_block", "redirect")
_VALUES = st.sampled_from(["a", "b", "c"])


def _memory():
    return MemoryTables(nullcontext(), lambda: None, lambda: None)


def _rows(table):
    columns = dict.fromkeys(TABLES[table].columns, _VALUES)
    return st.lists(st.fixed_dictionaries(columns), max_size=5)


def _look_up(table):
    return st.tuples(st.sampled_from(TABLES[table].columns), st.lists(_VALUES, max_size=2))


@st.composite
def _changing(draw):
    table = draw(st.sampled_from(_TABLES))
    step = st.one_of(
        st.tuples(st.just("insert"), _rows(table)), st.tuples(st.just("delete"), _look_up(table))
    )
    return table, draw(_rows(table)), draw(st.lists(step, max_size=8)), draw(_look_up(table))


def _sorted(rows):
    return sorted(tuple(row.items()) for row in rows)


def _apply(tables, table, steps):
    for what, given_ in steps:
        if what == "insert":
            tables.insert(table, given_)
        else:
            tables.delete(table, *given_)


def _overlaid(table, steps, memory):
    """Give the same changes, with what the store has found as the store would be asked."""
    changes = Changes(table)
    for what, given_ in steps:
        if what == "insert":
            changes.insert(given_)
        else:
            changes.delete(*given_, stored=bool(memory.select(table, *given_)))
    return changes


@given(_changing())
@settings(max_examples=300)
def test_a_look_up_gives_the_same_rows(case):
    table, before, steps, look_up = case
    store, expected = _memory(), _memory()
    for tables in (store, expected):
        with tables.transaction():
            tables.insert(table, before)
    changes = _overlaid(table, steps, store)
    with expected.transaction():
        _apply(expected, table, steps)
    found = changes.over(store.select(table, *look_up), *look_up)
    assert _sorted(found) == _sorted(expected.select(table, *look_up))
    everything = changes.over_all(store.everything(table))
    assert _sorted(everything) == _sorted(expected.everything(table))


@given(_changing())
@settings(max_examples=300)
def test_the_net_effect_gives_the_same_table(case):
    table, before, steps, _ = case
    store, expected = _memory(), _memory()
    for tables in (store, expected):
        with tables.transaction():
            tables.insert(table, before)
    changes = _overlaid(table, steps, store)
    with expected.transaction():
        _apply(expected, table, steps)
    unique = TABLES[table].unique
    with store.transaction():
        for column, values in changes.taken.items():
            store.delete(table, column, values)
        taken = set(changes.places_taken())
        left = [
            row
            for row in store.everything(table)
            if tuple(row[column] for column in unique) not in taken
        ]
        store.delete(table, unique[0], {row[unique[0]] for row in store.everything(table)})
        store.insert(table, left)
        store.insert(table, changes.put.values())
    assert _sorted(store.everything(table)) == _sorted(expected.everything(table))


def test_rows_given_out_are_the_readers_own():
    changes = Changes("meta")
    changes.insert([{"name": "a", "value": "1"}])
    changes.over((), "name", ["a"])[0]["value"] = "2"
    assert changes.over((), "name", ["a"]) == [{"name": "a", "value": "1"}]


def test_nothing_is_pending_at_first():
    pending = Pending()
    assert not pending
    pending["meta"].insert([{"name": "a", "value": "1"}])
    assert pending
    assert pending["meta"]
    assert not pending["owner"]
