"""Which names of a list are one thing, and which lines of a list are no concept.

Lists that people filled in call many things a variant: spellings, abbreviations and synonyms, but
also splits, sizes, settings, parts and pairs ("CIFAR-10, 250 Labels", "Duke to Market"). Only the
first are aliases. A rule that lets a wrong one in would merge two things in every graph, so a name
has to show by its letters that it belongs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from citeweave_graph.identity.concept_names import concept_key
from citeweave_graph.identity.initials import stands_for, without_expansion
from citeweave_graph.lists.entries import Entry
from citeweave_schema.kinds import ConceptKind

__all__ = ["cleaned", "is_junk", "parted", "same_thing"]

_WORDS = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*|[+*#]+")
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_BRACKET = re.compile(r"^(.*\S)\s*\(([^()]+)\)(?:\s+(?:corpus|dataset|task))?$")
_LETTERS = re.compile(r"[^\W\d_]")
_PAIR = re.compile(r"->|→|\bvs\b|\w-to-\w| to (?!end\b)", re.IGNORECASE)

_SETTINGS = frozenset([
    "aligned", "anonymized", "biased", "challenge", "clean", "conditional", "cropped", "dev",
    "easy", "eval", "evaluation", "extended", "fewshot", "filtered", "fixed", "full", "hard",
    "imbalanced", "label", "medium", "minival", "noisy", "other", "random", "recognition",
    "restricted", "retrieval", "rotated", "shot", "simplified", "split", "std", "test", "testing",
    "train", "training", "unaligned", "unbalanced", "unconditional", "unrestricted", "upscaling",
    "val", "validation", "varied", "way", "weighted", "x",
])  # fmt: skip
_ORDINARY = frozenset([
    "average", "base", "bird", "book", "category", "cell", "chair", "city", "class", "context",
    "data", "dense", "digit", "dream", "english", "error", "evaluation", "face", "fashion",
    "field", "flower", "food", "full", "general", "german", "image", "knowledge", "label",
    "landmark", "letter", "line", "live", "location", "mean", "model", "movie", "music",
    "network", "news", "object", "other", "pair", "part", "people", "per", "person", "pixel",
    "prediction", "privacy", "process", "question", "real", "red", "rice", "score", "sense",
    "set", "sim", "sketch", "sound", "spot", "story", "sum", "target", "task", "test", "text",
    "time", "value", "video", "voice", "volume", "web", "word", "world",
])  # fmt: skip
_NO_CONCEPT = frozenset([
    "current", "evaluation", "general", "misc", "misconceptions", "none", "other", "others",
    "overall", "reference", "references", "resources", "sota", "task", "todo", "total", "unknown",
    "various",
])  # fmt: skip
_HEADS = frozenset(["benchmark", "corpus", "database", "dataset"])
_SHORTEST_KIN = 4
_MOST_ALIASES = 40


def is_junk(kind: ConceptKind, name: str) -> bool:
    """Tell whether a line of a list names no concept.

    Too short or too long, without letters, a sentence, a word that every paper has, the cut-off
    end of something, or one instance of a benchmark rather than a task.

    >>> [is_junk(ConceptKind.TASK, one) for one in ("2k", "SSTOD", "1 Image, 2*2 Stitchi", "Task")]
    [True, False, True, True]
    """
    letters = len(_LETTERS.findall(name))
    words = name.split()
    if letters < 2 or not 2 <= len(name) <= 90 or len(words) > 11:
        return True
    if concept_key(kind, name) in _NO_CONCEPT or name.lower() in _NO_CONCEPT:
        return True
    if name.endswith((":", "?", ".", ",")) or "http" in name or "\n" in name:
        return True
    if kind is ConceptKind.TASK:
        starts_oddly = name[0].isdigit() and not re.match(r"\d+D\b|\d+-shot|\d+-bit", name)
        return letters <= 2 or starts_oddly or (len(words) == 1 and name.lower() in _ORDINARY)
    return False


def parted(name: str) -> tuple[str, str | None]:
    """Part a name that carries its abbreviation in brackets; None where it carries none.

    >>> parted("Visual Question Answering (VQA)")
    ('Visual Question Answering', 'VQA')
    >>> parted("ARC (Easy)")
    ('ARC (Easy)', None)
    """
    found = _BRACKET.match(name)
    if not found:
        return name, None
    one, other = found[1].strip(), found[2].strip()
    if stands_for(other, one):
        return one, other
    if stands_for(one, other):
        return other, one
    return name, None


def same_thing(name: str, other: str) -> bool:
    """Tell whether the letters of two names that a list puts together show that they are one.

    On purpose this does not ask for the key under which the graph joins names, so that the lists
    can measure that key.

    >>> [same_thing("LFW", one)
    ...  for one in ("lfw", "Labeled Faces in the Wild", "LFW (Online Open Set)")]
    [True, True, False]
    >>> same_thing("SciCite", "ScienceCite"), same_thing("SQuAD", "SQuAD2.0")
    (True, False)
    """
    bare, other_bare = _bare(name), _bare(other)
    if bare == other_bare:
        return True
    if _numbers(name) != _numbers(other) or _PAIR.search(other) or _adds_setting(name, other):
        return False
    long, short = parted(other)
    if short is not None:
        return same_thing(name, long) or same_thing(name, short)
    if "(" in without_expansion(other):
        return False
    if stands_for(name, other) or stands_for(other, name):
        return True
    return bare not in other_bare and other_bare not in bare and _kin(bare, other_bare)


def _bare(name: str) -> str:
    """Give the letters and numbers of a name, years without their century, no head, no plural."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = [_year(word) for word in _WORDS.findall(folded)]
    while len(words) > 1 and words[-1] in _HEADS:
        words.pop()
    return "".join(words).removesuffix("s")


