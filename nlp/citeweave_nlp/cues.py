"""Words that say what a named thing is to the paper: "we propose", "compared with", "unlike"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citeweave_schema.kinds import Role

__all__ = ["Cue", "cues_before", "nearest_cue"]

_REACH = 90
"""How many characters before a name a cue may stand."""

_PATTERNS: tuple[tuple[str, Role, str], ...] = (
    (
        "propose",
        Role.PROPOSES,
        (
            r"(?:we|paper|work|article|study|authors?) (?:also |further |then |first |therefore |thus "
            r"|here )?(?:propos\w+|introduc\w+|present\w*|develop\w*|design\w*|describ\w+|devis\w+|"
            r"releas\w+|contribut\w+|construct\w*|creat\w+|build|built|offer\w*|provid\w+|formaliz\w+"
            r"|coin\w*)"
        ),
    ),
    (
        "named",
        Role.PROPOSES,
        (r"\b(?:called|named|dubbed|termed|coined|i\.e\.,|namely|which we (?:call|term|dub))"),
    ),
    ("ours", Role.PROPOSES, r"\b(?:our(?: proposed)?|the proposed|a (?:new|novel)|novel)\b"),
    (
        "against",
        Role.COMPARES,
        (
            r"\b(?:outperform\w*|compar\w+ (?:to|with|against)|surpass\w*|exceed\w*|than|over|beat\w*"
            r"|baselines?|superior to|competitive with|on par with|versus|vs\.?|better than"
            r"|improv\w+ (?:over|upon)|match\w*)\b"
        ),
    ),
    (
        "unlike",
        Role.COMPARES,
        (
            r"\b(?:unlike|in contrast (?:to|with)|instead of|rather than|as opposed to|contrary to"
            r"|alternative to|without|replac\w+|beyond)\b"
        ),
    ),
    (
        "use",
        Role.USES,
        (
            r"\b(?:us(?:e|es|ed|ing)|based on|built on|builds? (?:up)?on|via|by|leverag\w+|employ\w*"
            r"|utiliz\w+|appl(?:y|ies|ied|ying)|adopt\w*|fine-?tun\w+|train\w*|evaluat\w+|experiment\w*"
            r"|test\w*|analy[sz]\w+|investigat\w+|combin\w+|incorporat\w+|integrat\w+|extend\w*|with"
            r"|on|through)\b"
        ),
    ),
    (
        "background",
        Role.MENTIONS,
        (
            r"\b(?:recent\w*|existing|previous|prior|traditional\w*|conventional|popular|such as"
            r"|like|including|widely|commonly|current|often|success of|rise of|advances? in"
            r"|has been|have been|inspired by|related to|known as|applications?)\b"
        ),
    ),
    (
        "future",
        Role.MENTIONS,
        (r"\b(?:future (?:work|research)|pav\w+ the way|could|may|might|potential\w*|e\.g\.)\b"),
    ),
    (
        "address",
        Role.ADDRESSES,
        (
            r"\b(?:task of|problem of|for|address\w*|tackl\w+|solv\w+|study|studies|improv\w+|perform"
            r"|approach to|focus\w* on|challenges? (?:of|in)|towards?)\b"
        ),
    ),
)
_COMPILED = tuple(
    (name, role, re.compile(pattern, re.IGNORECASE)) for name, role, pattern in _PATTERNS
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue before a name: its kind, the role it speaks for, its words, and its distance."""

    name: str
    role: Role
    words: str
    distance: int


def cues_before(sentence: str, at: int) -> list[Cue]:
    """Find the cues in a sentence that stand before a name beginning at `at`; nearest first.

    >>> [cue.name for cue in cues_before("We propose Foo, unlike BERT.", 23)]
    ['unlike', 'propose']
    """
    begin = max(0, at - _REACH)
    before = sentence[begin:at]
    found: list[Cue] = []
    for name, role, pattern in _COMPILED:
        last = None
        for match in pattern.finditer(before):
            last = match
        if last is not None:
            found.append(Cue(name, role, last[0], len(before) - last.end()))
    return sorted(found, key=lambda cue: (cue.distance, cue.name))


def nearest_cue(sentence: str, at: int, role: Role) -> str | None:
    """Give the words nearest before a name that speak for a role, or None when there are none."""
    return next((cue.words for cue in cues_before(sentence, at) if cue.role is role), None)
