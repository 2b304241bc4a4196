"""A description that explains numbers one by one says which ones there are, although its schema lets all others in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.traffic.told_choices import choices
from mock_server.openapi import load_document
from tests.manners.serving import in_query, says

if TYPE_CHECKING:
    from pathlib import Path

_TOLD = "How much is shown: 1 for a line, 2 for a page (default)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (_TOLD, {1, 2}),
        ("0: off; 1: on", {0, 1}),
        ("-1 = newest first, 1 = oldest first", {-1, 1}),
        ("The page, 1 for the first one", set()),
        ("At most 100, 10 where nothing is said", set()),
        ("Between 1 and 50", set()),
        ("Since 10:30, until 11:45 or 2026-01-01", set()),
        (None, set()),
    ],
)
def test_numbers_that_are_explained(text: str | None, expected: set[int]) -> None:
    """One alone may be an example; two are what there is to choose from. A time of day explains nothing."""
    assert choices(text) == expected


@pytest.mark.parametrize(("sent", "told"), [("2", True), ("3", False), ("1031", False)])
def test_a_number_that_no_description_explains_may_be_refused(sent: str, told: bool, tmp_path: Path) -> None:
    """One that is explained may not."""
    asked = {**in_query("detail", type="integer"), "description": _TOLD}
    read = {"operationId": "read", "parameters": [asked], "responses": {
        "200": says({"type": "object"}), "400": {"description": "no"}}}  # fmt: skip
    spec = tmp_path / "openapi.json"
    info = {"title": "Letters", "version": "1"}
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/letter": {"get": read}}}), "utf-8")
    exchange = Exchange(Request("GET", f"/letter?detail={sent}"), Answer(400), "journey")
    found = Judge.of(load_document(spec)).judge(exchange)
    assert [finding.law for finding in found] == (["valid-accepted"] if told else [])
