"""A record that is not there, in a document without a 404: another documented refusal says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.told_failures import fails_to_find
from mock_server.openapi import load_document
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, in_query, number, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_LAMP: dict[str, Any] = {
    "type": "object",
    "required": ["place"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "place": {"type": "string", "minLength": 1}},
}


class Lamps(Service):
    """Lamps by number, whose document calls the key a text; a strict one refuses also what it has made.

    Its refusals are ``told`` under one status of the document, and what is not there is refused with ``missing``.
    """

    def __init__(self, *, strict: bool = False, told: dict[str, str] | None = None, missing: int = 400) -> None:
        super().__init__()
        self.begin({"lamps": {}})
        self.strict, self.missing, self.last = strict, missing, 0
        self.told = {status: {"description": text} for status, text in (told or {"400": "no"}).items()}
        self.asked: set[str] = set()
        self.checker = Checker(_LAMP)

    def document(self) -> dict[str, Any]:
        """Nothing but a 400 says that a lamp is not there."""
        shown, no = {**_LAMP, "required": ["id", "place"]}, self.told
        return {
            "openapi": "3.1.0",
            "info": {"title": "Lamps", "version": "1"},
            "paths": {
                "/lamps": {"post": {"operationId": "hang", "requestBody": takes(_LAMP),
                                    "responses": {"201": says(shown), **no}}},
                "/lamps/{lamp}": {
                    "parameters": [in_path("lamp", {"type": "string"})],
                    "get": {"operationId": "see", "responses": {"200": says(shown), **no}},
                    "delete": {"operationId": "take", "responses": {"204": {"description": "gone"}, **no}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A text that is no number is refused as one that nobody has."""
        allowed = {1: ("POST",), 2: ("GET", "DELETE")}.get(len(asked.parts), ())
        if asked.parts[0] != "lamps" or not allowed:
            return 404, None, {}
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        if asked.method == "POST":
            return self._hang(asked)
        if asked.method == "GET":
            self.asked.add(asked.parts[1])
        lamp = self.rows["lamps"].get(str(number(asked.parts[1])))
        if lamp is None or (self.strict and asked.method == "GET"):
            return self.missing, None, {}
        return (200, lamp, {}) if asked.method == "GET" else (204, self.rows["lamps"].pop(str(lamp["id"])) and None, {})

    def _hang(self, asked: Asked) -> Answer:
        body, wrong = self.checker.read(asked.data) if asked.json else (None, [""])
        if wrong or body is None:
            return 400, None, {}
        self.last += 1
        self.rows["lamps"][str(self.last)] = {**self.checker.kept(body), "id": self.last}
        return 201, json.loads(json.dumps(self.rows["lamps"][str(self.last)])), {}


@pytest.mark.parametrize(("values", "told"), [({}, False), ({"lamp": "42"}, True), ({"place": "42"}, False)])
def test_a_record_that_was_named_to_the_check_is_there(values: dict[str, str], told: bool, tmp_path: Path) -> None:
    """Also where the service never shows it: whoever gives its key says so."""
    report = checked(Lamps(strict=True), tmp_path, recombinations=0, read_only=True, values=values)
    found = {(drift.lead.law, drift.lead.operation) for drift in report.drifts}
    assert found == ({("valid-accepted", "see")} if told else set())


@pytest.mark.parametrize("strict", [False, True])
def test_a_documented_400_says_that_a_record_is_not_there(strict: bool, tmp_path: Path) -> None:
    """Only that of a record which the run has made is a drift: it is there."""
    service = Lamps(strict=strict)
    report = checked(service, tmp_path, recombinations=0)
    told = {(drift.lead.law, drift.lead.operation, drift.lead.cause) for drift in report.drifts}
    assert {(law, operation) for law, operation, _ in told} == ({("valid-accepted", "see")} if strict else set()), told
    assert any(number(key) is None for key in service.asked)
    assert service.left == []


