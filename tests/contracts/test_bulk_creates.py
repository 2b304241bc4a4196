"""Results of a create of several records: one an item, in order where the document says so, and of what is there."""

from __future__ import annotations

import itertools
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.journeys import bulk_creates
from contracts.laws.bulk_results import wrong
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_SENT: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": _NAME}}
_SHOWN: dict[str, Any] = {"type": "object", "properties": {"leaf": {"type": "string"}, "name": _NAME}}
_EACH, _ORDER = "One result for each leaf", "The results keep the order of the leaves."


class Trees(Service):
    """Trees with leaves; ``fault``: of several the last is lost (`lost`), left out (`short`), or all are turned.

    Where it is `kept`, a tree that is removed leaves its leaves behind; ``inner`` is the status of each result.
    """

    inner: int = 201

    def __init__(self, fault: str = "", each: str = _EACH, order: str = _ORDER) -> None:
        super().__init__()
        self.fault, self.said, self.keys = fault, (each, order), itertools.count(1)
        self.begin({"trees": {}, "leaves": {}})

    def document(self) -> dict[str, Any]:
        """The document."""
        each, order = self.said
        no = {status: {"description": "no"} for status in ("400", "404")}
        tree = {"type": "object", "properties": {"tree": {"type": "string"}, "name": _NAME}}
        gone, above = {"204": {"description": "gone"}, **no}, in_path("tree", {"type": "string"})
        result = {"type": "object", "properties": {"status": {"type": "integer"}, "leaf": _SHOWN}}
        leaves = {"type": "array", "items": _SENT, "minItems": 1, "maxItems": 9}
        several = {
            "operationId": "createLeaves",
            "description": order,
            "requestBody": takes({"type": "object", "required": ["leaves"], "properties": {"leaves": leaves}}),
            "responses": {"207": says({"type": "array", "items": result}, each), **no},
        }
        paths = {
            "/trees": {"post": {"requestBody": takes(_SENT), "responses": {"201": says(tree), **no}}},
            "/trees/{tree}": {
                "parameters": [above],
                "get": {"responses": {"200": says(tree), **no}},
                "delete": {"responses": gone},
            },
            "/trees/{tree}/leaves": {
                "parameters": [above],
                "post": {"requestBody": takes(_SENT), "responses": {"201": says(_SHOWN), **no}},
            },
            "/trees/{tree}/leaves/batch": {"parameters": [above], "post": several},
            "/trees/{tree}/leaves/{leaf}": {
                "parameters": [above, in_path("leaf", {"type": "string"})],
                "get": {"responses": {"200": says(_SHOWN), **no}},
                "delete": {"responses": gone},
            },
        }
        return {"openapi": "3.1.0", "info": {"title": "Trees", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        trees, leaves, parts = self.rows["trees"], self.rows["leaves"], asked.parts
        tree = parts[1] if len(parts) > 1 else ""
        if parts[0] != "trees" or (tree and tree not in trees):
            return 404, None, {}
        if asked.method == "POST":
            batch = parts[3:] == ["batch"]
            schema = {**_SENT, "required": ["leaves"]} if batch else _SENT
            body, wrong_ones = Checker(schema).read(asked.data if asked.json else b"")
            if body is None or wrong_ones:
                return 400, None, {}
            if not batch:
                return 201, self._make("leaves" if tree else "trees", tree, body), {}
            items = body["leaves"]
            if not isinstance(items, list) or not items or any(Checker(_SENT).wrong(item) for item in items):
                return 400, None, {}
            results: list[dict[str, Any]] = [
                {"status": self.inner, "leaf": self._make("leaves", tree, item)} for item in items
            ]
            if self.fault == "lost" and len(items) > 1:
                del leaves[results[-1]["leaf"]["leaf"]]
            results = results[::-1] if self.fault == "turned" else results
            return 207, results[:-1] if self.fault == "short" and len(items) > 1 else results, {}
        rows, key = (leaves, parts[3]) if len(parts) == 4 else (trees, tree)
        if key not in rows or (rows is leaves and rows[key]["tree"] != tree):
            return 404, None, {}
        if asked.method == "DELETE" and rows is trees and self.fault != "kept":
            self.rows["leaves"] = {name: row for name, row in leaves.items() if row["tree"] != key}
        return (204, rows.pop(key) and None, {}) if asked.method == "DELETE" else (200, rows[key], {})

    def _make(self, kind: str, tree: str, body: dict[str, Any]) -> dict[str, Any]:
        key = f"k{next(self.keys)}"
        row = {"leaf": key, "tree": tree} if kind == "leaves" else {"tree": key}
        made: dict[str, Any] = {**row, "name": body["name"]}
        self.rows[kind][key] = made
        return made


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fault", "law", "flaw"),
    [
        ("short", "echo", "body has not one result for each item"),
        ("turned", "echo", "body has its results in another order than the request"),
        ("lost", "read-back", "body says that a record was made which is not there"),
    ],
)
def test_results_that_are_not_those_of_the_items_are_told(fault: str, law: str, flaw: str, tmp_path: Path) -> None:
    """By what the document says of them, and what was said to be made is looked for."""
    service = Trees(fault)
    report = some_journeys(service, tmp_path, "^several of")
    assert [drift.lead.message for drift in report.drifts] == [flaw]
    assert told(report)[0][:2] == (law, "createLeaves")
    assert service.left == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fault", "each", "order"),
    [
        ("", _EACH, _ORDER),
        ("short", "What failed", _ORDER),
        ("turned", _EACH, "They have no order."),
        ("turned", "Each leaf needs a name", "Makes several in the order of their size"),
        ("short", "Each leaf needs a name", ""),
    ],
)
def test_right_results_and_those_of_which_nothing_is_said_are_none(
    fault: str, each: str, order: str, tmp_path: Path
) -> None:
    """Neither number nor order is promised by a list of results alone."""
    service = Trees(fault, each, order)
    report = some_journeys(service, tmp_path, "^several of")
    assert (told(report), service.left) == ([], [])
    assert any(exchange.request.target.endswith("/batch") for exchange in report.exchanges)


