"""Does a sentence deny that the paper uses what it names: contrast, negation, future work.

"Unlike BERT", "without back-propagation", "we do not use adapters", "future work may apply LoRA"
name things that are not part of the work. The classifier of roles learns most of that; where a
cue governs the name beyond doubt, the rule here has the last word.
"""

from __future__ import annotations

import re

from citeweave_schema.kinds import Role

__all__ = ["denied_role"]

# Words that may stand between a cue and the name that it governs: a noun phrase, no verb.
_PHRASE = r"(?:[\w'\u2019$\\./+-]+(?:[ -]|, | and | or |, or |, and )){0,6}?"
_START = r"(?:^|[\s(,])"
_REACH = 110
_USE = (
    r"(?:use|uses|using|require|requires|requiring|need|needs|needing|rely(?:ing)? on"
    r"|relies on|depends? (?:up)?on|involve|involves|employ|employs|apply|applies|train|trains"
    r"|fine-?tune|assume|assumes|access|resort(?:ing)? to|include|includes|adopt|adopts"
    r"|incorporate|incorporates|build on|perform|consider|evaluate|implement|have to \w+)"
)
_NOT = (
    r"(?:do(?:es)? not|did not|don't|doesn't|didn't|never|no longer|cannot|can not|need not"
    r"|neither|nor|without(?: the need)?(?: for| to)?|rather than|instead of|avoid(?:s|ing)?"
)
_CONTRAST = re.compile(
    _START + r"(?:unlike|in contrast (?:to|with)|contrary to|as opposed to|instead of|rather than"
    r"|in place of|an? alternative to|alternatives? to|different(?:ly)? from|differs? from"
    r"|departing from|departs? from|in lieu of|replac(?:es?|ed|ing))"
    rf" (?:us(?:e|ing) |relying on |training |applying )?{_PHRASE}$",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    _START
    + r"(?:"
    + rf"{_NOT})(?: \w+)? {_USE}"
    + r"|without(?: (?:us(?:e|ing)|the (?:use|need) (?:of|for)|relying on|requiring|resorting to"
    r"|training|fine-?tuning|access to|need for|any|explicit(?:ly)?|additional|an?|the))*"
    r"|no(?: (?:need for|use of|reliance on|longer))?|free (?:of|from)|free"
    r"|independent of|avoid(?:s|ing)?(?: (?:the use of|using))?"
    r"|eliminat(?:es|ing)(?: the need for)?|remov(?:es|ing) the need for"
    r"|dispens(?:es|ing) with|forgo(?:es|ing)?|bypass(?:es|ing)?"
    r"|obviat(?:es|ing) the need for|not(?! only| just| merely)"
    rf") {_PHRASE}$",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    _START
    + r"(?:future (?:work|research|studies|versions?|directions?)|in (?:the )?future|we (?:plan|"
    r"intend|hope) to|we leave|left for future|remains to be|next step|it would be interesting)"
    r"\b",
    re.IGNORECASE,
)
_FUTURE_AFTER = re.compile(
    r"\b(?:(?:is|are) left (?:for|to|as) future|to future work|for future work"
    r"|as future work|in future work|in the future|remains? future work)\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"\s*(?:-free\b|(?:is|are|was|were)(?: \w+)? (?:not|never|no longer) "
    r"(?:used|needed|required|necessary|applied|considered|part of))",
    re.IGNORECASE,
)


def denied_role(sentence: str, start: int, end: int) -> Role | None:
    """Give the role that a sentence leaves to a name which it says is not used, else None.

    >>> denied_role("Unlike BERT, it is small.", 7, 11)
    <Role.COMPARES: 'compares'>
    >>> denied_role("We train without back-propagation.", 17, 33)
    <Role.MENTIONS: 'mentions'>
    >>> denied_role("We use BERT.", 7, 11)
    """
    before, after = sentence[max(0, start - _REACH) : start], sentence[end : end + _REACH]
    clause = re.split(r"[;:]|, (?:we|which|but|it|our|this) ", before)[-1]
    if _CONTRAST.search(clause):
        return Role.COMPARES
    if _NEGATION.search(clause) or _DENIED_AFTER.match(after):
        return Role.MENTIONS
    if _FUTURE.search(before) or _FUTURE_AFTER.search(after):
        return Role.MENTIONS
    return None
