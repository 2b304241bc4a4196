"""A request that carries what is the server's own (readOnly) may be taken or refused, wherever that stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Request
from contracts.traffic.request_validity import Reader, Verdict
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

_CARD: dict[str, Any] = {
    "type": "object",
    "required": ["last4"],
    "properties": {"last4": {"type": "string", "readOnly": True}, "number": {"type": "string"}},
}
_MEMBER = {"type": "object", "properties": {"id": {"type": "string", "readOnly": True}, "card": _CARD,
                                            "old": {"type": "array", "items": _CARD}}}  # fmt: skip


def _verdict(schema: Any, body: Any, folder: Path) -> Verdict | None:
    content = {"content": {"application/json": {"schema": schema}}}
    post = {"operationId": "add", "requestBody": content, "responses": {"201": {"description": "made"}}}
    tree = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": post}}}
    path = folder / "members.json"
    path.write_text(json.dumps(tree), "utf-8")
    data = json.dumps(body).encode()
    reading = Reader(load_document(path)).read(Request("POST", "/a", (("Content-Type", "application/json"),), data))
    return reading.verdict if reading is not None else None


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ({"id": 5}, Verdict.GREY),
        ({"card": {"last4": 5}}, Verdict.GREY),
        ({"card": {"last4": "4444", "number": "1"}}, Verdict.GREY),
        ({"old": [{}, {"last4": 5}]}, Verdict.GREY),
        ({"card": {"number": "1"}, "old": [{}]}, Verdict.VALID),
        ({"card": {"number": 1}}, Verdict.INVALID),
        ({"last4": 5}, Verdict.VALID),
    ],
)
def test_a_member_of_the_servers_own_leaves_a_request_open(body: Any, verdict: Verdict, tmp_path: Path) -> None:
    """At the top, below it, and in arrays; one of that name elsewhere is any member."""
    assert _verdict(_MEMBER, body, tmp_path) is verdict


def test_so_it_does_in_a_list_of_records(tmp_path: Path) -> None:
    """A body that is an array holds it one step further down."""
    wanted = {"type": "array", "items": _MEMBER}
    assert _verdict(wanted, [{"id": 5}], tmp_path) is Verdict.GREY
    assert _verdict(wanted, [{"card": {"number": 5}}], tmp_path) is Verdict.INVALID
