"""References to records that nobody has are refused where the document says so; elsewhere what comes of it is open."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.traffic.creations import Creations
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NAME: dict[str, Any] = {"name": {"type": "string", "minLength": 1, "maxLength": 60}}
_JOURNEYS = "references to nothing|two of"


class Berths(Service):
    """Boats at their berths; ``said`` is what the document says of a boat's refusal, ``must`` of the member.

    ``takes`` are the methods that take any berth; with ``later`` a boat that is refused is taken for now.
    """

    def __init__(
        self, said: str = "", must: str = "", takes: str = "", status: str = "422", *, later: bool = False
    ) -> None:
        super().__init__()
        self.begin({"berths": {"4": {"id": 4, "name": "north"}}, "boats": {}})
        self.said, self.takes, self.status, self.later = said, takes, status, later
        self.count = itertools.count(5)
        berth = {"type": "integer", "description": must or "where it lies"}
        self.schemas: dict[str, dict[str, Any]] = {
            kind: {"type": "object", "required": [*parts], "properties": parts}
            for kind, parts in (("berths", _NAME), ("boats", {**_NAME, "berth_id": berth}))
        }
        self.checkers = {kind: Checker(schema) for kind, schema in self.schemas.items()}

    def document(self) -> dict[str, Any]:
        """Two collections, of which one refers to the other."""
        paths: dict[str, Any] = {}
        for kind, schema in self.schemas.items():
            key = {"id": {"type": "integer", "readOnly": True}}
            shown = {**schema, "properties": {**key, **schema["properties"]}}
            gone = {"404": {"description": f"There is no such thing among {kind}"}, "400": {"description": "wrong"}}
            refused = {"400": {"description": "wrong"}, self.status: {"description": self.said or "refused"}}
            paths[f"/{kind}"] = {
                "post": {
                    "operationId": f"add {kind}",
                    "requestBody": takes(schema),
                    "responses": {"201": says(shown), "202": {"description": "It is made soon."}, **refused},
                },
            }
            paths[f"/{kind}/{{id}}"] = {
                "parameters": [in_path("id", {"type": "integer"})],
                "get": {"operationId": f"read {kind}", "responses": {"200": says(shown), **gone}},
                "put": {
                    "operationId": f"set {kind}",
                    "requestBody": takes(schema),
                    "responses": {"200": says(shown), **gone, **refused},
                },
                "delete": {"operationId": f"drop {kind}", "responses": {"204": {"description": "gone"}, **gone}},
            }
        return {"openapi": "3.1.0", "info": {"title": "Berths", "version": "1"}, "paths": paths}  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        kind, key = asked.parts[0], "/".join(asked.parts[1:])
        rows = self.rows.get(kind)
        if rows is None or (key and key not in rows):
            return 404, None, {}
        if asked.method == "DELETE":
            del rows[key]
            return 204, None, {}
        if asked.method == "GET":
            return 200, rows[key], {}
        body, wrong = self.checkers[kind].read(asked.data)
        if body is None or wrong:
            return 400, None, {}
        if kind == "boats" and str(body["berth_id"]) not in self.rows["berths"] and asked.method not in self.takes:
            return 202 if self.later and asked.method == "POST" else int(self.status), None, {}
        key = key or str(next(self.count))
        rows[key] = {**body, "id": int(key)}
        return 201 if asked.method == "POST" else 200, rows[key], {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "make",
    [
        partial(Berths, "The berth does not exist."),
        partial(Berths, must="The id of the berth, which must exist."),
        partial(Berths, takes="POST PUT"),
        partial(Berths, "The anchor was not found.", takes="POST PUT"),
        partial(Berths, "The berth is taken.", takes="POST PUT"),
        partial(Berths, "Unknown berth", status="404"),
        partial(Berths, "No such berth", takes="POST PUT"),
        partial(Berths, "No such berth", later=True),
    ],
    ids=["refused", "must", "silent", "another", "taken", "missed", "never looks", "looks later"],
)
def test_a_reference_that_is_refused_or_of_which_nothing_is_said(make: Callable[[], Berths], tmp_path: Path) -> None:
    """No drift, and nothing left of it."""
    service = make()
    report = some_journeys(service, tmp_path, _JOURNEYS)
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
    assert (service.left, service.unharmed) == ([], True)


@pytest.mark.parametrize(
    "make",
    [
        partial(Berths, "No such berth", takes="POST"),
        partial(Berths, "No such berth", takes="PUT"),
        partial(Berths, "Berth not found", takes="POST", status="409"),
        partial(Berths, must="It has to exist.", takes="PUT"),
    ],
    ids=["create", "replace", "conflict", "member"],
)
def test_a_reference_to_nothing_that_is_taken(make: Callable[[], Berths], tmp_path: Path) -> None:
    """One drift at the member where another operation refuses it; what was made is removed."""
    service = make()
    report = some_journeys(service, tmp_path, _JOURNEYS)
    assert [(law, place) for law, _, place in told(report)] == [("references", "body /berth_id")]
    assert (service.left, service.unharmed) == ([], True)


def test_the_last_record_that_may_be_made_is_one_to_replace(tmp_path: Path) -> None:
    """What is replaced needs no second record to be made."""
    service = Berths("No such berth", takes="PUT")

    def forbid(*_: Any) -> str | None:
        return "that one was the last" if service.rows["boats"] else None

    with patch.object(Creations, "forbid", forbid):
        report = some_journeys(service, tmp_path, "references to nothing")
    assert [drift.lead.law for drift in report.drifts] == ["references"]
    assert (service.left, service.unharmed) == ([], True)
