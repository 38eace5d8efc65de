"""Records that another process prepared are kept as those that this one has at hand."""

from __future__ import annotations

import pickle

import pytest

from citeweave_graph import canon, kept_record, open_store
from citeweave_schema.dates import PartialDate
from citeweave_schema.ids import Identifier
from citeweave_schema.manifests import SourceState
from citeweave_schema.papers import AuthorName, Paper, Record, Reference

_STATE = SourceState(uri="a.jsonl", format="jsonl", sha256="0" * 64)
_CITED = Reference(title="Sequence to Sequence Learning with Neural Networks", year=2014)
_KNOWN = Reference(identifiers=(Identifier.parse("doi", "10.1234/0"),))
PAPERS = [
    Paper(
        title=f"Learning to Weave Citations, Part {number}",
        abstract="We use BERT.",
        identifiers=(Identifier.parse("doi", f"10.1234/{number}"),),
        date=PartialDate(2020 + number),
        authors=(AuthorName(name="Ada Lovelace"), AuthorName(name=f"Person {number}")),
        references=(_CITED, _KNOWN),
    )
    for number in range(4)
]


def _digest(url: str, *, apart: bool, filling: bool) -> str:
    records = [Record.of(one) for one in PAPERS]
    sent = pickle.loads(pickle.dumps([kept_record(one) for one in records]))  # noqa: S301  # our own
    with open_store(url) as store:
        with store.writer() as writer:
            if filling:
                writer.fill()
            writer.begin_source(_STATE)
            for number, one in enumerate(sent if apart else records):
                writer.add(one, _STATE.uri)
                if number % 2:
                    writer.commit()
            writer.end_source(_STATE, keep={one.hash for one in records})
        with store.view() as view:
            return canon.digest(view)


@pytest.mark.parametrize("filling", [False, True])
def test_prepared_records_give_the_same_graph(tmp_path, filling):
    expected = _digest("memory:", apart=False, filling=False)
    assert _digest(f"sqlite:{tmp_path / 'g.db'}", apart=True, filling=filling) == expected
    assert _digest("memory:", apart=True, filling=filling) == expected


def test_a_batch_that_is_kept_in_parts_knows_the_text_of_a_prepared_record():
    record = Record.of(PAPERS[0])
    one = kept_record(record)
    assert (one.hash, one.key, one.line) == (record.hash, PAPERS[0].key, record.line)
    assert [cited.line for cited in one.references] == [
        '{"title":"Sequence to Sequence Learning with Neural Networks","date":"2014"}',
        '{"title":"doi:10.1234/0","identifiers":["doi:10.1234/0"]}',
    ]
