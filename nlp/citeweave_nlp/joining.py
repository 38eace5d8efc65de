"""Join what the model found with what rules know: term lists, repository owners, abbreviations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from citeweave_nlp.abbreviations import Definition
from citeweave_nlp.found import Found
from citeweave_nlp.owners import repository_owners
from citeweave_nlp.terms import TermList
from citeweave_schema.kinds import EntityType

__all__ = ["add_owners", "add_short_forms", "add_terms"]


def _overlaps(one: Found, others: Iterable[Found]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _replacing(found: Sequence[Found], winners: Sequence[Found]) -> list[Found]:
    kept = [one for one in found if not _overlaps(one, winners)]
    return sorted([*kept, *winners], key=lambda one: one.start)


def add_terms(text: str, found: Sequence[Found], terms: TermList | None) -> list[Found]:
    """Add the terms of a user's list; they are certain, and what overlaps them goes."""
    if terms is None:
        return list(found)
    winners = [
        Found(one.start, one.end, one.term.kind, 1.0, one.term.key) for one in terms.matches(text)
    ]
    return _replacing(found, winners)


def add_owners(text: str, found: Sequence[Found]) -> list[Found]:
    """Add the owners of repositories; what overlaps them goes, unless a term list says it."""
    winners = [
        Found(one.start, one.end, EntityType.ORG, one.confidence) for one in repository_owners(text)
    ]
    winners = [
        one for one in winners if not _overlaps(one, (f for f in found if f.key is not None))
    ]
    return _replacing(found, winners)


def add_short_forms(
    text: str, found: Sequence[Found], defined: Sequence[Definition]
) -> list[Found]:
    """Make the long and the short form of each definition, and every use of the short one, agree.

    Where one of them was found, the others are added with its type and confidence. Where they
    were found with different types, the type with more confidence in sum wins, and a type from
    a term list always.
    """
    result = list(found)
    for one in defined:
        short = text[one.short_start : one.short_end]
        uses = [(m.start(), m.end()) for m in _whole_words(short).finditer(text)]
        result = [_narrowed(f, one) for f in result]
        longs = [f for f in result if f.end == one.long_end and f.start < one.long_end]
        exact = set(uses)
        shorts = [f for f in result if (f.start, f.end) in exact]
        if not longs and not shorts:
            continue
        kind = _agreed([*longs, *shorts])
        key = next((f.key for f in (*longs, *shorts) if f.key is not None), None)
        sure = max(f.confidence for f in (*longs, *shorts))
        changed = {(f.start, f.end): f for f in result}
        for f in (*longs, *shorts):
            if f.key is None:
                changed[f.start, f.end] = Found(f.start, f.end, kind, f.confidence, key)
        wanted = [*uses] if longs else [*uses, (one.long_start, one.long_end)]
        for start, end in wanted:
            extra = Found(start, end, kind, sure, key)
            if (start, end) not in changed and not _overlaps(extra, changed.values()):
                changed[start, end] = extra
        result = sorted(changed.values(), key=lambda f: f.start)
    return result


def _narrowed(found: Found, defined: Definition) -> Found:
    """Begin a name where its abbreviation does: "aligning large language models (LLMs)"."""
    if found.key is None and found.end == defined.long_end and found.start < defined.long_start:
        return replace(found, start=defined.long_start)
    return found


def _whole_words(surface: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(surface)}(?!\w)")


def _agreed(found: Sequence[Found]) -> EntityType:
    listed = next((one.kind for one in found if one.key is not None), None)
    if listed is not None:
        return listed
    weight: Counter[EntityType] = Counter()
    for one in found:
        weight[one.kind] += one.confidence  # type: ignore[assignment]
    return max(sorted(weight), key=lambda kind: weight[kind])
