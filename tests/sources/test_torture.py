"""Mutants of real files: never a crash, and what is whole around the damage is kept."""

from __future__ import annotations

import os
import random
import resource
import sys
from pathlib import Path

import pytest

from citeweave_schema import Paper, to_line
from citeweave_schema.errors import SourceError
from citeweave_sources import READERS, Refusal, open_source

pytestmark = [pytest.mark.torture, pytest.mark.timeout(600)]

MUTANTS = 50 if os.environ.get("CITEWEAVE_TORTURE") == "short" else 1_000
GIGABYTE = 1 << 30
UNIT = 1 if sys.platform == "darwin" else 1024
LISTINGS = Path(__file__).parents[2] / "examples" / "listings"
REAL = Path(__file__).parent / "real"
LARGEST = 128 * 1024


def flipped(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def cut(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(len(data))])


def without_a_piece(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    del data[start : start + chance.randint(1, 5_000)]
    return bytes(data)


def with_lines_moved(data: bytearray, chance: random.Random) -> bytes:
    lines = bytes(data).split(b"\n")
    for _ in range(chance.randint(1, 6)):
        lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return b"\n".join(lines)


def with_junk(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    junk = chance.choice(
        [
            b"[" * 50_000,
            b'{"a":' * 20_000,
            b"\0" * 100,
            b"\\(" * 5_000,
            b"{\\em " * 5_000,
            b"\xff\xfe",
        ]
    )
    return bytes(data[:start]) + junk + bytes(data[start:])


def in_another_encoding(data: bytearray, chance: random.Random) -> bytes:
    encoding = chance.choice(["utf-16", "utf-32", "latin-1", "cp1252", "utf-7"])
    return bytes(data).decode("utf-8", "replace").encode(encoding, "replace")


MUTATIONS = (flipped, cut, without_a_piece, with_lines_moved, with_junk, in_another_encoding)


@pytest.fixture(scope="module")
def lines() -> bytes:
    """The two smaller pages as JSON lines."""
    papers = [
        record
        for path in sorted(LISTINGS.iterdir())[:2]
        for record in open_source(str(path)).read()
        if isinstance(record, Paper)
    ]
    return "".join(to_line(paper) + "\n" for paper in papers).encode()


def peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT


def check(path: Path, data: bytes) -> list[Paper]:
    path.write_bytes(data)
    before = peak_memory()
    try:
        found = list(open_source(str(path)).read())
    except SourceError:
        return []
    assert all(isinstance(one, Paper | Refusal) for one in found)
    assert peak_memory() - before < GIGABYTE
    return [one for one in found if isinstance(one, Paper)]


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
@pytest.mark.parametrize("name", [path.name for path in sorted(LISTINGS.iterdir())[:2]])
def test_mutated_pages(tmp_path, name, mutate):
    data = (LISTINGS / name).read_bytes()
    for seed in range(MUTANTS // (2 * len(MUTATIONS)) + 1):
        chance = random.Random(f"{name} {mutate.__name__} {seed}")
        papers = check(tmp_path / "page.txt", mutate(bytearray(data), chance))
        if mutate is flipped and papers:
            assert len(papers) >= 15


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_mutated_lines(tmp_path, lines, mutate):
    whole = lines.count(b"\n")
    for seed in range(MUTANTS // len(MUTATIONS) + 1):
        chance = random.Random(f"{mutate.__name__} {seed}")
        papers = check(tmp_path / "papers.jsonl", mutate(bytearray(lines), chance))
        if mutate in (flipped, with_junk) and papers:
            assert len(papers) >= whole - 20


def real_files(form: str) -> list[Path]:
    """The two largest real files of a format that are not too large for many mutants."""
    files = [path for path in (REAL / form).glob("*") if path.is_file() and path.suffix != ".md"]
    small = [path for path in files if path.stat().st_size <= LARGEST]
    return sorted(small, key=lambda path: (-path.stat().st_size, path.name))[:2]


@pytest.mark.parametrize("form", [name for name in READERS if real_files(name)])
def test_mutated_records(tmp_path, form):
    for seed in range(MUTANTS):
        chance = random.Random(f"{form} {seed}")
        path = chance.choice(real_files(form))
        mutate = chance.choice(MUTATIONS)
        check(tmp_path / path.name, mutate(bytearray(path.read_bytes()), chance))
