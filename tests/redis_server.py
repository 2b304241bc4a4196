"""A real Redis on loopback, started by the tests that need one and ended with them."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING

import pytest

from tests.free_port import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_SECONDS = 120.0


class RedisServer:
    """One server process; ``port`` stays the same over `restart`."""

    def __init__(self, folder: str, port: int, words: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.port = port
        self._words = words
        self.process = self._started()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it as a machine that fails does."""
        self.process.kill()
        self.process.wait(120)

    def restart(self) -> None:
        """Start it again, with what is on its disk."""
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", "", *self._words]
        with open(f"{self.folder}/log", "ab") as log:  # noqa: PTH123 - a text
            process = subprocess.Popen(["redis-server", *words], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"PING\r\n")
                if connection.recv(64).startswith((b"+PONG", b"-NOAUTH", b"-DENIED")):
                    return process
            time.sleep(0.02)
        process.kill()
        raise RuntimeError(f"redis-server did not start on port {self.port}")


@contextlib.contextmanager
def running_redis(*words: str) -> Iterator[RedisServer]:
    """A server with these options; a test without redis-server is skipped, but in CI, where it is installed."""
    if shutil.which("redis-server") is None:
        if os.environ.get("CI"):
            pytest.fail("redis-server is not installed")
        pytest.skip("redis-server is not installed")
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        server = RedisServer(folder, free_port(), words)
        try:
            yield server
        finally:
            server.process.kill()
            server.process.wait(120)


@contextlib.contextmanager
def running_cluster() -> Iterator[list[RedisServer]]:
    """A cluster of three servers, each with a third of the slots."""
    with contextlib.ExitStack() as stack:
        words = ("--cluster-enabled", "yes", "--cluster-node-timeout", "60000")
        servers = [stack.enter_context(running_redis(*words)) for _ in range(3)]
        places = [f"127.0.0.1:{server.port}" for server in servers]
        made = ["redis-cli", "--cluster", "create", *places, "--cluster-yes"]
        subprocess.run(made, check=True, capture_output=True, timeout=900)
        for server in servers:
            _until_well(server.port)
        yield servers


def _until_well(port: int) -> None:
    """Wait until a node knows that every slot is served, which it hears from the others."""
    for _ in range(1_200):
        told = subprocess.run(["redis-cli", "-p", str(port), "cluster", "info"], check=True, capture_output=True,
                              timeout=300)  # fmt: skip
        if b"cluster_state:ok" in told.stdout:
            return
        time.sleep(0.05)
    raise AssertionError(f"the cluster's node at {port} did not become well")
