"""Sequences over links, drawn without Hypothesis' engine: by the seed alone, whole, and by the engine where need be."""

from __future__ import annotations

import time
import warnings
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import strategies

from contracts.cases.generated import fuzz_engine
from contracts.cases.generated.fuzz_links import run_links
from contracts.cases.generated.quiet_warnings import quiet_warnings
from contracts.exchange import Answer

if TYPE_CHECKING:
    import pytest

_KIND = (("Content-Type", "application/json"),)
_ID = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
_KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
_BODY = {"type": "object", "required": ["size"], "properties": {"size": {"type": "integer", "maximum": 99}}}
_LINKS = {"show": {"operationId": "showBox", "parameters": {"id": "$response.body#/id"}}}
_MADE = {"description": "made", "content": {"application/json": {"schema": _ID}}, "links": _LINKS}
BOXES = {
    "openapi": "3.0.3",
    "info": {"title": "Boxes", "version": "1"},
    "paths": {
        "/boxes": {
            "post": {
                "operationId": "makeBox",
                "requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}},
                "responses": {"201": _MADE},
            }
        },
        "/boxes/{id}": {
            "get": {"operationId": "showBox", "parameters": [_KEY], "responses": {"200": {"description": "shown"}}}
        },
    },
}


def asked(seed: int, seconds: float = 900.0) -> list[str]:
    """What the scenarios of a seed ask, of a service that makes each box and shows none."""
    found: list[str] = []

    def send(case: Any) -> Answer:
        found.append(f"{case.method} {case.path_parameters} {case.body!r}")
        made = case.method == "POST"
        return Answer(201, _KIND, b'{"id": "box-%d"}' % len(found)) if made else Answer(404)

    run_links(schemathesis.openapi.from_dict(BOXES), send, seed, 6, time.monotonic() + seconds)
    return found


def test_a_seed_gives_its_scenarios() -> None:
    """They are long, lead on from what was made, and hold other values each time."""
    found = asked(3)
    assert found == asked(3) != asked(4)
    assert len(found) > 40
    assert any(line.startswith("GET") and "'box-" in line for line in found)
    assert len({line for line in found if line.startswith("POST")}) > 10


def test_no_scenario_begins_when_time_is_over() -> None:
    """And none of the one that is under way then asks anything."""
    assert asked(3, seconds=-1.0) == []


def test_the_engine_runs_scenarios_where_it_is_built_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that nobody knows is asked for as many."""
    monkeypatch.setattr(fuzz_engine, "draws", lambda: fuzz_engine.by_engine)
    found = asked(3)
    assert len(found) > 20
    assert any(line.startswith("GET") and "'box-" in line for line in found)


def test_a_use_that_comes_again_counts() -> None:
    """What was asked may have had an effect: where there are few sequences, the same ones are not run for nothing."""
    used: list[bool] = []

    def use(data: Any) -> bool:
        used.append(data.draw(strategies.booleans()))
        return used[-1]

    found = list(fuzz_engine.draws()(strategies.data(), "0", 13, use))
    assert sorted(found) == [False, True]
    assert len(used) == 13


def test_what_scenarios_warn_of_is_kept_from_others() -> None:
    """Whichever of two threads ends first: the filters of the process are as before."""
    before = list(warnings.filters)
    with quiet_warnings():
        with quiet_warnings():
            pass
        assert warnings.filters[0][0] == "ignore"
    one, other = quiet_warnings(), quiet_warnings()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    assert warnings.filters[0][0] == "ignore"
    other.__exit__(None, None, None)
    assert warnings.filters == before
