"""A record that counts what is below it counts each once, while it is there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.child_counts import counts, wrong
from mock_server.openapi import Document, Schemas
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes
from tests.requests.small_documents import document as small

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_SENT: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": _NAME}}


class Hives(Service):
    """Hives with bees, and a ``number`` of them, which clients may give where it is ``taken``.

    ``manner``: `never`, `up` alone, `twice`; `late` is a number that follows at the second look.
    """

    def __init__(
        self, manner: str = "", told: str = "How many bees live here", *, number: str = "beeCount", taken: bool = False
    ) -> None:
        super().__init__()
        self.manner, self.told, self.number, self.taken, self.last = manner, told, number, taken, 0
        self.bees = 0
        self.begin({"hives": {}, "bees": {}})

    def document(self) -> dict[str, Any]:
        """The document."""
        no = {status: {"description": "no"} for status in ("400", "404")}
        own = {"readOnly": True} if not self.taken else {"minimum": 0, "maximum": 1000}
        number = {"type": "integer", **({"description": self.told} if self.told else {}), **own}
        hive = {"type": "object", "properties": {"hive": {"type": "string"}, "name": _NAME, self.number: number}}
        sent = {**_SENT, "properties": {"name": _NAME, self.number: number}} if self.taken else _SENT
        bee = {"type": "object", "properties": {"bee": {"type": "string"}, "name": _NAME}}
        text, gone = {"type": "string"}, {"description": "gone"}

        def both(path: str, name: str, shown: Any, taken: Any, above: list[Any]) -> dict[str, Any]:
            one = {"parameters": [*above, in_path(name, text)],
                   "get": {"operationId": f"get_{name}", "responses": {"200": says(shown), **no}},
                   "delete": {"operationId": f"drop_{name}", "responses": {"204": gone, **no}}}  # fmt: skip
            post = {"operationId": f"add_{name}", "requestBody": takes(taken), "responses": {"201": says(shown), **no}}
            return {path: {"parameters": above, "post": post}, f"{path}/{{{name}}}": one}

        paths = both("/hives", "hive", hive, sent, [])
        paths |= both("/hives/{hive}/bees", "bee", bee, _SENT, [in_path("hive", text)])
        return {"openapi": "3.1.0", "info": {"title": "Hives", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        hives, bees, parts = self.rows["hives"], self.rows["bees"], asked.parts
        if parts[0] != "hives" or len(parts) > 4 or (len(parts) > 1 and parts[1] not in hives):
            return 404, None, {}
        if len(parts) in (1, 3):
            body, wrong_ones = Checker(_SENT).read(asked.data if asked.json else b"")
            given = body.get(self.number, 0) if body is not None and self.taken else 0
            if asked.method != "POST" or body is None or wrong_ones or type(given) is not int or not 0 <= given <= 1000:
                return 400, None, {}
            self.last += 1
            if len(parts) == 1:
                hives[f"h{self.last}"] = {"hive": f"h{self.last}", "name": body["name"], "ups": 0, "given": given}
                return 201, self._hive(f"h{self.last}"), {}
            bees[f"b{self.last}"] = {"bee": f"b{self.last}", "name": body["name"], "hive": parts[1]}
            hives[parts[1]]["ups"], self.bees = hives[parts[1]]["ups"] + 1, self.bees + 1
            return 201, {"bee": f"b{self.last}", "name": body["name"]}, {}
        if len(parts) == 2:
            if asked.method == "DELETE":
                self.rows["bees"] = {key: bee for key, bee in bees.items() if bee["hive"] != parts[1]}
                return 204, hives.pop(parts[1]) and None, {}
            return (200, self._hive(parts[1]), {}) if self.manner != "hidden" else (400, None, {})
        bee = bees.get(parts[3])
        if bee is None or bee["hive"] != parts[1]:
            return 404, None, {}
        return (204, bees.pop(parts[3]) and None, {}) if asked.method == "DELETE" else (200, bee, {})

    def _hive(self, key: str) -> dict[str, Any]:
        row = self.rows["hives"][key]
        there = sum(bee["hive"] == key for bee in self.rows["bees"].values())
        now = {"never": row["given"], "up": row["ups"], "twice": 2 * there}.get(self.manner, there)
        if self.manner == "late":
            now, row["seen"] = row.get("seen", 0), there
        return {"hive": key, "name": row["name"], self.number: now}


@pytest.mark.parametrize(("fault", "flaw"), [("never", "one more after a create"), ("up", "one less after a removal")])
def test_a_number_that_does_not_follow_is_told(fault: str, flaw: str, tmp_path: Path) -> None:
    """It stays, or never falls."""
    service = Hives(fault)
    report = some_journeys(service, tmp_path, "numbers of")
    assert [drift.lead.message for drift in report.drifts] == [f"/beeCount does not count {flaw}"]
    assert told(report) == [("read-back", "get_hive", "/beeCount")]
    assert service.left == []


@pytest.mark.parametrize(
    "make",
    [
        Hives,
        partial(Hives, "late", "Number of bees"),
        partial(Hives, "never", "How many bees are awake, only"),
        partial(Hives, "never", "Number of bees", number="numberOfBees", taken=True),
        partial(Hives, "twice", "Number of bees", number="beesTotal"),
        partial(Hives, "up", "", number="beeNumber"),
    ],
    ids=["one more", "late", "some of them", "given by clients", "a sum", "an ordinal"],
)
def test_a_number_that_follows_or_counts_others_is_none(make: Callable[[], Hives], tmp_path: Path) -> None:
    """A moment later too, and where clients give it, it adds up amounts, or counts all that there ever were."""
    service = make()
    report = some_journeys(service, tmp_path, "numbers of|reading hives")
    assert (told(report), service.left) == ([], [])
    assert report.created > 0


def test_nothing_is_made_below_a_record_that_is_not_read(tmp_path: Path) -> None:
    """What its number was before is not known."""
    service = Hives("hidden")
    report = some_journeys(service, tmp_path, "numbers of")
    assert (report.created, service.bees, service.left) == (service.last, 0, [])


@pytest.mark.parametrize(
    ("name", "said", "found"),
    [
        ("itemCount", "", [("itemCount", False)]),
        ("items", "How many items there are", [("items", True)]),
        ("number_of_items", "Number of items", [("number_of_items", True)]),
        ("items", "", []),
        ("itemsTotal", "", []),
        ("itemNumber", "", []),
        ("totalItems", "Total number of items", [("totalItems", True)]),
        ("number_items", "", []),
        ("numberOfItems", "", [("numberOfItems", False)]),
        ("itemCount", "How many items are available", []),
        ("itemCount", "Number of items ever added", []),
        ("items", "How many items one can add", []),
        ("itemLimit", "How many items there may be", []),
        ("itemCount", "Number of open items", []),
    ],
)
def test_numbers_that_count(name: str, said: str, found: list[tuple[str, bool]]) -> None:
    """By their names, and by what the document says of them."""
    schema: dict[str, Any] = {"type": "integer", **({"description": said} if said else {})}
    described: Document = small({"paths": {}})
    assert [*counts(Schemas(described), {name: schema}, "items")] == found


@pytest.mark.parametrize("noun", ["share-keys", "shareKeys"])
@pytest.mark.parametrize(
    ("name", "said", "found"),
    [
        ("keyCount", "How many share keys it has", [True]),
        ("keyCount", "How many keys it has", []),
        ("keyCount", "", []),
        ("shareKeyCount", "", [False]),
        ("shareCount", "How many share keys it has", []),
    ],
)
def test_nouns_of_several_words(noun: str, name: str, said: str, found: list[bool]) -> None:
    """The name or what is said of it has all of them: others may be called by the last alone."""
    schema: dict[str, Any] = {"type": "integer", "description": said}
    assert [by_word for _, by_word in counts(Schemas(small({"paths": {}})), {name: schema}, noun)] == found


@pytest.mark.parametrize(
    ("values", "by_word", "flaw"),
    [
        ((3, 3, 3), False, None),
        ((3, 3, 3), True, "does not count one more after a create"),
        ((3, 4, 4), False, "does not count one less after a removal"),
        ((3, 4, 3), True, None),
        ((3, 5, 5), True, None),
        ((3, 0, 3), True, None),
        ((3, 4, 5), True, None),
        ((3.0, 3.0, 3.0), True, None),
    ],
)
def test_what_a_number_does(values: tuple[Any, Any, Any], by_word: bool, flaw: str | None) -> None:
    """It stays where its words bind it, or it rose by one and does not fall; other amounts are nobody's to judge."""
    assert wrong(*values, told=by_word) == flaw
