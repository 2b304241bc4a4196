"""A record that counts what is below it counts each once, while it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.child_counts import counts, wrong
from mock_server.openapi import Document, Schemas
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes
from tests.requests.small_documents import document as small

if TYPE_CHECKING:
    from pathlib import Path

_NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_SENT: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": _NAME}}


class Hives(Service):
    """Hives with bees. ``fault``: `never`, `up` alone, `twice`; `late` is a number that follows at the second look."""

    def __init__(self, fault: str = "", told: str = "How many bees live here") -> None:
        super().__init__()
        self.fault, self.told, self.last, self.shown = fault, told, 0, 0
        self.begin({"hives": {}, "bees": {}})

    def document(self) -> dict[str, Any]:
        """The document."""
        no = {status: {"description": "no"} for status in ("400", "404")}
        number = {"type": "integer", "readOnly": True, "description": self.told}
        hive = {"type": "object", "properties": {"hive": {"type": "string"}, "name": _NAME, "beeCount": number}}
        bee = {"type": "object", "properties": {"bee": {"type": "string"}, "name": _NAME}}
        text, gone = {"type": "string"}, {"description": "gone"}

        def both(path: str, name: str, shown: Any, above: list[Any]) -> dict[str, Any]:
            one = {"parameters": [*above, in_path(name, text)],
                   "get": {"operationId": f"get_{name}", "responses": {"200": says(shown), **no}},
                   "delete": {"operationId": f"drop_{name}", "responses": {"204": gone, **no}}}  # fmt: skip
            post = {"operationId": f"add_{name}", "requestBody": takes(_SENT), "responses": {"201": says(shown), **no}}
            return {path: {"parameters": above, "post": post}, f"{path}/{{{name}}}": one}

        paths = both("/hives", "hive", hive, []) | both("/hives/{hive}/bees", "bee", bee, [in_path("hive", text)])
        return {"openapi": "3.1.0", "info": {"title": "Hives", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        hives, bees, parts = self.rows["hives"], self.rows["bees"], asked.parts
        if parts[0] != "hives" or len(parts) > 4 or (len(parts) > 1 and parts[1] not in hives):
            return 404, None, {}
        if len(parts) in (1, 3):
            body, wrong_ones = Checker(_SENT).read(asked.data if asked.json else b"")
            if asked.method != "POST" or body is None or wrong_ones:
                return 400, None, {}
            self.last += 1
            if len(parts) == 1:
                hives[f"h{self.last}"] = {"hive": f"h{self.last}", "name": body["name"], "ups": 0}
                return 201, self._hive(f"h{self.last}"), {}
            bees[f"b{self.last}"] = {"bee": f"b{self.last}", "name": body["name"], "hive": parts[1]}
            hives[parts[1]]["ups"] += 1
            return 201, {"bee": f"b{self.last}", "name": body["name"]}, {}
        if len(parts) == 2:
            if asked.method == "DELETE":
                self.rows["bees"] = {key: bee for key, bee in bees.items() if bee["hive"] != parts[1]}
                return 204, hives.pop(parts[1]) and None, {}
            return 200, self._hive(parts[1]), {}
        bee = bees.get(parts[3])
        if bee is None or bee["hive"] != parts[1]:
            return 404, None, {}
        return (204, bees.pop(parts[3]) and None, {}) if asked.method == "DELETE" else (200, bee, {})

    def _hive(self, key: str) -> dict[str, Any]:
        row = self.rows["hives"][key]
        there = sum(bee["hive"] == key for bee in self.rows["bees"].values())
        now = {"never": 0, "up": row["ups"], "twice": 2 * there}.get(self.fault, there)
        if self.fault == "late":
            now, row["seen"] = row.get("seen", 0), there
        return {"hive": key, "name": row["name"], "beeCount": now}


@pytest.mark.parametrize(
    ("fault", "flaw"),
    [("never", "one more after a create"), ("up", "one less after a removal"), ("twice", "one more after a create")],
)
def test_a_number_that_does_not_follow_is_told(fault: str, flaw: str, tmp_path: Path) -> None:
    """It stays, never falls, or counts each twice."""
    service = Hives(fault)
    report = some_journeys(service, tmp_path, "numbers of")
    assert [drift.lead.message for drift in report.drifts] == [f"/beeCount does not count {flaw}"]
    assert told(report) == [("read-back", "get_hive", "/beeCount")]
    assert service.left == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [("", "How many bees live here"), ("late", "Number of bees"), ("never", "How many bees are awake, only")],
)
def test_a_number_that_follows_or_counts_others_is_none(fault: str, said: str, tmp_path: Path) -> None:
    """A moment later too, and where the document says that it counts some of them alone."""
    service = Hives(fault, said)
    report = some_journeys(service, tmp_path, "numbers of|reading hives")
    assert (told(report), service.left) == ([], [])
    assert report.created > 0


@pytest.mark.parametrize(
    ("name", "said", "found"),
    [
        ("itemCount", "", [("itemCount", False)]),
        ("items", "How many items there are", [("items", True)]),
        ("number_of_items", "Number of items", [("number_of_items", True)]),
        ("items", "", []),
        ("itemLimit", "How many items there may be", []),
        ("itemCount", "Number of open items", []),
    ],
)
def test_numbers_that_count(name: str, said: str, found: list[tuple[str, bool]]) -> None:
    """By their names, and by what the document says of them."""
    schema: dict[str, Any] = {"type": "integer", **({"description": said} if said else {})}
    described: Document = small({"paths": {}})
    assert [*counts(Schemas(described), {name: schema}, "items")] == found


def test_a_number_that_nobody_explains_may_stay() -> None:
    """It counts some of them alone; once it has moved, it moves back."""
    assert wrong(3, 3, 3, told=False) is None
    assert wrong(3, 4, 4, told=False) == "does not count one less after a removal"
    assert wrong(3, 4, 3, told=True) is None
