"""Text in, mentions out: the pipeline that reads titles and abstracts.

>>> from citeweave_nlp import load
>>> extractor = load()
>>> (found,) = extractor.extract([("Large language models (LLMs) on ImageNet", None)])
>>> sorted(entity.key for entity in found.entities)
['imagenet', 'large language model']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citeweave_nlp.evaluation import evaluate
    from citeweave_nlp.extractor import Extractor
    from citeweave_nlp.pipeline import load, pipeline_names
    from citeweave_nlp.terms import Term, TermList, load_terms

__all__ = [
    "Extractor",
    "Term",
    "TermList",
    "evaluate",
    "load",
    "load_terms",
    "pipeline_names",
]

# Imported on first use: spaCy takes a second, and scoring needs nothing of it.
_HOME = {
    "Extractor": "extractor",
    "Term": "terms",
    "TermList": "terms",
    "evaluate": "evaluation",
    "load": "pipeline",
    "load_terms": "terms",
    "pipeline_names": "pipeline",
}


def __getattr__(name: str) -> object:
    """Give a public name, importing its module on first use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
