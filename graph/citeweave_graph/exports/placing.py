"""Files and folders that appear when all of them is written, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from citeweave_schema.errors import SourceError, UsageError

__all__ = ["placed"]

_NAME = 40
_FILE_MODE, _FOLDER_MODE = 0o644, 0o755


@contextmanager
def placed(path: Path, *, files: Collection[str] = (), force: bool = False) -> Iterator[Path]:
    """Give a place beside a path to write to, and move what is there to the path at the end.

    Args:
        path: where it shall be.
        files: the names of the files of a folder; none for a single file.
        force: replace what is there. A folder is replaced only if it holds nothing but these
            files.

    Raises:
        UsageError: something is there that may not be replaced.
        SourceError: it cannot be written; what was there before is intact.
    """
    _check(path, files, force=force)
    try:
        with tempfile.TemporaryDirectory(
            dir=path.parent, prefix=f".{path.name[:_NAME]}."
        ) as beside:
            made = Path(beside) / "new"
            if files:
                made.mkdir(_FOLDER_MODE)
            yield made
            _keep(made)
            _check(path, files, force=force)
            _move(made, path, Path(beside) / "old")
        _sync(path.parent)
    except OSError as problem:
        raise SourceError(f"{path}: it cannot be written ({problem.strerror})") from problem


def _check(path: Path, files: Collection[str], *, force: bool) -> None:
    if not os.path.lexists(path):
        return
    if files and path.is_dir() and not path.is_symlink():
        others = {one.name for one in path.iterdir()} - set(files)
        if others:
            raise UsageError(
                f"{path}: it holds {min(others)!r}, which is no part of such an export; "
                "name another folder"
            )
        if force or not any(path.iterdir()):
            return
    elif path.is_dir() or files:
        what = "a folder" if path.is_dir() else "no folder"
        raise UsageError(f"{path}: it is {what}; name another place")
    elif force:
        return
    raise UsageError(f"{path}: it is there already; name another place, or replace it with --force")


def _keep(made: Path) -> None:
    """Have the disk hold what was written, readable to all as files usually are."""
    for one in made.iterdir() if made.is_dir() else (made,):
        one.chmod(_FILE_MODE)
        _sync(one)
    if made.is_dir():
        made.chmod(_FOLDER_MODE)
        _sync(made)


def _move(made: Path, path: Path, old: Path) -> None:
    if made.is_dir() and path.is_dir():
        path.rename(old)  # no folder takes the place of one with files in it
        try:
            made.rename(path)
        except OSError:
            old.rename(path)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        made.replace(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
