"""A parameter that says how records are shown chooses none of them by what stands inside their arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}


def objects(name: str) -> dict[str, Any]:
    """Objects with one text."""
    return {"type": "array", "items": {"type": "object", "properties": {name: TEXT}}}


@pytest.mark.parametrize(
    ("query", "said", "kept"),
    [
        ("currency=EUR", "", ["a", "b"]),
        ("currency=EUR", "Only affects how prices are shown", ["a", "b"]),
        ("language=fr", "", ["a", "b"]),
        ("rounding=up", "How prices are rounded", ["a", "b"]),
        ("sku=s-1", "", ["a"]),
        ("sku=s-9", "", []),
        ("sku=s-9", "Filters by a line", []),
        ("sku=s-9", "Orders that contain this SKU", []),
        ("sku=s-9", "A number of a line", []),
        ("sku=s-9", "Filters by the number that is shown", []),
        ("find[sku]=s-9", "Restricts the orders", []),
        ("look[rounding]=up", "How prices are shown", ["a", "b"]),
        ("sku=s-9", "Shows orders whose lines have this number", []),
    ],
)
def test_what_is_inside_an_array_chooses_where_it_is_meant(
    query: str, said: str, kept: list[str], tmp_path: Path
) -> None:
    """A name of presentation never, another unless the description speaks of showing, whatever records there are."""
    members = {"id": TEXT, "prices": objects("currency"), "titles": objects("language"), "lines": objects("sku")}
    members["steps"] = objects("rounding")
    record = {"type": "object", "required": ["id"], "properties": members}
    body = {"requestBody": {"content": {"application/json": {"schema": record}}}}
    name, _, inner = query.partition("=")[0].rstrip("]").partition("[")
    of = (
        {"style": "deepObject", "schema": {"type": "object", "properties": {inner: TEXT}}}
        if inner
        else {"schema": TEXT}
    )
    parameter = {"name": name, "in": "query", "description": said, **of}
    path = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    paths = {
        "/orders": {
            "post": {**answering(record, status="201"), **body},
            "get": {**answering({"type": "array", "items": record}), "parameters": [parameter]},
        },
        "/orders/{id}": {"parameters": [path], "get": answering(record)},
    }
    served = mock(tmp_path, document(paths))
    shown = {"prices": [{"currency": "USD"}], "titles": [{"language": "de"}], "steps": [{"rounding": "down"}]}
    for key, sku in (("a", "s-1"), ("b", "s-2")):
        assert served.ask("POST", "/orders", {"id": key, **shown, "lines": [{"sku": sku}]}).status == 201
    assert [order["id"] for order in served.ask("GET", f"/orders?{query}").json] == kept


@pytest.mark.parametrize("said", ["", "Orders that contain this SKU"])
def test_what_nothing_has_any_longer_chooses_nothing(said: str, tmp_path: Path) -> None:
    """The one order with a line is found by it, and after its removal none is."""
    record = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "lines": objects("sku")}}
    body = {"requestBody": {"content": {"application/json": {"schema": record}}}}
    parameter = {"name": "sku", "in": "query", "schema": TEXT, "description": said}
    path = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    paths = {
        "/orders": {
            "post": {**answering(record, status="201"), **body},
            "get": {**answering({"type": "array", "items": record}), "parameters": [parameter]},
        },
        "/orders/{id}": {"parameters": [path], "delete": {"responses": {"204": {"description": "gone"}}}},
    }
    served = mock(tmp_path, document(paths))
    for key in ("a", "b"):
        assert served.ask("POST", "/orders", {"id": key, "lines": [{"sku": f"s-{key}"}]}).status == 201
    assert [order["id"] for order in served.ask("GET", "/orders?sku=s-a").json] == ["a"]
    assert served.ask("DELETE", "/orders/a").status == 204
    assert served.ask("GET", "/orders?sku=s-a").json == []


def test_a_flag_that_no_record_has_removes_none(tmp_path: Path) -> None:
    """A removal of several is of those alone that the flag chooses."""
    lines = {"type": "array", "items": {"type": "object", "properties": {"paid": {"type": "boolean"}}}}
    record = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "lines": lines}}
    body = {"requestBody": {"content": {"application/json": {"schema": record}}}}
    path = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    flag = {"parameters": [{"name": "paid", "in": "query", "schema": {"type": "boolean"}}]}
    paths = {
        "/orders": {
            "post": {**answering(record, status="201"), **body},
            "get": answering({"type": "array", "items": record}),
            "delete": {**flag, "responses": {"204": {"description": "gone"}}},
        },
        "/orders/{id}": {"parameters": [path], "get": answering(record)},
    }
    served = mock(tmp_path, document(paths))
    for key, paid in (("a", False), ("b", True)):
        assert served.ask("POST", "/orders", {"id": key, "lines": [{"paid": paid}]}).status == 201
    for kept in (["a"], ["a"]):
        assert served.ask("DELETE", "/orders?paid=true").status == 204
        assert [order["id"] for order in served.ask("GET", "/orders").json] == kept
