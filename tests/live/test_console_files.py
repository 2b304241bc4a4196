"""The console as it is loaded: small, all from the mock itself, and made by no build step."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import httpx
import pytest

from tests.running import ROOT, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.running import RunningMock

FOLDER = ROOT / "mock_server/server/admin/console"
MOST_OCTETS = 60_000
REFERENCE = re.compile(r"""(?:(?:(?:src|href)=|(?:from|import)\s*\(?\s*)["']|url\(["']?)([^"')\s]+\.\w+)["')]""")


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    """A mock with a console."""
    with running_mock() as running:
        yield running


@pytest.fixture(scope="module")
def loaded(mock: RunningMock) -> dict[str, str]:
    """What a browser loads for the console, by its address, the page first."""
    found: dict[str, str] = {}
    wanted = [f"{mock.admin}/"]
    while wanted:
        address = wanted.pop()
        if address in found:
            continue
        assert address.startswith(f"{mock.origin}/"), "a part from elsewhere"
        answer = httpx.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.text
        wanted += [urljoin(address, name) for name in REFERENCE.findall(answer.text)]
    return found


def test_it_is_loaded_from_the_mock_alone(mock: RunningMock, loaded: dict[str, str]) -> None:
    """Nothing is named that lies elsewhere, and each of its files is as it stands in the package."""
    assert mock.origin in next(iter(loaded))
    assert sorted(loaded.values()) == sorted(file.read_text("utf-8") for file in FOLDER.iterdir())


def test_it_is_small(loaded: dict[str, str]) -> None:
    """All of it together is at most 60 KB compressed."""
    assert 0 < sum(len(gzip.compress(text.encode())) for text in loaded.values()) <= MOST_OCTETS
