"""A change is one of its own record: a service that changes all of them is told, one that has one default is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, number, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_CARD: dict[str, Any] = {
    "type": "object",
    "required": ["label"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "label": {"type": "string", "minLength": 1, "maxLength": 60},
        "first": {"type": "boolean"},
    },
}
_CHANGE: dict[str, Any] = {"type": "object", "minProperties": 1, "properties": _CARD["properties"]}


class Cards(Service):
    """Cards by number; one alone is the first. ``all`` changes every card, ``empty`` takes a change of nothing."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.begin({"cards": {}})
        self.fault, self.last = fault, 40

    def document(self) -> dict[str, Any]:
        """Made, read, replaced and removed."""
        shown, no = says({**_CARD, "required": ["id", "label", "first"]}), {"400": {"description": "no"}}
        none = {**no, "404": {"description": "none"}}
        change = {"operationId": "put", "requestBody": takes(_CARD), "responses": {"200": shown, **none}}
        part = {"operationId": "patch", "requestBody": takes(_CHANGE), "responses": {"200": shown, **none}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Cards", "version": "1"},
            "paths": {
                "/cards": {
                    "post": {"operationId": "add", "requestBody": takes(_CARD), "responses": {"201": shown, **no}}
                },
                "/cards/{id}": {
                    "parameters": [in_path("id", {"type": "integer", "minimum": 1})],
                    "get": {"operationId": "get", "responses": {"200": shown, **none}},
                    "put": change,
                    "patch": part,
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **none}},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """Everything as documented, but for the fault."""
        allowed = {1: ("POST",), 2: ("DELETE", "GET", "PATCH", "PUT")}.get(len(asked.parts), ())
        if asked.parts[0] != "cards" or not allowed:
            return 404, None, {}
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        rows, key = self.rows["cards"], asked.parts[-1]
        if len(asked.parts) == 2 and number(key) is None:
            return 400, None, {}
        body: dict[str, Any] = {}
        if asked.method in ("POST", "PUT"):
            read, wrong = Checker(_CARD).read(asked.data if asked.json else b"")
            if read is None or wrong:
                return 400, None, {}
            body = {"label": read["label"], "first": read.get("first", False)}
        if asked.method == "PATCH":
            read, wrong = Checker(_CHANGE).read(asked.data if asked.json else b"")
            if read is None or (wrong and (read or self.fault != "empty")):
                return 400, None, {}
            body = {**rows.get(key, {}), **{n: v for n, v in read.items() if n in ("label", "first")}}
        if asked.method == "POST":
            self.last += 1
            key = str(self.last)
        elif key not in rows:
            return 404, None, {}
        if body:
            for row in rows.values():
                row.update({"first": row["first"] and not body["first"]})
                row.update(body if self.fault == "all" and asked.method == "PUT" else {})
            rows[key] = {**body, "id": int(key)}
            return 201 if asked.method == "POST" else 200, rows[key], {}
        return (200, rows[key], {}) if asked.method == "GET" else (204, rows.pop(key) and None, {})


@pytest.mark.slow
def test_a_change_of_nothing_is_refused_where_it_has_to_say_something(tmp_path: Path) -> None:
    """`minProperties` binds a change as it binds a create; which card is the first may move beside it, and is none."""
    drifts = checked(Cards("empty"), tmp_path, recombinations=0).drifts
    steady = [(drift.lead.law, drift.lead.operation) for drift in drifts if not drift.lead.flaky]
    assert steady == [("invalid-refused", "patch")]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("fault", ["all", "one default"])
def test_a_change_leaves_the_texts_of_others(fault: str, tmp_path: Path) -> None:
    """What a change says of its record is not said of those beside it."""
    service = Cards(fault)
    drifts = checked(service, tmp_path, recombinations=0).drifts
    told = {(drift.lead.law, drift.lead.operation, drift.lead.place, drift.lead.flaky) for drift in drifts}
    assert (("read-back", "get", "/label", False) in told) == (fault == "all")
    assert service.left == []
