"""The file of a durable store that goes away under a running mock: nothing that was acknowledged is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.live.shop import shop
from tests.live.test_reload import write
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("promise", ["?interval=3600", "?fsync=always"])
def test_nothing_is_lost_where_the_file_is_removed(promise: str, tmp_path: Path) -> None:
    """The next write puts a file there that holds all of it, also where the process is killed right behind it."""
    spec, file = tmp_path / "openapi.json", tmp_path / "kept.journal"
    write(spec, shop())
    with running_mock(spec=spec, store=f"{file}{promise}") as mock:
        first = httpx.post(f"{mock.origin}/things", json={"name": "first"}).json()
        file.unlink()
        made = [httpx.post(f"{mock.origin}/things", json={"name": f"n{n}"}) for n in range(3)]
        assert [answer.status_code for answer in made] == [201] * 3
        assert "kept.journal was deleted while in use; it was written anew" in mock.stderr
        mock.kill()
    with running_mock(spec=spec, store=str(file)) as mock:
        kept = httpx.get(f"{mock.origin}/things").json()
        assert kept == [first, *(answer.json() for answer in made)]
