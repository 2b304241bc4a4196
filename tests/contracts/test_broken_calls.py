"""Broken bodies of what makes no record have the media type that it takes: another is refused before they are read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Service, checked

if TYPE_CHECKING:
    from pathlib import Path

KIND = "application/vnd.stars+json"


class Stars(Service):
    """A search that takes a media type of its own alone; with the fault it takes what is no JSON as well."""

    def __init__(self, *, lax: bool) -> None:
        super().__init__()
        self.lax = lax
        self.read: list[bytes] = []

    def document(self) -> dict[str, Any]:
        """The document."""
        refused = {status: {"description": "no"} for status in ("400", "415")}
        schema = {"type": "object", "properties": {"name": {"type": "string"}}}
        body = {"required": True, "content": {KIND: {"schema": schema}}}
        find = {
            "operationId": "searchStars",
            "requestBody": body,
            "responses": {"204": {"description": "ok"}, **refused},
        }
        return {
            "openapi": "3.1.0",
            "info": {"title": "Stars", "version": "1"},
            "paths": {"/stars/search": {"post": find}},
        }

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        if asked.parts != ["stars", "search"] or asked.method != "POST":
            return (405, None, {"Allow": "POST"}) if asked.parts == ["stars", "search"] else (404, None, {})
        if asked.headers.get_content_type() != KIND:
            return 415, None, {}
        self.read.append(asked.data)
        try:
            right = isinstance(json.loads(asked.data), dict)
        except ValueError:
            right = self.lax
        return (204 if right else 400), None, {}


@pytest.mark.parametrize("lax", [False, True])
def test_what_is_no_json_is_sent_as_what_is_taken(lax: bool, tmp_path: Path) -> None:
    """The service reads it, and who takes it is told so."""
    service = Stars(lax=lax)
    report = checked(service, tmp_path, recombinations=0, fuzz=0)
    assert ({b"{"} if lax else {b"{", b"", b"[1]"}) <= set(service.read)
    assert [(drift.lead.law, drift.lead.operation) for drift in report.drifts] == lax * [
        ("invalid-refused", "searchStars")
    ]
