"""A quick record is the same as a plain one."""

import dataclasses
import inspect
import pickle
from dataclasses import dataclass, field, replace

import pytest

from citeweave_schema.errors import RecordError
from citeweave_schema.kinds import Field
from citeweave_schema.mentions import Mention
from citeweave_schema.quick import quick


@dataclass(frozen=True, slots=True)
class _Plain:
    one: int
    two: str = "b"
    three: tuple[int, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        if self.one < 0:
            raise ValueError(self.one)
        object.__setattr__(self, "two", self.two.lower())


_Quick = quick(
    dataclass(frozen=True, slots=True)(
        type("_Quick", (), {**{k: v for k, v in vars(_Plain).items() if k == "__post_init__"},
             "__annotations__": dict(_Plain.__annotations__), "two": "b",
             "three": field(default=(), kw_only=True), "__module__": __name__})
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "named"),
    [((1,), {}), ((1, "X"), {}), ((), {"one": 2, "three": (1,)}), ((3,), {"two": "Y"})],
)
def test_it_has_the_same_fields(given, named):
    made = _Quick(*given, **named)
    assert dataclasses.astuple(made) == dataclasses.astuple(_Plain(*given, **named))
    assert pickle.loads(pickle.dumps(made)) == made == replace(made)  # noqa: S301  # our own
    assert hash(made) == hash(replace(made))


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), ((1, "b", ()), {}), ((1,), {"one": 1}), ((1,), {"four": 1}), ((-1,), {})],
)
def test_it_refuses_the_same(given, named):
    problems = []
    for kind in (_Plain, _Quick):
        with pytest.raises((TypeError, ValueError)) as problem:
            kind(*given, **named)
        problems.append(str(problem.value).replace("_Plain", "_Quick"))
    assert problems[0] == problems[1]


def test_it_stays_frozen_and_says_what_it_takes():
    with pytest.raises(dataclasses.FrozenInstanceError):
        _Quick(1).one = 2
    names = list(inspect.signature(_Plain).parameters)
    assert list(inspect.signature(_Quick).parameters) == names


def test_one_with_a_factory_keeps_its_own_constructor():
    @quick
    @dataclass(frozen=True, slots=True)
    class Listed:
        some: list[int] = field(default_factory=list)

    assert Listed().some is not Listed().some


def test_a_mention_is_still_checked():
    with pytest.raises(RecordError, match="as long as"):
        Mention(
            field=Field.TITLE, start=0, end=2, text="abc", confidence=0.5,
            sentence_start=0, sentence_end=9,
        )  # fmt: skip
