"""Crashes in recorded traffic are told apart by what provokes them, as those of a check are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.observed.recordings.recorded_run import judge_recording
from mock_server.openapi import load_document
from tests.contracts.depot_service import written

if TYPE_CHECKING:
    from pathlib import Path

BODIES: list[tuple[dict[str, Any], int]] = [
    ({"goods": "tea", "weight": 7}, 201),
    ({"goods": "tea", "weight": 0}, 500),
    ({"goods": "rice", "weight": 0}, 500),
    ({"goods": "O'Brien's tea", "weight": 7}, 500),
    ({"goods": "rice", "weight": 9}, 201),
    ({"goods": "Ann's", "weight": 9}, 500),
]


def _entry(body: dict[str, Any], status: int) -> dict[str, Any]:
    said = json.dumps({**body, "pallet": 1}) if status < 300 else "{}"
    content = {"mimeType": "application/json", "text": said, "size": len(said)}
    kind = [{"name": "Content-Type", "value": "application/json"}]
    post = {"mimeType": "application/json", "text": json.dumps(body)}
    return {
        "request": {"method": "POST", "url": "http://depot/pallets", "headers": kind, "postData": post},
        "response": {"status": status, "headers": kind, "content": content},
    }


def test_two_crashes_of_one_operation_are_two_drifts(tmp_path: Path) -> None:
    """One by a weight of nothing, one by an apostrophe; what was answered well beside them tells which."""
    spec, har = written(tmp_path), tmp_path / "depot.har"
    har.write_text(json.dumps({"log": {"entries": [_entry(*pair) for pair in BODIES]}}))
    report = judge_recording(har, spec, load_document(spec), 1)
    assert {drift.lead.cause for drift in report.drifts} == {"body weight is zero", "body goods holds '"}
