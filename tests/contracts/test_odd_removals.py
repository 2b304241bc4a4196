"""A removal by a key that nobody has is tried where reads show that it is free, and only failing at it is a drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TASK: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "title": {"type": "string", "minLength": 1, "maxLength": 40},
    },
}


class Tasks(Service):
    """Tasks by number, one of which is another's and has the number 0."""

    def __init__(self, fails_at: str = "", *, mute: bool = False) -> None:
        super().__init__()
        self.begin({"tasks": {"0": {"id": 0, "title": "another's"}}} if not fails_at else {"tasks": {}})
        self.fails_at, self.mute, self.last = fails_at, mute, 0
        self.removed: list[str] = []

    def document(self) -> dict[str, Any]:
        """Nothing says how small or large a key may be."""
        shown, no = {**_TASK, "required": ["id", "title"]}, {"400": {"description": "no"}}
        none = {**no, "404": {"description": "none"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Tasks", "version": "1"},
            "paths": {
                "/tasks": {"post": {"operationId": "add", "requestBody": takes(_TASK),
                                    "responses": {"201": says(shown), **no}}},
                "/tasks/{id}": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"operationId": "get", "responses": {"200": says(shown), **none}},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **none}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A service that fails does so for one key alone."""
        allowed = {1: "POST", 2: "GET, DELETE"}.get(len(asked.parts), "") if asked.parts[0] == "tasks" else ""
        if not allowed:
            return 404, None, {}
        if asked.method not in allowed.split(", "):
            return 405, None, {"Allow": allowed}
        if asked.method == "POST":
            body, wrong = Checker(_TASK).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            self.last += 1
            self.rows["tasks"][str(self.last)] = {"id": self.last, "title": body["title"]}
            return 201, self.rows["tasks"][str(self.last)], {}
        key = asked.parts[1]
        if not key.removeprefix("-").isdecimal() or not key.isascii():
            return 400, None, {}
        if asked.method == "DELETE":
            self.removed.append(key)
            if key == self.fails_at:
                return 500, None, {}
        if key not in self.rows["tasks"]:
            return 404, None, {}
        if asked.method == "GET":
            return 200, self.rows["tasks"][key], {}
        if not self.mute:
            del self.rows["tasks"][key]
        return 204, None, {}


def test_a_number_that_somebody_has_is_left_alone(tmp_path: Path) -> None:
    """The numbers that nobody has are tried; zero is another's, and stays."""
    service = Tasks()
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert {"-1", "9223372036854775808"} <= set(service.removed)
    assert (service.unharmed, service.left, "0" in service.removed) == (True, [], False)


@pytest.mark.parametrize("key", ["0", "9223372036854775808"])
def test_a_removal_that_fails_at_a_number_is_found(key: str, tmp_path: Path) -> None:
    """One drift, which can be shown again."""
    report = checked(Tasks(key), tmp_path, recombinations=0)
    found = [(drift.lead.law, drift.lead.operation, drift.lead.flaky) for drift in report.drifts]
    assert found == [("no-server-error", "drop", False)]


def test_where_removals_are_not_exact_no_such_number_is_tried(tmp_path: Path) -> None:
    """A service that keeps what it says is gone gets no removal of what the run did not make."""
    service = Tasks(mute=True)
    checked(service, tmp_path, recombinations=0)
    assert not {"0", "-1", "9223372036854775808"} & set(service.removed)
