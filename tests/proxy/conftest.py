"""A target whose octets each test sets, and a proxy in front of it, one of each a module; and quiet surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.proxy.raw_target import RawTarget, answering, raw_target
from tests.proxy.running import forwarding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.observed.proxy.forwarder import Forwarder

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials and no files of the surroundings."""
    monkeypatch.delenv("CONTRACTS_KEY", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def target() -> Iterator[RawTarget]:
    """A target whose play each test sets."""
    with raw_target(answering(OK)) as one:
        yield one


@pytest.fixture(scope="module")
def proxy(target: RawTarget) -> Iterator[Forwarder]:
    """A proxy in front of it."""
    with forwarding(target.url) as one:
        yield one
