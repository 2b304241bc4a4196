"""A port that is to be closed takes no more connections, and loses none that it has."""

from __future__ import annotations

import socket
import sys

import pytest

from mock_server.server.listening import let_in, listen, shut_out

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can shut a port")


def test_what_was_taken_stays_and_nothing_comes_after_it() -> None:
    """Until it is let in again."""
    with listen("127.0.0.1", 0) as port, socket.create_connection(port.getsockname()) as before:
        assert shut_out(port)
        with pytest.raises(TimeoutError):
            socket.create_connection(port.getsockname(), timeout=0.02)
        accepted, address = port.accept()
        accepted.close()
        assert address == before.getsockname()
        let_in(port)
        with socket.create_connection(port.getsockname(), timeout=60):
            pass


def test_a_port_that_is_closed_can_not_be_shut() -> None:
    """Nobody is told; there is nothing to lose."""
    port = listen("127.0.0.1", 0)
    port.close()
    assert not shut_out(port)
    let_in(port)
