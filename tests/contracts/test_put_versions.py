"""Records that a PUT makes where a change has to name their version: what is not there yet has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

FLAG: dict[str, Any] = {
    "type": "object",
    "required": ["enabled"],
    "properties": {"enabled": {"type": "boolean"}, "notes": {"type": "string", "maxLength": 60}},
}


class Flags(Service):
    """Flags with an `ETag`; a PUT, PATCH or DELETE of one that is there needs `If-Match` (428), of a new one none."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"flags": {"beta": {"name": "beta", "enabled": True, "rev": 1}}})
        self.put, self.patch = Checker(FLAG), Checker({**FLAG, "required": []})

    def document(self) -> dict[str, Any]:
        """412 and 428 are documented."""
        shown = {**FLAG, "required": ["name", "enabled"], "properties": {
            "name": {"type": "string"}, "rev": {"type": "integer"}, **FLAG["properties"]}}  # fmt: skip
        seen = {**says(shown), "headers": {"ETag": {"schema": {"type": "string"}}}}
        no: dict[str, Any] = {status: {"description": "refused"} for status in ("400", "404", "412", "428")}
        version = [{"name": "If-Match", "in": "header", "schema": {"type": "string"}}]
        change: dict[str, Any] = {"requestBody": takes({**FLAG, "required": []}), "parameters": version}
        one: dict[str, Any] = {
            "parameters": [in_path("name", {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,40}$"})],
            "get": {"responses": {"200": seen, "404": no["404"]}},
            "put": {"requestBody": takes(FLAG), "parameters": version, "responses": {"200": seen, "201": seen, **no}},
            "patch": {**change, "responses": {"200": seen, **no}},
            "delete": {"parameters": version, "responses": {"204": {"description": "gone"}, **no}},
        }
        return {"openapi": "3.1.0", "info": {"title": "Flags", "version": "1"}, "paths": {"/flags/{name}": one}}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, key = self.rows["flags"], asked.parts[-1]
        row, named = rows.get(key), asked.headers.get("If-Match")
        if (
            len(asked.parts) != 2
            or asked.parts[0] != "flags"
            or not key
            or key.strip("abcdefghijklmnopqrstuvwxyz-0123456789")
        ):
            return 404, b"", {}
        if asked.method == "GET":
            return (200, row, self.tag(row)) if row is not None else (404, b"", {})
        if asked.method not in ("PUT", "PATCH", "DELETE"):
            return 405, b"", {"Allow": "GET, PUT, PATCH, DELETE"}
        if row is None and asked.method != "PUT":
            return 404, b"", {}
        if row is None and named is not None:
            return 412, b"", {}
        if row is not None and named is None:
            return 428, b"", {}
        if row is not None and not self.fits(named, row):
            return 412, b"", {}
        if asked.method == "DELETE":
            rows.pop(key)
            return 204, b"", {}
        return self.changed(asked, key, row)

    def changed(self, asked: Asked, key: str, row: dict[str, Any] | None) -> Answer:
        """A record as it is from now on."""
        checker = self.put if asked.method == "PUT" else self.patch
        body, wrong = checker.read(asked.data)
        if not asked.json:
            return 415, b"", {}
        if wrong:
            return 400, b"", {}
        old = row or {"rev": 0}
        kept = {**(old if asked.method == "PATCH" else {}), **checker.kept(body)}
        new = {**kept, "name": key, "rev": old["rev"] + 1}
        self.rows["flags"][key] = new
        return 201 if row is None else 200, new, self.tag(new)

    def fits(self, named: str | None, row: dict[str, Any]) -> bool:
        """Whether the version that is named is there."""
        return named in ("*", self.tag(row)["ETag"])

    def tag(self, row: dict[str, Any]) -> dict[str, str]:
        """The version of a row."""
        return {"ETag": f'"{row["rev"]}"'}


def test_a_put_that_makes_names_no_version(tmp_path: Path) -> None:
    """Each operation is reached, and what was made is removed by its version."""
    service = Flags()
    report = checked(service, tmp_path, recombinations=0)
    assert [(drift.lead.law, drift.lead.operation, drift.lead.message) for drift in report.drifts] == []
    assert (report.exit_code, report.unreached, service.left, service.unharmed) == (0, (), [], True)
    assert report.created == report.removed > 3


class Careless(Flags):
    """Takes a change of any version that is named."""

    def fits(self, named: str | None, row: dict[str, Any]) -> bool:
        """It is always there."""
        return True


def test_a_version_that_is_not_there_is_missed(tmp_path: Path) -> None:
    """Of a record that a PUT made, too."""
    service = Careless()
    report = checked(service, tmp_path, recombinations=0, workers=1)
    assert {drift.lead.law for drift in report.drifts} == {"preconditions"}
    assert (service.left, service.unharmed) == ([], True)


class Weak(Flags):
    """Tells versions that are weak; ``careless``: a change of any version that is named is taken."""

    def __init__(self, *, careless: bool) -> None:
        super().__init__()
        self.careless = careless

    def fits(self, named: str | None, row: dict[str, Any]) -> bool:
        """By the text, as such services do (RFC 7644 section 3.14)."""
        return self.careless or super().fits(named, row)

    def tag(self, row: dict[str, Any]) -> dict[str, str]:
        """The version of a row."""
        return {"ETag": f'W/"{row["rev"]}"'}


@pytest.mark.parametrize("careless", [True, False])
def test_a_version_that_nobody_has_shown_is_not_there(careless: bool, tmp_path: Path) -> None:
    """Whether a weak one fits is open, but another one never does."""
    report = some_journeys(Weak(careless=careless), tmp_path, "^versions: replace")
    assert {found[0] for found in told(report)} == ({"preconditions"} if careless else set())
    assert report.created > 0
