"""The keys of names in the lists that state no kinds, kept beside them.

Working them out takes most of the time that the first question to the lists takes, in each process.
Most keys are what `guess` gives; `keys.json.gz` has the others, by name.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from citeweave_graph.identity.concept_names import concept_key
from citeweave_schema.errors import RecordError
from citeweave_schema.kinds import ConceptKind

__all__ = ["guess", "key_of", "write_keys"]

_FILE = "keys.json.gz"


def guess(name: str) -> str:
    """Give what the key of a name is as often as not.

    >>> guess("Graph neural-network")
    'graphneuralnetwork'
    """
    return name.casefold().replace(" ", "").replace("-", "")


def write_keys(folder: Path, names: Iterable[str]) -> Path:
    """Write the keys of all names in the lists of a folder that state no kinds."""
    keys = {name: _worked_out(name) for name in sorted(set(names))}
    others = {name: key for name, key in keys.items() if key != guess(name)}
    text = json.dumps(others, ensure_ascii=False, separators=(",", ":"))
    path = folder / _FILE
    path.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))
    return path


def key_of(folder: Path) -> Callable[[str], str]:
    """Give what tells the key, as of a method, of each name in the lists of a folder.

    Raises:
        RecordError: the file of keys is damaged.
    """
    path = folder / _FILE
    if not path.exists():
        return _worked_out
    try:
        others: dict[str, str] = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError, RecursionError) as problem:
        raise RecordError(f"{path} cannot be read as keys of names: {problem}") from problem

    def key(name: str) -> str:
        return others.get(name) or guess(name)

    return key


def _worked_out(name: str) -> str:
    return concept_key(ConceptKind.METHOD, name)
