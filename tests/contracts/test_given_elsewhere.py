"""What the caller gives for one place of a path is the key there by whatever name other paths call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Service, checked, in_path, says

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}


class Desks(Service):
    """Desks that nobody lists, each with pens; all of them are others'."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"desks": {"d71": {"sid": "d71", "room": "A"}}})
        self.reached = False

    def document(self) -> dict[str, Any]:
        """A desk is called `Sid` by its own path, and `DeskSid` by that of its pens."""
        desk = {"type": "object", "required": ["sid", "room"], "properties": {"sid": _TEXT, "room": _TEXT}}
        no = {"404": {"description": "none"}}
        pens = {"200": says({"type": "array", "items": _TEXT}), **no}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Desks", "version": "1"},
            "paths": {
                "/desks/{Sid}": {
                    "parameters": [in_path("Sid", _TEXT)],
                    "get": {"operationId": "desk", "responses": {"200": says(desk), **no}},
                },
                "/desks/{DeskSid}/pens": {
                    "parameters": [in_path("DeskSid", _TEXT)],
                    "get": {"operationId": "pens", "responses": pens},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """Reads alone."""
        parts, rows = asked.parts, self.rows["desks"]
        if (
            parts[:1] != ["desks"]
            or len(parts) not in (2, 3)
            or parts[1] not in rows
            or parts[2:] not in ([], ["pens"])
        ):
            return 404, None, {}
        if asked.method != "GET":
            return 405, None, {"Allow": "GET"}
        self.reached = self.reached or len(parts) == 2
        return 200, rows[parts[1]] if len(parts) == 2 else ["red"], {}


@pytest.mark.parametrize(("values", "reached"), [({"DeskSid": "d71"}, True), ({"Room": "d71"}, False)])
def test_a_value_is_good_for_its_place(values: dict[str, str], reached: bool, tmp_path: Path) -> None:
    """By another name of that place too; what is given for something else is not tried there."""
    service = Desks()
    report = checked(service, tmp_path, values=values, recombinations=0, workers=1)
    assert service.reached is reached
    assert not report.drifts
    assert service.unharmed
