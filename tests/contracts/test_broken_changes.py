"""Bodies that are none are sent to changes of the run's own records as well: a service may read them only there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked

if TYPE_CHECKING:
    from pathlib import Path

NAME = {"type": "string", "minLength": 1}
BODY = {"type": "object", "required": ["name"], "properties": {"name": NAME}}
SHOWN = {"type": "object", "required": ["id", "name"], "properties": {"id": {"type": "string"}, "name": NAME}}


class Kennels(Service):
    """Dogs that can be made, read, merged or replaced, and removed; ``fault`` is what comes of a list for a change.

    Who is not there is looked for before a body is read, so that nobody's key shows nothing of it.
    """

    def __init__(self, method: str, fault: str) -> None:
        super().__init__()
        self.method, self.fault, self.made = method, fault, 0
        self.checker = Checker(BODY)
        self.begin({"dogs": {"rex": {"id": "rex", "name": "Rex"}}})

    def document(self) -> dict[str, Any]:
        """The document."""
        shown = {"content": {"application/json": {"schema": SHOWN}}, "description": "the dog"}
        missing, refused = (
            {"404": {"description": "no such dog"}},
            {status: {"description": "wrong"} for status in ("400", "415")},
        )
        taken = {"requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}}}
        key = {"name": "dog", "in": "path", "required": True, "schema": {"type": "string"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Kennels", "version": "1"},
            "paths": {
                "/dogs": {"post": {"operationId": "addDog", **taken, "responses": {"201": shown, **refused}}},
                "/dogs/{dog}": {
                    "parameters": [key],
                    "get": {"operationId": "getDog", "responses": {"200": shown, **missing}},
                    self.method.lower(): {
                        "operationId": "changeDog",
                        **taken,
                        "responses": {"200": shown, **refused, **missing},
                    },
                    "delete": {"operationId": "removeDog", "responses": {"204": {"description": "gone"}, **missing}},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        dogs, parts = self.rows["dogs"], asked.parts
        if parts == ["dogs"] and asked.method == "POST":
            body, wrong = self.checker.read(asked.data)
            if wrong or not asked.json:
                return (400 if asked.json else 415), None, {}
            self.made += 1
            key = f"dog-{self.made}"
            dogs[key] = {"id": key, "name": body["name"]}
            return 201, dogs[key], {}
        if len(parts) != 2 or parts[0] != "dogs":
            return 404, None, {}
        if asked.method not in ("GET", "DELETE", self.method):
            return 405, None, {"Allow": f"GET, DELETE, {self.method}"}
        if parts[1] not in dogs:
            return 404, None, {}
        if asked.method == "DELETE":
            del dogs[parts[1]]
            return 204, None, {}
        return (200, dogs[parts[1]], {}) if asked.method == "GET" else self._changed(dogs[parts[1]], asked)

    def _changed(self, dog: dict[str, Any], asked: Asked) -> Answer:
        body, wrong = self.checker.read(asked.data)
        if self.fault and asked.json and asked.data[:1] == b"[":
            return (500, None, {}) if self.fault == "fails" else (200, dog, {})
        if wrong or not asked.json:
            return (400 if asked.json else 415), None, {}
        dog["name"] = body["name"]
        return 200, dog, {}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
@pytest.mark.parametrize(("fault", "law"), [("", None), ("fails", "no-server-error"), ("takes", "invalid-refused")])
def test_a_change_of_an_own_record_gets_bodies_that_are_none(
    method: str, fault: str, law: str | None, tmp_path: Path
) -> None:
    """A list for the members of a record that is there: refused as the document has it, else one drift."""
    service = Kennels(method, fault)
    report = checked(service, tmp_path, recombinations=0, fuzz=0)
    found = [(drift.lead.law, drift.lead.operation) for drift in report.drifts]
    assert found == ([(law, "changeDog")] if law else [])
    assert service.unharmed
    assert service.left == []
