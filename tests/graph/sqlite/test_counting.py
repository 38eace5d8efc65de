"""What a change puts in and takes out is counted as if all were counted anew."""

import contextlib
import json
import sqlite3
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from citeweave_graph.sqlite.counting import Counting
from citeweave_graph.sqlite.inserting import insert_sql
from citeweave_graph.tables import TABLES

_IDS = st.sampled_from(["a", "b", "c", 'it\'s "d" \\ é'])
_EDGES = st.lists(st.tuples(_IDS, _IDS, st.sampled_from(["USES", "CITES"])), max_size=6)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), _EDGES),
        st.tuples(st.sampled_from(["source", "target"]), st.lists(_IDS, max_size=2)),
        st.tuples(st.sampled_from(["keep", "drop"]), st.none()),
    ),
    max_size=12,
)


def _edge(source, target, kind):
    return (source, target, kind, None, None, 0, 1, "{}")


def _counted(file):
    return Counter(dict(file.execute("SELECT kind, count(*) FROM edge GROUP BY kind")))


@given(_EDGES, _STEPS)
def test_counts_follow_what_comes_and_goes(before, steps):
    columns = ", ".join(TABLES["edge"].columns)
    key = ", ".join(TABLES["edge"].unique)
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
        file.execute(f"CREATE TABLE edge ({columns}, PRIMARY KEY ({key}))")
        file.executemany(insert_sql("edge"), [_edge(*one) for one in before])
        known, counting = _counted(file), Counting(file)
        file.execute("BEGIN")
        for what, values in steps:
            if what == "put":
                rows = [_edge(*one) for one in values]
                counting.put("edge", rows)
                file.executemany(insert_sql("edge"), rows)
            elif values is None:
                file.execute("COMMIT" if what == "keep" else "ROLLBACK")
                getattr(counting, what)()
                file.execute("BEGIN")
            else:
                marks = ", ".join("?" for _ in values)
                counting.take_out("edge", what, json.dumps(values))
                file.execute(f"DELETE FROM edge WHERE {what} IN ({marks})", values)  # noqa: S608
            assert counting.totals(known) == dict(sorted(_counted(file).items()))
