"""Operations that change the record of whoever asks, under a name that it is to have: they name no record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Request
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document

TEXT = {"type": "string"}
NAMES = RunNames(1)


def purses(folder: Path, *shown: str) -> Document:
    """Purses that a POST makes; PATCH renames the caller's own, and so does a PUT on the name that it is to have."""
    record = {"type": "object", "properties": dict.fromkeys(shown, TEXT)}
    answers = {"200": {"description": "A", "content": {"application/json": {"schema": record}}}}
    sent = {"type": "object", "properties": {"name": TEXT, "colour": TEXT}}
    put: Any = {"requestBody": {"content": {"application/json": {"schema": sent}}}, "responses": answers}
    key = {"in": "path", "required": True, "schema": TEXT}
    file = folder / "purses.json"
    file.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Purses", "version": "1"}, "paths": {
            "/purses": {"post": {**put, "operationId": "make"}, "patch": {**put, "operationId": "change"}},
            "/purses/{purse_id}": {"parameters": [{**key, "name": "purse_id"}],
                                   "delete": {"operationId": "drop", "responses": {"204": {"description": "Gone"}}}},
            "/purses/{new_name}": {"parameters": [{**key, "name": "new_name"}],
                                          "put": {"operationId": "call", "responses": answers}},
        }}))  # fmt: skip
    return load_document(file)


@pytest.mark.parametrize(
    ("shown", "action"), [(("id", "name"), "none"), (("purse_id", "name"), "none"), (("name",), "merge")]
)
def test_a_name_tells_which_record_is_meant_where_nothing_likelier_does(
    shown: tuple[str, ...], action: str, tmp_path: Path
) -> None:
    """Where records have keys, the name in a body is what one is to be called."""
    assert Judge(purses(tmp_path, *shown)).behaviours["change"].action == action


@pytest.mark.parametrize("operation", ["change", "call"])
def test_no_record_of_whoever_asks_is_renamed(operation: str, tmp_path: Path) -> None:
    """A name of the run is no proof that the record which gets it is the run's."""
    judge, safety = Judge(purses(tmp_path, "id", "name")), Safety(Ownership(NAMES), Creations())
    name = NAMES.fresh()
    request = {
        "change": Request(
            "PATCH", "/purses", (("Content-Type", "application/json"),), b'{"name": "%b"}' % name.encode()
        ),
        "call": Request("PUT", f"/purses/{name}"),
    }[operation]
    behaviour = judge.behaviours[operation]
    reading = judge.reader.read(request)
    assert behaviour.action == "none"
    assert safety.forbids(request, reading, behaviour, name) is not None


def test_a_record_of_the_run_may_be_renamed(tmp_path: Path) -> None:
    """Where the path names it as well."""
    file = tmp_path / "boats.json"
    keys = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in ("boat", "new_name")]
    rename = {"operationId": "rename", "parameters": keys, "responses": {"204": {"description": "Done"}}}
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Boats", "version": "1"},
                                "paths": {"/boats/{boat}/rename/{new_name}": {"put": rename}}}))  # fmt: skip
    judge, safety = Judge(load_document(file)), Safety(Ownership(NAMES), Creations())
    for boat, refused in ((NAMES.fresh(), False), ("flagship", True)):
        request = Request("PUT", f"/boats/{boat}/rename/{NAMES.fresh()}")
        why = safety.forbids(request, judge.reader.read(request), judge.behaviours["rename"], None)
        assert (why is not None) is refused
