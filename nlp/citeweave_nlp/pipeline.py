"""Load a pipeline by name or path, ready to extract."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from citeweave_nlp.calibration import Calibration
from citeweave_nlp.extractor import Extractor, Recipe
from citeweave_nlp.name_list import read_names
from citeweave_nlp.relations import RelationModel
from citeweave_nlp.roles import RoleModel
from citeweave_nlp.terms import TermList
from citeweave_schema.errors import ExtractorError

__all__ = ["ENTRY_POINTS", "SETTINGS", "load", "pipeline_names"]

ENTRY_POINTS = "citeweave.pipelines"
"""Entry point group in which a package offers a pipeline: a function that gives its folder."""
SETTINGS = "citeweave.json"
"""File in a pipeline's folder with its name and thresholds."""

_MODELS = Path(__file__).parent / "models"
_OURS = {"shipped": _MODELS / "shipped", "light": _MODELS / "light"}


def pipeline_names() -> tuple[str, ...]:
    """Give the names under which a pipeline can be loaded, ours first."""
    others = sorted(point.name for point in entry_points(group=ENTRY_POINTS))
    return (*_OURS, *(name for name in others if name not in _OURS))


def load(name_or_path: str = "shipped", *, terms: TermList | None = None) -> Extractor:
    """Load a pipeline with everything around it.

    Args:
        name_or_path: "shipped" (the one to use, with a small transformer), "light" (faster and
            a few points weaker), a name that an installed package offers, or the folder of any
            spaCy pipeline with names of our types (METHOD, DATASET, TASK, METRIC, ORG, PERSON).
        terms: the user's own term list; it wins over the pipeline.

    Raises:
        ExtractorError: there is no such pipeline, or it cannot be loaded.
    """
    folder = _folder(name_or_path)
    if not (folder / "config.cfg").is_file():
        raise ExtractorError(
            f"no pipeline {name_or_path!r}: neither one of {', '.join(pipeline_names())} nor the "
            "folder of a spaCy pipeline (with a config.cfg in it)"
        )
    try:
        nlp = spacy.load(folder)
    except Exception as problem:  # spaCy raises whatever its parts raise
        raise ExtractorError(
            f"cannot load the pipeline in {folder}: {problem}; was it made with another spaCy "
            f"than {version('spacy')}, or with parts that are not installed?"
        ) from problem
    settings = _settings(folder)
    roles = folder / "roles"
    relations = folder / "relations"
    return Extractor(
        version=_version(folder, nlp, settings, terms),
        nlp=nlp,
        roles=RoleModel.from_disk(roles if roles.is_dir() else _OURS["shipped"] / "roles"),
        relations=RelationModel.from_disk(
            relations if relations.is_dir() else _OURS["shipped"] / "relations"
        ),
        calibration=Calibration.from_settings(settings, read_names(folder)),
        recipe=Recipe(name_or_path, None if terms is None else terms.to_json()),
        least_span=settings.get("least_span", {}),
        least_group=settings.get("least_group", {}),
        terms=terms,
    )


def _folder(name_or_path: str) -> Path:
    if name_or_path in _OURS:
        return _OURS[name_or_path]
    for point in entry_points(group=ENTRY_POINTS, name=name_or_path):
        try:
            return Path(point.load()())
        except Exception as problem:  # whatever somebody else's package raises
            raise ExtractorError(
                f"the package that offers the pipeline {name_or_path!r} fails: {problem}"
            ) from problem
    return Path(name_or_path)


def _settings(folder: Path) -> Mapping[str, Any]:
    path = folder / SETTINGS
    if not path.is_file():
        return {}
    try:
        settings = json.loads(path.read_text("utf-8"))
    except ValueError as problem:
        raise ExtractorError(f"{path} is not JSON: {problem}") from problem
    return settings if isinstance(settings, dict) else {}


def _version(
    folder: Path, nlp: Language, settings: Mapping[str, Any], terms: TermList | None
) -> str:
    """Give name, version of our rules, digest of the weights, and digest of the terms."""
    name = settings.get("name") or nlp.meta.get("name") or folder.name
    text = f"{name} {_own_version()}+{_digest(folder)[:12]}"
    return text if terms is None else f"{text}+terms:{terms.digest[:12]}"


def _own_version() -> str:
    try:
        return version("citeweave")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"


def _digest(folder: Path) -> str:
    state = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        state.update(path.relative_to(folder).as_posix().encode())
        state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()
