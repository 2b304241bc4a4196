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
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import JSON


class Timers(Service):
    """Timers and bells, each with a schedule, of which no text is taken."""

    def __init__(self, **bound: str) -> None:
        super().__init__()
        self.begin({"timers": {}})
        self.schedules: list[str] = []
        self.bound = bound

    def document(self) -> dict[str, Any]:
        """A timer's schedule is told by an example."""
        schedule: dict[str, Any] = {"type": "string", **self.bound}
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


@pytest.mark.parametrize("bound", [{}, {"pattern": "^[^;%&]+$"}])
def test_one_text_that_the_document_tells_is_sent_once(tmp_path: Path, bound: dict[str, str]) -> None:
    """All texts together are that one, so what comes next is the least that it takes; a pattern that leaves out some
    characters changes nothing."""
    service = Timers(**bound)
    some_journeys(service, tmp_path, "^texts of add timers$")
    assert [text == "0 4 * * *" for text in service.schedules[:3]] == [False, True, False]


class Flows(Service):
    """Flows that are there but once by their names: a create answers with the one that is there."""

    def __init__(self, pattern: str, example: str) -> None:
        super().__init__()
        self.begin({"flows": {"f0": {"id": "f0", "name": example}}})
        self.name = {"type": "string", "pattern": pattern, "examples": [example]}
        self.sent: set[str] = set()

    def document(self) -> dict[str, Any]:
        """A name has an example, and a pattern."""
        body = {"type": "object", "required": ["name"], "properties": {"name": self.name}}
        shown = {**body, "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
        none, no = {"description": "none"}, {"description": "no"}
        paths = {
            "/flows": {"post": {"description": "If a flow of this name exists, the existing flow is returned.",
                                "requestBody": takes(body), "responses": {"200": says(shown), "422": no}}},
            "/flows/{id}": {
                "parameters": [in_path("id", {"type": "string"})],
                "get": {"responses": {"200": says(shown), "404": none}},
                "delete": {"responses": {"204": {"description": "gone"}, "404": none}},
            },
        }  # fmt: skip
        return {"openapi": "3.1.0", "info": {"title": "Flows", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """A flow is found by its name, or made."""
        flows = self.rows["flows"]
        if asked.method == "POST":
            body, wrong = Checker({"type": "object", "required": ["name"], "properties": {"name": self.name}}).read(
                asked.data
            )
            if wrong:
                return 422, None, {}
            self.sent.add(body["name"])
            same = next((row for row in flows.values() if row["name"] == body["name"]), None)
            row = same or {"id": f"f{len(self.sent) + 100 * len(flows)}", "name": body["name"]}
            return 200, flows.setdefault(row["id"], row), {}
        key = asked.parts[-1]
        if key not in flows:
            return 404, None, {}
        return (200, flows[key], {}) if asked.method == "GET" else (204, flows.pop(key) and None, {})


def test_a_name_that_leaves_out_some_characters_is_one_of_the_runs_own(tmp_path: Path) -> None:
    """Were the document's example sent each time, all creates would answer with somebody's record."""
    service = Flows("^[^/%&><]+$", "my-flow")
    report = some_journeys(service, tmp_path, "flows")
    assert (report.drifts, service.left, service.unharmed) == ((), [], True)
    assert report.removed > 0


def test_what_takes_no_words_is_what_the_document_shows(tmp_path: Path) -> None:
    """A code of three capitals is none that anybody may make up."""
    service = Flows("^[A-Z]{3}$", "EUR")
    some_journeys(service, tmp_path, "flows")
    assert (service.sent, service.left, service.unharmed) == ({"EUR"}, [], True)
