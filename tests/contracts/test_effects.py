"""How far requests reach, by what their operations do: what may be under way at the same time rests on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.exchange import Request
from contracts.laws.judging import Judge
from contracts.traffic.effects import Effect, effect_of
from mock_server.openapi import load_document

BOARD = Path(__file__).parents[1] / "target_crud" / "openapi.yaml"


@pytest.mark.parametrize(
    ("action", "method", "effect"),
    [
        ("list", "GET", Effect.LOOK),
        ("read", "GET", Effect.READ),
        ("create", "POST", Effect.WRITE),
        ("replace", "PUT", Effect.WRITE),
        ("delete", "DELETE", Effect.REMOVE),
    ],
)
def test_an_operation_reaches_as_far_as_it_does(action: str, method: str, effect: Effect) -> None:
    """A list shows what others may be changing, a read one record, the others change one."""
    behaviours = Judge.of(load_document(BOARD)).behaviours.values()
    found = [b for b in behaviours if b.action == action and b.operation.method == method and b.resource is not None]
    assert found
    for behaviour in found:
        assert effect_of(Request(method, "/", ()), behaviour) is effect


@pytest.mark.parametrize(
    ("method", "effect"),
    [("GET", Effect.READ), ("HEAD", Effect.READ), ("OPTIONS", Effect.READ), ("TRACE", Effect.READ),
     ("POST", Effect.ANY), ("DELETE", Effect.ANY)],
)  # fmt: skip
def test_what_no_operation_covers_shows_nothing_and_may_change_anything(method: str, effect: Effect) -> None:
    """A method that only asks is held up by no change of others, any other method by everything."""
    assert effect_of(Request(method, "/", ()), None) is effect
