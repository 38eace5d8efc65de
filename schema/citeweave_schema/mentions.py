"""What the extractor found in one text: mentions, grouped into entities."""

from __future__ import annotations

from msgspec import field
from msgspec.structs import force_setattr

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
from citeweave_schema.records import Stated

__all__ = ["Entity", "Extraction", "Mention", "Relation", "checked_confidence"]


def checked_confidence(value: float) -> float:
    """Give a confidence rounded to three decimals.

    Raises:
        RecordError: the value is not between 0 and 1.
    """
    if not 0.0 <= value <= 1.0:
        raise RecordError(f"confidence {value!r} is not between 0 and 1")
    return round(float(value), 3)


class Mention(Stated, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """One place in a text where an entity is named.

    Attributes:
        field: the text field that the offsets point into.
        start: first character of the mention, in code points of that field as given.
        end: one past its last character.
        text: the characters between, verbatim.
        confidence: how sure the extractor is that this names an entity of its type, 0 to 1.
        sentence: first character of the sentence around it, in the same field, and one past its
            last.
        cue: the words that decided the role ("we propose"); None when position decided.

    Raises:
        RecordError: offsets that do not contain each other, or a text of another length.
    """

    field: Field
    start: int
    end: int
    text: str
    confidence: float
    sentence: tuple[int, int]
    cue: str | None = None

    def __post_init__(self) -> None:
        """Refuse impossible spans."""
        force_setattr(self, "confidence", checked_confidence(self.confidence))
        first, last = self.sentence
        if not 0 <= first <= self.start < self.end <= last:
            raise RecordError(
                f"span {self.start}..{self.end} does not lie in its sentence {first}..{last}"
            )
        if self.end - self.start != len(self.text):
            raise RecordError(f"span {self.start}..{self.end} is not as long as {self.text!r}")

    @property
    def sentence_start(self) -> int:
        """First character of the sentence."""
        return self.sentence[0]

    @property
    def sentence_end(self) -> int:
        """One past the sentence's last character."""
        return self.sentence[1]

    def check_against(self, title: str, abstract: str | None) -> None:
        """Check that the span of the text is the mention's text.

        Raises:
            RecordError: it is not.
        """
        text = title if self.field is Field.TITLE else abstract or ""
        if text[self.start : self.end] != self.text or self.sentence[1] > len(text):
            raise RecordError(
                f"{self.field.value}[{self.start}:{self.end}] is "
                f"{text[self.start : self.end]!r}, not {self.text!r}"
            )


class Entity(Stated, frozen=True, kw_only=True, omit_defaults=False, forbid_unknown_fields=False):
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
    name: str
    aliases: tuple[str, ...] = ()
    role: Role
    confidence: float
    key: str = ""
    short_forms: tuple[str, ...] = ()
    mentions: tuple[Mention, ...]

    def __post_init__(self) -> None:
        """Refuse what no text can say."""
        force_setattr(self, "confidence", checked_confidence(self.confidence))
        if not self.key:
            force_setattr(self, "key", normal_form(self.name))
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


class Relation(Stated, frozen=True, kw_only=True, forbid_unknown_fields=False):
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

    kind: EdgeKind = field(name="type")
    head: int
    tail: int
    head_mention: int
    tail_mention: int
    confidence: float

    def __post_init__(self) -> None:
        """Refuse what no sentence can say."""
        force_setattr(self, "confidence", checked_confidence(self.confidence))
        if self.kind not in RELATION_KINDS:
            raise RecordError(f"{self.kind.value} does not join concepts")
        if self.head == self.tail or min(self.head, self.tail) < 0:
            raise RecordError(f"no relation between entities {self.head} and {self.tail}")


class Extraction(Stated, frozen=True, kw_only=True):
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
