"""Compressed files and archives: read in place, and refused when they lie."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import random
import struct
import time
import zipfile
import zlib

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_schema import Paper
from citeweave_schema.errors import FormatError, SourceError
from citeweave_sources import Refusal, compression, open_source

PACK = {
    "gz": gzip.compress,
    "zst": zstandard.compress,
    "xz": lzma.compress,
    "bz2": bz2.compress,
}


def rows(count: int, start: int = 0) -> bytes:
    return b"".join(
        b'{"title": "On the number %d", "abstract": "%d"}\n'
        % (n, random.Random(n).getrandbits(400))
        for n in range(start, start + count)
    )


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def partly(path) -> tuple[list[Paper | Refusal], str]:
    """Read until the end or the error; gives what was read and the error."""
    found: list[Paper | Refusal] = []
    try:
        found.extend(open_source(str(path)).read())
    except SourceError as problem:
        return found, str(problem)
    return found, ""


@pytest.mark.parametrize("kind", PACK)
def test_read_in_place_whatever_the_name(tmp_path, kind):
    path = tmp_path / "papers"
    path.write_bytes(PACK[kind](rows(100)))
    source = open_source(str(path))
    papers = list(source.read())
    assert source.format == "jsonl"
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [paper.title for paper in papers] == [f"On the number {n}" for n in range(100)]


@pytest.mark.parametrize("kind", PACK)
def test_members_one_after_the_other_are_one_file(read, kind):
    papers, refusals = read(PACK[kind](rows(3)) + PACK[kind](rows(2, 3)), f"p.jsonl.{kind}")
    assert (len(papers), refusals) == (5, [])


@pytest.mark.parametrize("kind", PACK)
def test_files_filled_up_with_zeros(read, kind):
    papers, _ = read(PACK[kind](rows(3)) + bytes(70_000), "p.jsonl")
    assert len(papers) == 3


def test_frames_of_zstd_that_are_to_be_skipped(read):
    skipped = struct.pack("<LL", 0x184D2A50, 5) + b"index"
    papers, _ = read(zstandard.compress(rows(3)) + skipped + zstandard.compress(rows(2)), "p.jsonl")
    assert len(papers) == 5


@pytest.mark.parametrize("kind", PACK)
def test_what_stands_before_the_cut_is_kept(tmp_path, kind):
    path = tmp_path / f"p.jsonl.{kind}"
    data = PACK[kind](rows(8_000))
    path.write_bytes(data[: len(data) * 3 // 4])
    found, problem = partly(path)
    papers = [one for one in found if isinstance(one, Paper)]
    # Bzip2 packs blocks of 900,000 bytes, and xz as much as it likes.
    assert len(papers) > 3_000
    assert [paper.title for paper in papers] == [f"On the number {n}" for n in range(len(papers))]
    assert "is damaged and cannot be unpacked further (it ends before its end)" in problem


def test_a_wrong_sum_is_told_at_the_end(tmp_path):
    path = tmp_path / "p.jsonl.gz"
    data = bytearray(gzip.compress(rows(50)))
    data[-6] ^= 1
    path.write_bytes(data)
    found, problem = partly(path)
    assert len(found) == 50
    assert "CRC check failed" in problem


def test_damage_from_the_start(tmp_path):
    path = tmp_path / "p.jsonl.gz"
    path.write_bytes(b"\x1f\x8b\x08\x00 no gzip at all")
    with pytest.raises(SourceError, match="damaged"):
        open_source(str(path))


@pytest.mark.parametrize("kind", PACK)
def test_bombs_are_refused_early(tmp_path, kind):
    # Ten gigabytes: members one after the other are one file.
    path = tmp_path / f"bomb.jsonl.{kind}"
    part = PACK[kind](rows(30) + bytes(50 * 1024**2))
    path.write_bytes(part * 200)
    began = time.monotonic()
    found, problem = partly(path)
    assert time.monotonic() - began < 20
    assert sum(isinstance(one, Paper) for one in found) <= 60
    assert "more than 200 times its size" in problem


def test_the_most_that_may_be_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(compression, "BYTES_LIMIT", 10_000)
    path = tmp_path / "p.jsonl.gz"
    path.write_bytes(gzip.compress(rows(1_000)))
    found, problem = partly(path)
    assert found == []
    assert "unpacks to more than 10,000 bytes" in problem


def test_archives_are_read_in_the_order_of_names(tmp_path):
    path = tmp_path / "a.zip"
    members = {
        "z/b.jsonl": rows(2),
        "a.jsonl": rows(1, 7),
        "../up.jsonl": rows(1, 9),
        "empty/": b"",
    }
    path.write_bytes(zipped(members))
    source = open_source(str(path))
    found = list(source.read())
    assert source.format == "jsonl"
    assert [one.title[-1] for one in found] == ["9", "7", "0", "1"]
    assert list(source.read()) == found


def test_members_that_are_passed_over_are_named(tmp_path, listings):
    page = (listings / "000_1e249762e100398d.txt").read_bytes()
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped(
            {
                "__MACOSX/p.jsonl": rows(1),
                ".DS_Store": b"x",
                "notes.txt": b"Some notes.\n",
                "none.jsonl": b"",
                "p.jsonl": b"no JSON\n" + rows(1),
                "s.txt": page,
            }
        )
    )
    found = list(open_source(str(path)).read())
    refused = {one.place.partition("!")[2]: one.reason for one in found if isinstance(one, Refusal)}
    assert list(refused) == [
        ".DS_Store",
        "__MACOSX/p.jsonl",
        "none.jsonl",
        "notes.txt",
        "p.jsonl:1",
    ]
    assert "hidden file" in refused[".DS_Store"]
    assert "is in no format that can be read" in refused["notes.txt"]
    assert sum(isinstance(one, Paper) for one in found) == 1 + 38


def test_an_archive_without_anything_to_read(read):
    with pytest.raises(FormatError, match=r"no member that can be read: .*!a\.txt: "):
        read(zipped({"a.txt": b"Some notes.\n"}), "a.zip")
    with pytest.raises(FormatError, match="it is empty"):
        read(zipped({}), "a.zip")


def test_an_encrypted_member(read):
    data = bytearray(zipped({"a.jsonl": rows(1), "b.jsonl": rows(1)}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    papers, (refusal,) = read(bytes(data), "a.zip")
    assert len(papers) == 1
    assert refusal.place.endswith("a.zip!a.jsonl")
    assert "encrypted" in refusal.reason


def test_a_damaged_member_does_not_hide_the_others(read):
    data = bytearray(zipped({"a.jsonl": rows(50), "b.jsonl": rows(2)}, zipfile.ZIP_STORED))
    data[data.index(b"number 49")] ^= 1
    papers, refusals = read(bytes(data), "a.zip")
    assert len(papers) >= 51
    assert "damaged" in refusals[-1].reason


@pytest.mark.parametrize("method", [1, 9, 99])
def test_methods_that_nobody_reads(read, method):
    data = bytearray(zipped({"a.jsonl": rows(1), "b.jsonl": rows(1)}))
    for magic, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(magic) + offset, method)
    papers, (refusal,) = read(bytes(data), "a.zip")
    assert (len(papers), refusal.place[-8:]) == (1, "!a.jsonl")


def test_too_many_members(read):
    data = zipped({f"{n}.jsonl": b"" for n in range(10_001)}, zipfile.ZIP_STORED)
    with pytest.raises(SourceError, match="lists 10,001 members"):
        read(data, "a.zip")


def test_a_list_of_members_that_would_fill_the_memory(read):
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 500_000_000, 0, 0)
    with pytest.raises(SourceError, match="Unpack it"):
        read(b"PK\x03\x04" + bytes(100) + end, "a.zip")


def test_a_cut_archive(read):
    with pytest.raises(SourceError, match="without its end"):
        read(zipped({"a.jsonl": rows(9)})[:-30], "a.zip")


def test_an_archive_that_is_a_bomb(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", rows(3))
        for n in range(3):
            archive.writestr(f"b{n}.jsonl", rows(30) + bytes(50 * 1024**2))
    found, problem = partly(path)
    assert [type(one) for one in found[:3]] == [Paper] * 3
    assert "more than 200 times its size" in problem


def test_members_that_share_their_bytes_gain_nothing(tmp_path):
    """All entries point at the same packed bytes, as in the better kinds of bombs."""
    inner = rows(30) + bytes(40 * 1024**2)
    packed = zlib.compress(inner, 9)[2:-4]
    sum_ = zlib.crc32(inner)
    names = [b"%03d.jsonl" % n for n in range(100)]
    local = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, sum_, len(packed), len(inner), 9, 0
    )
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, sum_, len(packed),
                        len(inner), 9, 0, 0, 0, 0, 0, 0)  # fmt: skip
    directory = b"".join(entry + name for name in names)
    body = local + names[0] + packed
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 100, 100, len(directory), len(body), 0)
    path = tmp_path / "bomb.zip"
    path.write_bytes(body + directory + end)
    found, _ = partly(path)
    # The names differ from the one that stands before the packed bytes.
    assert sum(isinstance(one, Paper) for one in found) == 30


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from([*PACK, "zip"]),
    at=st.floats(0, 1, exclude_max=True),
    junk=st.binary(max_size=12),
)
def test_damage_anywhere_never_crashes(tmp_path_factory, kind, at, junk):
    whole = (
        zipped({"a.jsonl": rows(20), "b.jsonl": rows(9)}) if kind == "zip" else PACK[kind](rows(30))
    )
    place = int(at * len(whole))
    path = tmp_path_factory.getbasetemp() / f"hurt{os.getpid()}"
    path.write_bytes(whole[:place] + junk + whole[place + len(junk) :])
    found, _ = partly(path)
    assert all(isinstance(one, Paper | Refusal) for one in found)
