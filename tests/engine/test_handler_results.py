"""What a user's own handler gives or raises: never a success that is no JSON, never the end of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_server.openapi.reading.json_values import is_json_value
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = {
    "exit": "raise SystemExit(3)",
    "interrupt": "raise KeyboardInterrupt",
    "fault": "raise ValueError('mine')",
    "nan": "return {'n': float('nan')}",
    "set": "return {1, 2}",
    "surrogate": "return {'t': '\\ud800'}",
    "keys": "return {1: 2}",
    "deep": "value = []\n    for _ in range(5000): value = [value]\n    return value",
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_handler_is_the_apis_500(kind: str, tmp_path: Path) -> None:
    """The API's own error, a line in the log, and the next request is served."""
    handlers = tmp_path / "handlers.py"
    handlers.write_text(f"def createClient(call, store):\n    {BROKEN[kind]}\n", "utf-8")
    with running_mock("--handlers", str(handlers)) as mock, mock.client() as client:
        answer = client.post("/clients", json={"id": "a", "name": "A"})
        assert answer.status_code == 500
        assert answer.json()["code"] == 500
        assert client.delete("/clients/a").status_code == 404
        log = mock.stop().stderr
    assert "createClient" in log


def test_json_values_are_told() -> None:
    """Everything that JSON has is a value of it."""
    assert is_json_value({"a": [1, 2.5, None, True, "ü", {"b": []}]})
    assert not is_json_value({"a": {1}})