def _numbers(name: str) -> list[str]:
    return sorted(map(_year, _NUMBERS.findall(name)))


def _year(word: str) -> str:
    return word[2:] if re.fullmatch(r"(?:19|20)\d\d", word) else word


def _adds_setting(name: str, other: str) -> bool:
    words = {word.rstrip("s") for word in _WORDS.findall(other.lower())}
    return bool((words & _SETTINGS) - set(_WORDS.findall(name.lower())))


def _kin(bare: str, other: str) -> bool:
    """Tell whether one name leaves out letters of the other, but neither its first nor many."""
    short, long = sorted((bare, other), key=len)
    if len(short) < _SHORTEST_KIN or short[0] != long[0] or 2 * len(short) < len(long):
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def cleaned(entries: Iterable[Entry]) -> list[Entry]:
    """Give the entries of one list without junk and without doubtful aliases.

    Entries of one printed name are joined. An alias goes where it is also the name of another
    entry, where two entries claim it, or where it is a single letter or an ordinary word.
    """
    joined = _joined(one for one in entries if one.kind is None or not is_junk(one.kind, one.name))
    owners: dict[tuple[str, str], set[str]] = {}
    for entry in joined:
        kind = entry.kind or ConceptKind.METHOD
        own = concept_key(kind, entry.name)
        for name in entry.names:
            owners.setdefault((kind, concept_key(kind, name)), set()).add(own)
    return [_trusted(entry, owners) for entry in joined]


def _trusted(entry: Entry, owners: Mapping[tuple[str, str], set[str]]) -> Entry:
    kind = entry.kind or ConceptKind.METHOD
    own = concept_key(kind, entry.name)
    aliases: list[str] = []
    refused = list(entry.variants)
    for alias in entry.aliases:
        key = concept_key(kind, alias)
        doubtful = (
            len(_LETTERS.findall(alias)) < 2
            or alias.lower() in _ORDINARY
            or owners[kind, key] != {own}
            or len(aliases) >= _MOST_ALIASES
        )
        (refused if doubtful and key != own else aliases).append(alias)
    return replace(entry, aliases=tuple(aliases), variants=_once(refused, aliases))


def _joined(entries: Iterable[Entry]) -> list[Entry]:
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        # In a list without kinds, ids that others refer to keep entries of one name apart.
        name = entry.name.casefold() if entry.kind else entry.ids[0]
        found.setdefault((entry.kind or "", name), []).append(entry)
    return [_one(group) for group in found.values()]


def _one(group: Sequence[Entry]) -> Entry:
    first = group[0]
    if len(group) == 1:
        return first
    return Entry(
        kind=first.kind,
        name=first.name,
        aliases=_once((name for one in group for name in one.names), [first.name]),
        broader=_once((name for one in group for name in one.broader), []),
        ids=_once((name for one in group for name in one.ids), []),
        variants=_once((name for one in group for name in one.variants), []),
    )


def _once(names: Iterable[str], without: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name not in without)
