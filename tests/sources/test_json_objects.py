"""Objects in files of JSON: every shape, any chunking, and damage of every kind."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema.errors import RecordError
from citeweave_sources import Input
from citeweave_sources.json_objects import parse_json, read_objects
from citeweave_sources.json_shape import shape_of
from citeweave_sources.json_splitting import Splitter

LISTS = [("results",), ("message", "items")]
TEXT = st.text(max_size=12)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(
    st.dictionaries(TEXT.filter(lambda key: key not in {"results", "message"}), VALUES, max_size=4),
    max_size=5,
)


@pytest.fixture
def objects(tmp_path):
    """Read bytes or text as the objects of a file; gives rows and problems by place."""

    def read(content, name="works.json"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = list(read_objects(Input(path=path, name=name), LISTS))
        rows = [one.row for one in found if one.row is not None]
        return rows, {one.place: one.problem for one in found if one.problem is not None}

    return read


ONE, TWO, THREE = {"id": 1}, {"id": 2, "list": [{"id": 9}, []]}, {"id": 3, "text": 'a"}]\\ é'}
THREE_ROWS = [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(map(json.dumps, THREE_ROWS)),
        "\ufeff" + "\r\n\r\n".join(map(json.dumps, THREE_ROWS)) + "\r\n",
        json.dumps(THREE_ROWS),
        json.dumps(THREE_ROWS, indent=2, ensure_ascii=False),
        "[\n" + ",\n".join(map(json.dumps, THREE_ROWS)) + "\n]\n",
        "\n".join(json.dumps(row, indent=1) for row in THREE_ROWS),
        "".join(map(json.dumps, THREE_ROWS)),
        json.dumps({"meta": {"results": 2, "x": [{"id": 0}]}, "results": THREE_ROWS, "z": [ONE]}),
        json.dumps({"status": "ok", "message": {"total": 3, "items": THREE_ROWS}}, indent=4),
        json.dumps([{"message": {"items": [ONE]}}, {"message": {"items": [TWO, THREE]}}]),
        json.dumps({"results": [ONE, TWO]}) + "\n" + json.dumps({"results": [THREE]}) + "\n",
        '{"results": [null, 1, ' + json.dumps(THREE_ROWS)[1:-1] + ', "x"]}',
    ],
)
def test_every_shape(objects, content):
    assert objects(content) == (THREE_ROWS, {})


@pytest.mark.parametrize("content", ["[]", '{"results": []}', '{"message": {"items": []}}\n'])
def test_no_records(objects, content):
    assert objects(content) == ([], {})


def test_one_record_alone(objects):
    assert objects(json.dumps(TWO, indent=2)) == ([TWO], {})
    assert objects(json.dumps(TWO)) == ([TWO], {})


@settings(max_examples=60)
@given(ROWS, st.integers(1, 30), st.sampled_from([None, 0, 2]), st.booleans())
def test_chunks_do_not_matter(rows, size, indent, within):
    whole = {"meta": [], "results": rows} if within else rows
    document = json.dumps(whole, indent=indent, ensure_ascii=size % 2 == 0).encode(
        "utf-8", "replace"
    )
    splitter = Splitter(LISTS)
    pieces = []
    for at in range(0, len(document), size):
        pieces += splitter.feed(document[at : at + size])
    pieces += splitter.end()
    assert [piece.problem for piece in pieces] == [None] * len(rows)
    again = [json.loads(piece.raw) for piece in pieces]
    assert json.dumps(again) == json.dumps(json.loads(document)["results"] if within else again)
    assert len(again) == len(rows)


@settings(max_examples=40)
@given(ROWS)
def test_lines_give_what_an_array_gives(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "both.json"
    place = Input(path=path, name="both.json")
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    lines = [one.row for one in read_objects(place, LISTS)]
    path.write_text(json.dumps(rows, indent=1))
    array = [one.row for one in read_objects(place, LISTS)]
    assert lines == array == rows


def test_places(objects):
    _, problems = objects('{"id": 1}\n\n{"id": }\n{"id": 3}\n', "w.jsonl")
    assert list(problems) == ["w.jsonl:3"]
    _, problems = objects('[{"id": 1}, {"id": }, {"id": 3}]')
    assert list(problems) == ["works.json#2"]
    assert "not JSON: Expecting value" in problems["works.json#2"]


def test_a_damaged_line_leaves_the_others(objects):
    rows, problems = objects('{"id": 1\n{"id": 2}\nNot found.\n[1]\n{"id": 3}\n')
    assert (rows, len(problems)) == ([{"id": 2}, {"id": 3}], 3)


@pytest.mark.parametrize(
    "second",
    [
        '{"id": }',
        '{"id": 2 2}',
        '{"id": tru}',
        '{"id": "a\nb"}',
        '{"id": [1, 2}',
        '{"id": 2]}',
        '{"id": {"x": 2}',
        '{"id": [{"x": 2]}',
        '{"id": 2}}',
        '{"id": "2}',
        '{"id: "2"}',
        '{"id": "\\u12"}',
    ],
)
@pytest.mark.parametrize("form", ["[%s]", '{"meta": {}, "results": [%s], "more": 1}'])
def test_damage_in_an_array_leaves_the_others(objects, second, form):
    records = ['{"id": 1, "of": "one"}', '{"id": 10}', second, '{"id": 3}', '{"id": 4, "x": []}']
    rows, problems = objects(form % ", ".join(records))
    assert problems
    wanted = [{"id": 1, "of": "one"}, {"id": 10}, {"id": 3}, {"id": 4, "x": []}]
    assert [row for row in rows if row in wanted] == wanted


def test_a_document_that_was_cut_keeps_what_stands_before(objects):
    whole = json.dumps({"results": [{"id": number, "of": "x" * 9} for number in range(9)]})
    rows, problems = objects(whole[:-15])
    assert [row["id"] for row in rows] == list(range(8))
    assert list(problems) == ["works.json#9"]
    assert "the file ends inside this record" in problems["works.json#9"]
    rows, problems = objects(whole[: whole.index('{"id": 4') - 1])
    assert (len(rows), list(problems)) == (4, ["works.json#5"])


@settings(max_examples=150)
@given(
    rows=st.lists(st.fixed_dictionaries({"id": st.integers(0), "t": TEXT}), min_size=1, max_size=4),
    at=st.integers(0, 400),
    junk=st.binary(max_size=4) | st.sampled_from([b"}", b"]", b'"', b"[[", b"{", b"\\", b"\n"]),
    form=st.sampled_from([{}, {"indent": 1}]),
)
def test_junk_anywhere_never_raises(tmp_path_factory, rows, at, junk, form):
    whole = json.dumps({"results": rows} if at % 2 else rows, **form).encode()
    path = tmp_path_factory.getbasetemp() / "junk.json"
    path.write_bytes(whole[: at % len(whole)] + junk + whole[at % len(whole) :])
    for one in read_objects(Input(path=path, name="junk.json"), LISTS):
        assert (one.row is None) is (one.problem is not None)


@settings(max_examples=100)
@given(st.binary(max_size=60), st.sampled_from([b"", b"[", b'{"results":[', b'{"id":1}\n']))
def test_arbitrary_bytes_never_raise(tmp_path_factory, content, before):
    path = tmp_path_factory.getbasetemp() / "bytes.json"
    path.write_bytes(before + content)
    list(read_objects(Input(path=path, name="bytes.json"), LISTS))


def test_bytes_that_are_not_utf8(objects):
    rows, problems = objects(b'[{"id": "a"}, {"id": "\xe9"}, {"id": "c"}]')
    assert rows == [{"id": "a"}, {"id": "c"}]
    assert "(0xE9) is not UTF-8" in problems["works.json#2"]


def test_what_json_does_not_have_is_none():
    assert parse_json('[NaN, Infinity, -Infinity, 1e999, {"a": 1, "a": 2}]')[:3] == [None] * 3
    assert parse_json('{"a": 1, "a": 2}') == {"a": 2}
    assert parse_json('{"a": ' + "9" * 5_000 + ', "b": 7}') == {"a": None, "b": 7}
    assert parse_json('"\\ud800"') == "\ud800"


@pytest.mark.parametrize("bomb", ["[" * 100_000, '{"a":' * 50_000, "[" * 900 + "]" * 900])
def test_nesting_bombs(objects, bomb):
    rows, problems = objects('[{"id": 1}, {"x": ' + bomb + "}]")
    assert rows == [{"id": 1}]
    assert "nested more than 200 deep" in next(iter(problems.values()))
    with pytest.raises(RecordError):
        parse_json("[" * 100_000)


def test_a_record_that_is_too_long_is_passed_over_in_bounded_memory(tmp_path):
    path = tmp_path / "works.json"
    with path.open("wb") as file:
        file.write(b'{"results": [{"id": 1}, {"id": "')
        for _ in range(60):
            file.write(b"x" * (1 << 20))
        file.write(b'"}, {"id": 3}]}')
    tracemalloc.start()
    one, long, three = read_objects(Input(path=path, name="works.json"), LISTS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (one.row, three.row) == ({"id": 1}, {"id": 3})
    assert "more than 16,777,216 bytes" in (long.problem or "")
    assert peak < 80 * (1 << 20)


def test_text_that_is_no_json(objects):
    rows, problems = objects("Resource not found.")
    assert rows == []
    assert problems == {"works.json#1": "byte 1 of the file is no JSON; export the file again"}


def test_the_shape_of_a_beginning():
    shape = shape_of('{"meta":{"n":[1,2]},"results":[{"id":"W1","ids":{"doi":null}},{"title":"a')
    assert shape.has("meta", "meta.n", "results.id", "results.ids.doi", "results.title")
    assert shape.starts("results.id", "W")
    assert not shape.has_any("id", "title")
    assert not shape_of('Just a text with "id": 1').texts
    assert shape_of('{"id": "broken\n{"id": "b", "x": [{"y": 1}\n{"z": 2').has("id", "x.y", "z")
    assert shape_of("[" * 60_000).texts == {}


@pytest.mark.parametrize(
    "piece",
    [
        '{"a":x},',
        '{"a":{x},',
        '{"a":[,',
        '{"a":"b},',
        '{"a":1]},',
        '"a":1},',
        '{"a":{"a":1,',
        '["a"',
    ],
)
def test_damage_without_end(objects, piece):
    rows, problems = objects('[{"a":1},{"a":2},' + piece * 20_000 + '{"a":3}]')
    assert rows[:2] == [{"a": 1}, {"a": 2}]
    assert problems
