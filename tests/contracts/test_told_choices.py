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
        ("1 for a line or 2 for a page", {1, 2}),
        ("0: off; 1: on; 20: as the others", {0, 1, 20}),
        ("The unit: 0 = days, 1 = hours", {0, 1}),
        ("0 for bikes, 1 for other vehicles", {0, 1}),
        ("0 = for ever, -1 = as is usual; else days", set()),
        ("Days to keep it: 0 = for ever, -1 = as is usual", set()),
        ("20 for phones, 100 for desks", set()),
        ("0 = none, 1 = one; up to 50", set()),
        (None, set()),
    ],
)
def test_numbers_that_are_explained(text: str | None, expected: set[int]) -> None:
    """One alone may be an example; two are what there is to choose from, but for special values of an amount."""
    assert choices(text) == expected


@pytest.mark.parametrize(
    ("sent", "schema", "told"),
    [
        ("2", {}, True),
        ("3", {}, False),
        ("1031", {}, False),
        ("3", {"minimum": 1, "maximum": 2, "default": 2}, False),
        ("3", {"maximum": 9}, True),
        ("3", {"default": 5}, True),
        ("3", {"example": 5}, True),
    ],
)
def test_a_number_that_no_description_explains_may_be_refused(
    sent: str, schema: dict[str, int], told: bool, tmp_path: Path
) -> None:
    """One that is explained may not, nor any where a bound, a default or an example is another number."""
    asked = {**in_query("detail", type="integer", **schema), "description": _TOLD}
    read = {"operationId": "read", "parameters": [asked], "responses": {
        "200": says({"type": "object"}), "400": {"description": "no"}}}  # fmt: skip
    spec = tmp_path / "openapi.json"
    info = {"title": "Letters", "version": "1"}
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/letter": {"get": read}}}), "utf-8")
    exchange = Exchange(Request("GET", f"/letter?detail={sent}"), Answer(400), "journey")
    found = Judge.of(load_document(spec)).judge(exchange)
    assert [finding.law for finding in found] == (["valid-accepted"] if told else [])
