"""What is sent with an empty value, in the query, a header or a cookie, may be taken for not sent at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

_MARK = {"type": "string", "pattern": '^"[0-9]+"$'}


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
@pytest.mark.parametrize(
    ("value", "status", "laws"),
    [("", 200, []), ("", 400, []), ("x", 200, ["invalid-refused"]), ("x", 400, [])],
)
def test_an_empty_parameter_is_taken_or_refused(
    location: str, value: str, status: int, laws: list[str], tmp_path: Path
) -> None:
    """A field such as `If-None-Match` without a value names no version (RFC 9110 section 5.6.1)."""
    asked = {"name": "Mark", "in": location, "required": False, "schema": _MARK}
    read = {"operationId": "read", "parameters": [asked], "responses": {
        "200": says({"type": "object"}), "400": {"description": "no"}}}  # fmt: skip
    spec = tmp_path / "openapi.json"
    info = {"title": "Pages", "version": "1"}
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/page": {"get": read}}}), "utf-8")
    fields = {"query": (), "header": (("Mark", value),), "cookie": (("Cookie", f"Mark={value}"),)}[location]
    request = Request("GET", f"/page?Mark={value}" if location == "query" else "/page", fields)
    answer = Answer(status, (("Content-Type", "application/json"),) if status == 200 else (), b"{}" * (status == 200))
    found = Judge.of(load_document(spec)).judge(Exchange(request, answer, "journey"))
    assert [finding.law for finding in found] == laws
