"""Broken bodies of what makes no record have the media type that it takes: another is refused before they are read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Service, checked, takes

if TYPE_CHECKING:
    from pathlib import Path

KIND = "application/vnd.stars+json"


class Stars(Service):
    """A search that takes a media type of its own alone; with a fault it takes what is no JSON as well, or fails at
    one body. Where some are ``free``, none is needed, and these pass for none.
    """

    def __init__(self, *, lax: bool = False, failing: bytes | None = None, free: tuple[bytes, ...] = ()) -> None:
        super().__init__()
        self.lax, self.failing, self.free = lax, failing, free
        self.read: list[bytes] = []

    def document(self) -> dict[str, Any]:
        """The document."""
        refused = {status: {"description": "no"} for status in ("400", "415")}
        schema = {"type": "object", "properties": {"name": {"type": "string"}}}
        body = {"required": not self.free, "content": {KIND: {"schema": schema}}}
        find = {
            "operationId": "searchStars",
            "requestBody": body,
            "responses": {"204": {"description": "ok"}, **refused},
        }
        return {
            "openapi": "3.1.0",
            "info": {"title": "Stars", "version": "1"},
            "paths": {"/stars/search": {"post": find}},
        }

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        if asked.parts != ["stars", "search"] or asked.method != "POST":
            return (405, None, {"Allow": "POST"}) if asked.parts == ["stars", "search"] else (404, None, {})
        if asked.headers.get_content_type() != KIND:
            return 415, None, {}
        self.read.append(asked.data)
        if asked.data == self.failing:
            return 500, None, {}
        try:
            right = asked.data in self.free or isinstance(json.loads(asked.data), dict)
        except ValueError:
            right = self.lax
        return (204 if right else 400), None, {}


@pytest.mark.parametrize("lax", [False, True])
def test_what_is_no_json_is_sent_as_what_is_taken(lax: bool, tmp_path: Path) -> None:
    """The service reads it, and who takes it is told so."""
    service = Stars(lax=lax)
    report = checked(service, tmp_path, recombinations=0, fuzz=0)
    assert ({b"{"} if lax else {b"{", b"", b"[1]"}) <= set(service.read)
    assert [(drift.lead.law, drift.lead.operation) for drift in report.drifts] == lax * [
        ("invalid-refused", "searchStars")
    ]


@pytest.mark.parametrize("body", [b"[1]", b'"text"', b"7", b"null"])
def test_what_fails_at_a_body_that_is_no_object_is_told(body: bytes, tmp_path: Path) -> None:
    """A call that makes no record is sent each kind of value that is none."""
    report = checked(Stars(failing=body), tmp_path, recombinations=0, fuzz=0)
    assert [(drift.lead.law, drift.lead.operation, drift.lead.flaky) for drift in report.drifts] == [
        ("no-server-error", "searchStars", False)
    ]


def test_null_is_not_sent_where_no_body_is_needed(tmp_path: Path) -> None:
    """It passes for none, which is right."""
    service = Stars(free=(b"", b"null"))
    assert checked(service, tmp_path, recombinations=0, fuzz=0).drifts == ()
    assert b"7" in service.read
    assert b"null" not in service.read


def test_of_the_bodies_that_are_no_object_none_follows_one_that_is_taken(tmp_path: Path) -> None:
    """What it is done for, it would be done for once more."""
    service = Stars(free=(b"", b"[1]"))
    checked(service, tmp_path, recombinations=0, fuzz=0)
    assert {b'"text"', b"7"}.isdisjoint(service.read)


class Register(Service):
    """A call that makes something unlisted of whatever its body sets; null sets nothing, as `json.Unmarshal` has it."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[bytes] = []

    def document(self) -> dict[str, Any]:
        """The document."""
        schema = {"type": "object", "required": ["days"], "properties": {"days": {"type": "integer", "minimum": 1}}}
        responses = {status: {"description": "said"} for status in ("204", "400", "415")}
        register = {"operationId": "registerTodos", "summary": "Register all todos", "responses": responses,
                    "requestBody": takes(schema)}  # fmt: skip
        info = {"title": "Todos", "version": "1"}
        return {"openapi": "3.1.0", "info": info, "paths": {"/todos/register": {"post": register}}}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        if asked.path != "/todos/register" or asked.method != "POST":
            return (405, None, {"Allow": "POST"}) if asked.path == "/todos/register" else (404, None, {})
        if not asked.json:
            return 415, None, {}
        try:
            body = json.loads(asked.data)
        except ValueError:
            return 400, None, {}
        days = 1 if body is None else body.get("days") if isinstance(body, dict) else None
        if type(days) is not int or days < 1:
            return 400, None, {}
        self.done.append(asked.data)
        return 204, None, {}


def test_null_is_sent_to_what_only_looks(tmp_path: Path) -> None:
    """Some take it for an object without members: what they make of it is made once more, and again to show it."""
    service = Register()
    checked(service, tmp_path, recombinations=0, fuzz=0)
    assert service.done == [b'{"days":1}']
