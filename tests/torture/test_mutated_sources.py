"""Mutants of real files for every reader: never a crash, a hang, or memory beyond bounds.

Each reader has a child process of its own, which ends when one file takes more than ten seconds
of processor time. What a mutant is follows from reader and number alone:
`python tests/torture/test_mutated_sources.py acl 17 18` reads the mutant 17 of acl again.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from citeweave_schema import Paper
from citeweave_schema.errors import SourceError
from citeweave_sources import READERS, Refusal, open_source

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

ROOT = Path(__file__).resolve().parents[2]
SHORT = os.environ.get("CITEWEAVE_TORTURE") == "short"
MUTANTS = 50 if SHORT else 1_000
GIGABYTE = 1 << 30
UNIT = 1 if sys.platform == "darwin" else 1024
SECONDS = 10
SEED_LIMIT = 64_000
BOMB_BLOCK = 100 * 1024**2
BOMB_BLOCKS = 100
"""Ten gigabytes in all."""

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    + "]>"
).encode()
NESTED = (
    b"[" * 50_000,
    b'{"a":' * 20_000,
    b"<a>" * 20_000,
    b"{" * 20_000,
    b"(" * 20_000,
    b"\\(" * 5_000,
    b"{\\em " * 5_000,
    b"@article{a, title = " * 2_000,
)
STRAY = (b"\0" * 100, b"\xff\xfe", b'"', b"'", b"\r", b"\n\n\n", b"]]>", b"<!--", b"&l9;", b",,,,")
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-7", "shift_jis", "cp037")

Chance = random.Random
Mutation = Callable[[bytes, Chance], bytes]


def somewhere(data: bytes, chance: Chance) -> int:
    return chance.randrange(len(data) + 1)


def cut(data: bytes, chance: Chance) -> bytes:
    return data[: somewhere(data, chance)]


def flipped(data: bytes, chance: Chance) -> bytes:
    hurt = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        hurt[chance.randrange(len(hurt))] ^= 1 << chance.randrange(8)
    return bytes(hurt)


def without_a_piece(data: bytes, chance: Chance) -> bytes:
    start = somewhere(data, chance)
    return data[:start] + data[start + chance.randint(1, 3_000) :]


def with_a_piece_twice(data: bytes, chance: Chance) -> bytes:
    start = somewhere(data, chance)
    piece = data[start : start + chance.randint(1, 3_000)]
    return data[:start] + piece * chance.choice([2, 3, 50]) + data[start + len(piece) :]


def with_lines_moved(data: bytes, chance: Chance) -> bytes:
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 6)):
        lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return b"\n".join(lines)


def with_nesting(data: bytes, chance: Chance) -> bytes:
    start = somewhere(data, chance)
    return data[:start] + chance.choice(NESTED) + data[start:]


def behind_white_space(data: bytes, chance: Chance) -> bytes:
    return chance.choice([b" ", b"\n", b"\t \n", b"% x\n"]) * 20_000 + data


def with_stray_signs(data: bytes, chance: Chance) -> bytes:
    start = somewhere(data, chance)
    return data[:start] + chance.choice(STRAY) + data[start:]


def with_a_giant(data: bytes, chance: Chance) -> bytes:
    start = somewhere(data, chance)
    return data[:start] + chance.choice([b"x", b" ", b"9", b"A. "]) * 6_000_000 + data[start:]


def with_laughs(data: bytes, chance: Chance) -> bytes:
    start = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    body = data[start:].replace(b"e", b"&l9;", chance.randint(1, 3))
    return data[:start] + LAUGHS + body


def in_another_encoding(data: bytes, chance: Chance) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def packed_and_hurt(data: bytes, chance: Chance) -> bytes:
    pack = chance.choice([gzipped, zstandard.compress, lzma.compress, bz2.compress, zipped])
    packed = pack(data)
    return chance.choice([cut, flipped, without_a_piece, with_stray_signs])(packed, chance)


def followed_by_junk(data: bytes, chance: Chance) -> bytes:
    return data + b"\n" + chance.choice(STRAY + NESTED)


MUTATIONS: tuple[Mutation, ...] = (
    cut,
    flipped,
    without_a_piece,
    with_a_piece_twice,
    with_lines_moved,
    with_nesting,
    with_stray_signs,
    behind_white_space,
    with_laughs,
    in_another_encoding,
    packed_and_hurt,
    followed_by_junk,
)


def gzipped(data: bytes) -> bytes:
    """Pack alike at any time of the day."""
    return gzip.compress(data, mtime=0)


def zipped(data: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", data)
        archive.writestr("b/c", data)
    return whole.getvalue()


def ten_gigabytes(start: bytes) -> tuple[bytes, bytes]:
    """Give a gzip file and a zip archive of a text and ten gigabytes of zeros.

    A block that ends in a full flush needs nothing of what stands before it, so that one packed
    block may be repeated. The sums are wrong; they would be found out only at the end.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(BOMB_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    stream += block * BOMB_BLOCKS + b"\x03\x00"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a", stream)
    data = bytearray(archive.getvalue())
    for magic, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = data.rindex(magic) + offset
        data[place : place + 2] = b"\x08\x00"
        # The size before packing, as large as it may be said in four bytes.
        data[place + 14 : place + 18] = b"\xfe\xff\xff\xff"
    return gzip.compress(b"")[:10] + stream + bytes(8), bytes(data)


def seeds(form: str) -> list[Path]:
    """Give the real files of a format that are small enough to read a thousand times."""
    folder = ROOT / "tests" / "sources" / "real" / form
    if form == "listing":
        folder = ROOT / "examples" / "listings"
    found = [
        path
        for path in sorted(folder.glob("**/*"))
        if path.is_file() and path.suffix != ".md" and not path.name.startswith("LICENSE")
    ]
    small = [path for path in found if path.stat().st_size <= SEED_LIMIT]
    return small or sorted(found, key=lambda path: path.stat().st_size)[:1]


def titles(path: Path, form: str) -> Counter[str]:
    """Give the titles of the papers that are read before the end or an error."""
    found: Counter[str] = Counter()
    try:
        for one in open_source(str(path), form).read():
            if isinstance(one, Paper):
                found[one.title] += 1
            else:
                assert isinstance(one, Refusal)
                assert one.reason
    except SourceError:
        pass
    return found


def read_mutants(form: str, start: int, stop: int, folder: Path) -> dict[str, list[float]]:
    """Read mutants; gives for each kind how many papers were kept and how many could be."""
    kept: dict[str, list[float]] = {"cut": [0, 0], "followed_by_junk": [0, 0]}
    originals = [(path, path.read_bytes(), titles(path, form)) for path in seeds(form)]
    assert originals, f"there is no real file for {form}"
    for number in range(start, stop):
        print(number, file=sys.stderr, flush=True)  # noqa: T201  # the last one shown is to blame
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        chance = random.Random(f"{form} {number}")
        seed, data, whole = originals[number % len(originals)]
        mutate = with_a_giant if number % 25 == 24 else chance.choice(MUTATIONS)
        mutant = mutate(data, chance)
        path = folder / seed.name
        path.write_bytes(mutant)
        found = titles(path, chance.choice(["auto", form]))
        if mutate.__name__ in kept:
            kept[mutate.__name__][0] += (found & whole).total()
            # The record in which a file was cut is gone, and so is what is as long as the file.
            share = len(mutant) / len(data)
            possible = whole.total() if share >= 1 else whole.total() * share - 1
            kept[mutate.__name__][1] += max(possible, 0)
    return kept


def main(form: str, start: int, stop: int) -> None:
    """Read mutants, and print what was kept and the memory that it took."""
    resource.setrlimit(resource.RLIMIT_AS, (4 * GIGABYTE, 4 * GIGABYTE))
    with tempfile.TemporaryDirectory() as folder:
        kept = read_mutants(form, start, stop, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
    print(json.dumps({"kept": kept, "peak": peak}))  # noqa: T201


@pytest.mark.parametrize("form", READERS)
def test_mutants_of_real_files(form):
    done = subprocess.run(
        [sys.executable, __file__, form, "0", str(MUTANTS)],
        capture_output=True,
        text=True,
        timeout=1700,
        check=False,
    )
    assert done.returncode == 0, f"{form}: {done.stderr[-3_000:]}"
    report = json.loads(done.stdout)
    assert report["peak"] < GIGABYTE
    for kind, least in (("cut", 0.5), ("followed_by_junk", 0.8)):
        papers, possible = report["kept"][kind]
        assert papers >= least * possible - 1, f"{form}: {papers} of {possible:.0f} after {kind}"


@pytest.mark.parametrize("form", ["acl", "jsonl", "listing"] if SHORT else READERS)
def test_ten_gigabytes_of_zeros(tmp_path, form):
    start = seeds(form)[0].read_bytes()
    for name, data in zip(("bomb.gz", "bomb.zip"), ten_gigabytes(start), strict=True):
        path = tmp_path / name
        path.write_bytes(data)
        assert path.stat().st_size < 20_000_000
        source = open_source(str(path), form)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
        said = "nothing"
        try:
            for one in source.read():
                said = one.reason if isinstance(one, Refusal) else said
        except SourceError as problem:
            said = str(problem)
        # What is damaged for its reader where the zeros begin is not read on.
        assert "more than 200 times its size" in said or "from here on" in said
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
        assert after - before < GIGABYTE // 2


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