class Halls(Service):
    """Lamps that hang in halls, and a list of those of one hall: it refuses a hall that nobody has, or every one."""

    def __init__(self, *, strict: bool, asks: str = "hall", **schema: Any) -> None:
        super().__init__()
        self.begin({"halls": {"7": {"id": 7}}})
        self.strict, self.asked, self.asks = strict, set[str](), asks
        self.schema = schema or {"type": "integer"}

    def document(self) -> dict[str, Any]:
        """Both lists."""
        key = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
        listed, no = says({"type": "array", "items": key}), {"400": {"description": "no"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Halls", "version": "1"},
            "paths": {
                "/halls": {"get": {"operationId": "halls", "responses": {"200": listed}}},
                "/halls/{id}": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"responses": {"200": says(key), "404": {"description": "no"}, **no}},
                },
                "/lamps": {
                    "get": {
                        "operationId": "lamps",
                        "parameters": [in_query(self.asks, **self.schema)],
                        "responses": {"200": listed, **no},
                    }
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """There is one hall, without lamps."""
        if asked.parts == ["lamps"] and asked.method == "GET":
            halls = asked.query.get(self.asks, [])
            self.asked.update(halls)
            refused = any(self.strict or self.rows["halls"].get(hall) is None for hall in halls)
            return (400, None, {}) if refused else (200, [], {})
        if asked.parts not in (["halls"], ["halls", "7"], ["lamps"]):
            return 404, None, {}
        if asked.method != "GET":
            return 405, None, {"Allow": "GET"}
        return 200, [*self.rows["halls"].values()] if len(asked.parts) == 1 else self.rows["halls"]["7"], {}


@pytest.mark.parametrize("strict", [False, True])
def test_a_list_may_refuse_to_be_asked_for_what_belongs_to_nobody(strict: bool, tmp_path: Path) -> None:
    """What a filter refers to may have to be there, as in a body; what is there is no reason to refuse it."""
    service = Halls(strict=strict)
    report = checked(service, tmp_path, recombinations=0, read_only=True, values={"hall": "7"})
    found = {(drift.lead.law, drift.lead.operation) for drift in report.drifts}
    assert {"0", "7"} <= service.asked
    assert found == ({("valid-accepted", "lamps")} if strict else set())


@pytest.mark.parametrize(
    ("asks", "schema"), [("hasHall", {"type": "boolean"}), ("sortByHall", {"enum": ["up", "down"]})]
)
def test_what_no_key_can_be_refers_to_nobody(asks: str, schema: dict[str, Any], tmp_path: Path) -> None:
    """A flag or an option that is always refused is told, also where its name ends like a resource."""
    report = checked(Halls(strict=True, asks=asks, **schema), tmp_path, recombinations=0, read_only=True)
    assert {(drift.lead.law, drift.lead.operation) for drift in report.drifts} == {("valid-accepted", "lamps")}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("told", "missing", "laws"),
    [
        ({"default": "No such lamp."}, 400, set()),
        ({"default": "An error."}, 404, set()),
        ({"400": "no", "500": "The lamp was not found."}, 500, set()),
        ({"400": "no", "500": "The data can't be parsed, or another error."}, 500, set()),
        ({"400": "no", "500": "Internal server error."}, 500, {"state"}),
        ({"400": "no", "500": "Invalid lamp."}, 500, set()),
        ({"400": "no", "500": "An unknown error occurred."}, 500, {"state"}),
        ({"400": "no", "500": "Server misconfigured (missing settings)"}, 500, {"state"}),
        ({"400": "no", "500": "The database could not be read."}, 500, {"state"}),
        ({"400": "no", "404": "no such lamp", "500": "The lamp was not found."}, 500, {"state"}),
    ],
)
def test_what_the_document_says_of_a_lamp_that_is_not_there_is_right(
    told: dict[str, str], missing: int, laws: set[str], tmp_path: Path
) -> None:
    """`default` names no status for it, and a failure that is said to be of the request is a refusal; a 404 binds."""
    report = checked(Lamps(told=told, missing=missing), tmp_path, recombinations=0)
    found = {drift.lead.law for drift in report.drifts if drift.lead.operation in ("see", "take")}
    assert found - {"no-server-error"} == laws  # a key of several segments is no request of the document


@pytest.mark.parametrize(
    ("said", "found"),
    [
        *((text, False) for text in (
            "Unknown issue", "An unknown problem occurred", "Unknown fault", "unknown internal server error",
            "Unknown runtime error", "Unknown error", "Missing environment variables", "Missing dependency",
            "Invalid database credentials of the server", "Invalid response from the database",
            "Missing API key of the provider", "Missing key of the provider", "The file could not be read",
            "Unknown lamp error", "Missing configuration value", "The state of the service is unknown")),
        *((text, True) for text in (
            "Unknown lamp", "Invalid lamps", "Invalid ID supplied", "Missing or invalid parameters",
            "Missing required field", "Malformed JSON", "The `lampId` is missing or invalid", "Invalid status value",
            "Invalid input", "Invalid lamp or internal error",
            "Invalid value for state", "The request could not be read", "No such lamp", "The file was not found")),
    ],
)  # fmt: skip
def test_a_failure_is_of_the_request_by_what_it_calls_wrong(said: str, found: bool, tmp_path: Path) -> None:
    """What was sent, or what paths lead to; what a service has inside is its own matter."""
    spec = tmp_path / "lamps.json"
    spec.write_text(json.dumps(Lamps(told={"500": said}).document()))
    assert {fails_to_find(500, one) for one in load_document(spec).operations} == {found}
