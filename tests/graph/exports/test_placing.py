"""Files appear when they are whole, and nothing is replaced that nobody said to replace."""

import pytest

from citeweave_graph.exports.placing import placed
from citeweave_schema.errors import SourceError, UsageError

FILES = ("nodes.csv", "edges.csv")


def _names(folder):
    return [one.name for one in folder.iterdir()]


def _write(path, text="new", **options):
    with placed(path, **options) as target:
        assert not path.exists() or path.read_text("utf-8") != text
        target.write_text(text, "utf-8")


def _write_folder(path, text="new", **options):
    with placed(path, files=FILES, **options) as target:
        for name in FILES:
            (target / name).write_text(text, "utf-8")


def test_a_file_appears_when_it_is_whole(tmp_path):
    _write(tmp_path / "file")
    assert (tmp_path / "file").read_text("utf-8") == "new"
    assert _names(tmp_path) == ["file"]
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


def test_an_error_leaves_what_was_there(tmp_path):
    path = tmp_path / "file"
    path.write_text("old", "utf-8")
    with pytest.raises(ZeroDivisionError), placed(path, force=True) as target:
        target.write_text(str(1 / 0), "utf-8")
    assert path.read_text("utf-8") == "old"
    assert _names(tmp_path) == ["file"]


def test_a_file_is_replaced_only_when_told(tmp_path):
    _write(tmp_path / "file", "old")
    with pytest.raises(UsageError, match="--force"):
        _write(tmp_path / "file")
    assert (tmp_path / "file").read_text("utf-8") == "old"
    _write(tmp_path / "file", force=True)
    assert (tmp_path / "file").read_text("utf-8") == "new"


def test_what_came_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "file"
    with pytest.raises(UsageError), placed(path) as target:
        [one.write_text("another's", "utf-8") for one in (target, path)]
    assert path.read_text("utf-8") == "another's"


def test_a_folder_is_replaced_only_when_told_and_when_it_holds_nothing_else(tmp_path):
    path = tmp_path / "folder"
    path.mkdir()
    _write_folder(path, "old")
    with pytest.raises(UsageError, match="--force"):
        _write_folder(path)
    _write_folder(path, force=True)
    assert {one.name: one.read_text("utf-8") for one in path.iterdir()} == dict.fromkeys(
        FILES, "new"
    )
    (path / "thesis.tex").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match=r"thesis\.tex"):
        _write_folder(path, force=True)
    assert (path / "thesis.tex").read_text("utf-8") == "mine"
    assert _names(tmp_path) == ["folder"]


def test_a_file_takes_no_folders_place_nor_a_folder_a_files(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="a folder"):
        _write(tmp_path / "folder", force=True)
    (tmp_path / "file").write_text("old", "utf-8")
    with pytest.raises(UsageError, match="no folder"):
        _write_folder(tmp_path / "file", force=True)


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(SourceError, match="cannot be written"):
        _write(tmp_path / "none" / "file")
