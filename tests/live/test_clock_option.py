"""--clock: the time that the mock goes by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mock_server.command_line.options import parsed, settings_of
from mock_server.errors import UsageError
from mock_server.server.app import create_app
from tests.documents.asking import Mock
from tests.live.shop import shop

if TYPE_CHECKING:
    from pathlib import Path


def served(folder: Path, *words: str) -> Mock:
    """A mock as the command line makes it."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(shop()), "utf-8")
    return Mock(create_app(settings_of(parsed(["--spec", str(path), "--store", "memory:", "--admin", "off", *words]))))


def test_a_stopped_clock_gives_one_time(tmp_path: Path) -> None:
    """Times of creation are the time of the clock, in each sandbox."""
    asked = served(tmp_path, "--clock", "2031-05-06T07:08:09+01:00,stopped")
    for sandbox in ("default", "a"):
        made = asked.ask("POST", "/things", {"name": "x"}, {"x-mock-sandbox": sandbox}).json
        assert made["made_at"] == "2031-05-06T06:08:09.000Z"


def test_a_clock_goes_on(tmp_path: Path) -> None:
    """Without the word it begins at the time and goes on."""
    made = served(tmp_path, "--clock", "2031-05-06").ask("POST", "/things", {"name": "x"}).json
    assert made["made_at"].startswith("2031-05-06T00:")


@pytest.mark.parametrize("text", ["noon", "2031-05-06,halted", "2031-05-06,", "1066-10-14"])
def test_what_is_no_time_ends_the_start(tmp_path: Path, text: str) -> None:
    """One sentence that names the option."""
    with pytest.raises(UsageError, match="--clock"):
        served(tmp_path, "--clock", text)
