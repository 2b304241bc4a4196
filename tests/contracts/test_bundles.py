"""Lists whose items hold the records, in a page that all lists share (`allOf`), with links by relation, as in FHIR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, in_query, says, takes

if TYPE_CHECKING:
    from pathlib import Path

COLORS = ["red", "green"]
KITE: dict[str, Any] = {
    "type": "object",
    "required": ["color", "meta"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "meta": {"type": "object", "readOnly": True, "required": ["versionId"], "properties": {
            "versionId": {"type": "string"}}},
        "color": {"type": "string", "enum": COLORS},
        "note": {"type": "string", "maxLength": 60},
    },
}  # fmt: skip
SENT = {**KITE, "required": ["color"], "example": {"color": "red", "note": "on the roof"}}
LINK = {"type": "object", "required": ["relation", "url"], "properties": {
    "relation": {"type": "string", "enum": ["self", "next"]}, "url": {"type": "string"}}}  # fmt: skip
PAGE = {"type": "object", "required": ["total", "link", "entry"], "properties": {
    "total": {"type": "integer"},
    "link": {"type": "array", "items": LINK},
    "entry": {"type": "array", "items": {"type": "object", "required": ["fullUrl"], "properties": {
        "fullUrl": {"type": "string"}}}}}}  # fmt: skip
OF_KITES = {"properties": {"entry": {"type": "array", "items": {"properties": {"resource": KITE}}}}}


class Kites(Service):
    """Kites by a version that is weak and has to be named so; a ``fault`` is one of theirs."""

    def __init__(self, fault: str = "") -> None:
        super().__init__()
        self.fault, self.serial, self.checker = fault, 0, Checker(SENT)
        self.begin({"kites": {}})

    def document(self) -> dict[str, Any]:
        """What `If-Match` names is written with `W/`."""
        seen = {**says(KITE), "headers": {"ETag": {"schema": {"type": "string"}}}}
        no: dict[str, Any] = {status: {"description": "refused"} for status in ("400", "404", "412")}
        version = {"name": "If-Match", "in": "header", "schema": {"type": "string"},
                   "description": 'The version that is known, such as `W/"3"`'}  # fmt: skip
        asked = [
            in_query("color", type="string", enum=COLORS),
            in_query("_count", type="integer", minimum=1, maximum=50, default=20),
            in_query("_offset", type="integer", minimum=0, default=0),
        ]
        one: dict[str, Any] = {
            "parameters": [in_path("id", {"type": "string"})],
            "get": {"responses": {"200": seen, "404": no["404"]}},
            "put": {"requestBody": takes(SENT), "parameters": [version], "responses": {"200": seen, **no}},
            "delete": {"responses": {"204": {"description": "gone"}, "404": no["404"]}},
        }
        many = {
            "get": {"parameters": asked, "responses": {"200": says({"allOf": [PAGE, OF_KITES]}), "400": no["400"]}},
            "post": {"requestBody": takes(SENT), "responses": {"201": seen, "400": no["400"]}},
        }
        info = {"title": "Kites", "version": "1"}
        return {"openapi": "3.1.0", "info": info, "paths": {"/kites": many, "/kites/{id}": one}}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, key = self.rows["kites"], asked.parts[1] if len(asked.parts) == 2 else ""
        if asked.parts[0] != "kites" or len(asked.parts) > 2 or (len(asked.parts) == 2 and key not in rows):
            return 404, b"", {}
        if asked.method == "GET":
            return self._seen(200, rows[key]) if key else self._listed(asked)
        if asked.method == "DELETE" and key:
            return 204, rows.pop(key) and b"", {}
        if asked.method not in (("PUT",) if key else ("POST",)):
            return 405, b"", {"Allow": "GET, PUT, DELETE" if key else "GET, POST"}
        return self._made(asked, key)

    def _made(self, asked: Asked, key: str) -> Answer:
        body, wrong = self.checker.read(asked.data)
        if wrong or not asked.json:
            return 400, b"", {}
        now = int(self.rows["kites"][key]["meta"]["versionId"]) if key else 0
        named = asked.headers.get("If-Match")
        if named not in (None, "*", f'W/"{now}"') and self.fault != "stale":
            return 412, b"", {}
        self.serial += 1
        key = key or f"k{self.serial}"
        old = self.rows["kites"].get(key, {}) if self.fault == "merges" else {}
        row = {**old, **self.checker.kept(body), "id": key, "meta": {"versionId": str(now + 1)}}
        self.rows["kites"][key] = row
        return self._seen(200 if now else 201, row)

    def _seen(self, status: int, row: dict[str, Any]) -> Answer:
        return status, row, {"ETag": f'W/"{row["meta"]["versionId"]}"'}

    def _listed(self, asked: Asked) -> Answer:
        color, rows = asked.query.get("color", [""])[-1], [*self.rows["kites"].values()]
        count, offset = (asked.query.get(name, [usual])[-1] for name, usual in (("_count", "20"), ("_offset", "0")))
        numbers = all(text.isascii() and text.isdecimal() and len(text) < 9 for text in (count, offset))
        if not numbers or not 1 <= int(count) <= 50 or ("color" in asked.query and color not in COLORS):
            return 400, b"", {}
        if color and self.fault != "filter":
            rows = [row for row in rows if row["color"] == color]
        end = int(offset) + int(count)
        links = [{"relation": "self", "url": asked.path}]
        if end < len(rows):
            more = f"&color={color}" if color else ""
            to = end + (self.fault == "skips")
            links.append({"relation": "next", "url": f"{asked.path}?_count={count}&_offset={to}{more}"})
        found = [{"fullUrl": f"/kites/{row['id']}", "resource": row} for row in rows[int(offset) : end]]
        return 200, {"total": len(rows), "link": links, "entry": found}, {}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("filter", [("list", "/entry/*/resource/color")]),
        ("", []),
        ("skips", [("list", "/entry")]),
        ("stale", [("preconditions", "status")]),
    ],
)
def test_records_in_the_items_of_a_page(fault: str, told: list[tuple[str, str]], tmp_path: Path) -> None:
    """What the list lets in, where its links lead, and a weak version of which the document says that it is named."""
    service = Kites(fault)
    report = checked(service, tmp_path, recombinations=0, workers=1)
    assert [(drift.lead.law, drift.lead.place) for drift in report.drifts] == told
    assert (service.left, report.unreached) == ([], ())


@pytest.mark.parametrize(("fault", "found"), [("merges", [("read-back", "get /kites/{id}", "/note")]), ("", [])])
def test_a_replace_with_the_required_members_of_an_example(
    fault: str, found: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    """The example of the schema has every member: what a replace leaves out would never be left out."""
    assert told(some_journeys(Kites(fault), tmp_path, "^replace ")) == found
