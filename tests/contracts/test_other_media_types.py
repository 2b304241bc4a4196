"""What is sent as XML is kept as what is sent as JSON is: each media type is read by code of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import pytest

from tests.contracts.some_journeys import some_journeys
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says

if TYPE_CHECKING:
    from pathlib import Path

_SEED: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "depth": {"type": "integer", "minimum": 0},
        "note": {"type": "string", "maxLength": 80},
    },
    "xml": {"name": "seed"},
}
_XML, _FORM = "application/xml", "application/x-www-form-urlencoded"


class Beds(Service):
    """Seeds that are sown by JSON, by XML or by a form; ``lost`` is a member that one of these drops, ``by`` it."""

    def __init__(self, lost: str = "", by: str = "") -> None:
        super().__init__()
        self.begin({"seeds": {}})
        self.lost, self.by, self.sown = lost, by, dict.fromkeys((_XML, _FORM, "application/json"), 0)

    def document(self) -> dict[str, Any]:
        """Each media type has the same members."""
        shown = {**_SEED, "required": ["id", "name"], "properties": {"id": {"type": "string"}, **_SEED["properties"]}}
        missed, body = {"404": {"description": "no such seed"}}, {name: {"schema": _SEED} for name in self.sown}
        sow = {"operationId": "sow", "requestBody": {"required": True, "content": body},
               "responses": {"201": says(shown), "400": {"description": "no seed"}}}  # fmt: skip
        look = {"operationId": "look", "responses": {"200": says(shown), **missed}}
        pull = {"operationId": "pull", "responses": {"204": {"description": "pulled"}, **missed}}
        keyed = {"parameters": [in_path("id", {"type": "string"})], "get": look, "delete": pull}
        paths = {"/seeds": {"post": sow}, "/seeds/{id}": keyed}
        return {"openapi": "3.1.0", "info": {"title": "Beds", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """JSON alone is answered."""
        rows = self.rows["seeds"]
        if asked.parts == ["seeds"] and asked.method == "POST":
            kind = asked.headers.get_content_type()
            body = self._read(kind, asked.data)
            if body is None or Checker(_SEED).wrong(body):
                return 400, None, {}
            self.sown[kind] += 1
            if kind == self.by:
                body.pop(self.lost, None)
            new = {"id": f"seed-{sum(self.sown.values())}", **body}
            rows[new["id"]] = new
            return 201, new, {}
        row = rows.get(asked.parts[-1]) if len(asked.parts) == 2 else None
        if row is None or asked.method not in ("GET", "DELETE"):
            return 404, None, {}
        if asked.method == "DELETE":
            del rows[row["id"]]
            return 204, None, {}
        return 200, row, {}

    def _read(self, kind: str, data: bytes) -> dict[str, Any] | None:
        """The members of a body, None for what is none."""
        if kind == "application/json":
            body, _ = Checker(_SEED).read(data)
            return Checker(_SEED).kept(body) if isinstance(body, dict) else None
        try:
            text = data.decode()
            pairs = [(one.tag, one.text or "") for one in ET.fromstring(text)] if kind == _XML else parse_qsl(text)
        except (ET.ParseError, UnicodeDecodeError):
            return None
        known = {name: value for name, value in pairs if name in _SEED["properties"]} if kind in self.sown else {}
        if "depth" in known and not known["depth"].isdecimal():
            return None
        return {name: int(value) if name == "depth" else value for name, value in known.items()}


@pytest.mark.parametrize(
    ("lost", "by", "told"),
    [("", "", []), ("depth", _XML, ["/depth"]), ("note", _FORM, ["/note"])],
    ids=["kept", "lost by XML", "lost by a form"],
)
def test_a_member_that_one_media_type_loses_is_told(lost: str, by: str, told: list[str], tmp_path: Path) -> None:
    """Once, at the create that shows it; a service that reads each alike is not told of."""
    service = Beds(lost, by)
    report = some_journeys(service, tmp_path, "^other media types")
    assert [drift.lead.place for drift in report.drifts] == told
    assert {drift.lead.law for drift in report.drifts} <= {"echo"}
    assert service.sown[_XML]
    assert service.sown[_FORM]
    assert service.left == []
