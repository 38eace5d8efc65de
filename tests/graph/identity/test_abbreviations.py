"""An abbreviation goes to its long form where papers leave no doubt, and says why."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from citeweave_graph.identity.abbreviations import LongForm, agreed, own_long_forms, resolve
from citeweave_graph.identity.initials import stands_for, without_expansion
from citeweave_schema.judgements import Verdict

CL = "METHOD:cl"
CONTRASTIVE, CURRICULUM = "METHOD:contrastivelearning", "METHOD:curriculumlearning"
AMBIGUOUS = {
    CONTRASTIVE: LongForm(3, {"DATASET:imagenet": 3, "METHOD:simclr": 2, "METRIC:accuracy": 2}),
    CURRICULUM: LongForm(3, {"TASK:translation": 3, "METRIC:bleu": 2, "METRIC:accuracy": 2}),
}


def test_the_papers_own_definition_comes_first() -> None:
    found = resolve(CL, AMBIGUOUS, ["DATASET:imagenet"], defined=CURRICULUM)
    assert found.name == CURRICULUM
    assert found.decision is not None
    assert (found.decision.rule, found.decision.score) == ("definition", 1.0)


def test_a_long_form_that_the_paper_names_comes_next() -> None:
    found = resolve(CL, AMBIGUOUS, ["DATASET:imagenet", CURRICULUM])
    assert found.name == CURRICULUM
    assert found.decision is not None
    assert found.decision.rule == "own long form"


def test_both_long_forms_in_the_paper_tell_nothing() -> None:
    assert resolve(CL, AMBIGUOUS, [CONTRASTIVE, CURRICULUM]).name == CL


def test_papers_that_agree_are_believed() -> None:
    longs = {CONTRASTIVE: LongForm(9), CURRICULUM: LongForm(1)}
    found = resolve(CL, longs)
    assert found.name == CONTRASTIVE == agreed(longs)
    assert found.decision is not None
    assert found.decision.score == 0.9
    assert found.decision.reason == "9 of 10 papers that spell it out mean contrastivelearning"


def test_one_paper_is_believed_only_by_its_company() -> None:
    longs = {CONTRASTIVE: LongForm(1, {"DATASET:imagenet": 1})}
    assert resolve(CL, longs, ["DATASET:imagenet"]).name == CONTRASTIVE
    apart = resolve(CL, longs, ["TASK:translation"])
    assert apart.name == CL
    assert apart.decision is not None
    assert apart.decision.verdict is Verdict.UNSURE
    assert apart.decision.reason.startswith("only one paper")


def test_company_decides_between_long_forms() -> None:
    images = resolve(CL, AMBIGUOUS, ["DATASET:imagenet", "METHOD:simclr"])
    assert images.name == CONTRASTIVE
    assert images.decision is not None
    assert images.decision.rule == "company"
    assert "imagenet" in images.decision.reason
    assert resolve(CL, AMBIGUOUS, ["TASK:translation", "METRIC:bleu"]).name == CURRICULUM


def test_one_shared_concept_is_no_clear_margin() -> None:
    found = resolve(CL, AMBIGUOUS, ["TASK:translation"])
    assert found.name == CL
    assert found.decision is not None
    assert 0.5 < found.decision.score < 0.95
    assert found.decision.reason.endswith("translation do not tell which")


def test_company_that_both_keep_decides_nothing() -> None:
    found = resolve(CL, AMBIGUOUS, ["METRIC:accuracy"])
    assert found.name == CL
    assert found.decision is not None
    assert found.decision.verdict is Verdict.UNSURE
    assert found.decision.score == 0.5


def test_a_longer_wording_is_no_other_meaning() -> None:
    longs = {
        "METHOD:reinforcementlearning": LongForm(4),
        "METHOD:deepreinforcementlearning": LongForm(2),
    }
    assert resolve("METHOD:rl", longs).name == "METHOD:reinforcementlearning"


def test_a_longer_wording_in_the_paper_is_not_its_own_long_form() -> None:
    short, long = "METHOD:rl", "METHOD:reinforcementlearning"
    longer = "METHOD:deepreinforcementlearning"
    longs = {long: LongForm(4), longer: LongForm(2)}
    assert resolve(short, longs, [longer]).name == long
    assert resolve(short, longs, [longer, long]).name == long


def test_nothing_known_leaves_a_name_alone_and_decides_nothing() -> None:
    found = resolve(CL, {}, ["DATASET:imagenet"])
    assert (found.name, found.decision) == (CL, None)


NAMES = st.sampled_from(["METHOD:ab", "METHOD:cd", "DATASET:x", "TASK:y", "METRIC:z"])
LONGS = st.dictionaries(
    st.sampled_from(["METHOD:alpha beta", "METHOD:alpha brown", "METHOD:another bear"]),
    st.builds(LongForm, st.integers(1, 20), st.dictionaries(NAMES, st.integers(1, 20))),
)


@given(LONGS, st.lists(NAMES), st.randoms())
def test_order_never_counts_and_every_decision_has_a_reason(longs, others, chance) -> None:
    found = resolve("METHOD:ab", longs, others)
    shuffled = list(longs.items())
    chance.shuffle(shuffled)
    assert resolve("METHOD:ab", dict(shuffled), list(reversed(others))) == found
    assert found.name in {"METHOD:ab", *longs}
    if longs:
        assert found.decision is not None
        assert found.decision.reason
        assert found.decision.rule
        assert (found.decision.verdict is Verdict.SAME) == (found.name != "METHOD:ab")


def test_a_paper_that_names_both_forms_defines_the_short_one() -> None:
    names = {
        "METHOD:llm": ["LLMs", "LLM"],
        "METHOD:largelanguage": ["large language models"],
        "TASK:lifelongmemory": ["life-long memory"],
        "METHOD:gan": ["GAN"],
    }
    assert own_long_forms(names) == {"METHOD:llm": "METHOD:largelanguage"}


def test_two_long_forms_leave_a_short_one_alone() -> None:
    names = {
        CL: ["CL"],
        CONTRASTIVE: ["contrastive learning"],
        CURRICULUM: ["curriculum learning"],
    }
    assert own_long_forms(names) == {}


def test_letters_must_account_for_every_word() -> None:
    assert stands_for("LSTM", "long short-term memory")
    assert stands_for("PoS", "part of speech")
    assert stands_for("GNNs", "graph neural network")
    assert not stands_for("GNN", "graph attention neural network")
    assert not stands_for("CNN", "recurrent convolutional neural network")
    assert not stands_for("error", "error rate")
    assert not stands_for("", "")
    assert without_expansion("BLEU (bilingual evaluation understudy) score") == (
        "bilingual evaluation understudy score"
    )
