"""Operations that ask for a credential are asked without one, also where what reads is a POST."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.probes import access
from contracts.exchange import Answer as Answered
from contracts.exchange import Exchange, Request
from contracts.laws.judging import Judge
from contracts.traffic.credentials import Credentials
from tests.contracts.some_journeys import told
from tests.manners.serving import Answer, Asked, Service, checked
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import Journey, RecordSteps


class Tides(Service):
    """Tells tides in calls that are all POSTs; ``open_`` is the one that lets in whoever asks."""

    key = "moon"

    def __init__(self, open_: str = "") -> None:
        super().__init__()
        self.open = open_
        self.asked: list[Asked] = []

    def document(self) -> dict[str, Any]:
        """Two calls of one shape."""
        body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Asked"}}}}
        said = {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "Said."}
        answers = {"200": said, "400": said, "401": said}
        calls = {"TideList": "TideList lists the tides.", "TideMove": "TideMove moves a tide."}
        paths = {
            f"/{name}": {"post": {"operationId": name, "summary": told, "requestBody": body, "responses": answers}}
            for name, told in calls.items()
        }
        asked = {"type": "object", "required": ["bay"], "properties": {"bay": {"type": "integer"}}}
        scheme = {"type": "apiKey", "in": "header", "name": "X-Moon"}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Tides", "version": "1"},
            "security": [{"moon": []}],
            "paths": paths,
            "components": {"schemas": {"Asked": asked}, "securitySchemes": {"moon": scheme}},
        }

    def answer(self, asked: Asked) -> Answer:
        """Credentials first, then the body."""
        self.asked.append(asked)
        if asked.headers.get("X-Moon") != self.key and asked.path != f"/{self.open}":
            return 401, {"error": "who is asking?"}, {}
        wrong = not asked.json or not isinstance(json.loads(asked.data or b"0"), dict)
        return (400, {"error": "no bay"}, {}) if wrong else (200, {"high": "noon"}, {})


@pytest.mark.parametrize(("open_", "drifts"), [("", []), ("TideList", [("access-required", "TideList", "status")])])
def test_a_call_that_reads_keeps_out_who_has_no_credential(open_: str, drifts: list[Any], tmp_path: Path) -> None:
    """With the body that it takes from others; what nobody knows the effect of is not sent at all."""
    service = Tides(open_)

    def some(steps: RecordSteps, *_: Any) -> Iterator[tuple[str, Journey]]:
        return (("access", journey) for _name, journey in access.probes(steps))

    with patch("contracts.run.phases", some):
        report = checked(service, tmp_path, recombinations=0, workers=1)
    assert told(report) == drifts
    assert not [asked for asked in service.asked if asked.path == "/TideMove" and asked.method == "POST"]
    without = [asked for asked in service.asked if "X-Moon" not in asked.headers and asked.method == "POST"]
    assert without
    assert all("bay" in json.loads(asked.data) for asked in without)


@pytest.mark.parametrize(
    ("words", "security", "open_"),
    [
        ("This endpoint is not authenticated, so that clients find out how to log in.", None, True),
        ("Tells the tides.\n\nNo authentication is required.", None, True),
        ("Does not require a token.", None, True),
        ("This endpoint is not authenticated.", [{"moon": []}], False),
        ("401 where the client is not authenticated.", None, False),
        ("Requires authentication.", None, False),
        ("If the board is public, no authentication is required.", None, False),
        ("Does not require a token with admin scope.", None, False),
        ("Requires no credentials of an administrator.", None, False),
        ("This resource is public once it is published.", None, False),
        ("No authentication is required for public boards.", None, False),
        ("If it is late, asks again. This operation requires no login.", None, True),
        ("Tells the tides.", None, False),
    ],
)
def test_an_operation_says_that_it_lets_everybody_in(words: str, security: Any, open_: bool) -> None:
    """Its own words count before what the document asks for everywhere, not before what it asks for itself."""
    raw = {
        "description": words,
        "responses": {"200": {"description": "it"}},
        **({"security": security} if security else {}),
    }
    scheme = {"moon": {"type": "apiKey", "in": "header", "name": "X-Moon"}}
    tides = {"security": [{"moon": []}], "paths": {"/tides": {"get": raw}}, "components": {"securitySchemes": scheme}}
    judge = Judge(document(tides), Credentials(document(tides), {"moon": "full"}))
    found = judge.judge(Exchange(Request("GET", "/tides"), Answered(200, (), b""), "access"))
    assert [finding.law for finding in found] == ([] if open_ else ["access-required"])
