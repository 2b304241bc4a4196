"""Fixtures that several parts of the tests share."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.running import RunningMock


@pytest.fixture(scope="session")
def mock() -> Iterator[RunningMock]:
    """One mock of our document for the whole session (one a worker); it keeps nothing. Use ids of your own."""
    with running_mock() as running:
        yield running


@pytest.fixture
def client(mock: RunningMock) -> Iterator[httpx.Client]:
    """An HTTP client with the key, on the API's base."""
    with mock.client() as one:
        yield one


@pytest.fixture
def stranger(mock: RunningMock) -> Iterator[httpx.Client]:
    """An HTTP client without a key."""
    with mock.client(authorized=False) as one:
        yield one


@pytest.fixture
def fresh() -> str:
    """An id that nothing has used."""
    return f"t-{uuid.uuid4().hex}"
