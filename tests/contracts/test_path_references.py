"""References that are the paths of records lead to the run's own, and never to the one of an example."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from contracts.traffic.record_references import RecordReferences
from mock_server.openapi import Schemas, behaviours
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, in_query, says, takes
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

_NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_PROJECT: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": _NAME}}
_PARENT = {"type": "string", "description": "As `projects/{id}`.", "example": "projects/p0"}


class Projects(Service):
    """Projects, and tasks that name theirs by its path, which ``parent`` describes and ``before`` begins."""

    def __init__(self, parent: dict[str, Any] = _PARENT, before: str = "projects/") -> None:
        super().__init__()
        self.before = before
        task = {"type": "object", "required": ["name", "parent"], "properties": {"name": _NAME, "parent": parent}}
        self.sent = {"projects": _PROJECT, "tasks": task}
        self.begin({"projects": {"p0": {"id": "p0", "name": "old"}}, "tasks": {}})
        self.numbers, self.parents = itertools.count(1), list[str]()
        self.checkers = {name: Checker(schema) for name, schema in self.sent.items()}

    def document(self) -> dict[str, Any]:
        """Two collections side by side."""
        no = {
            "400": {"description": "wrong"},
            "404": {"description": "none"},
            "422": {"description": "No such project"},
        }
        paths: dict[str, Any] = {}
        for name, sent in self.sent.items():
            shown = {"type": "object", "properties": {"id": {"type": "string"}, **sent["properties"]}}
            paths[f"/{name}"] = {"post": {"requestBody": takes(sent), "responses": {"201": says(shown), **no}}}
            paths[f"/{name}/{{id}}"] = {
                "parameters": [in_path("id", {"type": "string"})],
                "get": {"responses": {"200": says(shown), **no}},
                "delete": {"responses": {"204": {"description": "gone"}, **no}},
            }
        return {"openapi": "3.1.0", "info": {"title": "Projects", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        name, key = asked.parts[0], "/".join(asked.parts[1:])
        rows = self.rows.get(name)
        if rows is None or (key and key not in rows):
            return 404, None, {}
        if asked.method not in (("GET", "DELETE") if key else ("POST",)):
            return 405, None, {"Allow": "GET, DELETE" if key else "POST"}
        if key:
            return (200, rows[key], {}) if asked.method == "GET" else (204, rows.pop(key) and None, {})
        body, wrong = self.checkers[name].read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        if name == "tasks":
            parent = body["parent"].removeprefix(self.before)
            if parent == body["parent"] or parent not in self.rows["projects"]:
                return 422, None, {}
            self.parents.append(parent)
        key = f"{name[0]}{next(self.numbers)}"
        rows[key] = {"id": key, **self.checkers[name].kept(body)}
        return 201, rows[key], {}


def test_a_path_leads_to_the_run_s_own_record(tmp_path: Path) -> None:
    """No task is made below a project from before, also not below that of the example."""
    service = Projects()
    report = checked(service, tmp_path, recombinations=0)
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
    assert len(service.parents) > 20
    assert "p0" not in service.parents
    assert (service.unharmed, service.left) == (True, [])


class Listed(Projects):
    """Its list of tasks is filtered by the project's key, which is not how a task shows it."""

    def document(self) -> dict[str, Any]:
        """With both lists."""
        document = super().document()
        for name, sent in self.sent.items():
            shown = {"type": "object", "properties": {"id": {"type": "string"}, **sent["properties"]}}
            answers = {"200": says({"type": "array", "items": shown}), "400": {"description": "wrong"}}
            document["paths"][f"/{name}"]["get"] = {"operationId": f"list {name}", "responses": answers}
        query = {**in_query("parent", type="string"), "description": "The id of the project."}
        document["paths"]["/tasks"]["get"]["parameters"] = [query]
        return document

    def answer(self, asked: Asked) -> Answer:
        """A list, or the others."""
        if asked.method != "GET" or len(asked.parts) != 1 or asked.parts[0] not in self.rows:
            found = super().answer(asked)
            return (405, None, {"Allow": "GET, POST"}) if found[0] == 405 and len(asked.parts) == 1 else found
        wanted = asked.query.get("parent", [None])[-1] if asked.parts[0] == "tasks" else None
        rows = [*self.rows[asked.parts[0]].values()]
        return 200, [row for row in rows if wanted is None or row["parent"] == f"projects/{wanted}"], {}


@pytest.mark.slow
def test_a_list_may_be_filtered_by_the_key_in_a_path(tmp_path: Path) -> None:
    """A reference by path is asked for in neither form: which one a list takes is not told."""
    service = Listed()
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == []
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "before", "made"),
    [
        ("Where it is: `tasks/{id}` or `projects/{id}`.", "projects/", True),
        ("As `/api/projects/{id}`.", "/api/projects/", True),
        ("As `orgs/{org}/projects/{project}`.", "orgs/o0/projects/", False),
    ],
)
def test_a_longer_path_is_never_that_of_the_example(said: str, before: str, made: bool, tmp_path: Path) -> None:
    """One whose kinds are several is of one that the run makes; where keys stand above it, none is referred to."""
    pattern = "^" + before.replace("o0", "[a-z0-9]+").replace("/", "\\/") + "[a-z0-9]+$"
    service = Projects({"type": "string", "description": said, "pattern": pattern, "example": f"{before}p0"}, before)
    report = checked(service, tmp_path, recombinations=0)
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
    assert "p0" not in service.parents
    assert bool(service.parents) is made
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.parametrize(
    ("name", "schema", "place"),
    [
        ("subject", {"type": "object", "properties": {"reference": {"type": "string", "example": "Patient/123"}}},
         ("subject", "reference")),
        ("patient", {"type": "string", "example": "patients/123"}, ("patient",)),
        ("about", {"type": "string", "description": "One of `patients/{patient}`."}, ("about",)),
        ("about", {"type": "string", "example": "patients/123"}, None),
        ("kind", {"type": "string", "description": "Such as `image/png`."}, None),
        ("image", {"type": "string", "example": "image/png"}, None),
        ("about", {"type": "string", "description": "`patients/{id}` or `groups/{id}`"}, ("about",)),
        ("about", {"type": "string", "description": "See `/v1/patients/{id}`."}, None),
    ],
)  # fmt: skip
def test_what_is_a_path_of_a_record(name: str, schema: dict[str, Any], place: tuple[str, ...] | None) -> None:
    """By braces for its key, or by a member that is called as the record; media types are none."""
    body = {"type": "object", "properties": {name: schema}}
    post = {"requestBody": takes(body), "responses": {"201": says(body)}}
    read = document({"paths": {"/patients": {"post": post}, "/images": {"post": post}, "/notes": {"post": post}}})
    schemas = Schemas(read)
    known = behaviours(read, schemas)
    references = RecordReferences(known, schemas, lambda *_: False)
    note = next(each for each in known.values() if each.operation.path == "/notes")
    found = [each for each in references.of(note) if references.written(note, each, "7") != "7"]
    assert found == ([place] if place else [])
    assert [references.key(note, each, references.written(note, each, "7")) for each in found] == ["7"] * len(found)
