"""Values that cost much: bounded by counts, told where they can't be made, and never waited for by other requests."""

from __future__ import annotations

import asyncio
import json
import random
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine.deciding import decided
from mock_server.engine.explain import explain
from mock_server.openapi.generator import Generator
from mock_server.openapi.generator.deferral import Deferral, Deferred
from mock_server.openapi.generator.effort import STEPS, Effort, Exhausted
from mock_server.values import Values
from tests.documents.asking import Mock, answering, document, mock, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIGHT = 200
_HEAVY: dict[str, Any] = {
    name: {
        "oneOf": [
            {
                "type": "object",
                "required": [f"r{n}"],
                "properties": {f"r{n}": {"$ref": f"#/components/schemas/T{n or ''}"}},
            }
            for n in range(20)
        ]
    }
    for name in ("T", *(f"T{n}" for n in range(1, 20)))
}
"""Nothing finite conforms, and there are many ways to find out."""
_LARGE: dict[str, Any] = {
    "type": "object",
    "required": [f"m{n}" for n in range(LIGHT)],
    "properties": {f"m{n}": {"type": "boolean"} for n in range(LIGHT)},
}
"""More than is made at once, less than an answer may cost."""
_REFUSING: dict[str, Any] = {
    "/refusing": {
        "get": {
            "parameters": [{"name": "n", "in": "query", "required": True, "schema": {"type": "integer"}}],
            "responses": {"400": {"description": "No", "content": {"application/json": {"schema": _LARGE}}}},
        }
    }
}
"""Errors that are more than is made at once, and the same for all."""
_SMALL = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}


@pytest.fixture(autouse=True)
def _little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the steps is what others wait for, for the sake of the time."""
    monkeypatch.setattr("mock_server.openapi.generator.deferral.LIGHT", LIGHT)


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mock_server.openapi.generator.effort.SECONDS", 600.0)


def _tree(**more: Any) -> dict[str, Any]:
    paths = {
        "/heavy": {"get": answering({"$ref": "#/components/schemas/T"})},
        "/large": {"get": answering(_LARGE)},
        "/small": {"get": answering(_SMALL)},
        **more,
    }
    return document(paths, components={"schemas": _HEAVY})


def test_what_cant_be_satisfied_is_told_once_and_remembered(tmp_path: Path) -> None:
    """The log and the document's problems name the schema; the next answer is the same and costs nothing."""
    asked = mock(tmp_path, _tree())
    first, second = asked.ask("GET", "/heavy"), asked.ask("GET", "/heavy")
    assert first.status == 200
    assert first.body == second.body
    told = [problem for problem in asked.app.apis[0].document.problems if "#/components/schemas/T" in problem]
    assert len(told) == 1
    assert "no value that conforms to #/components/schemas/T was found" in told[0]


def test_explain_tells_what_cant_be_satisfied(tmp_path: Path) -> None:
    """Before anybody asks for it."""
    lines = "\n".join(explain(mock(tmp_path, _tree()).app.apis[0]))
    assert lines.count("no value that conforms to #/components/schemas/T was found") == 1


def test_others_are_answered_while_a_value_is_made(tmp_path: Path) -> None:
    """A request that comes later, for something light, is answered first."""
    asked = mock(tmp_path, _tree())
    asked.ask("GET", "/small")
    done: list[str] = []

    async def ask(path: str) -> None:
        await _asked(asked, path)
        done.append(path)

    async def both() -> None:
        await asyncio.gather(ask("/heavy"), ask("/large"), ask("/small"))

    asyncio.run(both())
    assert done[0] == "/small"
    assert set(done) == {"/heavy", "/large", "/small"}


def test_a_large_value_is_made_whole_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    """Counts decide what is made elsewhere, so a seed gives the same answers."""
    found = [mock(tmp_path, _tree()).ask("GET", "/large").json for _ in range(2)]
    assert found[0] == found[1]
    assert len(found[0]) == LIGHT


def test_a_decision_that_is_made_again_changes_the_store_once(tmp_path: Path) -> None:
    """A create whose answer holds something heavy makes one record."""
    thing = record(large={**_LARGE, "readOnly": True})
    body = {"requestBody": {"content": {"application/json": {"schema": thing}}}}
    item = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]}
    things = {
        "/things": {
            "post": {**answering(thing, status="201"), **body},
            "get": answering({"type": "array", "items": thing}),
        },
        "/things/{id}": {"get": answering(thing), **item},
    }
    asked = mock(tmp_path, _tree(**things))
    made = asked.ask("POST", "/things", {"name": "mine"})
    assert made.status == 201
    assert made.json["name"] == "mine"
    assert len(made.json["large"]) == LIGHT
    assert asked.ask("GET", f"/things/{made.json['id']}").json == made.json
    assert [each["id"] for each in asked.ask("GET", "/things").json] == [made.json["id"]]


def test_wishes_and_refusals_are_made_elsewhere_too(tmp_path: Path) -> None:
    """`Prefer: dynamic` and an error whose schema is large."""
    asked = mock(tmp_path, _tree(**_REFUSING))
    assert len(asked.ask("GET", "/large", headers={"Prefer": "dynamic=true"}).json) == LIGHT
    for headers in ({}, {"Prefer": "code=400"}):
        refused = asked.ask("GET", "/refusing", headers=headers)
        assert refused.status == 400
        assert len(refused.json) == LIGHT


