"""The forwarder's own process: listens, passes octets on, and hands copies to its parent; ends when its parent does.

Started by `forwarder` with a socket to the parent as its standard input, and what it is told as its one argument.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.errors import own_fault
from contracts.observed.proxy.held_connection import HeldConnection
from contracts.observed.proxy.passed_exchange import ENDED, FAILED, LISTENS, message
from contracts.observed.proxy.proxy_state import ProxyRules, ProxyState
from contracts.traffic.tls_context import TlsTrust

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.observed.proxy.proxy_state import Gate

_BACKLOG = 512
_LOOKS = 0.5
"""Seconds between two looks for targets that do not answer."""


class _Parent(asyncio.Protocol):
    """The connection to the parent: its end, or a word of it, ends the forwarder."""

    def __init__(self) -> None:
        self.ended, self.gone = asyncio.Event(), asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.ended.set()

    def connection_lost(self, error: Exception | None) -> None:
        self.ended.set()
        self.gone.set()


async def forward(state: ProxyState, channel: socket.socket) -> None:
    """Pass exchanges on until the parent says that it is enough, or is gone."""
    loop = asyncio.get_running_loop()
    transport, parent = await loop.create_connection(_Parent, sock=channel)
    judge = transport
    try:
        server = await loop.create_server(lambda: HeldConnection(state), *state.rules.listen, backlog=_BACKLOG)
    except OSError as error:
        why = error.strerror or str(error)
        judge.write(message(FAILED, f"{':'.join(map(str, state.rules.listen))} can't be listened on: {why}"))
        judge.close()
        return
    host, port = server.sockets[0].getsockname()[:2]
    state.own = f"[{host}]:{port}".encode() if ":" in host else f"{host}:{port}".encode()
    state.judge = judge
    judge.write(message(LISTENS, state.own.decode()))
    async with server:
        while not parent.ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(parent.ended.wait(), _LOOKS)
            now = time.perf_counter()
            for connection in tuple(state.connections):
                connection.look(now)
    for connection in tuple(state.connections):
        connection.end()
    await asyncio.sleep(0)  # what they still hand over
    if judge.is_closing():
        return
    judge.write(message(ENDED, json.dumps(state.counts)))
    judge.close()
    await parent.gone.wait()


def state_of(told: dict[str, Any]) -> ProxyState:
    """The state of the proxy for what the parent says; raises ContractsError and MockServerError."""
    rules = ProxyRules(**{**told["rules"], "listen": tuple(told["rules"]["listen"])})
    ca, insecure, client_cert = told["trust"]
    trust = TlsTrust(Path(ca) if ca else None, insecure, Path(client_cert) if client_cert else None)
    tls = trust.context() if rules.url.lower().startswith("https:") else None

    def gate() -> Gate:
        from contracts.observed.proxy.document_gate import DocumentGate

        return DocumentGate(rules, Path(told["spec"]), tuple(map(Path, told["overlays"])))

    state = ProxyState(rules, tls, gate)
    if rules.block != "off" or rules.match_only:
        _ = state.gate
    return state


def run_on_loop(run: Callable[[], Any]) -> None:
    """Run it on the fastest loop there is."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        asyncio.run(run())
    else:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(run())


def main(told: str) -> int:
    """Carry out what the parent says, in a process of its own."""
    channel = socket.socket(fileno=sys.stdin.fileno())
    try:
        state = state_of(json.loads(told))
        channel.setblocking(False)
        run_on_loop(lambda: forward(state, channel))
    except (KeyboardInterrupt, BrokenPipeError, ConnectionResetError):
        return 0
    except Exception as error:
        with suppress(OSError):
            channel.setblocking(True)
            channel.sendall(message(FAILED, own_fault(error)))
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
