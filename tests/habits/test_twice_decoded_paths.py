"""Correct services behind a layer that decodes paths once more: what `%2541` means is a matter of routing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.habits.document import document
from tests.habits.profile import MATRIX
from tests.habits.service import KEY, USER, Service
from tests.json_server import answering

if TYPE_CHECKING:
    from pathlib import Path

BY_NAME = {habits.name: habits for habits in MATRIX}


@pytest.mark.parametrize("name", ["put-creates", pytest.param("client-keys", marks=pytest.mark.slow)])
def test_a_path_that_is_decoded_twice_is_no_drift(name: str, tmp_path: Path) -> None:
    """Keys that the caller chooses, such as break their pattern among them: nothing is found, nothing is left."""
    habits = BY_NAME[name]
    service = Service(habits)

    def answer(method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        path, mark, query = target.partition("?")
        status, fields, value = service.answer(method, unquote(path) + mark + query, headers, body)
        kind = "application/problem+json" if status >= 400 else "application/json"
        return status, value, {**fields, **({"Content-Type": kind} if value is not None else {})}

    assert habits.errors == "problem"
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(document(habits)), "utf-8")
    credentials = {} if habits.auth == "none" else {"access": USER if habits.auth == "basic" else KEY}
    with answering(answer) as url:
        report = report_of(
            Settings(
                url=url,
                spec=spec,
                credentials=credentials,
                seed=1,
                fuzz=0,
                recombinations=0,
                ledger=tmp_path / "ledger",
            )
        )
    assert (report.drifts, report.exit_code) == ((), 0)
    assert service.left() == []
    assert service.untouched()
