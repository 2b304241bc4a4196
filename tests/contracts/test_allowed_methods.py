"""What a path says that it allows: what worked there in the run is in it, and all else is the service's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.confirming.replaying import like
from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit, Finding
from contracts.laws.allowed_methods import AllowedMethods
from contracts.laws.maker import Maker
from contracts.traffic.request_validity import Reader
from mock_server.openapi import load_document
from tests.manners.serving import Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer as Served
    from tests.manners.serving import Asked

_BAY = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string", "minLength": 1}},
}


class Bays(Service):
    """Records with numbers for keys; `routes` says what Allow has at each path, of which one is beside a template."""

    def __init__(self, *routes: str) -> None:
        super().__init__()
        self.begin({"bays": {}})
        self.routes = routes or ("GET, POST", "GET, DELETE", "GET")
        self.last = 0
        self.checker = Checker(_BAY)

    def document(self) -> dict[str, Any]:
        """A list, its records, and a path that would fit their template."""
        gone, wrong = {"404": {"description": "none"}}, {"400": {"description": "wrong"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Bays", "version": "1"},
            "paths": {
                "/bays": {
                    "get": {"operationId": "list", "responses": {"200": says({"type": "array", "items": _BAY})}},
                    "post": {
                        "operationId": "add", "requestBody": takes(_BAY),
                        "responses": {"201": says(_BAY), "422": {"description": "taken"}, **wrong},
                    },
                },
                "/bays/_free": {"get": {"operationId": "free", "responses": {"200": says({"type": "object"})}}},
                "/bays/{bay}": {
                    "parameters": [in_path("bay", {"type": "string"})],
                    "get": {"operationId": "read", "responses": {"200": says(_BAY), **gone}},
                    "delete": {"operationId": "remove", "responses": {"204": {"description": "gone"}, **gone}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Served:
        """Methods come before records."""
        if asked.parts[0] != "bays" or len(asked.parts) > 2:
            return 404, None, {}
        place = 0 if len(asked.parts) == 1 else 2 if asked.parts[1] == "_free" else 1
        if asked.method == "OPTIONS":
            return 204, None, {"Allow": self.routes[place] + ", OPTIONS"}
        if asked.method not in ("GET, POST", "GET, DELETE", "GET")[place].split(", "):
            return 405, None, {"Allow": self.routes[place]}
        if place == 2:
            return 200, {}, {}
        return self._bays(asked) if place == 0 else self._bay(asked.method, asked.parts[1])

    def _bays(self, asked: Asked) -> Served:
        rows = self.rows["bays"]
        if asked.method == "GET":
            return 200, [*rows.values()], {}
        body, wrong = self.checker.read(asked.data) if asked.json else (None, [""])
        if body is None or wrong:
            return 400, None, {}
        self.last += 1
        rows[str(self.last)] = {"id": self.last, "name": body["name"]}
        return 201, rows[str(self.last)], {}

    def _bay(self, method: str, key: str) -> Served:
        row = self.rows["bays"].get(key)
        if row is not None and method == "DELETE":
            return 204, self.rows["bays"].pop(key) and None, {}
        return (200, row, {}) if row is not None else (404, None, {})


def test_a_path_that_allows_more_or_has_another_beside_it_is_right(tmp_path: Path) -> None:
    """Methods that the document does not have are no drift; `_free` allows what its own route has."""
    service = Bays("GET, HEAD, POST, PATCH", "get,delete", "GET")
    report = checked(service, tmp_path)
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
    assert service.left == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize("routes", [("GET", "GET, DELETE", "GET"), ("GET, POST", "GET", "GET"), ("GET", "GET", "GET")])
def test_what_worked_and_is_left_out_is_one_drift(routes: tuple[str, str, str], tmp_path: Path) -> None:
    """As where each route of a path knows its own method alone; it shows again."""
    report = checked(Bays(*routes), tmp_path)
    assert [(drift.lead.law, drift.lead.cause, drift.lead.flaky) for drift in report.drifts] == [
        ("allow", "left out", False)
    ]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Reads the requests of that document."""
    file = tmp_path_factory.mktemp("bays") / "bays.json"
    file.write_text(json.dumps(Bays().document()), "utf-8")
    return Reader(load_document(file))


