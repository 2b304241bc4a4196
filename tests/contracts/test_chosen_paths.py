"""Which operations are called before all others, and which paths get methods that they do not have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.probes.other_methods import other_methods
from contracts.cases.probes.reaching import first_looks
from contracts.run import Check
from contracts.settings import Settings
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import RecordSteps


def _operation(name: str, path: str = "") -> dict[str, Any]:
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": name,
        "parameters": [key] if "{" in path else [],
        "responses": {"200": {"description": "ok"}},
    }


BOATS: dict[str, Any] = {
    "/boats": {"get": _operation("listBoats"), "post": _operation("addBoat")},
    "/boats/search": {"post": _operation("searchBoats")},
    "/boats/count": {"post": _operation("countBoats")},
    "/boats/clear": {"post": _operation("clearBoats")},
    "/boats/{key}/find": {"post": _operation("findNear", "{")},
}
PLAIN: dict[str, Any] = {f"/plain/{number}": {"get": _operation(f"plain{number}")} for number in range(12)}
SEVERAL: dict[str, Any] = {
    f"/several/{number}": {"get": _operation(f"get{number}"), "put": _operation(f"put{number}")} for number in range(30)
}


@pytest.fixture
def steps(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[RecordSteps]:
    """The steps of a check of these paths that sends nothing."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": request.param}))
    settings = Settings(url="http://127.0.0.1:9", spec=spec, ledger=tmp_path / "ledger")
    check = Check(settings, load_document(spec))
    yield check.steps
    check.close()


@pytest.mark.parametrize("steps", [BOATS], indirect=True)
def test_what_searches_by_a_post_is_called_first(steps: RecordSteps) -> None:
    """It reads as a GET does; what makes, takes away, or names a record comes later."""
    assert [name for name, _ in first_looks(steps)] == ["look at listBoats", "reach searchBoats", "reach countBoats"]


@pytest.mark.parametrize("steps", [PLAIN | SEVERAL], indirect=True)
def test_paths_of_several_methods_are_asked_what_they_allow(steps: RecordSteps) -> None:
    """However late they stand: of one method nothing can be left out; there is a bound."""
    paths = [name.rpartition(" ")[2] for name, _ in other_methods(steps)]
    assert paths == [f"/plain/{number}" for number in range(8)] + [f"/several/{number}" for number in range(24)]


@pytest.mark.parametrize("steps", [SEVERAL | PLAIN], indirect=True)
def test_no_path_is_asked_twice(steps: RecordSteps) -> None:
    """The first of all are among the first that have several."""
    paths = [name.rpartition(" ")[2] for name, _ in other_methods(steps)]
    assert paths == [f"/several/{number}" for number in range(24)]
