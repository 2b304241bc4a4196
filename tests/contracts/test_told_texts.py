"""Texts that a service takes where it refuses others are sent to the resource that took them, and to no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.records.told_texts import sent_of, spots
from contracts.run import Check
from contracts.settings import Settings
from mock_server.openapi import load_document
from tests.contracts.some_journeys import some_journeys
from tests.manners.serving import Answer, Asked, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import JSON


class Timers(Service):
    """Timers and bells, each with a schedule, of which no text is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"timers": {}})
        self.schedules: list[str] = []

    def document(self) -> dict[str, Any]:
        """A timer's schedule is told by an example."""
        schedule: dict[str, Any] = {"type": "string"}
        paths: dict[str, Any] = {}
        told: dict[str, dict[str, str]] = {"timers": {"example": "0 4 * * *"}, "bells": {}}
        for kind, more in told.items():
            body: dict[str, Any] = {
                "type": "object",
                "required": ["schedule"],
                "properties": {"schedule": {**schedule, **more}},
            }
            shown = {**body, "properties": {"id": {"type": "string", "readOnly": True}, **body["properties"]}}
            change = {**body, "properties": {"schedule": {**schedule, "description": "what it becomes"}}}
            answers = {"200": says(shown), "400": {"description": "no"}, "404": {"description": "none"}}
            paths |= {
                f"/{kind}": {"post": {"operationId": f"add {kind}", "requestBody": takes(body),
                                      "responses": {"201": says(shown), "400": {"description": "no"}}}},
                f"/{kind}/{{id}}": {
                    "parameters": [in_path("id", {"type": "string"})],
                    "get": {"operationId": f"read {kind}", "responses": answers},
                    "patch": {"operationId": f"set {kind}", "requestBody": takes(change), "responses": answers},
                    "delete": {"operationId": f"drop {kind}", "responses": {
                        "204": {"description": "gone"}, "404": {"description": "none"}}},
                },
            }  # fmt: skip
        return {"openapi": "3.1.0", "info": {"title": "Timers", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """None is made."""
        if asked.method != "POST":
            return 404, None, {}
        self.schedules.append(json.loads(asked.data)["schedule"])
        return 400, None, {}


def test_a_text_that_was_taken_is_sent_to_its_resource_alone(tmp_path: Path) -> None:
    """To its change as well, whose schema is another one, and not to what has a member of that name."""
    spec = tmp_path / "timers.json"
    spec.write_text(json.dumps(Timers().document()))
    check = Check(Settings(url="http://127.0.0.1:9", spec=spec), load_document(spec))
    try:
        steps = check.steps
        operations = {operation.id: operation for operation in steps.judge.document.operations}
        taken = spots(steps, operations["add timers"], {"schedule": "0 4 * * *"})
        with steps.samples.with_texts(taken):
            bodies = {name: steps.requests.body(operations[name]) for name in operations if name[:3] in ("add", "set")}
    finally:
        check.close()
    with_it = {name for name, body in bodies.items() if body == {"schedule": "0 4 * * *"}}
    assert (with_it, len(bodies)) == ({"add timers", "set timers"}, 4)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"label": "word", "rules": [{"name": "word"}], "title": "a word"}, {"label", "name"}),
        ([{"label": "word"}], {"label"}),
        ("word", set()),
    ],
)
def test_what_a_body_leaves_out_was_not_taken(body: JSON, names: set[str]) -> None:
    """One that is named in the document alone is still open."""
    assert set(sent_of(body, dict.fromkeys(("label", "name", "title", "note"), "word"))) == names


def test_one_text_that_the_document_tells_is_sent_once(tmp_path: Path) -> None:
    """All texts together are that one, so what comes next is the least that it takes."""
    service = Timers()
    some_journeys(service, tmp_path, "^texts of add timers$")
    assert [text == "0 4 * * *" for text in service.schedules[:3]] == [False, True, False]
