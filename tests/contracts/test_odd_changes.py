"""A change by a key that nobody has is tried where looks and the change itself say so; only a failure is a drift."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.journeys.odd_changes import odd_changes
from tests.contracts.some_journeys import told
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.findings import Report

_SEAT: dict[str, Any] = {
    "type": "object",
    "required": ["row"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "row": {"type": "string", "minLength": 1}},
}
_KEYED: dict[str, Any] = {
    **_SEAT, "required": ["id", "row"], "properties": {**_SEAT["properties"], "id": {"type": "integer"}}
}  # fmt: skip
_LIMITS = {"0", "-1", "9223372036854775808"}


class Seats(Service):
    """Seats by number that are made, read and replaced, one of them from before where there are others.

    A change of the ``broken`` number fails. In a reckless one nobody looks for the seat before it is changed, and zero,
    which is no seat, changes all; in a falsy one it alone does, and minus one changes none. Replacements of a keyed one
    name the seat as the path does.
    """

    keyed = False

    def __init__(self, *, broken: str = "", reckless: bool = False, falsy: bool = False, others: bool = True) -> None:
        super().__init__()
        self.begin({"seats": {"7": {"id": 7, "row": "another's"}} if others else {}})
        self.broken, self.reckless, self.falsy, self.last = broken, reckless, falsy, 100
        self.changed: set[str] = set()

    def document(self) -> dict[str, Any]:
        """Nothing says how small or large a key may be."""
        shown, no = {**_SEAT, "required": ["id", "row"]}, {"400": {"description": "no"}}
        none = {**no, "404": {"description": "none"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Seats", "version": "1"},
            "paths": {
                "/seats": {
                    "get": {"operationId": "all", "responses": {"200": says({"type": "array", "items": shown})}},
                    "post": {"operationId": "add", "requestBody": takes(_SEAT),
                             "responses": {"201": says(shown), **no}},
                },
                "/seats/{id}": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"operationId": "get", "responses": {"200": says(shown), **none}},
                    "put": {"operationId": "put", "requestBody": takes(_KEYED if self.keyed else _SEAT),
                            "responses": {"200": says(shown), **none}},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **none}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Bodies are looked at before records."""
        allowed = {1: ("GET", "POST"), 2: ("GET", "PUT", "DELETE")}.get(len(asked.parts), ())
        if asked.parts[0] != "seats" or not allowed:
            return 404, None, {}
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        schema = _KEYED if self.keyed and asked.method == "PUT" else _SEAT
        body, wrong = Checker(schema).read(asked.data) if asked.json else (None, [""])
        if asked.method in ("POST", "PUT") and (body is None or wrong):
            return 400, None, {}
        if len(asked.parts) == 1:
            return (
                (200, [*self.rows["seats"].values()], {})
                if asked.method == "GET"
                else self._kept(self.last + 1, body, 201)
            )
        key = asked.parts[1]
        if not key.removeprefix("-").isdecimal() or not key.isascii():
            return 400, None, {}
        if asked.method == "PUT" and schema is _KEYED and str((body or {}).get("id")) != key:
            return 400, None, {}
        if asked.method == "PUT":
            self.changed.add(key)
            if key == self.broken:
                return 500, None, {}
            if self.reckless or (self.falsy and key in ("0", "-1")):
                for seat in self.rows["seats"].values() if key == "0" else ():
                    seat["row"] = "changed"
                return 200, {"id": int(key), "row": (body or {}).get("row")}, {}
        if key not in self.rows["seats"]:
            return 404, None, {}
        if asked.method == "DELETE":
            del self.rows["seats"][key]
            return 204, None, {}
        return (200, self.rows["seats"][key], {}) if asked.method == "GET" else self._kept(int(key), body, 200)

    def _kept(self, key: int, body: Any, status: int) -> Answer:
        self.last = max(self.last, key)
        self.rows["seats"][str(key)] = {"id": key, "row": json.loads(json.dumps(body["row"]))}
        return status, self.rows["seats"][str(key)], {}


def changed(service: Seats, folder: Path) -> Report:
    """The report of a check that sends such changes alone."""

    def some(steps: RecordSteps, *_: Any) -> Iterator[tuple[str, Journey]]:
        return odd_changes(steps)

    with patch("contracts.run.phases", some):
        return checked(service, folder, recombinations=0, workers=1)


@pytest.mark.parametrize("broken", ["", "0", "-1"])
@pytest.mark.parametrize("others", [False, True])
def test_a_change_that_fails_at_a_number_is_found(others: bool, broken: str, tmp_path: Path) -> None:
    """Also beside records of others, but at zero: the service has shown that it looks for the record first."""
    service = Seats(broken=broken, others=others)
    report = changed(service, tmp_path)
    limits = _LIMITS - ({"0"} if others else set())
    assert (service.left, report.leftovers) == ([], ())
    failing = [("no-server-error", "put")] if broken in limits else []
    assert [(law, operation) for law, operation, _ in told(report)] == failing
    assert service.changed & _LIMITS == limits
    assert service.unharmed


def test_numbers_are_tried_where_the_body_holds_the_key_too(tmp_path: Path) -> None:
    """As numbers, the negative one as well: what may be tried in the path may be in the body beside it."""
    service = Seats(others=False)
    service.keyed = True
    report = changed(service, tmp_path)
    assert service.changed >= _LIMITS
    assert (told(report), report.leftovers) == ([], ())


@pytest.mark.parametrize("others", [False, True])
def test_no_number_is_tried_once_the_change_of_one_succeeded(others: bool, tmp_path: Path) -> None:
    """It looked for no record there, and zero may be no key to it at all."""
    service = Seats(falsy=True, others=others)
    changed(service, tmp_path)
    assert _LIMITS - service.changed == {"0"}
    assert service.unharmed


def test_no_number_is_tried_where_the_change_looks_for_no_record(tmp_path: Path) -> None:
    """Whoever changes what is not there may change everything at zero."""
    service = Seats(reckless=True)
    changed(service, tmp_path)
    assert not _LIMITS & service.changed
    assert service.unharmed
