"""Fixtures that several parts of the tests share."""

from __future__ import annotations

import os
import sys
import uuid
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.running import RunningMock


# What is compiled once is there for every interpreter that the tests start, whatever the surroundings wish.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the cases of a `sampled(n)` test one in n is in the fast suite; the others are slow."""
    seen: Counter[str] = Counter()
    for item in items:
        mark = item.get_closest_marker("sampled")
        if mark is not None:
            test = item.nodeid.partition("[")[0]
            if seen[test] % mark.args[0]:
                item.add_marker("slow")
            seen[test] += 1


@pytest.fixture(scope="session")
def mock() -> Iterator[RunningMock]:
    """One mock of our document for the whole session (one a worker); it keeps nothing. Use ids of your own."""
    with running_mock(is_new=True) as running:
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
