"""What the extractor found in one text: mentions, grouped into entities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from citeweave_schema.errors import RecordError
from citeweave_schema.kinds import (
    CONCEPT_KINDS,
    RELATION_KINDS,
    ROLES_OF,
    EdgeKind,
    EntityType,
    Field,
    Role,
)
from citeweave_schema.names import normal_form

__all__ = ["Entity", "Extraction", "Mention", "Relation", "checked_confidence"]

# To look a member up is much quicker than to ask its kind for it.
_FIELDS = {one.value: one for one in Field}
_TYPES = {one.value: one for one in EntityType}
_ROLES = {one.value: one for one in Role}


def checked_confidence(value: float) -> float:
    """Give a confidence rounded to three decimals.

    Raises:
        RecordError: the value is not between 0 and 1.
    """
    if not 0.0 <= value <= 1.0:
        raise RecordError(f"confidence {value!r} is not between 0 and 1")
    return round(float(value), 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place in a text where an entity is named.

    Attributes:
        field: the text field that the offsets point into.
        start: first character of the mention, in code points of that field as given.
        end: one past its last character.
        text: the characters between, verbatim.
        confidence: how sure the extractor is that this names an entity of its type, 0 to 1.
        sentence_start: first character of the sentence around it, in the same field.
        sentence_end: one past the sentence's last character.
        cue: the words that decided the role ("we propose"); None when position decided.

    Raises:
        RecordError: offsets that do not contain each other, or a text of another length.
    """

    field: Field
    start: int
    end: int
    text: str
    confidence: float
    sentence_start: int
    sentence_end: int
    cue: str | None = None

    def __post_init__(self) -> None:
        """Refuse impossible spans."""
        object.__setattr__(self, "confidence", checked_confidence(self.confidence))
        if not 0 <= self.sentence_start <= self.start < self.end <= self.sentence_end:
            raise RecordError(
                f"span {self.start}..{self.end} does not lie in its sentence "
                f"{self.sentence_start}..{self.sentence_end}"
            )
        if self.end - self.start != len(self.text):
            raise RecordError(f"span {self.start}..{self.end} is not as long as {self.text!r}")

    def check_against(self, title: str, abstract: str | None) -> None:
        """Check that the span of the text is the mention's text.

        Raises:
            RecordError: it is not.
        """
        text = title if self.field is Field.TITLE else abstract or ""
        if text[self.start : self.end] != self.text or self.sentence_end > len(text):
            raise RecordError(
                f"{self.field.value}[{self.start}:{self.end}] is "
                f"{text[self.start : self.end]!r}, not {self.text!r}"
            )

    def to_json(self) -> dict[str, Any]:
        """Give the JSON form, as `citeweave extract` writes it."""
        row: dict[str, Any] = {
            "field": self.field.value,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "confidence": self.confidence,
            "sentence": [self.sentence_start, self.sentence_end],
        }
        if self.cue is not None:
            row["cue"] = self.cue
        return row

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Mention:
        """Read the JSON form.

        Raises:
            RecordError: a key is missing or has a value that no mention has.
        """
        try:
            first, last = row["sentence"]
            return cls(
                field=_FIELDS.get(row["field"]) or Field(row["field"]),
                start=int(row["start"]),
                end=int(row["end"]),
                text=str(row["text"]),
                confidence=float(row["confidence"]),
                sentence_start=int(first),
                sentence_end=int(last),
                cue=row.get("cue"),
            )
        except RecordError:
            raise
        except (KeyError, TypeError, ValueError) as problem:
            raise RecordError(f"not a mention: {problem!r}") from problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing that a text names, with every place where it does.

    Attributes:
        type: what kind of thing it is.
        key: the name under which papers share it: the normal form of its longest defined
            form, so that an abbreviation that the text spells out has the key of its long form.
        name: verbatim surface of the first mention.
        aliases: every other verbatim surface in the text, in order of appearance.
        short_forms: the abbreviations that the text itself defines for it ("RAG").
        role: what it is to the paper.
        confidence: how sure the extractor is that the paper has this entity in this type, 0 to 1.
        mentions: where it is named, in order of the text; never empty.

    Raises:
        RecordError: no mention, an empty key, or a role that the type cannot have.
    """

    type: EntityType
    key: str
    name: str
    role: Role
    confidence: float
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()
    short_forms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no text can say."""
        object.__setattr__(self, "confidence", checked_confidence(self.confidence))
        if not self.mentions:
            raise RecordError(f"entity {self.name!r} without a mention")
        if not self.key or not self.name:
            raise RecordError("an entity needs a name and a key")
        if self.role not in ROLES_OF[self.type]:
            raise RecordError(f"a {self.type.value} cannot have the role {self.role.value}")

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.aliases)

    def to_json(self) -> dict[str, Any]:
        """Give the JSON form, as `citeweave extract` writes it."""
        return {
            "type": self.type.value,
            "name": self.name,
            "aliases": list(self.aliases),
            "role": self.role.value,
            "confidence": self.confidence,
            "key": self.key,
            "short_forms": list(self.short_forms),
            "mentions": [mention.to_json() for mention in self.mentions],
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Entity:
        """Read the JSON form; `key` may be missing and is then the normal form of the name.

        Raises:
            RecordError: a key is missing or has a value that no entity has.
        """
        try:
            return cls(
                type=_TYPES.get(row["type"]) or EntityType(row["type"]),
                key=str(row.get("key") or normal_form(row["name"])),
                name=str(row["name"]),
                aliases=tuple(row.get("aliases", ())),
                short_forms=tuple(row.get("short_forms", ())),
                role=_ROLES.get(row["role"]) or Role(row["role"]),
                confidence=float(row["confidence"]),
                mentions=tuple(Mention.from_json(one) for one in row["mentions"]),
            )
        except RecordError:
            raise
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            raise RecordError(f"not an entity: {problem!r}") from problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A sentence that says how two concepts of the text are related.

    Attributes:
        kind: one of `RELATION_KINDS`; it goes from head to tail ("LoRA USED_FOR fine-tuning").
        head: number of an entity of the extraction.
        tail: number of another one.
        head_mention: number of the head's mention in the sentence.
        tail_mention: number of the tail's mention in the sentence.
        confidence: how sure the extractor is that the sentence says so, 0 to 1.

    Raises:
        RecordError: a kind that does not join concepts, or an entity related to itself.
    """

    kind: EdgeKind
    head: int
    tail: int
    head_mention: int
    tail_mention: int
    confidence: float

    def __post_init__(self) -> None:
        """Refuse what no sentence can say."""
        object.__setattr__(self, "confidence", checked_confidence(self.confidence))
        if self.kind not in RELATION_KINDS:
            raise RecordError(f"{self.kind.value} does not join concepts")
        if self.head == self.tail or min(self.head, self.tail) < 0:
            raise RecordError(f"no relation between entities {self.head} and {self.tail}")

    def to_json(self) -> dict[str, Any]:
        """Give the JSON form, as `citeweave extract` writes it."""
        return {
            "type": self.kind.value,
            "head": self.head,
            "tail": self.tail,
            "head_mention": self.head_mention,
            "tail_mention": self.tail_mention,
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Relation:
        """Read the JSON form.

        Raises:
            RecordError: a key is missing or has a value that no relation has.
        """
        try:
            return cls(
                kind=EdgeKind(row["type"]),
                head=int(row["head"]),
                tail=int(row["tail"]),
                head_mention=int(row["head_mention"]),
                tail_mention=int(row["tail_mention"]),
                confidence=float(row["confidence"]),
            )
        except RecordError:
            raise
        except (KeyError, TypeError, ValueError) as problem:
            raise RecordError(f"not a relation: {problem!r}") from problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything that one version of the extractor found in one text.

    Attributes:
        text_hash: the text, by `citeweave_schema.names.text_hash`.
        extractor: name and version of what extracted, the term list included.
        language: ISO 639-1 code of the text as judged by the extractor; a text that is not
            English ("en") is kept and has no entities. None when too short to tell.
        entities: at most one for each type and key.
        relations: what sentences say of two of them that are concepts.

    Raises:
        RecordError: an entity twice, or a relation between mentions that there are not, that are
            no concepts, or that do not stand in one sentence.
    """

    text_hash: str
    extractor: str
    language: str | None
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...] = ()

    def __post_init__(self) -> None:
        """Refuse the same entity twice, and relations that no sentence shows."""
        for one in self.relations:
            self._check(one)
        seen = {(entity.type, entity.key) for entity in self.entities}
        if len(seen) != len(self.entities):
            raise RecordError("an extraction has each entity once")

    def _check(self, relation: Relation) -> None:
        sentences = set()
        ends = (relation.head, relation.head_mention), (relation.tail, relation.tail_mention)
        for number, place in ends:
            if number >= len(self.entities) or not (
                0 <= place < len(self.entities[number].mentions)
            ):
                raise RecordError(f"a relation names mention {place} of entity {number}: no such")
            entity = self.entities[number]
            if entity.type.value not in CONCEPT_KINDS:
                raise RecordError(f"{entity.name!r} is no concept and cannot be related to one")
            mention = entity.mentions[place]
            sentences.add((mention.field, mention.sentence_start))
        if len(sentences) > 1:
            raise RecordError("a relation joins mentions of one sentence")
