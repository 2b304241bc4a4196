"""Fields and methods that a document does not name: only failing at them, and a 405 without Allow, is a drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Service, checked, in_path, says

if TYPE_CHECKING:
    from pathlib import Path

_TIDE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}


class Tides(Service):
    """What can only be read, with a version; ``fails`` is what it fails at."""

    key = "t1de-5c2e"

    def __init__(self, fails: str = "") -> None:
        super().__init__()
        self.begin({"tides": {"low": {"id": "low"}}})
        self.fails = fails
        self.methods: dict[str, list[str]] = {}

    def document(self) -> dict[str, Any]:
        """A list and what it lists."""
        no = {"401": {"description": "no"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Tides", "version": "1"},
            "security": [{"token": []}],
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "paths": {
                "/tides": {"get": {"operationId": "list", "responses": {
                    "200": says({"type": "array", "items": _TIDE}), **no}}},
                "/tides/{tide}": {"get": {
                    "operationId": "read", "parameters": [in_path("tide", {"type": "string"})],
                    "responses": {"200": says(_TIDE), "404": {"description": "none"}, **no}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Methods come before credentials."""
        field, _, text = self.fails.partition(": ")
        token = asked.headers.get("Authorization", "")
        self.methods.setdefault(asked.method, []).append(token)
        longest = max(map(len, asked.headers.values())) if self.fails.startswith("longer") else 0
        if (
            longest > 4000
            or (self.fails == "any If-Match" and asked.headers.get("If-Match", "*") != "*")
            or asked.method == self.fails
            or (text and asked.headers.get(field) == text)
        ):
            return 500, None, {}
        if asked.parts[0] != "tides" or len(asked.parts) > 2:
            return 404, None, {}
        if asked.method not in ("GET", "HEAD"):
            allowed = {} if self.fails == f"Allow for {asked.method}" else {"Allow": "GET, HEAD"}
            return 405, None, allowed
        if token != f"Bearer {self.key}":
            return 401, None, {"WWW-Authenticate": "Bearer"}
        found = [*self.rows["tides"].values()] if len(asked.parts) == 1 else self.rows["tides"].get(asked.parts[1])
        return (200, found, {"ETag": '"7"'}) if found is not None else (404, None, {})


def test_methods_and_fields_that_nobody_names_are_sent_and_left_open(tmp_path: Path) -> None:
    """Each method once a path; a TRACE, which may come back whole, says nothing of who asks."""
    service = Tides()
    report = checked(service, tmp_path)
    assert [drift.lead.message for drift in report.drifts] == []
    assert {"HEAD", "OPTIONS", "TRACE"} <= set(service.methods)
    assert set(service.methods["TRACE"]) == {""}
    assert set(service.methods["HEAD"]) == {f"Bearer {service.key}"}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("fails", "law"),
    [
        ("If-None-Match: no-quotes", "no-server-error"),
        ("If-Match: no-quotes", "no-server-error"),
        ("If-Match: **", "no-server-error"),
        ("any If-Match", "no-server-error"),
        ("longer than 4000", "no-server-error"),
        ("If-Modified-Since: no date", "no-server-error"),
        ("Range: bytes=last", "no-server-error"),
        ("Accept: no media type", "no-server-error"),
        ("HEAD", "no-server-error"),
        ("OPTIONS", "no-server-error"),
        ("TRACE", "no-server-error"),
        ("Allow for TRACE", "allow"),
        ("Allow for OPTIONS", "allow"),
    ],
)
def test_what_fails_at_them_is_one_drift(fails: str, law: str, tmp_path: Path) -> None:
    """A 500 for a malformed condition, and a 405 that does not say what is allowed (RFC 9110 section 15.5.6)."""
    report = checked(Tides(fails), tmp_path)
    assert [(drift.lead.law, drift.lead.flaky) for drift in report.drifts] == [(law, False)]
