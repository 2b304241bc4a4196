"""What is shown again of an undocumented status is that status, and no other one that is not documented either."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contracts.cases.confirming.replaying import like
from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document
from tests.manners.serving import says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Finding

_SIGN = {"type": "object", "required": ["motto"], "properties": {"motto": {"type": "string"}}}


def _found(judge: Judge, motto: str, status: int) -> list[Finding]:
    request = Request("POST", "/signs", (("Content-Type", "application/json"),), json.dumps({"motto": motto}).encode())
    answer = Answer(status, (("Content-Type", "application/json"),), json.dumps({"motto": motto}).encode())
    return judge.judge(Exchange(request, answer, "journey"))


def test_a_plainer_request_that_is_answered_with_another_status_does_not_show_it(tmp_path: Path) -> None:
    """Neither 201 nor 400 is documented: who makes a request plainer until it is taken shows the wrong one of them."""
    paint = {"operationId": "paint", "requestBody": takes(_SIGN), "responses": {"200": says(_SIGN)}}
    spec = tmp_path / "openapi.json"
    info = {"title": "Signs", "version": "1"}
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/signs": {"post": paint}}}), "utf-8")
    judge = Judge.of(load_document(spec))
    refused, made = _found(judge, "m", 400), _found(judge, "a longer motto", 201)
    assert [finding.law for finding in (*refused, *made)] == ["status-documented"] * 2
    assert like(made, refused[0]) is None
    assert like([*made, *refused], refused[0]) is refused[0]
