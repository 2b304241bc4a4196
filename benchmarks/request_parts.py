"""What each part of a request's way costs, in instructions: without any network, under callgrind.

    python benchmarks/request_parts.py [CHECKOUT …] [--requests 100]

The octets of requests go into the protocol of one connection, which writes to a transport that forgets. The way is cut
behind one part after the other, where a ready answer is given; the difference between two lines is a part. Thousands of
instructions a request, records in memory, the log off but for the last line.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import logging
import os
import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from instructions import control
from load import machine, request
from mock_speed import KEY, ROOT, SAMPLE

sys.path.insert(0, os.environ.get("CHECKOUT", str(ROOT)))  # before what the others have put there

KINDS = {"create": 201, "refused": 400, "delete": 200}
PARTS = {
    "protocol": "",
    "stack and journal": "Sandboxing",
    "routing": "Routing",
    "credentials": "Authentication",
    "reading and judging": "RequestReading",
    "deciding and answering": "",
    "all, with the store": "",
    "all, without the journal": "",
    "all, with the log": "",
}
"""Parts of the way, and the middleware behind which it is cut."""

_TOTAL = re.compile(r"([\d,]+).*PROGRAM TOTALS")


class Transport:
    """Takes octets and keeps the last."""

    written = b""

    def write(self, octets: bytes) -> None:
        """Forget what was there before."""
        self.written = octets

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Where both ends are."""
        return {"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 8000)}.get(name, default)

    def is_closing(self) -> bool:
        """Never."""
        return False

    def get_write_buffer_size(self) -> int:
        """Nothing waits."""
        return 0

    def pause_reading(self) -> None:
        """Nothing is read."""

    resume_reading = close = abort = pause_reading


def asked(kind: str, number: int) -> bytes:
    """The octets of a request."""
    if kind == "delete":
        return request("DELETE", f"/api/v1/clients/part-{number}", b"", KEY)
    wrong = {"email": "nobody"} if kind == "refused" else {}
    return request("POST", "/api/v1/clients", json.dumps({"id": f"part-{number}", **SAMPLE, **wrong}).encode(), KEY)


def cut(part: str, kind: str, app: Any, protocol: Any) -> None:
    """Have a ready answer given behind this part."""
    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.server.asgi import respond

    body = b"x" * {"create": 620, "refused": 200, "delete": 44}[kind]
    fields = ((b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)))
    answer = Answer(KINDS[kind], fields, body)

    def ready(scope: Any, _receive: Any, send: Any) -> Any:
        return respond(scope, send, answer)

    if part == "protocol":
        protocol.app = ready
    elif part == "deciding and answering":
        usual: Any = getattr(OperationPlan, "usual", OperationPlan.perform)
        OperationPlan.usual = usual  # type: ignore[attr-defined]

        def without_effect(plan: OperationPlan, call: Any, accept: Any) -> Any:
            return usual(plan, call, accept, effect=False)

        OperationPlan.perform = without_effect  # type: ignore[assignment, method-assign]
    elif PARTS[part]:
        node = app._requests
        while type(node := getattr(node, "__self__", node)).__name__ != PARTS[part]:
            node = node.app
        node.app = ready


def uncut() -> None:
    """Have decisions carried out again."""
    from mock_server.engine.operation_plan import OperationPlan

    usual: Any = getattr(OperationPlan, "usual", OperationPlan.perform)
    OperationPlan.perform = usual  # type: ignore[method-assign]


def connection(part: str) -> tuple[Any, Any, Transport]:
    """The app with this part of a request's way, a connection to it, and what that writes to."""
    from mock_server.server.app import create_app
    from mock_server.server.log_handler import LogHandler
    from mock_server.server.uvicorn_server import server
    from mock_server.settings import Settings

    is_logged = part == "all, with the log"
    settings: dict[str, Any] = {"journal": part != "all, without the journal"}
    settings |= {"spec": ROOT / "openapi.yaml", "seed": 1, "admin": "on", "log_level": "info" if is_logged else "error"}
    app = create_app(Settings(**settings))
    if is_logged:
        logging.basicConfig(level=logging.INFO, handlers=[LogHandler(sys.stderr, app.keys)])
    running = server(app, Settings(**settings), socket.create_server(("127.0.0.1", 0)))
    running.config.load()
    make: Any = running.config.http_protocol_class
    protocol, transport = make(config=running.config, server_state=running.server_state, app_state={}), Transport()
    protocol.connection_made(transport)
    return app, protocol, transport


async def inside(part: str, count: int) -> None:
    """Send the requests, with the instrument on for those that count."""
    from mock_server.server import gc_while_serving

    app, protocol, transport = connection(part)

    async def send(kind: str, requests: list[bytes]) -> None:
        for octets in requests:
            protocol.data_received(octets)
            if transport.written[9:12] != b"%d" % KINDS[kind]:
                await asyncio.sleep(0.3)  # it is decided elsewhere, which happens while all is new
                assert transport.written[9:12] == b"%d" % KINDS[kind], transport.written

    for kind in KINDS:
        await send(
            kind, [asked(kind, number) for number in range(10_000_000, 10_001_100)]
        )  # the journal is full from here on
    gc_while_serving.begin_serving()
    starts = itertools.count(1, count)
    for kind in KINDS:
        numbers = range(start := next(starts), start + count)
        requests = [asked(kind, number) for number in numbers]
        uncut()  # what is deleted has to be kept before
        if kind == "delete" and not (PARTS[part] or part == "protocol"):
            await send("create", [asked("create", number) for number in numbers])
        cut(part, kind, app, protocol)
        control("--instr=on", os.getpid())
        control("--zero", os.getpid())
        await send(kind, requests)
        control(f"--dump={kind}", os.getpid())
        control("--instr=off", os.getpid())


def measured(checkout: Path, part: str, count: int) -> list[float]:
    """Thousands of instructions a request of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out"
        valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "-q", f"--callgrind-out-file={out}"]
        words = [*valgrind, sys.executable, __file__, "--requests", str(count), "--inside", part]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "CHECKOUT": str(checkout)}
        subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return [total(f"{out}.{number}") / count / 1000 for number, _ in enumerate(KINDS, 1)]


def total(dump: str) -> int:
    """The instructions of a dump."""
    words = ["callgrind_annotate", "--auto=no", "--threshold=100", dump]
    found = _TOTAL.search(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return int(found[1].replace(",", "")) if found is not None else 0


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", nargs="*", type=Path, metavar="CHECKOUT")
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--inside", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        asyncio.run(inside(options.inside, options.requests))
        return
    print(f"{machine()}; {options.requests} requests of each kind")
    for checkout in options.checkouts or [ROOT]:
        print(f"{checkout.name:26}" + "".join(f"{kind:>10}" for kind in KINDS))
        for part in PARTS:
            figures = measured(checkout.resolve(), part, options.requests)
            print(f"{part:26}" + "".join(f"{figure:10.1f}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