def test_what_is_shared_is_found_again_wherever_its_chance_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each decision draws what is shared from a source of its own, which need not be where the last one was."""
    kept: list[random.Random] = []

    class _Kept(random.Random):
        def __init__(self, *seed: Any) -> None:
            super().__init__(*seed)
            kept.append(self)

    monkeypatch.setattr("mock_server.values.random.Random", _Kept)
    asked = mock(tmp_path, _tree(**_REFUSING))
    assert len(asked.ask("GET", "/refusing").json) == LIGHT
    assert len(kept) > 1


def test_a_stream_of_values_is_no_place_in_memory() -> None:
    """A source of chance that is gone leaves its place to the next, and nothing that was made for it."""
    values, streams = Values(1), set()
    for seed in range(50):
        values.random = random.Random(seed)
        streams.add(values.stream)
    assert len(streams) == 50


def test_what_was_taken_keeps_nothing_of_whose_it_was() -> None:
    """Sandboxes come and go; their sources of chance are not held by what was made for them."""
    deferral, values = Deferral(), Values(1)

    def exhausted(*_: Any) -> Any:
        raise Exhausted

    def ask() -> Any:
        deferral.begin()
        return deferral.value("key", _SMALL, exhausted, lambda: (lambda *_: "made", lambda: 1), values.stream)

    with pytest.raises(Deferred) as deferred:
        ask()
    deferred.value.run(1)
    gone = weakref.ref(values.random)
    assert ask() == "made"
    deferral.begin()
    values.random, deferred = random.Random(2), None  # type: ignore[assignment]
    assert gone() is None


def test_counts_end_a_value() -> None:
    """As many steps as were given, and then the end; without a beginning there is none."""
    effort = Effort()
    effort.spend(10 * STEPS)
    effort.begin(500)
    effort.spend(500)
    assert effort.spent == 500
    with pytest.raises(Exhausted):
        effort.spend()
    assert not effort.is_cut


def test_time_ends_a_value_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the steps are slow, the clock of the CPU cuts."""
    clock = iter(range(0, 10**9, 1000))
    monkeypatch.setattr("mock_server.openapi.generator.effort.cpu_seconds", lambda: float(next(clock)))
    effort = Effort()
    effort.begin(100_000)
    with pytest.raises(Exhausted):
        effort.spend(50_000)
    assert effort.is_cut
    assert effort.spent < 1000


def test_a_generator_gives_the_nearest_value_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """And tells that time was short, both times that it was tried, and remembers it."""
    clock = iter(range(0, 10**9, 1000))
    monkeypatch.setattr("mock_server.openapi.generator.effort.cpu_seconds", lambda: float(next(clock)))
    told: list[bool] = []
    generator = Generator(lambda _: _HEAVY["T"], Values(1), unmet=lambda _, is_cut: told.append(is_cut))
    for _ in range(3):
        generator.generate(_HEAVY["T"])
    assert told == [True]


def test_a_value_that_time_cut_once_is_made_at_the_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first value of a schema may pay for what is loaded or compiled, or for a large heap that is searched."""
    moments = iter((0.0, 1000.0))
    monkeypatch.setattr("mock_server.openapi.generator.effort.cpu_seconds", lambda: next(moments, 1000.0))
    generator = Generator(lambda _: True, Values(1))
    schema: Any = {"type": "array", "items": {**_SMALL}, "minItems": 300, "maxItems": 300}
    assert len(generator.generate(schema)) == 300
    assert next(moments, None) is None


def test_an_answer_ends_after_so_many_heavy_values() -> None:
    """Each of them is heavy; the rest are made in a hurry."""

    class _Synthesis:
        deferral = Deferral()

    schemas: list[Any] = [{"n": n} for n in range(100)]
    elsewhere: list[int] = []

    def make(steps: int, nearest: bool) -> Any:
        if not nearest:
            raise Exhausted
        return "hurried"

    def apart() -> tuple[Callable[[int, bool], Any], Callable[[], int]]:
        def made(steps: int, nearest: bool) -> Any:
            elsewhere.append(steps)
            return "whole"

        return made, lambda: STEPS // 4

    def decide() -> list[Any]:
        return [_Synthesis.deferral.value(id(schema), schema, make, apart) for schema in schemas]

    found = asyncio.run(decided(_Synthesis(), decide))  # type: ignore[arg-type]
    assert elsewhere == [STEPS, STEPS * 3 // 4, STEPS // 2, STEPS // 4]
    assert found.count("hurried") == len(schemas) - 4
    schemas = schemas[:3]
    assert asyncio.run(decided(_Synthesis(), decide)) == ["whole"] * 3  # type: ignore[arg-type]


async def _asked(asked: Mock, path: str) -> Any:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        "scheme": "http", "root_path": "",
    }  # fmt: skip
    await asked.app(scope, receive, send)
    return json.loads(b"".join(message.get("body", b"") for message in sent[1:]))
