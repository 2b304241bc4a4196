"""Several records in one request, made beside their collection or read by their keys: each of them is there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.journeys import bulk_creates
from contracts.laws.bulk_results import may_refuse_some, missed
from contracts.laws.filter_meaning import is_of_key
from tests.contracts.some_journeys import some_journeys, told
from tests.json_server import sent_json
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, Checker, checked, in_query, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_PET: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 60}},
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["petId", "name"],
    "properties": {"petId": {"type": "string", "readOnly": True}, **_PET["properties"]},
}
_MANY: dict[str, Any] = {
    "type": "object",
    "required": ["pets"],
    "properties": {"pets": {"type": "array", "minItems": 1, "maxItems": 20, "items": _PET}},
}


class Pets(Collection):
    """Pets that are made and read in batches as well; ``fault`` says what is wrong, ``said`` what a batch gets."""

    path: tuple[str, ...] = ("pets:batchCreate",)
    called, named, keyed, key_form = "pets", "petId", {"type": "string"}, "p-{}"
    sent, shown = _PET, _SHOWN

    def __init__(self, fault: str, said: str = "Gets several pets.") -> None:
        super().__init__({"old": {"petId": "old", "name": "old"}})
        self.fault, self.said, self.several = fault, said, Checker(_MANY)
        self.known = set[str]()
        self.late = Counter[str]()

    def document(self) -> dict[str, Any]:
        """The collection and its batches."""
        found, shown = super().document(), {"type": "array", "items": _SHOWN}
        answers = {"200": says({"type": "object", "required": ["pets"], "properties": {"pets": shown}}), **NO}
        ids = {**in_query("ids", type="array", items={"type": "string"}), "required": True}
        found["paths"] |= {
            f"/{'/'.join(self.path)}": {
                "post": {"operationId": "batchCreatePets", "requestBody": takes(_MANY), "responses": answers}
            },
            "/pets:batchGet": {
                "get": {"operationId": "getBatch", "summary": self.said, "parameters": [ids], "responses": answers}
            },
        }
        return found

    def answer(self, asked: Asked) -> Answer:
        """A batch, or what the collection answers."""
        if asked.parts == ["pets:batchGet"]:
            ids = asked.query.get("ids", [])
            if not ids or any(each not in self.records for each in ids):
                return (404 if ids else 400), None, {}
            others = [each for each in self.records if each not in ids]
            if self.fault == "lags":  # what was made last comes into the index when it is asked for
                ids, wanted = [each for each in ids if each in self.known or each == ids[0]], ids
                self.known |= {*wanted}
            ids = {"first read": ids[:1], "all read": [*self.records], "others read": others}.get(self.fault, ids)
            return 200, {"pets": [self.records[each] for each in ids]}, {}
        if tuple(asked.parts) != self.path:
            if asked.method != "GET" or not self.late[asked.parts[-1]]:
                return super().answer(asked)
            self.late[asked.parts[-1]] -= 1
            return 404, None, {}
        body = sent_json(asked.data)
        if not asked.json or self.several.wrong(body):
            return 400, None, {}
        items = body["pets"][: {"first made": 1, "two at a time": 2, "in words": 2}.get(self.fault)]
        items = [items[0] for _ in items] if self.fault == "alike" else items
        made = [self.made(self.checker.kept(each))[1] for each in items]
        if self.fault == "third skipped":
            for lost in made[2::3]:
                self.records.pop(lost["petId"])
            made = [each for place, each in enumerate(made) if place % 3 != 2]
        self.late.update({each["petId"]: {"late": 2, "too late": 12}.get(self.fault, 0) for each in made[1:]})
        for lost in made[1:] if self.fault == "lost" else made if self.fault == "later" else []:
            self.records.pop(lost["petId"])
        told: dict[str, dict[str, Any]] = {"two at a time": {"skipped": 1}, "in words": {"errors": "1 left out"}}
        return 200, {"pets": made, **told.get(self.fault, {})}, {}


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("", None),
        ("first made", ("echo", "batchCreatePets")),
        ("alike", ("echo", "batchCreatePets")),
        ("lost", ("read-back", "batchCreatePets")),
        ("later", None),
        ("late", None),
        ("too late", ("read-back", "batchCreatePets")),
        ("two at a time", None),
        ("in words", None),
        ("third skipped", ("echo", "batchCreatePets")),
        ("first read", ("list", "getBatch")),
        ("all read", ("list", "getBatch")),
        ("others read", None),
        ("lags", None),
    ],
)
def test_each_of_several_is_there(fault: str, found: tuple[str, str] | None, tmp_path: Path) -> None:
    """What is made and not there at all may come later; what shows none of those asked for is another read."""
    service = Pets(fault)
    report = some_journeys(service, tmp_path, "^several")
    assert [each[:2] for each in told(report)] == ([found] if found else [])
    assert service.unharmed
    if fault in ("", "late", "too late", "third skipped"):
        assert service.left == []
        assert {each.operation for each in report.leftovers} <= ({"batchCreatePets"} if found else set())


def test_what_nobody_looked_for_yet_is_looked_for_at_the_end(tmp_path: Path) -> None:
    """A run that ends right behind the batch removes what it made all the same."""
    service = Pets("")
    with patch.object(bulk_creates, "_look"):
        report = some_journeys(service, tmp_path, "^several of")
    assert (service.left, report.leftovers) == ([], ())
    assert next(service.numbers) > 3


class Batches(Pets):
    """As `Pets`, whose batches stand in a path of their own."""

    path = ("pets", "batch")


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Pets, Batches])
@pytest.mark.parametrize("fault", ["late", "third skipped"])
def test_what_a_batch_made_is_removed(kind: type[Pets], fault: str, tmp_path: Path) -> None:
    """What a read does not show at once too, and what is made when a drift is shown again."""
    service = kind(fault)
    report = checked(service, tmp_path)
    assert service.left == []
    assert {each.operation for each in report.leftovers} == ({"batchCreatePets"} if fault != "late" else set())
    assert [each[:2] for each in told(report)] == ([("echo", "batchCreatePets")] if fault != "late" else [])
    assert service.unharmed


def test_a_read_of_others_is_not_held(tmp_path: Path) -> None:
    """Where it says that it shows what is like them."""
    report = some_journeys(Pets("all read", "Gets pets similar to these."), tmp_path, "^several|two of")
    assert (told(report), report.exit_code) == ([], 0)


def test_what_a_batch_says_of_its_items() -> None:
    """Who shows none of the items shows something else; what stands beside may be what was refused."""
    items: list[Any] = [{"name": "a"}, {"name": "b"}]
    assert len([*missed(items, items[:1])]) == 1
    assert [*missed(items, items[::-1])] == [*missed(items, [{"name": "c"}])] == []
    beside = {"errors": [{"index": 1}], "skipped": 1, "message": "one left out", "partial": True}
    assert all(may_refuse_some({"pets": items}, {"pets": items[:1], name: value}) for name, value in beside.items())
    assert not may_refuse_some(
        {"pets": items, "at": "x"},
        {"pets": items[:1], "at": "x", "total": 1, "errors": [], "skipped": 0, "ok": True},
    )
    assert [is_of_key(name, "petId", "/v1/pets") for name in ("petIds", "ids[]", "pet_ids", "owner_ids")] == [
        True, True, True, False,
    ]  # fmt: skip
