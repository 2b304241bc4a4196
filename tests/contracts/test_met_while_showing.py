"""A success that no document has is told wherever it is met: while something else is shown again as well."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message
    from pathlib import Path

_ALL = {"name": "all", "in": "query", "schema": {"type": "string", "enum": ["1"]}}
_SHOWN = {"description": "shown", "content": {"application/json": {"schema": {"type": "object"}}}}


def _told(folder: Path, later: int, *documented: str, since: int = 2) -> list[tuple[str, str, bool]]:
    """Law, what was seen and whether it is flaky, of a service that takes any ``all``, and answers one with
    ``later`` from so many times on that it was asked for it.
    """
    spec, asked = folder / "openapi.json", Counter[str]()
    list_them = {"operationId": "list", "parameters": [_ALL], "responses": dict.fromkeys(("200", *documented), _SHOWN)}
    info = {"title": "Pages", "version": "1"}
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/pages": {"get": list_them}}}))

    def answer(method: str, target: str, _: Message, __: bytes) -> tuple[int, Any, Mapping[str, str]]:
        path, *query = target.split("?")
        if path != "/pages":
            return 404, None, {}
        if method not in ("GET", "HEAD"):
            return 405, None, {"Allow": "GET, HEAD"}
        asked[target] += query != ["all=1"] and bool(query)
        return later if asked[target] >= since else 200, {}, {}

    with answering(answer) as url:
        report = report_of(Settings(url=url, spec=spec, seed=3, fuzz=0, recombinations=0, ledger=folder / "ledger"))
    return [(drift.lead.law, drift.lead.observed, drift.lead.flaky) for drift in report.drifts]


@pytest.mark.parametrize("since", [1, 2])
def test_a_success_that_showing_again_meets_is_told_once(tmp_path: Path, since: int) -> None:
    """What has more to do from some time on does it later: 202, whether or not it was met before."""
    told = _told(tmp_path, 202, since=since)
    assert [(law, seen, flaky) for law, seen, flaky in told if law == "status-documented"] == [
        ("status-documented", "202", False)
    ]
    assert {law for law, _, _ in told} <= {"status-documented", "invalid-refused"}


@pytest.mark.parametrize(("later", "documented"), [(202, ("202",)), (200, ()), (409, ())])
def test_nothing_is_told_of_a_documented_success_or_a_refused_repetition(
    tmp_path: Path, later: int, documented: tuple[str, ...]
) -> None:
    """A repetition may be refused for what was there before it; that is no word about the document."""
    assert {law for law, _, _ in _told(tmp_path, later, *documented)} == {"invalid-refused"}
