"""A change that makes a second record is found also where the list is long, and tells neither pages nor a total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_PIN: dict[str, Any] = {
    "type": "object",
    "required": ["place"],
    "properties": {
        "no": {"type": "integer", "readOnly": True},
        "place": {"type": "string", "minLength": 1, "maxLength": 60},
    },
}


class Pins(Collection):
    """Pins, more than a list without pages may show at once; ``copies`` by a PUT, ``newest`` are shown."""

    called, named = "pins", "no"
    sent = shown = _PIN

    def __init__(self, newest: int, *, copies: bool) -> None:
        super().__init__({str(n): {"no": n, "place": f"before {n}"} for n in range(1, 31)})
        self.newest, self.copies = newest, copies

    def changes(self) -> dict[str, Any]:
        """A replacement."""
        return {"put": {"operationId": "put", "requestBody": takes(_PIN), "responses": {"200": says(_PIN), **NO}}}

    def page(self, query: dict[str, list[str]]) -> Answer:
        """The newest."""
        return 200, [*self.records.values()][-self.newest :], {}

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """What a replacement answers."""
        if self.copies:
            self.made(body)
        return super().changed(key, body)


@pytest.mark.parametrize(("shown", "copies", "found"), [(99, True, True), (99, False, False), (10, False, False)])
def test_a_second_record_is_found_in_a_long_list(shown: int, copies: bool, found: bool, tmp_path: Path) -> None:
    """It is the one record that the list shows more; a list that shows the newest alone is no proof."""
    service = Pins(shown, copies=copies)
    report = some_journeys(service, tmp_path, "^no second of")
    assert told(report) == [("read-back", "put", "body")] * found
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(found))