@pytest.mark.parametrize("inner", [201, 200])
@pytest.mark.parametrize("looks", [True, False], ids=["", "the run ends before it looks"])
def test_what_was_made_is_removed_or_listed(inner: int, *, looks: bool, tmp_path: Path) -> None:
    """All of it is in the ledger once an answer shows it, whatever success its result tells."""
    service = Trees("kept")
    service.inner = inner
    with nullcontext() if looks else patch.object(bulk_creates, "_look"):
        report = some_journeys(service, tmp_path, "^several of")
    listed = [one.what for one in report.leftovers]
    assert len(service.left) == (0 if looks else 3)
    assert sorted(name.partition(" ")[0] for name in listed) == sorted(service.left)


@pytest.mark.parametrize(
    ("said", "shown", "found"),
    [
        ("Results are in the order of the request", "ba", True),
        ("In the same order as the items", "ba", True),
        ("Results may be in another order than the request", "ba", False),
        ("In the order in which they were made, not that of the request", "ba", False),
        ("Results are in the order of the request", "ab", False),
        ("Each item has a result", "a", True),
        ("Each failed item has a result", "a", False),
        ("Answers a status for every item", "a", True),
        ("What became of each", "a", True),
        ("What became of each", "ab", False),
        ("What happened to what failed", "a", False),
        ("Each line needs a product", "a", False),
        ("Creates each line of the cart", "a", False),
        ("Each result has the line that was made", "a", False),
        ("A result for each created item", "a", False),
        ("Creates several lines in the order", "ba", False),
        ("Creates several lines in the same order", "ba", False),
        ("Results are in the order of priority", "ba", False),
        ("Results are in the order of the priorities", "ba", False),
        ("Results are in the order they were completed", "ba", False),
        ("Results are in the order in which they were completed", "ba", False),
        ("Results are in the same order as the list shows", "ba", False),
        ("Lines have their order by which they are found", "ba", False),
        ("The results are in the order in which they were sent", "ba", True),
        ("The results keep the order of the lines.", "ba", True),
        ("Results in request order", "ba", True),
    ],
)
def test_words_that_promise_a_number_or_an_order(said: str, shown: str, found: bool) -> None:
    """And those that do not."""
    items = [{"name": letter * 3} for letter in "ab"]
    results = [(201, {"name": letter * 3}) for letter in shown]
    assert bool([*wrong(said, items, results, "/orders/{id}/lines/batch")]) is found


@pytest.mark.parametrize(
    ("path", "said", "found"),
    [
        ("/trees/{tree}/leaves/batch", "Makes them, and answers in the same order.", True),
        ("/trees/{tree}/leaves/batch", "The results keep their order", True),
        ("/orders/{id}/lines/batch", "Makes them, and answers in the same order.", False),
        ("/lines/batch", "Makes several lines in the same order", False),
        ("/lines/batch", "All of the results belong to the same order", False),
        ("/lines/batch", "Results have their order", False),
    ],
)
def test_an_order_may_be_a_record(path: str, said: str, found: bool) -> None:
    """*In the same order* says something of results where no order is meant that one can place."""
    items = [{"name": letter * 3} for letter in "ab"]
    results = [(201, {"name": letter * 3}) for letter in "ba"]
    assert bool([*wrong(said, items, results, path)]) is found
