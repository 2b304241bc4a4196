"""Values that are drawn without Hypothesis' engine: by the seed, the simplest first, and no kind of them less."""

from __future__ import annotations

import sys
from contextvars import Context
from itertools import islice
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from contracts.cases.generated import fuzz_constants, fuzz_engine, fuzz_examples
from contracts.cases.generated.fuzz_draws import drawn

_KINDS: Any = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.lists(st.integers(0, 9))
)
_OBJECTS: Any = st.fixed_dictionaries({"kind": _KINDS}, optional={"more": st.recursive(_KINDS, st.lists, max_leaves=5)})


def test_a_seed_gives_its_values_and_the_simplest_comes_first() -> None:
    """What was drawn before, or is drawn in between, is of no matter."""
    first = list(drawn(_OBJECTS, "3", 30))
    others, again = drawn(_OBJECTS, "4", 30), drawn(_OBJECTS, "3", 30)
    mixed = [(next(others), next(again)) for _ in range(30)]
    assert [repr(one) for _, one in mixed] == [repr(one) for one in first]
    assert [repr(one) for one, _ in mixed] != [repr(one) for one in first]
    assert first[0] == mixed[0][0] == {"kind": None}
    assert next(drawn(st.lists(st.text(), min_size=2), "3", 1)) == ["", ""]


def test_values_are_of_as_many_kinds_as_those_of_the_engine() -> None:
    """One by one they are no poorer than those that a search comes to."""
    ours, theirs = ([value["kind"] for value in draw(_OBJECTS, "3", 60)] for draw in (drawn, fuzz_engine.by_engine))
    assert {type(value) for value in ours} == {type(value) for value in theirs}
    assert len({repr(value) for value in ours}) >= 0.9 * len({repr(value) for value in theirs})


def test_few_values_are_given_once_each() -> None:
    """Where there are no more, it ends; where there are, not for a bad draw."""
    assert sorted(drawn(st.booleans(), "3", 30)) == [False, True]
    assert list(drawn(st.just(1), "3", 30)) == [1]
    assert list(drawn(st.integers(0, 4).filter(lambda number: number == 3), "3", 30)) == [3]
    for none in (st.integers().filter(lambda _: False), st.nothing(), st.fixed_dictionaries({"a": st.nothing()})):
        with pytest.raises(Unsatisfiable):
            list(drawn(none, "3", 30))
    assert list(drawn(st.just(1) | st.nothing(), "3", 30)) == [1]


def test_no_value_is_drawn_before_it_is_asked_for() -> None:
    """What nobody comes to costs nothing."""
    asked: list[int] = []

    def noted(number: int) -> int:
        asked.append(number)
        return number

    assert len(list(islice(drawn(st.integers().map(noted), "3", 30), 5))) == len(asked) == 5


def test_the_engine_draws_where_it_is_built_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that nobody knows draws as well, and as much by the seed."""
    monkeypatch.setitem(sys.modules, "contracts.cases.generated.fuzz_draws", None)
    draw = fuzz_engine.draws.__wrapped__()
    assert draw is fuzz_engine.by_engine
    values = [repr(value) for value in draw(_OBJECTS, "3", 12)]
    assert values == [repr(value) for value in draw(_OBJECTS, "3", 12)]
    assert (len(values), values[0]) == (12, "{'kind': None}")


def test_single_values_of_a_check_alone_are_drawn_without_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What others have Schemathesis make in this process is made as before."""
    from schemathesis.generation.hypothesis import examples

    fuzz_examples.prepare()
    monkeypatch.setattr(fuzz_examples, "draws", lambda: lambda strategy, seed, most: iter(["ours"]))
    assert Context().run(examples.generate_one, st.just("theirs")) == "theirs"
    with fuzz_constants.none_of_modules():
        assert examples.generate_one(st.just("theirs")) == "ours"


@pytest.mark.slow
def test_what_coverage_refuses_is_of_every_kind_and_nobody_elses() -> None:
    """It stands for members with a choice of few; who else has asked Schemathesis for it before is of no matter."""
    from schemathesis.specs.openapi.coverage import _schema

    fuzz_examples.prepare()
    theirs = Context().run(_schema._invalid_enum_candidates)
    with fuzz_constants.none_of_modules():
        ours = _schema._invalid_enum_candidates()
        assert _schema._invalid_enum_candidates() is ours
    assert Context().run(_schema._invalid_enum_candidates) is theirs is not ours
    assert {type(value) for value in ours} >= {str, type(None), bool, int, float}
