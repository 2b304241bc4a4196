"""A replacement of a record leaves what is below it, which no body of it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_child_counts import Hives
from tests.manners.serving import Answer, Asked, Checker, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_BODY: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 60}},
}


class Replaced(Hives):
    """Hives that a PUT replaces, ``said`` tells how; one that ``drops`` loses its bees, a ``whole`` one takes them."""

    def __init__(self, said: str = "Replace a hive", *, drops: bool = True, whole: bool = False) -> None:
        super().__init__()
        self.said, self.drops = said, drops
        bees = {"bees": {"type": "array", "maxItems": 0}} if whole else {}
        self.body = {**_BODY, "properties": {**_BODY["properties"], **bees}}

    def document(self) -> dict[str, Any]:
        """A PUT beside the rest."""
        document = super().document()
        one = document["paths"]["/hives/{hive}"]
        shown = one["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        no = {status: {"description": "no"} for status in ("400", "404")}
        one["put"] = {"operationId": "put", "summary": self.said, "requestBody": takes(self.body),
                      "responses": {"200": says(shown), **no}}  # fmt: skip
        return document

    def answer(self, asked: Asked) -> Answer:
        """As its parent does, and replaced."""
        if asked.method != "PUT" or len(asked.parts) != 2 or asked.parts[1] not in self.rows["hives"]:
            return super().answer(asked)
        body, wrong = Checker(self.body).read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        self.rows["hives"][asked.parts[1]]["name"] = body["name"]
        if self.drops:
            bees = self.rows["bees"]
            self.rows["bees"] = {key: bee for key, bee in bees.items() if bee["hive"] != asked.parts[1]}
        return 200, self._hive(asked.parts[1]), {}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("said", "drops", "whole", "wrong"),
    [
        ("Replace a hive", True, False, 1),
        ("Replace a hive", False, False, 0),
        ("Replace a hive with all its bees", True, False, 0),
        ("Reset a hive", True, False, 0),
        ("Replace a hive", True, True, 0),
    ],
)
def test_what_is_below_stays(said: str, wrong: int, *, drops: bool, whole: bool, tmp_path: Path) -> None:
    """Unless the document says that it goes, or a body may hold it."""
    service = Replaced(said, drops=drops, whole=whole)
    report = some_journeys(service, tmp_path, "^a change of a parent|^the end of a parent|^reading")
    assert (told(report), service.left) == ([("below-parent", "get_bee", "status")] * wrong, [])
