"""Records that end when their time comes, by the clock of each sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.errors import DocumentError
from tests.documents.asking import answering, document, mock
from tests.live.admin_calls import Administered, administered
from tests.live.shop import json_of

if TYPE_CHECKING:
    from pathlib import Path

REF = {"$ref": "#/components/schemas/Token"}


def tokens(end: dict[str, Any], pointer: str = "/ends", **more: Any) -> dict[str, Any]:
    """Tokens with a time at which they end."""
    schema = {
        "type": "object", "required": ["id", "ends"], "x-mock": {"expires": pointer},
        "properties": {"id": {"type": "string"}, "ends": end},
    }  # fmt: skip
    key = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    gone = {"description": "gone"}
    one = answering(REF)
    one["responses"]["404"] = gone
    made = answering(REF, status="201")
    made["responses"]["409"] = gone
    return document(
        {
            "/tokens": {
                "get": answering({"type": "array", "items": REF}),
                "post": {**made, "requestBody": json_of(REF)},
            },
            "/tokens/{id}": {
                "parameters": key,
                "get": one,
                "put": {**one, "requestBody": json_of(REF)},
                "delete": {"responses": {"204": gone, "404": gone}},
            },
        },
        components={"schemas": {"Token": schema}},
        **more,
    )


def ask(asked: Administered, method: str, path: str, body: Any = None, sandbox: str = "a") -> int:
    """The status of one request in a sandbox."""
    return asked.ask(method, path, body, {"x-mock-sandbox": sandbox}).status


@pytest.mark.parametrize(
    ("end", "now", "soon", "late"),
    [
        ({"type": "string", "format": "date-time"}, "2031-01-01", "2031-01-01T01:00:00Z", "2031-02-01T00:00:00+01:00"),
        ({"type": "integer"}, "2031-01-01", 1_924_995_600, 1_927_000_000),
        ({"type": "number"}, "2031-01-01", 1_924_995_600_000, 1_927_000_000_000.5),
    ],
)
def test_a_record_ends_when_its_time_comes(tmp_path: Path, end: dict[str, Any], now: str, soon: Any, late: Any) -> None:
    """It is missed by every operation, its key is free, and its neighbours and other sandboxes keep theirs."""
    asked = administered(tmp_path, tokens(end))
    for sandbox in ("a", "b"):
        asked.admin("POST", f"clock?sandbox={sandbox}", {"set": now})
        for key, time in (("soon", soon), ("again", soon), ("late", late)):
            assert ask(asked, "POST", "/tokens", {"id": key, "ends": time}, sandbox) == 201
    assert ask(asked, "POST", "/tokens", {"id": "soon", "ends": late}) == 409
    asked.admin("POST", "clock?sandbox=a", {"advance": "61m"})
    assert ask(asked, "GET", "/tokens/soon") == ask(asked, "DELETE", "/tokens/again") == 404
    assert ask(asked, "PUT", "/tokens/again", {"id": "again", "ends": late}) == 404
    assert [token["id"] for token in asked.ask("GET", "/tokens", headers={"x-mock-sandbox": "a"}).json] == ["late"]
    assert ask(asked, "POST", "/tokens", {"id": "soon", "ends": late}) == 201
    assert ask(asked, "GET", "/tokens/soon") == 200
    assert len(asked.ask("GET", "/tokens", headers={"x-mock-sandbox": "b"}).json) == 3
    asked.admin("POST", "clock?sandbox=b", {"advance": "2d"})
    assert list(asked.admin("GET", "records/tokens?sandbox=b").json["records"][0]) == ["key", "record"]
    assert asked.admin("GET", "records?sandbox=b").json["resources"][0]["records"] == 1


def test_a_made_up_time_is_an_hour_ahead(tmp_path: Path) -> None:
    """A record that gets its time from the mock is there for a while."""
    asked = administered(tmp_path, tokens({"type": "string", "format": "date-time", "readOnly": True}))
    asked.admin("POST", "clock", {"set": "2031-01-01", "stopped": True})
    made = asked.ask("POST", "/tokens", {"id": "x"}).json
    assert made["ends"] == "2031-01-01T01:00:00.000Z"
    assert asked.ask("GET", "/tokens/x").status == 200
    asked.admin("POST", "clock", {"advance": "1h"})
    assert asked.ask("GET", "/tokens/x").status == 404


def test_a_property_that_is_not_there_is_told_at_the_start(tmp_path: Path) -> None:
    """With the place, and what was probably meant."""
    with pytest.raises(DocumentError, match="the record has no end; did you mean ends"):
        mock(tmp_path, tokens({"type": "string"}, "/end"))
