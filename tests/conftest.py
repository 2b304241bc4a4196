"""Fixtures that several parts of the tests share."""

from __future__ import annotations

import functools
import gc
import inspect
import os
import socket
import sys
import uuid
from collections import Counter
from typing import TYPE_CHECKING
from unittest.mock import patch

import coverage
import httpx
import pytest
from httpx._transports import default as httpx_transports
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from contracts.cases.generated.fuzz_constants import none_of_modules
from mock_server.openapi.generator import effort
from tests.one_at_a_time import one_at_a_time
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from tests.running import RunningMock


# What is compiled once is there for every interpreter that the tests start, whatever the surroundings wish.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A test draws the same values in each run, however slow the machine is; `--hypothesis-profile default` draws others.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")

# Counts end a value that is hard to make, and time only where a machine is ten times as slow as those that we know.
effort.SECONDS = 2.0

# An answer is waited for as long as it takes on a busy machine, not for the five seconds that are the client's default.
_TIMES = inspect.signature(httpx.request).parameters["timeout"].default
_TIMES.connect = _TIMES.read = _TIMES.write = _TIMES.pool = 60.0

# The certificates that vouch for services of the internet take longer to load than most tests: once, for all clients.
vars(httpx_transports)["create_ssl_context"] = functools.cache(httpx.create_ssl_context)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays to the end, and is a million objects: no collection looks through them.

    Nor does Hypothesis read all their sources for constants, of which no test is to draw one.
    """
    gc.disable()
    try:
        with patch.object(providers, "_get_local_constants", Constants):
            return (yield)
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(10_000, 20, 20)  # nor do tests leave so much behind that each hundred should be looked through


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Nothing is drawn from the sources of modules, which are others in a worker that has run other tests before.

    And no request of a check is sent beside another because the machine is slow. The plugin that runs tests again tells
    of each test by small pieces on a socket, of which the second waited 40 ms for the first.
    """
    connection = getattr(getattr(session.config, "failures_db", None), "sock", None)
    if connection is not None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with none_of_modules(), one_at_a_time():
        return (yield)


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


def pytest_sessionfinish() -> None:
    """Keep what was reached so far: a worker that takes long to end is killed, and would take its lines along."""
    measuring = coverage.Coverage.current()
    if measuring is not None:
        measuring.save()


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
