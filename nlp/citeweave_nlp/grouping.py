"""Group what was found in one paper: one group for each thing, whatever it is called there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from citeweave_nlp.abbreviations import Definition
from citeweave_nlp.found import Found
from citeweave_schema.kinds import EntityType
from citeweave_schema.names import normal_form

__all__ = ["Group", "group_names", "noisy_or"]

_FIELDS = frozenset(
    [
        "machine learning",
        "ml",
        "deep learning",
        "dl",
        "artificial intelligence",
        "ai",
        "natural language processing",
        "nlp",
        "computer vision",
        "cv",
    ]
)


@dataclass(slots=True)
class Group:
    """One thing in a paper.

    Attributes:
        kind: what it is.
        key: the normal form of its long form where the text defines one, else of its name.
        places: where it is named, in order of the text.
        short_forms: verbatim abbreviations that the text defines for it.
        confidence: how sure it is that the paper has this thing in this type.
    """

    kind: EntityType
    key: str
    places: list[Found] = field(default_factory=list)
    short_forms: list[str] = field(default_factory=list)
    confidence: float = 0.0

    @property
    def is_term(self) -> bool:
        """Whether a term list says so."""
        return any(one.key is not None for one in self.places)


def noisy_or(probabilities: Iterable[float]) -> float:
    """Give the probability that at least one of independent things holds.

    >>> noisy_or([0.5, 0.5])
    0.75
    """
    none = 1.0
    for one in probabilities:
        none *= 1.0 - one
    return 1.0 - none


def group_names(text: str, found: Sequence[Found], defined: Sequence[Definition]) -> list[Group]:
    """Group by type and normal form, short forms with their long forms.

    The confidence of a group is that one of its places is right, as if they were independent.

    Args:
        text: the text in which the names were found.
        found: the names, in order of the text.
        defined: the abbreviations that the text defines.
    """
    long_of = _long_forms(text, found, defined)
    groups: dict[tuple[EntityType, str], Group] = {}
    for one in found:
        surface = text[one.start : one.end]
        form = normal_form(surface)
        key = one.key or long_of.get(form, form)
        if not key:
            continue
        group = groups.setdefault((one.kind, key), Group(one.kind, key))
        group.places.append(one)
        if form in long_of and surface not in group.short_forms:
            group.short_forms.append(surface)
    for group in groups.values():
        group.confidence = noisy_or(one.confidence for one in group.places)
    return [group for group in groups.values() if group.is_term or not _is_field(text, group)]


def _is_field(text: str, group: Group) -> bool:
    """Say whether a group names a whole field, which the guideline takes for no concept."""
    return all(normal_form(text[one.start : one.end]) in _FIELDS for one in group.places)


def _long_forms(text: str, found: Sequence[Found], defined: Sequence[Definition]) -> dict[str, str]:
    """Give the normal form of the long form for that of each short form.

    Where the long form was found with other borders than the definition's, the found ones count.
    """
    ends = {one.end: one for one in found}
    forms: dict[str, str] = {}
    for one in defined:
        short = normal_form(text[one.short_start : one.short_end])
        named = ends.get(one.long_end)
        start = one.long_start if named is None else named.start
        long = normal_form(text[start : one.long_end])
        if short and long and short != long:
            forms.setdefault(short, long)
    # A long form that is itself short for something would make keys depend on their order.
    return {short: long for short, long in forms.items() if long not in forms}
