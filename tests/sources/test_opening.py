"""Opening sources: detection, hashes, and everything that is no source at all."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import citeweave_sources
from citeweave_schema import Paper
from citeweave_schema.errors import FormatError, SourceError
from citeweave_sources import READERS, Refusal, detect, load_reader, open_source


def test_public_names_exist():
    assert all(hasattr(citeweave_sources, name) for name in citeweave_sources.__all__)
    assert len(set(citeweave_sources.__all__)) == len(citeweave_sources.__all__)


@pytest.mark.parametrize("name", READERS)
def test_readers_have_what_a_reader_has(name):
    reader = load_reader(name)
    assert callable(reader.matches)
    assert callable(reader.read)
    assert READERS[name].description


def test_the_registry_is_read_only():
    with pytest.raises(TypeError):
        READERS["mine"] = READERS["jsonl"]  # type: ignore[index]


def test_a_source_knows_its_path_format_and_hash(listings):
    path = listings / "000_1e249762e100398d.txt"
    source = open_source(str(path))
    assert (source.uri, source.format) == (str(path), "listing")
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_format_may_be_named(tmp_path):
    path = tmp_path / "records"
    path.write_text('not JSON\n{"title": "On Q"}\n')
    refusal, paper = open_source(str(path), "jsonl").read()
    assert isinstance(refusal, Refusal)
    assert isinstance(paper, Paper)


def test_an_unknown_format_name(listings):
    with pytest.raises(FormatError, match="no reader is called 'endnote'; there are listing"):
        open_source(str(listings / "000_1e249762e100398d.txt"), "endnote")


def test_missing(tmp_path):
    with pytest.raises(SourceError, match=r"nothing\.txt does not exist; check the path"):
        open_source(str(tmp_path / "nothing.txt"))


def test_directory(tmp_path):
    with pytest.raises(SourceError, match="is a directory; name the files in it"):
        open_source(str(tmp_path))


def test_addresses_and_impossible_paths():
    with pytest.raises(SourceError, match="download it first"):
        open_source("https://huggingface.co/papers")
    for uri in ("", "a\0b"):
        with pytest.raises(SourceError, match="no path"):
            open_source(uri)
    with pytest.raises(SourceError, match="cannot be read"):
        open_source("x" * 5000)


def test_no_regular_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="no regular file"):
        open_source(str(pipe))


def test_unreadable(tmp_path, monkeypatch):
    path = tmp_path / "secret.jsonl"
    path.write_text('{"title": "On Q"}\n')

    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(SourceError, match="may not be read; check its permissions"):
        open_source(str(path))


def test_a_disk_that_fails_while_reading(tmp_path, monkeypatch):
    path = tmp_path / "p.jsonl"
    path.write_text('{"title": "On Q"}\n')
    source = open_source(str(path))

    def fail(*_args: object, **_options: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("pathlib.Path.open", fail)
    with pytest.raises(SourceError, match="Input/output error"):
        list(source.read())


def test_changed_or_removed_since_it_was_opened(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_text('{"title": "On Q"}\n')
    source = open_source(str(path))
    path.write_text('{"title": "On Q"}\n{"title": "On R"}\n')
    with pytest.raises(SourceError, match="was changed while it was being read"):
        list(source.read())
    path.unlink()
    with pytest.raises(SourceError, match="does not exist"):
        list(source.read())


def zipped() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a", "b")
    return data.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"%PDF-1.7\n\x00", "a PDF document"),
        (
            gzip.compress(gzip.compress(b'{"title": "x"}', mtime=0), mtime=0),
            "a gzip archive inside another",
        ),
        (zipped(), "no member that can be read: .*a: .* plain text"),
        (b"SQLite format 3\x00" + bytes(100), "an SQLite database"),
        (b"abc\x00\x01\x02 def", "binary"),
        ('{"title": "Ægir"}'.encode("utf-16"), "UTF-16, not in UTF-8.*iconv -f UTF-16 "),
        ('{"title": "Ægir"}'.encode("utf-16-le"), "iconv -f UTF-16LE "),
        ('{"title": "Ægir"}'.encode("utf-16-be"), "iconv -f UTF-16BE "),
        ('{"title": "Ægir"}'.encode("utf-32"), "UTF-32"),
        ('{"title": "Ægir"}'.encode("latin-1"), "iconv -f ISO-8859-1"),
        (b"Just some words of mine.\n", "plain text.*'Just some words of mine.'"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b"<?xml version='1.0'?><feed/>", "an XML document"),
        (b"%0 Book\n%T On Q\n", "an EndNote or refer file"),
        (b"# YAML 1.2\ncff-version: 1.2.0\n", "a CITATION.cff file"),
        (b"<1>\nUnique Identifier\n", "an Ovid file"),
        (b"--AU-- Name\n--TI-- On Q\n", "a Biblioscape file"),
        (b'[{"title": "x"}]', "a JSON document"),
        (b'{\n  "title": "x"\n}\n', "a JSON document that is not one record a line"),
        (b"title,year,doi\nOn Q,2020,10.1000/q\n", "a table"),
    ],
)
def test_what_is_no_source(tmp_path, content, says):
    path = tmp_path / "given.txt"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=says) as caught:
        open_source(str(path))
    assert "given.txt" in str(caught.value)


def test_an_unknown_file_is_told_what_was_expected():
    with pytest.raises(FormatError, match=r"Expected one of: listing \(.*\); jsonl \("):
        detect("notes.txt", b"Some notes.\n")


@settings(max_examples=300, deadline=None)
@given(
    prefix=st.sampled_from([b"", b'{"title": "', b"Get trending papers in your email inbox!\n"]),
    content=st.binary(max_size=400),
    name=st.sampled_from(["a.txt", "a.jsonl"]),
    form=st.sampled_from(["auto", *READERS]),
)
def test_arbitrary_bytes_never_crash(tmp_path_factory, prefix, content, name, form):
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(prefix + content)
    with contextlib.suppress(SourceError):
        found = list(open_source(str(path), form).read())
        assert all(isinstance(one, Paper | Refusal) for one in found)
