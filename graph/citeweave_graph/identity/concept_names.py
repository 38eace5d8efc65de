r"""The key of a concept's name: equal for every way to write the name, and for nothing else.

The extractor joins the forms of a name within a paper by case, hyphens and a final "s"
(`citeweave_schema.names.normal_form`). Papers differ in more: closed and open compounds, other
plurals, British and American spelling, LaTeX, Greek letters, heads that tell nothing apart
("SQuAD dataset"). What may be two things stays two: numbers, versions and sizes are kept digit by
digit ("CIFAR-10", "CIFAR-100"; "BERT base", "BERT large"), and so are "+", "*" and "#"
("PointNet++", "A*"). A leading "a" is kept too: it is an article in "a transformer" and part of
the name in "A-Softmax", and a wrong merge is worse than a missed one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from citeweave_graph.identity.initials import without_expansion
from citeweave_graph.identity.notation import plain
from citeweave_graph.identity.spelling import one_spelling, singular
from citeweave_schema.kinds import ConceptKind

__all__ = ["NOTHING", "concept_key"]

NOTHING = "-"
"""The key of a name without a letter, digit or meaningful sign."""

_KEPT = 1 << 16

_POSSESSIVE = re.compile(r"'s(?![a-z])|s'(?![a-z\d])|'")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|(?:[a-z]|[^\x00-\x7f\d])+|[+#*]+|[@&]")
_LETTERS = re.compile(r"[^\x00-`{-\x7f\d]+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_VERSION = re.compile(r"(?<=[a-z])(?:version|ver|v)(?=\d)")
_NO_VERSION = re.compile(r"(?:con|co|hi|hc|hp|(?<![a-z])(?:[ceikmtu]|ad|de|di|in|re))$")

_ARTICLES = frozenset(["the", "an"])
_VOWELS = frozenset("aeiou")

_HEADS: dict[str, tuple[str, ...]] = {
    ConceptKind.DATASET: ("dataset", "corpus", "database", "benchmark"),
    ConceptKind.TASK: ("task",),
    ConceptKind.METRIC: ("score", "metric", "measure"),
    ConceptKind.METHOD: (
        "algorithm", "method", "approach", "technique", "model", "architecture", "framework",
        "scheme", "mechanism", "strategy", "procedure", "paradigm",
    ),
}  # fmt: skip
"""Words at the end of a name that do not tell it apart within its kind.

Those of methods are the ones of which the annotated papers (`nlp/gold/train.jsonl`) show each time
that a name with and without them is one thing, never that it is two.
"""
_HEADLESS = {kind: re.compile(f"(?:{'|'.join(heads)})$") for kind, heads in _HEADS.items()}

_BOUND: dict[str, frozenset[str]] = {
    ConceptKind.DATASET: frozenset(["sts", "image", "text", "video", "test", "training"]),
    ConceptKind.TASK: frozenset(
        ["multi", "single", "sub", "cross", "dual", "shared", "pre", "inter", "intra", "pretext"]
    ),
    ConceptKind.METRIC: frozenset(["quality", "similarity", "distance", "bert", "information"]),
    ConceptKind.METHOD: frozenset([
        "action", "agent", "audio", "base", "big", "chain", "climate", "cluster", "color", "cost",
        "computation", "data", "domain", "energy", "error", "event", "field", "fluid", "graph",
        "image", "input", "knowledge", "language", "machine", "memory", "meta", "network", "noise",
        "object", "physics", "policy", "process", "program", "query", "reward", "risk", "search",
        "set", "shape", "small", "software", "solar", "speech", "student", "sub", "super", "system",
        "teacher", "text", "time", "topic", "tree", "user", "value", "vector", "video", "vision",
        "weather", "world",
    ]),
}  # fmt: skip
"""What does not stand by itself, so that a head after it belongs to the name: "world model"."""


@lru_cache(maxsize=_KEPT)
def concept_key(kind: ConceptKind, name: str) -> str:
    r"""Give the key under which a name of this kind is one concept.

    It is the same for a key as for the names that have it, never empty, and for reading by
    programs rather than people: it has no spaces.

    >>> {concept_key(ConceptKind.METHOD, one) for one in ("Fine-Tuning", "fine tunings")}
    {'finetuning'}
    >>> {concept_key(ConceptKind.METRIC, one) for one in (r"$\text{F}_1$", "F-1 score", "F₁ measure")}
    {'f1'}
    >>> concept_key(ConceptKind.METRIC, "F-measure") == concept_key(ConceptKind.METRIC, "F-Score")
    True
    >>> [concept_key(ConceptKind.DATASET, one) for one in ("the SQuAD v1.1 dataset", "SQuAD 2.0")]
    ['squad1.1', 'squad2.0']
    >>> concept_key(ConceptKind.TASK, "visual question answering (VQA) task")
    'visualquestionanswering'
    """
    text = plain(name)
    if "(" in text or "[" in text:
        text = without_expansion(text)
    if "'" in text:
        text = _POSSESSIVE.sub("", text)
    words = _TOKEN.findall(text)
    if len(words) > 1:
        if words[0] in _ARTICLES and (words[0] == "the" or words[1][0] in _VOWELS):
            del words[0]
        words[:-1] = map(singular, words[:-1])
    key = _joined(words)
    while (settled := _settled(kind, key)) != key:
        key = settled
    return key or NOTHING


def _joined(words: list[str]) -> str:
    """Join words without spaces, but for two numbers, which would become another number."""
    parts: list[str] = []
    last = ""
    for word in words:
        if word == "&":
            parts.append("and")
        elif word == "@":
            parts.append("at")
        elif word[0].isdigit():
            if last.isdigit():
                parts.append("/")
            parts.append(_GROUPED.sub("", word).replace(",", "/") if "," in word else word)
        else:
            parts.append(word)
        last = word[-1]
    return "".join(parts)


def _settled(kind: str, key: str) -> str:
    """Apply once what depends on the joined letters alone."""
    key = one_spelling(_LETTERS.sub(_singular, key))
    if "v" in key:
        key = _VERSION.sub(_version, key)
    head = _HEADLESS[kind].search(key)
    if head:
        rest = key[: head.start()]
        if len(rest) > 1 and rest not in _BOUND[kind]:
            return rest
        if len(rest) == 1 and kind == ConceptKind.METRIC:
            return rest + "score"
    return key


def _singular(found: re.Match[str]) -> str:
    return singular(found[0])


def _version(found: re.Match[str]) -> str:
    """Drop the mark of a version number, but no letter that only looks like one ("conv1")."""
    before = found.string[: found.start()]
    return found[0] if found[0] == "v" and _NO_VERSION.search(before) else ""
