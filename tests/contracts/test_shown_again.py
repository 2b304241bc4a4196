"""What can't be removed is bounded, and yet what was found is shown again: some of the bound is kept for that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.cli import main
from contracts.traffic.creations import MOST_UNREMOVABLE
from tests.json_server import answering, sent_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message
    from pathlib import Path

_VISITOR = {"type": "object", "required": ["nick"], "properties": {"nick": {"type": "string", "maxLength": 40}}}
_DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Visitors", "version": "1"},
    "paths": {
        "/visitors": {
            "post": {
                "operationId": "signIn",
                "summary": "Add a visitor",
                "requestBody": {"required": True, "content": {"application/json": {"schema": _VISITOR}}},
                "responses": {"201": {"description": "in"}, "400": {"description": "no"}, "415": {"description": "no"}},
            }
        }
    },
}


class _Book:
    """Takes whatever media type; nobody can take a visitor out again."""

    def __init__(self) -> None:
        self.visitors = 0

    def answer(self, method: str, target: str, _: Message, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        """201 for what fits."""
        if (method, target.partition("?")[0]) != ("POST", "/visitors"):
            return 404, None, {}
        sent = sent_json(body)
        nick = sent.get("nick") if isinstance(sent, dict) else None
        if not isinstance(nick, str) or len(nick) > 40:
            return 400, None, {}
        self.visitors += 1
        return 201, None, {}


def test_a_drift_of_a_create_that_nothing_undoes_is_confirmed(tmp_path: Path) -> None:
    """Shown again by creates that were kept for it, within the bound that the plan told."""
    spec, report, book = tmp_path / "openapi.json", tmp_path / "report.json", _Book()
    spec.write_text(json.dumps(_DOCUMENT))
    words = ["--spec", str(spec), "--yes", "--seed", "1", "--max-time", "900", "--ledger", str(tmp_path / "ledger")]
    with answering(book.answer) as url:
        code = main(["check", url, *words, "--report", f"json={report}"])
    found = json.loads(report.read_text())["drifts"]
    assert (code, [drift["law"] for drift in found]) == (1, ["invalid-refused"])
    assert found[0]["untried"] is False
    assert 0 < book.visitors <= MOST_UNREMOVABLE
