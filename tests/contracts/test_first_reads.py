"""Creates that answer nothing, or a key alone: the first read of the record shows what became of what was sent."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, says

if TYPE_CHECKING:
    from pathlib import Path

_NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_RANK: dict[str, Any] = {"type": "string", "enum": ["LOW", "HIGH"], "default": "LOW"}


class Vans(Collection):
    """Vans whose create answers by its ``way``; ``fault`` is what is wrong with them, or open."""

    called = "vans"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": _NAME, "note": _NAME, "rank": _RANK},
    }
    shown: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["id", "name", "rank"],
        "properties": {"id": {"type": "integer"}, "name": _NAME, "note": _NAME, "rank": {"type": "string"}},
    }

    def __init__(self, way: str, fault: str) -> None:
        super().__init__()
        self.way, self.fault = way, fault
        self.whole: dict[str, str] = {}

    def document(self) -> dict[str, Any]:
        """With a create that shows little, and without a read where only the list shows the vans."""
        tree = super().document()
        location = {"Location": {"schema": {"type": "string"}}}
        short = says({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}})
        answer = {"description": "made", "headers": location} if self.way == "location" else short
        tree["paths"]["/vans"]["post"]["responses"] = {"201": answer, **NO}
        if self.way == "list":
            del tree["paths"]["/vans/{id}"]["get"]
        if self.fault == "follows":
            rank = {**_RANK, "description": "Unless the fleet has its own, LOW."}
            sent = {**self.sent, "properties": {**self.sent["properties"], "rank": rank}}
            tree["paths"]["/vans"]["post"]["requestBody"]["content"]["application/json"]["schema"] = sent
        return tree

    def made(self, body: dict[str, Any]) -> Answer:
        """A van with its faults."""
        rank = "HIGH" if self.fault in ("default", "follows") else "LOW"
        _, row, _ = super().made({**body, "rank": body.get("rank", rank)})
        key = str(row["id"])
        if "note" in row and self.fault in ("cut", "late"):
            row["note"], self.whole[key] = row["note"][:3], row["note"]
        return 201, None if self.way == "location" else {"id": row["id"]}, {"Location": f"/vans/{key}"}

    def answer(self, asked: Asked) -> Answer:
        """What is late is shown in full from the second look on."""
        answer = copy.deepcopy(super().answer(asked))
        key = asked.parts[-1]
        if asked.method == "GET" and key in self.records and key in self.whole and self.fault == "late":
            self.records[key]["note"] = self.whole.pop(key)
        return answer


@pytest.mark.parametrize("way", ["location", "key", "list"])
@pytest.mark.parametrize(("fault", "law"), [("", None), ("default", "default"), ("cut", "echo"), ("follows", None)])
def test_the_first_read_shows_what_a_create_was_sent(tmp_path: Path, way: str, fault: str, law: str | None) -> None:
    """A default that is another, and a text that was cut, are told at the read, or at the list where nothing reads."""
    found = told(some_journeys(Vans(way, fault), tmp_path, "^life of|^reading|^filters of|leads$"))
    assert [one for one, _, _ in found] == ([law] if law else []), found


def test_a_read_that_is_late_is_no_drift(tmp_path: Path) -> None:
    """What a read shows a moment later as it was sent was not cut."""
    assert told(some_journeys(Vans("location", "late"), tmp_path, "^life of|^reading|^filters of|leads$")) == []
