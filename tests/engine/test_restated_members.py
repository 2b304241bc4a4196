"""What a schema says again of an object or an array keeps what is said beside it, by either of the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, answering, document, mock, taking

if TYPE_CHECKING:
    from pathlib import Path

_TEXTS = {"type": "array", "items": {"type": "string"}}


def _things(folder: Path, base: dict[str, Any], again: dict[str, Any]) -> Mock:
    whole = {
        "allOf": [
            {"type": "object", "properties": {"id": {"type": "string", "readOnly": True}, **base}},
            {"type": "object", "properties": again},
        ]
    }
    one = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]}
    paths = {
        "/things": {"post": taking(whole, answering(whole, status="201"))},
        "/things/{id}": {**one, "get": answering(whole)},
    }
    return mock(folder, document(paths))


@pytest.mark.parametrize(
    ("base", "again"),
    [(_TEXTS, {"type": "array", "default": ["a"]}), ({**_TEXTS, "default": ["a"]}, {"type": "array", "maxItems": 5})],
)
def test_a_default_beside_a_restated_array_fills_it(
    tmp_path: Path, base: dict[str, Any], again: dict[str, Any]
) -> None:
    """Whichever of the two tells it."""
    served = _things(tmp_path, {"tags": base}, {"tags": again})
    assert served.ask("POST", "/things", {}).json["tags"] == ["a"]
    assert served.ask("POST", "/things", {"tags": ["b"]}).json["tags"] == ["b"]


def test_a_restated_object_that_is_only_written_is_not_shown(tmp_path: Path) -> None:
    """Also inside another object."""
    login = {"type": "object", "writeOnly": True, "properties": {"code": {"type": "string"}}}
    again = {"type": "object", "properties": {"hint": {"type": "string"}}}
    access = {"type": "object", "properties": {"login": login}}
    served = _things(
        tmp_path,
        {"login": login, "access": access},
        {"login": again, "access": {"type": "object", "properties": {"login": again, "open": {"type": "boolean"}}}},
    )
    sent = {"login": {"code": "c", "hint": "h"}, "access": {"login": {"code": "c"}, "open": True}}
    made = served.ask("POST", "/things", sent).json
    assert made == {"id": made["id"], "access": {"open": True}}
    assert served.ask("GET", f"/things/{made['id']}").json == made