class _Run:
    """What a run has seen of the methods."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.law = AllowedMethods(reader.document, reader.requests)

    def ask(self, method: str, path: str, status: int, *fields: tuple[str, str], own: bool = True) -> list[str]:
        """What is observed of the exchange, about a record that the run made where it is its ``own``."""
        return [finding.message for finding in self.told(method, path, status, *fields, own=own)]

    def told(self, method: str, path: str, status: int, *fields: tuple[str, str], own: bool = True) -> list[Finding]:
        """The findings of the exchange."""
        request = Request(method, path)
        exchange = Exchange(request, Answer(status, fields), "recorded")
        reading = self.reader.read(request)
        if reading is not None:
            self.law.learn(reading.operation, path, status, own=own)
        make = Maker(exchange, None, Culprit.TARGET_AGAINST_DOCUMENT)
        return self.law.findings(exchange, make, own=own)


@pytest.mark.parametrize("allow", ["GET, DELETE", "DELETE,GET,HEAD", "get, delete, PURGE"])
def test_all_that_worked_is_there(reader: Reader, allow: str) -> None:
    """In any order and case, beside any others."""
    run = _Run(reader)
    assert run.ask("GET", "/bays/1", 200) == run.ask("DELETE", "/bays/1", 204) == []
    assert run.ask("PUT", "/bays/2", 405, ("Allow", allow)) == []
    assert run.ask("OPTIONS", "/bays/2", 200, ("Allow", allow)) == []


def test_several_fields_are_one_list(reader: Reader) -> None:
    """As RFC 9110 section 5.3 has it."""
    run = _Run(reader)
    assert run.ask("GET", "/bays/1", 200) == run.ask("DELETE", "/bays/1", 204) == []
    assert run.ask("PUT", "/bays/2", 405, ("Allow", "GET"), ("allow", "DELETE")) == []


def test_what_is_left_out(reader: Reader) -> None:
    """Named, of a refusal and of the answer to OPTIONS; not of the answer to others, nor where nothing is said."""
    run = _Run(reader)
    assert run.ask("GET", "/bays/1", 200) == run.ask("DELETE", "/bays/1", 204) == []
    lost = ["Allow leaves out DELETE, which the path has"]
    assert run.ask("PUT", "/bays/2", 405, ("Allow", "GET")) == lost
    assert run.ask("OPTIONS", "/bays/2", 204, ("Allow", "GET")) == lost
    assert run.ask("OPTIONS", "/bays/2", 204) == []
    assert run.ask("GET", "/bays/2", 200, ("Allow", "GET")) == []
    assert run.ask("OPTIONS", "/bays/2", 404, ("Allow", "")) == []


def test_what_never_worked_is_not_missed(reader: Reader) -> None:
    """A user who may not remove anything is told no DELETE, and a service without one is told of by its 405."""
    run = _Run(reader)
    assert run.ask("GET", "/bays/1", 200) == run.ask("DELETE", "/bays/1", 403) == []
    assert run.ask("OPTIONS", "/bays/1", 200, ("Allow", "GET")) == []


@pytest.mark.parametrize(("status", "is_there"), [(422, True), (409, False), (400, False), (401, False), (405, False)])
def test_a_documented_refusal_of_what_was_sent_shows_a_method(reader: Reader, status: int, is_there: bool) -> None:
    """Who has no such method refuses it before he reads; any other refusal may come from elsewhere."""
    run = _Run(reader)
    run.ask("POST", "/bays", status)
    assert run.ask("OPTIONS", "/bays", 200, ("Allow", "GET")) == (
        ["Allow leaves out POST, which the path has"] if is_there else []
    )


def test_what_worked_for_one_record_is_not_missed_at_another(reader: Reader) -> None:
    """One that is built in need not be like those of the run, nor one that was changed, removed, or is not there."""
    run = _Run(reader)
    assert run.ask("GET", "/bays/1", 200) == run.ask("DELETE", "/bays/1", 204) == []
    assert run.ask("OPTIONS", "/bays/main", 204, ("Allow", "GET"), own=False) == []
    assert run.ask("OPTIONS", "/bays/1", 204, ("Allow", "PUT")) == []
    assert run.ask("OPTIONS", "/bays/2", 204, ("Allow", "GET")) == ["Allow leaves out DELETE, which the path has"]


def test_what_worked_at_a_path_is_there_as_long_as_nothing_changes(reader: Reader) -> None:
    """Whosever it is: a read of it shows that it is read; a removal ends that."""
    run = _Run(reader)
    assert run.ask("GET", "/bays/main", 200, own=False) == []
    assert run.ask("OPTIONS", "/bays/main?x=1", 204, ("Allow", "DELETE"), own=False) == [
        "Allow leaves out GET, which the path has"
    ]
    assert run.ask("DELETE", "/bays/main", 204, own=False) == []
    assert run.ask("OPTIONS", "/bays/main", 204, ("Allow", "DELETE"), own=False) == []


def test_what_worked_for_a_changed_record_is_not_missed_at_a_new_one(reader: Reader) -> None:
    """What can be done then need not be possible before."""
    run = _Run(reader)
    assert run.ask("DELETE", "/bays/1", 204) == run.ask("GET", "/bays/1", 200) == []
    assert run.ask("OPTIONS", "/bays/2", 204, ("Allow", "DELETE")) == []
    assert run.ask("OPTIONS", "/bays/1", 204, ("Allow", "DELETE")) == ["Allow leaves out GET, which the path has"]


def test_a_list_without_one_method_is_not_shown_again_by_one_without_another(reader: Reader) -> None:
    """It is by one without both, in whatever order."""
    run = _Run(reader)
    assert run.ask("GET", "/bays/1", 200) == run.ask("DELETE", "/bays/1", 204) == []
    [one], [other], [both] = (
        run.told("OPTIONS", "/bays/2", 204, ("Allow", allow)) for allow in ("PUT,get", "DELETE, PUT", "PUT")
    )
    assert like([one], one) is one
    assert like([other], one) is None
    assert like([other, both], one) is both


@pytest.mark.parametrize("status", [204, 405])
def test_what_allows_nothing_is_switched_off(reader: Reader, status: int) -> None:
    """An empty list may be the answer of what is there and can't be used now."""
    run = _Run(reader)
    assert run.ask("GET", "/bays", 200) == run.ask("OPTIONS", "/bays", status, ("Allow", " ")) == []


def test_a_path_that_two_templates_fit_is_left_alone(reader: Reader) -> None:
    """`/bays/_free` is no record, though the template of records would fit it."""
    run = _Run(reader)
    assert run.ask("GET", "/bays/_free", 200) == run.ask("DELETE", "/bays/1", 204) == []
    assert run.ask("OPTIONS", "/bays/_free", 200, ("Allow", "HEAD")) == []
