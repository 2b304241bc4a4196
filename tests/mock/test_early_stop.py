"""A stop that comes before the server takes signals is no less a stop: nobody waits for a mock that goes on."""

from __future__ import annotations

import signal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from mock_server.server import uvicorn_server
from mock_server.settings import Settings
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """What SIGTERM does to the tests themselves stays as it is."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("when", ["while it is made", "once it is made", "never"])
def test_a_stop_that_comes_early_is_kept(when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is told to exit before it begins, and the store is closed."""
    told: list[object] = []

    def stop(moment: str) -> None:
        if moment == when:
            signal.raise_signal(signal.SIGTERM)

    def serve(sockets: object) -> None:
        stop("once it is made")
        told.append(made.should_exit)

    def server(*_: object) -> Any:
        stop("while it is made")
        return made

    made = SimpleNamespace(should_exit=False, started=True, run=serve)
    app = SimpleNamespace(store=SimpleNamespace(close=lambda: told.append("closed")))
    monkeypatch.setattr(uvicorn_server, "server", server)
    monkeypatch.setattr("mock_server.server.gc_while_serving.begin_serving", lambda: None)
    assert uvicorn_server.run(cast("Any", app), cast("Any", None), Settings(spec=DOCUMENT)) == 0
    assert told == [when != "never", "closed"]
