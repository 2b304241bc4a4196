"""Every operation that reads is called with least and full parameters, on records that it shows itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.run import Check, Settings
from mock_server.openapi import load_document
from tests.json_server import answering

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

REGION: dict[str, Any] = {
    "type": "object",
    "required": ["code", "towns"],
    "properties": {"code": {"type": "string"}, "towns": {"type": "string"}, "area": {"type": "integer"}},
}
TOWN: dict[str, Any] = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


def _get(operation: str, schema: Any, *parameters: dict[str, Any]) -> dict[str, Any]:
    said = {"description": "said", "content": {"application/json": {"schema": schema}}}
    responses = {"200": said, "400": {"description": "refused"}, "404": {"description": "none"}}
    return {"get": {"operationId": operation, "parameters": [*parameters], "responses": responses}}


def _parameter(name: str, place: str = "path", kind: str = "string") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": kind}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Regions", "version": "1"},
    "paths": {
        "/regions": _get("regions", {"type": "array", "items": REGION}, _parameter("wet", "query", "boolean"),
                         _parameter("near", "query"), _parameter("X-Unit", "header")),
        "/regions/{code}": _get("region", REGION, _parameter("code")),
        "/regions/{code}/towns/{town}": _get("town", TOWN, _parameter("code"), _parameter("town", kind="integer")),
        "/stations/{station}": _get("station", TOWN, _parameter("station", kind="integer")),
        "/ferries/{ferry}": _get("ferry", TOWN, _parameter("ferry")),
        "/layerslist": _get("layers", {"type": "array", "items": {"type": "string"}}),
        "/maps/{layer}": _get("layer", TOWN, _parameter("layer")),
        "/settings": _get("settings", {"type": "object"}),
        "/settings/{section}": _get("section", {"type": "object"}, _parameter("section")),
        "/settings/{section}/{item}/unit": _get("unit", TOWN, _parameter("section"), _parameter("item")),
    },
}  # fmt: skip
SETTINGS = {"tiles": {"zoom": {"id": 12}}}
AREAS: dict[str, Any] = {"no-03": 454, "no-46": 33871}


class Regions:
    """Regions that nobody can make: their towns are behind an address, one station has the number 2."""

    def __init__(self, *, full_is_broken: bool = False) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.full_is_broken = full_is_broken

    def app(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        """One exchange."""
        self.asked.append((target, headers.get("X-Unit")))
        status, value = self._answer(target, headers.get("X-Unit")) if method == "GET" else (405, None)
        return status, value, {"Allow": "GET"} if status == 405 else {}

    def _answer(self, target: str, unit: str | None) -> tuple[int, Any]:
        path, _, query = target.partition("?")
        words = path.split("/")[1:]
        shown = [{"code": code, "area": area, "towns": f"/regions/{code}/towns/7"} for code, area in AREAS.items()]
        if words == ["regions"]:
            if "near=" in query and "wet=" in query:
                return (200, [{"code": 7}]) if self.full_is_broken else (400, None)  # they exclude each other
            wet = [value for name, _, value in (pair.partition("=") for pair in query.split("&")) if name == "wet"]
            return (400, None) if wet and wet[0] not in ("true", "false") else (200, shown)
        if len(words) == 2 and words[0] == "regions" and words[1] in AREAS:
            return 200, next(item for item in shown if item["code"] == words[1])
        if len(words) == 4 and words[1] in AREAS and words[3] == "7":
            return 200, {"id": 7}
        if words[0] == "settings" and words[1:2] in ([], ["tiles"]) and words[2:] in ([], ["zoom", "unit"]):
            return 200, (SETTINGS, SETTINGS["tiles"], None, {"id": 4})[len(words) - 1]
        if words == ["layerslist"] or words == ["maps", "relief"]:
            return 200, ["relief"] if len(words) == 1 else {"id": 5}
        return (200, {"id": 2}) if words == ["stations", "2"] else (404, None)


def _checked(folder: Path, service: Regions) -> Report:
    file = folder / "regions.json"
    file.write_text(json.dumps(DOCUMENT))
    with answering(service.app) as url:
        check = Check(Settings(url=url, spec=file, seed=3, recombinations=0, fuzz=0), load_document(file))
        try:
            return check.run()
        finally:
            check.close()


def test_what_reads_is_called_with_keys_that_are_shown_linked_or_usual(tmp_path: Path) -> None:
    """A key from a list of records or texts, a name in an object, an address, a small number; the others are named."""
    service = Regions()
    report = _checked(tmp_path, service)
    assert [drift.lead.message for drift in report.drifts] == []
    reached = {"regions", "region", "town", "station", "layers", "layer", "settings", "section", "unit"}
    assert {item.operation for item in report.coverage if item.succeeded} == reached
    assert [(item.operation, item.hint) for item in report.unreached] == [
        ("ferry", "name a record that is there: --value ferry=…")
    ]
    full = [target for target, unit in service.asked if unit and "near=" in target and "wet=" in target]
    assert full
    assert ("/regions", None) in service.asked


def test_a_fault_that_needs_every_parameter_is_found(tmp_path: Path) -> None:
    """An answer to all parameters together is judged, though they may exclude each other."""
    report = _checked(tmp_path, Regions(full_is_broken=True))
    assert "answer-schema" in {drift.lead.law for drift in report.drifts}
    assert not any(drift.lead.flaky for drift in report.drifts)
