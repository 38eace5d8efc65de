"""Files of arrays: whole or not believed."""

import os
import signal
import subprocess
import sys
import time
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeweave_graph.arrays.kept import DamagedError, Kept, about_of, write_kept

ARRAYS = {
    "numbers": np.arange(1000, dtype="<u4"),
    "none": np.zeros(0, dtype="<i8"),
    "ids": np.array([b"Paaaaaaaaaaaaaaaa", b"Pbbbbbbbbbbbbbbbb"]),
    "flags": np.ones(3, dtype="u1"),
}


@pytest.fixture
def path(tmp_path):
    """A whole file."""
    found = tmp_path / "g.db-arrays"
    write_kept(found, "arrays", {"batch": 7}, ARRAYS.items())
    return found


def _read(path):
    kept = Kept(path, "arrays")
    return {name: array.copy() for name, array in kept.items()}


def test_what_is_written_is_read(path):
    found = _read(path)
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == array.dtype
    assert Kept(path, "arrays").about == {"batch": 7}
    assert about_of(path) == {"batch": 7, "kind": "arrays"}


def test_arrays_are_made_one_by_one_and_said_something_about_at_the_end(tmp_path):
    path, about, made_so_far = tmp_path / "x", {"batch": 7}, []

    def made():
        for number in range(4):
            assert (
                sum(one() is not None for one in made_so_far) <= 1
            )  # the last one is still at hand
            array = np.full(3, number, dtype="<i8")
            made_so_far.append(weakref.ref(array))
            yield f"n{number}", array
            del array
        about["count"] = 4

    write_kept(path, "arrays", about, made())
    assert Kept(path, "arrays").about == {"batch": 7, "count": 4}
    assert {name: one.tolist() for name, one in _read(path).items()} == {
        f"n{number}": [number] * 3 for number in range(4)
    }


def test_arrays_of_a_file_cannot_be_changed(path):
    with pytest.raises(ValueError, match="read-only"):
        Kept(path, "arrays")["numbers"][0] = 1


def test_a_file_with_no_arrays(tmp_path):
    write_kept(tmp_path / "x", "empty", {}, ())
    assert dict(Kept(tmp_path / "x", "empty")) == {}


def test_another_sort_of_file_is_not_taken_for_this(path):
    with pytest.raises(DamagedError):
        Kept(path, "search")


@settings(max_examples=40, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_is_believed(tmp_path_factory, place, bit):
    path = tmp_path_factory.mktemp("kept") / "x"
    write_kept(path, "arrays", {"batch": 7}, ARRAYS.items())
    raw = bytearray(path.read_bytes())
    raw[int(place * len(raw))] ^= 1 << bit
    path.write_bytes(raw)
    try:
        found = _read(path)
    except DamagedError:
        return
    for name, array in ARRAYS.items():  # the bit lay between the arrays
        np.testing.assert_array_equal(found[name], array)


@settings(max_examples=30, deadline=None)
@given(left=st.floats(0, 1, exclude_max=True))
def test_no_file_that_is_cut_short_is_believed(tmp_path_factory, left):
    path = tmp_path_factory.mktemp("kept") / "x"
    write_kept(path, "arrays", {}, ARRAYS.items())
    os.truncate(path, int(left * path.stat().st_size))
    with pytest.raises(DamagedError):
        Kept(path, "arrays")


def test_longer_files_are_not_believed(path):
    with path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(DamagedError):
        Kept(path, "arrays")


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"\x89CWKEPT\n" + b"\xff" * 100])
def test_other_files_are_not_believed(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(DamagedError):
        Kept(path, "arrays")
    assert about_of(path) is None


def test_nothing_says_anything_where_there_is_no_file(tmp_path):
    assert about_of(tmp_path / "x") is None
    with pytest.raises(FileNotFoundError):
        Kept(tmp_path / "x", "arrays")


def test_what_cannot_be_written_leaves_what_was_there(path):
    with pytest.raises(ValueError, match="<c16"):
        write_kept(path, "arrays", {}, {"x": np.zeros(1, dtype=complex)}.items())
    with pytest.raises(ValueError, match="too long"):
        write_kept(path, "arrays", {"x": "y" * (1 << 20)}, ARRAYS.items())
    assert about_of(path) == {"batch": 7, "kind": "arrays"}
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_what_was_left_long_ago_is_swept_away(path):
    old, new = (path.with_name(f"{path.name}.{name}.tmp") for name in ("old", "new"))
    for one in (old, new):
        one.touch()
    os.utime(old, (0, 0))
    write_kept(path, "arrays", {}, ARRAYS.items())
    assert not old.exists()
    assert new.exists()


_WRITE = """
import sys, numpy as np
from pathlib import Path
from citeweave_graph.arrays.kept import write_kept
print("begun", flush=True)
for number in range(1, 1000):
    array = np.full(300_000, number, dtype="<i8")
    write_kept(Path(sys.argv[1]), "arrays", {"batch": number}, [("numbers", array)])
"""


def test_a_writer_that_is_killed_leaves_a_whole_file(path):
    with subprocess.Popen(
        [sys.executable, "-c", _WRITE, str(path)], stdout=subprocess.PIPE
    ) as writer:
        writer.stdout.readline()
        for _ in range(10):
            time.sleep(0.02)
            kept = Kept(path, "arrays")  # also while it writes
            assert (kept["numbers"][0] == kept.about["batch"]) or kept.about["batch"] == 7
        writer.send_signal(signal.SIGKILL)
    kept = Kept(path, "arrays")
    assert len(kept["numbers"]) in (1000, 300_000)
