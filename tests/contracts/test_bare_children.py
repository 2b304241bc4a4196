"""Creates that answer with a Location alone: of records with a short code that is there but once, and a version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.journeys.strangers import other_user_journeys
from contracts.cases.records.short_codes import _others
from contracts.run import Check
from contracts.settings import GivenUser, Settings
from mock_server.openapi import load_document
from tests.contracts.some_journeys import some_journeys, told
from tests.json_server import answering
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, number, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string", "minLength": 1, "maxLength": 60}
_VAN = {
    "type": "object",
    "required": ["plate", "name"],
    "properties": {"plate": {"type": "string", "pattern": "^[A-Z0-9-]{2,12}$"}, "name": _TEXT},
}
_CHANGED = {
    **_VAN,
    "required": ["plate", "name", "version"],
    "properties": {**_VAN["properties"], "version": {"type": "integer", "format": "int64"}},  # type: ignore[dict-item]
}
_JOB = {"type": "object", "required": ["title"], "properties": {"title": _TEXT}}
_ID = {"type": "integer", "format": "int64"}


def _shown(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"id": _ID, **schema["properties"], **more}}


class Vans(Service):
    """Vans with jobs; ``loses``: a replacement is not carried out; ``mixes``: jobs of all vans are listed;
    ``takes_all``: any name that is a text is taken."""

    def __init__(self, *, loses: bool = False, mixes: bool = False, takes_all: bool = False) -> None:
        super().__init__()
        van = {"id": 40, "plate": "A1", "name": "another's", "version": 7}
        self.begin({"vans": {"40": van}, "jobs": {"60": {"id": 60, "van": 40, "title": "brakes"}}})
        self.loses, self.mixes, self.takes_all, self.last = loses, mixes, takes_all, 60
        self.checkers = {"vans": Checker(_VAN), "jobs": Checker(_JOB), "change": Checker(_CHANGED)}

    def document(self) -> dict[str, Any]:
        """A 201 has no body."""
        no = {"400": {"description": "wrong"}, "404": {"description": "none"}}
        made = {"201": {"description": "made", "headers": {"Location": {"schema": {"type": "string"}}}}, **no}
        taken = {"409": {"description": "The plate is taken, or the version is stale"}}
        gone = {"204": {"description": "done"}, **no}
        jobs = {"type": "array", "items": _shown(_JOB, van=_ID)}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Vans", "version": "1"},
            "paths": {
                "/vans": {"post": {"operationId": "make", "requestBody": takes(_VAN), "responses": {**made, **taken}}},
                "/vans/{id}": {
                    "parameters": [in_path("id", _ID)],
                    "get": {"operationId": "look", "responses": {"200": says(_shown(_CHANGED)), **no}},
                    "put": {"operationId": "replace", "requestBody": takes(_CHANGED), "responses": {**gone, **taken}},
                    "delete": {"operationId": "drop", "responses": gone},
                },
                "/vans/{vanId}/jobs": {
                    "parameters": [in_path("vanId", _ID)],
                    "get": {"operationId": "jobs", "responses": {"200": says(jobs), **no}},
                    "post": {"operationId": "add", "requestBody": takes(_JOB), "responses": made},
                },
                "/jobs/{id}": {
                    "parameters": [in_path("id", _ID)],
                    "get": {"operationId": "job", "responses": {"200": says(_shown(_JOB, van=_ID)), **no}},
                    "put": {"operationId": "write", "requestBody": takes(_JOB), "responses": gone},
                    "delete": {"operationId": "end", "responses": gone},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        name, *rest = asked.parts
        if name not in self.rows or len(rest) > 2 or rest[1:] not in ([], ["jobs"]) or (rest[1:] and name == "jobs"):
            return 404, None, {}
        if not rest:
            return (
                self._make("vans", asked, {"version": 7})
                if (name, asked.method) == ("vans", "POST")
                else _refused("POST")
            )
        key = str(number(rest[0]))
        row = self.rows[name].get(key)
        if rest[1:] and asked.method not in ("GET", "POST"):
            return _refused("GET, POST")
        if not rest[1:] and asked.method not in ("GET", "PUT", "DELETE"):
            return _refused("GET, PUT, DELETE")
        if row is None:
            return 404, None, {}
        if rest[1:] and asked.method == "POST":
            return self._make("jobs", asked, {"van": row["id"]})
        if asked.method == "GET":
            jobs = [job for job in self.rows["jobs"].values() if self.mixes or job["van"] == row["id"]]
            return 200, jobs if rest[1:] else row, {}
        if asked.method == "DELETE":
            del self.rows[name][key]
            below = [key for key, job in self.rows["jobs"].items() if name == "vans" and job["van"] == row["id"]]
            for job in below:
                del self.rows["jobs"][job]
            return 204, None, {}
        return self._replace(name, asked, row)

    def _replace(self, name: str, asked: Asked, row: dict[str, Any]) -> Answer:
        body, wrong = self.checkers["change" if name == "vans" else "jobs"].read(asked.data if asked.json else b"")
        if wrong:
            return 400, None, {}
        if name == "vans" and (body["version"] != row["version"] or self._taken(body, row["id"])):
            return 409, None, {}
        if not self.loses:
            row.update({n: v for n, v in body.items() if n in ("plate", "name", "title")})
        if name == "vans":
            row["version"] += 1
        return 204, None, {}

    def _make(self, name: str, asked: Asked, more: dict[str, Any]) -> Answer:
        body, wrong = self.checkers[name].read(asked.data if asked.json else b"")
        lax = self.takes_all and wrong == ["name"] and isinstance(body.get("name"), str)
        if wrong and not lax:
            return 400, None, {}
        if name == "vans" and self._taken(body, None):
            return 409, None, {}
        self.last += 1
        kept = self.checkers[name].kept(body)
        self.rows[name][str(self.last)] = {"id": self.last, **kept, **more}
        return 201, None, {"Location": f"/{name}/{self.last}"}

    def _taken(self, body: dict[str, Any], own: int | None) -> bool:
        return any(van["plate"] == body["plate"] and van["id"] != own for van in self.rows["vans"].values())


def _refused(allowed: str) -> Answer:
    return 405, None, {"Allow": allowed}


def test_what_a_location_alone_shows_is_reached_and_removed(tmp_path: Path) -> None:
    """Jobs stand below a van and have a path of their own; a plate that others have is made another one."""
    service = Vans()
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert (service.left, service.unharmed, report.unreached, report.leftovers) == ([], True, (), ())
    assert report.created == report.removed > 10


@pytest.mark.slow
def test_a_lost_replacement_is_found_behind_a_version(tmp_path: Path) -> None:
    """It names the version that is there, and so is taken."""
    report = checked(Vans(loses=True), tmp_path, recombinations=0)
    assert {(drift.lead.law, drift.lead.operation) for drift in report.drifts} >= {("read-back", "look")}


@pytest.mark.slow
def test_what_is_wrong_is_told_beside_a_code_that_is_taken(tmp_path: Path) -> None:
    """Each create has a plate of its own, also one whose name is too long."""
    report = checked(Vans(takes_all=True), tmp_path, recombinations=0)
    assert {(drift.lead.law, drift.lead.operation) for drift in report.drifts} == {("invalid-refused", "make")}
    assert report.exit_code == 1  # each was shown again, with another plate


@pytest.mark.slow
def test_what_is_below_another_van_is_told(tmp_path: Path) -> None:
    """Each job has a path of its own, and is listed below its van alone."""
    report = some_journeys(Vans(mixes=True), tmp_path, "parents of")
    assert told(report) == [("below-parent", "jobs", "body")]
    assert told(some_journeys(Vans(), tmp_path, "parents of")) == []


@pytest.mark.parametrize(
    ("text", "other"), [("A1", "A1AAAJ"), ("AB-12", "AB-19"), ("12:00", "12:09"), ("ABC", "AAJ"), ("xy", "aj")]
)
def test_another_code_may_have_the_shape_of_the_first(text: str, other: str) -> None:
    """Digits stand for digits, letters for letters of their case."""
    assert other in _others(text, 9)


@pytest.mark.slow
def test_another_user_is_kept_from_what_has_a_path_of_its_own(tmp_path: Path) -> None:
    """Every journey of hers comes to its end, also below the vans whose jobs have a path of their own."""
    service, spec = Vans(), tmp_path / "openapi.json"
    document = service.document() | {"security": [{"token": []}]}
    document["components"] = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
    spec.write_text(json.dumps(document), "utf-8")
    with answering(service.serve) as url:
        check = Check(
            Settings(url=url, spec=spec, credentials={"token": "mine"}, seed=1, ledger=tmp_path / "ledger",
                     other=GivenUser({"token": "hers"})),
            load_document(spec),
        )  # fmt: skip
        journeys = [*other_user_journeys(check.steps)]
        for _, journey in journeys:
            journey(check.steps)
        check.sender.ledger.finish()
        check.close()
    assert any("jobs" in name or "add" in name for name, _ in journeys)
    assert service.unharmed
