"""Hiding secrets takes no longer than their texts are long, and nothing at all before somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_server import Settings, create_app
from mock_server.server.journal import hidden_secrets
from mock_server.server.journal.written_secrets import without_written_secrets
from tests.cpu_time import cpu_seconds
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = {
    "parts": 'name="a"\n',
    "parts with fields": 'name="a"\r\nx: y\r\n',
    "quotes": '"a',
    "escapes": '"\\',
    "elements": "<a ",
    "names": '"a":',
}


def seconds(text: str) -> float:
    """The CPU time of one look."""
    return cpu_seconds(lambda: without_written_secrets(text, lambda name: name == "password"))


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_text_takes_as_long_as_it_is(kind: str) -> None:
    """Four times the text takes some four times as long, and not sixteen times: load only adds to it."""
    text = HOSTILE[kind] * (20_000 // len(HOSTILE[kind]))
    once = four = float("inf")
    for _ in range(50):
        once, four = min(once, seconds(text)), min(four, seconds(text * 4))
        if four < 10 * once:
            break
    assert four < 10 * once


def test_the_document_is_not_walked_before_somebody_looks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A start of a large document does not pay for what a journal may show later."""
    walked: list[object] = []

    def marked(_api: object, start: object, *, follow: bool) -> list[str]:
        walked.append((start, follow))
        return []

    monkeypatch.setattr(hidden_secrets, "_marked", marked)
    create_app(Settings(spec=DOCUMENT, store=str(tmp_path / "kept"), admin="on", log_level="error")).store.close()
    assert walked == []
