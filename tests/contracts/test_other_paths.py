"""Records that are made in one collection and have their path in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_NEW: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,60}$"}, "private": {"type": "boolean"}},
}
_BOX: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, **_NEW["properties"]},
}
_WRONG = says({"type": "object", "properties": {"error": {"type": "string"}}}, "refused")


class Boxes(Service):
    """Boxes that are made as one's own and found below their owner; ``leads`` is where a create says that they are."""

    leads = "/boxes/me/{name}"

    def __init__(self) -> None:
        super().__init__()
        self.begin(
            {"boxes": {"me/lunch-box": {"id": 1, "name": "lunch-box"}, "you/tool-box": {"id": 2, "name": "tool-box"}}}
        )
        self.checker, self.serial = Checker(_NEW), 2

    def document(self) -> dict[str, Any]:
        """A name is there once, which 422 says."""
        one = {"200": says(_BOX), "404": _WRONG}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Boxes", "version": "1"},
            "paths": {
                "/mine": {"post": {"operationId": "makeMine", "requestBody": takes(_NEW),
                                   "responses": {"201": says(_BOX), "422": _WRONG}}},
                "/boxes/{owner}/{box}": {
                    "parameters": [in_path("owner", {"type": "string"}), in_path("box", {"type": "string"})],
                    "get": {"operationId": "readBox", "responses": one},
                    "delete": {"operationId": "dropBox",
                               "responses": {"204": {"description": "gone"}, "404": _WRONG}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows = self.rows["boxes"]
        if asked.path == "/mine":
            body, wrong = self.checker.read(asked.data if asked.json else b"")
            if asked.method != "POST":
                return 405, {"error": "no such method"}, {"Allow": "POST"}
            if body is None or wrong or f"me/{body['name']}" in rows:
                return 422, {"error": "wrong, or taken"}, {}
            self.serial += 1
            rows[f"me/{body['name']}"] = row = {"id": self.serial, **self.checker.kept(body)}
            return 201, row, {"Location": self.leads.format(name=body["name"])}
        key = "/".join(asked.parts[1:])
        if asked.parts[0] != "boxes" or key not in rows:
            return 404, {"error": "none"}, {}
        if asked.method not in ("GET", "DELETE"):
            return 405, {"error": "no such method"}, {"Allow": "GET, DELETE"}
        return (200, rows[key], {}) if asked.method == "GET" else (204, rows.pop(key) and None, {})


def test_what_a_create_leads_to_is_removed_there(tmp_path: Path) -> None:
    """Where the key carries the run's tag; the others are told."""
    service = Boxes()
    report = checked(service, tmp_path)
    assert [drift.lead.message for drift in report.drifts] == []
    assert service.unharmed
    assert report.removed > 5
    assert len(service.left) == len(report.leftovers) == report.created - report.removed


def test_the_word_of_a_service_removes_nothing_of_others(tmp_path: Path) -> None:
    """Where each create leads to a box of somebody else."""

    class Astray(Boxes):
        leads = "/boxes/you/tool-box"

    service = Astray()
    checked(service, tmp_path)
    assert service.unharmed
