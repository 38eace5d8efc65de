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

__all__ = ["NOTHING", "concept_key", "surface_key"]

NOTHING = "-"
"""The key of a name without a letter, digit or meaningful sign."""

_KEPT = 1 << 16

_POSSESSIVE = re.compile(r"'s(?![a-z])|s'(?![a-z\d])|'")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|(?:[a-z]|[^\x00-\x7f\d])+|[+#*]+|[@&]")
_CAPITALS = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z0-9][A-Za-z0-9-]*[A-Z]s")
_LETTERS = re.compile(r"[^\x00-`{-\x7f\d]+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_VERSION = re.compile(r"(?<=[a-z][a-z])(?:version|ver|v)(?=\d)")
_NO_VERSION = re.compile(r"(?:con|co|hi|hc|hp|(?<![a-z])(?:[ceikmtu]|ad|de|di|in|re))$")

_ARTICLES = frozenset(["the", "an"])
_VOWELS = frozenset("aeiou")

_CUT_SHORT = {"acc": "accuracy", "avg": "average", "err": "error", "prec": "precision"}

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
        "action", "agent", "allocation", "audio", "base", "big", "business", "chain", "climate",
        "cluster", "color", "computation", "cost", "data", "database", "decision", "distance",
        "domain", "energy", "error", "evaluation", "event", "field", "fluid", "game", "graph",
        "image", "input", "interaction", "interval", "knowledge", "language", "machine", "markov",
        "match", "memory", "meta", "network", "noise", "object", "organization", "physics",
        "policy", "process", "program", "proof", "query", "reference", "reward", "risk", "robot",
        "search", "security", "selection", "service", "set", "shape", "small", "software",
        "solar", "speech", "star", "student", "sub", "super", "system", "teacher", "test", "text",
        "time", "topic", "tree", "user", "value", "vector", "video", "view", "vision", "weather",
        "world",
    ]),
}  # fmt: skip
"""What does not stand by itself, so that a head after it belongs to the name: "world model"."""

_NEEDS_HEAD = re.compile(
    r"(?:(?<!radi)(?<!sign)al|(?<!log)ic|ive|ian|(?<!gramm)ar|ous|[ai]ble|[^e]ed|ary|(?<!gradi)ent"
    r"|ant|less|free|driven|aware|level|scale|stage|step|hybrid|parallel|sparse|language)$"
)
"""What ends like an adjective, so that a method's head is the noun: "linear model", "rule-based
method"; and "language", as in "large language model"."""


@lru_cache(maxsize=_KEPT)
def concept_key(kind: ConceptKind, name: str) -> str:
    r"""Give the key under which a name of this kind is one concept.

    It is the same for a key as for the names that have it, never empty, and for reading by
    programs rather than people: it has no spaces.

    >>> {concept_key(ConceptKind.METHOD, one) for one in ("Fine-Tuning", "fine tunings")}
    {'finetuning'}
    >>> metric = ConceptKind.METRIC
    >>> [concept_key(metric, one) for one in (r"$\text{F}_1$", "F-1 score", "F₁ measure")]
    ['f1', 'f1', 'f1']
    >>> concept_key(metric, "F-measure") == concept_key(metric, "F-Score")
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
    words: list[str] = _TOKEN.findall(text)
    if kind == ConceptKind.METRIC:
        words = [_CUT_SHORT.get(word, word) for word in words]
    if len(words) > 1:
        if words[0] in _ARTICLES and (words[0] == "the" or words[1][0] in _VOWELS):
            del words[0]
        words[:-1] = map(singular, words[:-1])
    key = _joined(words)
    while (settled := _settled(kind, key)) != key:
        key = settled
    return key or NOTHING


def surface_key(kind: ConceptKind, surface: str) -> str:
    """Give the key of a name as it is printed, where case shows the plural of an abbreviation.

    Without case "LMs" and "GPS" look alike, so that `concept_key` must leave both as they are.

    >>> [surface_key(ConceptKind.METHOD, one) for one in ("LMs", "GPS", "GPs")]
    ['lm', 'gps', 'gp']
    """
    if surface[-1:] == "s" and _CAPITALS.fullmatch(surface):
        surface = surface[:-1]
    return concept_key(kind, surface)


def _joined(words: list[str]) -> str:
    """Join words without spaces, but for two numbers, which would become another number."""
    parts: list[str] = []
    last = ""
    for number, word in enumerate(words):
        if word == "&":
            parts.append("and")
        elif word == "@":
            parts.append("at")
        elif word[0].isdigit():
            if last.isdigit():
                parts.append("/")
            parts.append(_GROUPED.sub("", word).replace(",", "/") if "," in word else word)
        elif word == "s" and parts and _ends_letters(words, number):
            # "PASCAL-S" is not the plural of "PASCAL".
            parts.append("/s")
        else:
            parts.append(word)
        last = word[-1]
    return "".join(parts)


def _ends_letters(words: list[str], number: int) -> bool:
    """Tell whether no letters follow a word without a gap once all are joined."""
    following = words[number + 1] if number + 1 < len(words) else ""
    return not following or following[0] in "0123456789+#*"


def _settled(kind: str, key: str) -> str:
    """Apply once what depends on the joined letters alone."""
    key = one_spelling(_LETTERS.sub(_singular, key))
    if "v" in key:
        key = _VERSION.sub(_version, key)
    head = _HEADLESS[kind].search(key)
    if head:
        rest = key[: head.start()]
        bound = rest in _BOUND[kind] or (
            kind == ConceptKind.METHOD and _NEEDS_HEAD.search(rest) is not None
        )
        if len(rest) > 1 and not bound:
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
