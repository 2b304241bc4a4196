"""What docs/store.md shows and claims."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mock_server.store.compaction import MIN_GARBAGE
from mock_server.store.lines import frame, header
from mock_server.store.location import DEFAULT_INTERVAL, MAX_INTERVAL, parse

PAGE = (Path(__file__).parents[2] / "docs" / "store.md").read_text("utf-8")


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python in the page does what it says."""
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    exec(code, {})
    assert (tmp_path / "mock-server.journal").exists()


@pytest.mark.parametrize("words", re.findall(r'--store "?([^\s"]+)', PAGE))
def test_every_location_is_understood(words: str) -> None:
    """The forms in the page are forms of a location."""
    assert parse(words).engine in ("tinydb", "memory", "redis")


def test_the_figures_are_those_of_the_code() -> None:
    """Defaults and limits in the page are the code's own, and so is the header line."""
    assert f"`interval={DEFAULT_INTERVAL}`" in PAGE
    assert f"up to {MAX_INTERVAL:.0f} |" in PAGE
    assert f"at least {MIN_GARBAGE:,} lines" in PAGE
    assert frame([header(0)], 0)[0].decode() in PAGE
