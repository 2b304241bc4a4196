"""What reads is asked as most clients do too: without a word of the media type that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Service, checked, in_path, says

if TYPE_CHECKING:
    from pathlib import Path

_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_TEXT = {"Content-Type": "text/plain"}
_PASS = "a-pass-of-twenty-letters"


class Almanac(Service):
    """Days that nobody can make; ``wordy`` is what is told in text to who does not ask for JSON."""

    def __init__(self, wordy: str) -> None:
        super().__init__()
        self.begin({"days": {"1": {"id": 1}}})
        self.wordy = wordy

    def document(self) -> dict[str, Any]:
        """Everything is JSON, by the document."""
        day = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
        number = in_path("day", {"type": "integer"})
        return {
            "openapi": "3.1.0",
            "info": {"title": "Almanac", "version": "1"},
            "paths": {
                "/days": {"get": {"operationId": "days", "responses": {"200": says({"type": "array", "items": day})}}},
                "/days/{day}": {"parameters": [number], "get": {
                    "operationId": "day", "responses": {"200": says(day), "400": says(_ERROR), "404": says(_ERROR)}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """JSON, or text where that will do."""
        status, value = self._answer(asked)
        anything = "json" not in asked.headers.get("Accept", "")
        if anything and self.wordy == ("refusals" if status >= 400 else "answers"):
            return status, b"words", _TEXT
        return status, value, {"Allow": "GET"} if status == 405 else {}

    def _answer(self, asked: Asked) -> tuple[int, Any]:
        if not asked.parts or asked.parts[0] != "days" or len(asked.parts) > 2:
            return 404, {"error": "no such page"}
        if asked.method != "GET":
            return 405, {"error": "no such method"}
        rows = self.rows["days"]
        if len(asked.parts) == 1:
            return 200, [*rows.values()]
        if not asked.parts[1].removeprefix("-").isdecimal():
            return 400, {"error": "day: a number is wanted"}
        return (200, rows[asked.parts[1]]) if asked.parts[1] in rows else (404, {"error": "no such day"})


@pytest.mark.parametrize(
    ("wordy", "expected"),
    [("", set()), ("refusals", {("day", 404)}), ("answers", {("days", 200), ("day", 200)})],
)
def test_a_form_that_shows_to_who_asks_for_none_is_found(
    wordy: str, expected: set[tuple[str, int]], tmp_path: Path
) -> None:
    """An answer in text where the document has JSON alone is a drift, however rarely a check itself would meet it."""
    report = checked(Almanac(wordy), tmp_path, recombinations=0)
    assert {drift.lead.law for drift in report.drifts} == ({"media-type"} if expected else set())
    shown = {
        (operation, drift.lead.exchange.answer.status)
        for drift in report.drifts
        if drift.lead.exchange.answer is not None
        for operation in drift.operations
    }
    assert shown == expected
    assert all(("Accept", "*/*") in drift.lead.exchange.request.headers for drift in report.drifts)


class Archive(Service):
    """Days for who has a pass; what is not there is told in text, with the pass, to who takes any form."""

    key = _PASS

    def __init__(self, *, showing: bool) -> None:
        super().__init__()
        self.begin({"days": {}})
        self.showing = showing

    def document(self) -> dict[str, Any]:
        """Both forms are documented."""
        no = {"description": "no", "content": {**says(_ERROR)["content"], "text/plain": {"schema": {"type": "string"}}}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Archive", "version": "1"},
            "security": [{"pass": []}],
            "components": {"securitySchemes": {"pass": {"type": "http", "scheme": "bearer"}}},
            "paths": {"/days/{day}": {"parameters": [in_path("day", {"type": "string"})], "get": {
                "operationId": "day", "responses": {
                    "200": says({"type": "object"}), "400": no, "401": no, "403": no, "404": no}}}},
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """JSON to who asks for it."""
        status, why, more = self._refused(asked)
        if "json" in asked.headers.get("Accept", ""):
            return status, {"error": why}, more
        shown = f" for {self.key}" if status == 404 and self.showing else ""
        return status, (why + shown).encode(), {**_TEXT, **more}

    def _refused(self, asked: Asked) -> tuple[int, str, dict[str, str]]:
        if len(asked.parts) != 2 or asked.parts[0] != "days":
            return 404, "no such page", {}
        if asked.method != "GET":
            return 405, "no such method", {"Allow": "GET"}
        if asked.headers.get("Authorization") != f"Bearer {self.key}":
            return 401, "no pass", {"WWW-Authenticate": "Bearer"}
        return 404, "no such day", {}


@pytest.mark.parametrize("showing", [True, False])
def test_a_credential_in_a_form_that_nobody_asked_for_is_found(showing: bool, tmp_path: Path) -> None:
    """A page for people may tell more than what is made for programs."""
    report = checked(Archive(showing=showing), tmp_path, recombinations=0)
    assert {drift.lead.law for drift in report.drifts} == ({"credential-secret"} if showing else set())
