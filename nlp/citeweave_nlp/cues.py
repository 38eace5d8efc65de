"""Words that say what a named thing is to the paper: "we propose", "compared with", "unlike"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from citeweave_schema.kinds import Role

__all__ = ["Cue", "cues_before", "nearest_cue"]

_REACH = 90
"""How many characters before a name a cue may stand."""

_PROPOSING = (
    r"propos\w+|introduc\w+|present\w*|develop\w*|design\w*|describ\w+|devis\w+|releas\w+"
    r"|contribut\w+|construct\w*|creat\w+|build|built|offer\w*|provid\w+|formaliz\w+|coin\w*"
)
_USING = (
    r"us(?:e|es|ed|ing)|based on|built on|builds? (?:up)?on|via|by|leverag\w+|employ\w*"
    r"|utiliz\w+|appl(?:y|ies|ied|ying)|adopt\w*|fine-?tun\w+|train\w*|evaluat\w+"
    r"|experiment\w*|test(?:s|ed)?|analy[sz]\w+|investigat\w+|combin\w+|incorporat\w+"
    r"|integrat\w+|extend\w*|with|on|through"
)
_RIVALS = (
    r"outperform\w*|compar\w+ (?:\w+ ){0,3}?(?:to|with|against)|against"
    r"|surpass\w*|exceed\w*|than|over|beat\w*"
    r"|baselines?|superior to|competitive with|on par with|versus|vs\.?|better than"
    r"|improv\w+ (?:over|upon)|match\w*"
)
_CONTRAST = (
    r"unlike|in contrast (?:to|with)|instead of|rather than|as opposed to|contrary to"
    r"|alternative to|without|replac\w+|beyond"
)
_BACKGROUND = (
    r"recent\w*|existing|previous|prior|traditional\w*|conventional|popular|such as|like"
    r"|including|widely|commonly|current|often|success of|rise of|advances? in|has been"
    r"|have been|inspired by|related to|known as|applications?"
)
_FUTURE = r"future (?:work|research)|pav\w+ the way|could|may|might|potential\w*|e\.g\."
_ADDRESSING = (
    r"task of|problem of|for|address\w*|tackl\w+|solv\w+|study|studies|improv\w+|perform"
    r"|approach to|focus\w* on|challenges? (?:of|in)|towards?"
)
_PATTERNS: tuple[tuple[str, Role, str], ...] = (
    (
        "propose",
        Role.PROPOSES,
        (
            r"(?:we|paper|work|article|study|authors?) (?:also |further |then |first |therefore "
            rf"|thus |here )?(?:{_PROPOSING})"
        ),
    ),
    (
        "named",
        Role.PROPOSES,
        r"\b(?:called|named|dubbed|termed|coined|i\.e\.,|namely|which we (?:call|term|dub))",
    ),
    ("ours", Role.PROPOSES, r"\b(?:our(?: proposed)?|the proposed|a (?:new|novel)|novel)\b"),
    ("against", Role.COMPARES, rf"\b(?:{_RIVALS})\b"),
    ("unlike", Role.COMPARES, rf"\b(?:{_CONTRAST})\b"),
    ("use", Role.USES, rf"\b(?:{_USING})\b"),
    ("background", Role.MENTIONS, rf"\b(?:{_BACKGROUND})\b"),
    ("future", Role.MENTIONS, rf"\b(?:{_FUTURE})\b"),
    ("address", Role.ADDRESSES, rf"\b(?:{_ADDRESSING})\b"),
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


@lru_cache(maxsize=4096)
def cues_before(sentence: str, at: int) -> tuple[Cue, ...]:
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
    return tuple(sorted(found, key=lambda cue: (cue.distance, cue.name)))


def nearest_cue(sentence: str, at: int, role: Role) -> str | None:
    """Give the words nearest before a name that speak for a role, or None when there are none."""
    return next((cue.words for cue in cues_before(sentence, at) if cue.role is role), None)
