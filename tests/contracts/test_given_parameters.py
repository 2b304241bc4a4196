"""What was made in a tenant, or in a sandbox, is read and removed there: the run leaves nothing behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from contracts.run import Settings
from contracts.traffic.ledger import Ledger, LedgerEntry, read
from tests.contracts.running import report_of
from tests.json_server import answering
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, number, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_LAMP: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
    },
}
_WHERE: list[dict[str, Any]] = [
    {"name": "X-Tenant", "in": "header", "schema": {"type": "string", "enum": ["north", "south"]}},
    {"name": "sandbox", "in": "query", "schema": {"type": "string", "enum": ["one", "two"]}},
]


class Lamps(Service):
    """Lamps of several tenants, each with sandboxes; who names neither has lamps apart from all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"lamps": {}})
        self.last = 0
        self.places: set[tuple[str, str]] = set()

    def document(self) -> dict[str, Any]:
        """Each operation takes both parameters, neither is required."""
        shown, no = {**_LAMP, "required": ["id", "name"]}, {"400": {"description": "no"}}
        none = {**no, "404": {"description": "none"}}
        key = in_path("id", {"type": "integer", "minimum": 1})
        return {
            "openapi": "3.1.0",
            "info": {"title": "Lamps", "version": "1"},
            "paths": {
                "/lamps": {"post": {"operationId": "add", "parameters": _WHERE, "requestBody": takes(_LAMP),
                                    "responses": {"201": says(shown), **no}}},
                "/lamps/{id}": {
                    "parameters": [key, *_WHERE],
                    "get": {"operationId": "get", "responses": {"200": says(shown), **none}},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **none}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Where a lamp is, is part of its key."""
        tenant, box = asked.headers.get("X-Tenant", ""), asked.query.get("sandbox", [""])
        allowed = {1: "POST", 2: "GET, DELETE"}.get(len(asked.parts), "") if asked.parts[0] == "lamps" else ""
        if not allowed:
            return 404, None, {}
        if asked.method not in allowed.split(", "):
            return 405, None, {"Allow": allowed}
        if tenant not in ("", "north", "south") or len(box) > 1 or box[0] not in ("", "one", "two"):
            return 400, None, {}
        at = number(asked.parts[1]) if len(asked.parts) > 1 else 0
        key = f"{tenant}/{box[0]}/{at}"
        if asked.method == "POST":
            body, wrong = Checker(_LAMP).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            self.last += 1
            self.places.add((tenant, box[0]))
            row = self.rows["lamps"][f"{tenant}/{box[0]}/{self.last}"] = {"name": body["name"], "id": self.last}
            return 201, row, {}
        if at is None or key not in self.rows["lamps"]:
            return (400 if at is None else 404), None, {}
        if asked.method == "DELETE":
            del self.rows["lamps"][key]
            return 204, None, {}
        return 200, self.rows["lamps"][key], {}


def test_a_record_is_removed_with_the_parameters_that_it_was_made_with(tmp_path: Path) -> None:
    """Lamps were made in tenants and in sandboxes; none is left in any of them."""
    service = Lamps()
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert {tenant for tenant, _ in service.places} > {""}
    assert {box for _, box in service.places} > {""}
    assert service.left == []
    assert report.created == report.removed > 10


class StuckLamps(Lamps):
    """Lamps of which none can be taken down for now, from when the first was put up in a tenant or a sandbox."""

    stuck = True

    def answer(self, asked: Asked) -> Answer:
        """The same, but for removals."""
        stuck = self.stuck and any(tenant or box for tenant, box in self.places)
        return (503, None, {}) if stuck and asked.method == "DELETE" else super().answer(asked)


def test_an_interrupted_run_is_cleaned_with_them(tmp_path: Path) -> None:
    """The ledger tells where each record is; another with its number is another's."""
    service, spec = StuckLamps(), tmp_path / "openapi.json"
    spec.write_text(json.dumps(service.document()), "utf-8")
    with answering(service.serve) as url:
        report_of(Settings(url=url, spec=spec, fuzz=0, recombinations=0, seed=1, ledger=tmp_path / "ledger"))
        made = {key for key in service.left if not key.startswith("//")}
        assert made
        service.stuck = False
        others = {key.rpartition("/")[2]: {"name": "nobody's", "id": 1} for key in made}
        service.rows["lamps"] |= {f"//{number}": row for number, row in others.items()}
        main(["clean", str(tmp_path / "ledger")])
    assert sorted(service.rows["lamps"]) == sorted(f"//{number}" for number in others)


@pytest.mark.parametrize(
    "parameter",
    [
        ["header", "X-Tenant", "north\r\nX-More: 1"],
        ["query", "sandbox", "one HTTP/1.1"],
        ["query", "sandbox", "one\n"],
        ["header", "X-Tenant"],
        ["header", "X-Tenant", 1],
        "header",
    ],
)
def test_a_ledger_adds_nothing_to_a_request(tmp_path: Path, parameter: Any) -> None:
    """What would begin a field, or end the target, is left out; the rest is taken."""
    ledger = Ledger(tmp_path / "ledger", {"url": "http://127.0.0.1:1"})
    ledger.made(LedgerEntry("lamps", "1"))
    ledger.finish()
    good = ["query", "sandbox", "two"]
    fact = {"fact": "given", "resource": "lamps", "key": "1", "parameters": [parameter, good]}
    with (tmp_path / "ledger").open("a", encoding="utf-8") as file:
        file.write(json.dumps(fact) + "\n")
    assert read(tmp_path / "ledger").given == {("lamps", "1"): {("query", "sandbox"): "two"}}


class LockedLamps(Lamps):
    """Lamps behind a key, of which the document tells twice: as a scheme, and as a parameter of each operation."""

    key = "l4mp-77c1"

    def document(self) -> dict[str, Any]:
        """The parameter is not required, as generators of documents write it."""
        document = super().document()
        document["components"] = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
        document["security"] = [{"key": []}]
        told = {"name": "x-key", "in": "header", "schema": {"type": "string"}}
        for item in document["paths"].values():
            item["parameters"] = [*item.get("parameters", []), told]
            for operation in (item[method] for method in ("get", "post", "delete") if method in item):
                operation["responses"]["401"] = {"description": "who are you?"}
        return document

    def answer(self, asked: Asked) -> Answer:
        """Nothing without the key."""
        if asked.headers.get("X-Key") != self.key:
            return 401, None, {"WWW-Authenticate": "Key"}
        return super().answer(asked)


def test_a_key_that_is_a_parameter_too_is_left_out_where_nobody_shall_be_let_in(tmp_path: Path) -> None:
    """The key that a record was made with says who asked, not where the record is."""
    service = LockedLamps()
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert service.left == []
