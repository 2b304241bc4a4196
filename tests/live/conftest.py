"""A mock and its console in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mock import chromium
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.running import RunningMock


@pytest.fixture
def console_mock() -> Iterator[RunningMock]:
    """A mock with its first records."""
    with running_mock("--seed-examples", "--seed", "1") as running:
        yield running


@pytest.fixture
def console(console_mock: RunningMock) -> Iterator[chromium.Page]:
    """The console, opened by the address that the mock printed, with nothing to complain of in the end."""
    with chromium.page() as shown:
        shown.show(1280, 800)
        shown.open(f"{console_mock.admin}/#token={console_mock.token}")
        shown.wait_for("document.querySelector('#live').textContent === 'live'")
        yield shown
        assert shown.do("document.querySelector('#notice').textContent") == ""
        assert shown.complaints == []
