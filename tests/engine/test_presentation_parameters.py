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
        ("sku=s-9", "Filters by a line", []),
        ("sku=s-9", "Shows orders whose lines have this number", []),
    ],
)
def test_what_is_inside_an_array_chooses_where_it_is_meant(
    query: str, said: str, kept: list[str], tmp_path: Path
) -> None:
    """A name of presentation never; another where a record has the value, or the description speaks of choosing."""
    members = {"id": TEXT, "prices": objects("currency"), "titles": objects("language"), "lines": objects("sku")}
    members["steps"] = objects("rounding")
    record = {"type": "object", "required": ["id"], "properties": members}
    body = {"requestBody": {"content": {"application/json": {"schema": record}}}}
    parameter = {"name": query.partition("=")[0], "in": "query", "schema": TEXT, "description": said}
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


def test_a_flag_that_no_record_has_removes_none(tmp_path: Path) -> None:
    """Though a list shows all then: a removal of several is of those alone that the flag chooses."""
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
