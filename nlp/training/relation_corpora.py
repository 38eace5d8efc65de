"""Score relations on SciERC and SciER, whose licences do not allow shipping what they teach.

    python -m training.relation_corpora CORPORA PIPELINE

The concepts are given; the classifier says what each sentence says of each two of them. Beside
it: the commonest answer for each two types, and the same classifier learnt from SciERC's own
training part. Relations that have no counterpart of ours (FEATURE-OF, CONJUNCTION, Synonym-Of)
and things of other types are left out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from citeweave_nlp.blank import blank_pipeline
from citeweave_nlp.gold import read_gold
from citeweave_nlp.regression import fit, probabilities
from citeweave_nlp.relation_training import read_relations, relation_examples
from citeweave_nlp.relations import ANSWERS, LEAST, RelationModel, pairs_in, relation_facts
from citeweave_schema.kinds import EdgeKind, EntityType, Field, Role
from citeweave_schema.mentions import Entity, Mention

GOLD = Path(__file__).parents[1] / "gold"

Example = tuple[set[str], int, str]
"""Facts of two concepts, the right answer, and their types."""

_TYPES = {
    "Method": EntityType.METHOD,
    "Task": EntityType.TASK,
    "Metric": EntityType.METRIC,
    "Material": EntityType.DATASET,
    "Dataset": EntityType.DATASET,
}
# Ours, and whether their first argument is our head.
_KINDS = {
    "USED-FOR": (EdgeKind.USED_FOR, True),
    "EVALUATE-FOR": (EdgeKind.EVALUATED_ON, False),
    "HYPONYM-OF": (EdgeKind.BROADER, True),
    "PART-OF": (EdgeKind.PART_OF, True),
    "COMPARE": (EdgeKind.COMPARED_WITH, True),
    "Used-For": (EdgeKind.USED_FOR, True),
    "Evaluated-With": (EdgeKind.EVALUATED_ON, True),
    "Trained-With": (EdgeKind.EVALUATED_ON, True),
    "Benchmark-For": (EdgeKind.EVALUATED_ON, False),
    "SubClass-Of": (EdgeKind.BROADER, True),
    "SubTask-Of": (EdgeKind.BROADER, True),
    "Part-Of": (EdgeKind.PART_OF, True),
    "Compare-With": (EdgeKind.COMPARED_WITH, True),
}


def examples(path: Path) -> Iterator[Example]:
    """Give the examples of a file in SciERC's form."""
    for line in path.read_text("utf-8").splitlines():
        document = json.loads(line)
        base = 0
        for words, names, relations in zip(
            document["sentences"], document["ner"], document["relations"], strict=True
        ):
            yield from _of_sentence(words, base, names, relations)
            base += len(words)


def own_examples() -> Iterator[Example]:
    """Give the examples of our own development papers."""
    nlp = blank_pipeline()
    rows = {row["id"]: row for row in read_gold(GOLD / "dev.jsonl")}
    for paper, relations in read_relations(GOLD / "relations.dev.jsonl").items():
        for _, (facts, answer) in relation_examples(nlp, rows[paper], relations):
            types = next(fact for fact in facts if fact.startswith("kinds="))
            yield facts, answer, types


def _of_sentence(
    words: list[str], base: int, names: list[list[object]], relations: list[list[object]]
) -> Iterator[Example]:
    text = " ".join(words)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    entities: list[Entity] = []
    numbers: dict[tuple[int, int], int] = {}
    for first, last, kind in names:
        if kind not in _TYPES:
            continue
        start, end = starts[int(first) - base], starts[int(last) - base + 1] - 1
        mention = Mention(
            field=Field.ABSTRACT,
            start=start,
            end=end,
            text=text[start:end],
            confidence=1.0,
            sentence=(0, len(text)),
        )
        numbers[int(first), int(last)] = len(entities)
        role = Role.ADDRESSES if kind == "Task" else Role.MENTIONS
        if _TYPES[str(kind)] in (EntityType.METHOD, EntityType.DATASET):
            role = Role.USES
        entities.append(
            Entity(
                type=_TYPES[str(kind)],
                key=f"{len(entities)}",
                name=text[start:end],
                role=role,
                confidence=1.0,
                mentions=(mention,),
            )
        )
    said: dict[tuple[int, int], EdgeKind] = {}
    for one_first, one_last, other_first, other_last, label in relations:
        one = numbers.get((int(one_first), int(one_last)))
        other = numbers.get((int(other_first), int(other_last)))
        if label in _KINDS and one is not None and other is not None:
            kind, straight = _KINDS[str(label)]
            said[(one, other) if straight else (other, one)] = kind
    for pair in pairs_in(entities):
        first, second = pair.first[0], pair.second[0]
        forward, back = said.get((first, second)), said.get((second, first))
        kind = forward or back
        answer = 0
        if kind is EdgeKind.COMPARED_WITH:
            answer = ANSWERS.index((kind, True))
        elif kind is not None:
            answer = ANSWERS.index((kind, forward is not None))
        facts = relation_facts(text, entities, pair)
        yield facts, answer, next(fact for fact in facts if fact.startswith("kinds="))


def score(sets: list[Example], judge: Callable[[Example], int]) -> str:
    """Give precision, recall and F1 over what is said of two concepts."""
    right = found = gold = 0
    for one in sets:
        answer = judge(one)
        right += answer == one[1] != 0
        found += answer != 0
        gold += one[1] != 0
    f1 = 2 * right / max(1, found + gold)
    return f"P {right / max(1, found):.3f} R {right / gold:.3f} F1 {f1:.3f} ({gold} relations)"


def judged_by(model: RelationModel, least: float = LEAST) -> Callable[[Example], int]:
    """Give the answers of a model."""

    def judge(one: Example) -> int:
        likely = probabilities(model.regression.scores(one[0]))
        best = int(likely[1:].argmax()) + 1
        return best if likely[best] >= least else 0

    return judge


def commonest(sets: list[Example]) -> Callable[[Example], int]:
    """Give the commonest relation of each two types, where any is commoner than a third."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for _, answer, types in sets:
        counts[types][answer] += 1
    best = {
        types: max((n, answer) for answer, n in counter.items() if answer)[1]
        for types, counter in counts.items()
        if sum(n for answer, n in counter.items() if answer) * 3 > counter.total()
    }
    return lambda one: best.get(one[2], 0)


def main() -> None:
    """Print the figures."""
    corpora, pipeline = (Path(argument) for argument in sys.argv[1:3])
    model = RelationModel.from_disk(pipeline / "relations")
    train = list(examples(corpora / "scierc" / "train.json"))
    own = RelationModel(fit([one[:2] for one in train], len(ANSWERS), decay=1e-3))
    for name, sets in (
        ("our dev", list(own_examples())),
        ("SciERC dev", list(examples(corpora / "scierc" / "dev.json"))),
        ("SciER dev", list(examples(corpora / "scier" / "PLM" / "dev.jsonl"))),
    ):
        print(f"{name}, commonest of each two types: {score(sets, commonest(train))}")
        print(f"{name}, ours:                        {score(sets, judged_by(model))}")
        print(f"{name}, learnt from SciERC:          {score(sets, judged_by(own))}")


if __name__ == "__main__":
    main()
