"""What a request costs in steps of the interpreter, by the rooms that take them: the same on every machine, in seconds.

    python benchmarks/steps.py [CHECKOUT …]

The octets of requests go into the protocol of one connection, as in `request_parts.py`; records in memory, with
journal, sandboxes and admin API as they come, and the log of requests. What libraries in C do is one step here:
`instructions.py` counts that too.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from mock_speed import ROOT
from request_parts import KINDS, asked, connection

_REQUESTS = 20
ROOMS = {
    "protocol": ("server/head_protocol", "server/http_protocol", "server/refusing_protocol",
                 "server/response_cycle", "server/first_step", "server/known_", "uvicorn/", "asyncio/"),
    "log": ("middleware/access_log", "server/log_handler", "server/masked_keys", "server/request_lines"),
    "journal": ("server/journal/",),
    "routing": ("middleware/routing", "codec/router"),
    "credentials": ("middleware/authentication", "engine/security", "engine/authorization"),
    "reading": ("middleware/request_reading", "mock_server/openapi/", "jsonschema_rs"),
    "stack": ("mock_server/server/",),
    "store": ("mock_server/store/", "tinydb/"),
    "deciding": ("",),
}  # fmt: skip
"""Each function is of the first room that has a part of its file's name."""

MEASURED = {
    "create": ("create", 20_000_000),
    "refused": ("refused", 10_000_000),
    "delete": ("delete", 10_000_000),
    "once": ("delete", 30_000_000),
}
"""Kinds of requests, and the first number: those of ``delete`` came before, those of ``once`` did not."""


async def counted() -> None:
    """Print the steps of each kind by rooms, in this process."""
    _, protocol, transport = connection("all, with the log")

    async def send(kind: str, numbers: range) -> None:
        for number in numbers:
            protocol.data_received(asked(kind, number))
            if transport.written[9:12] != b"%d" % KINDS[kind]:
                await asyncio.sleep(0.3)  # it is decided elsewhere, which happens while all is new
            if number % 4 == 0:
                await asyncio.sleep(0)

    for kind in KINDS:
        await send(kind, range(10_000_000, 10_001_100))
    await send("create", range(30_000_000, 30_000_000 + _REQUESTS))
    for _ in range(3):
        await send("delete", range(10_000_000, 10_000_000 + _REQUESTS))
    for name, (kind, first) in MEASURED.items():
        steps: collections.Counter[str] = collections.Counter()

        def trace(frame: Any, event: str, _: Any, steps: collections.Counter[str] = steps) -> Any:
            if event == "call":
                frame.f_trace_opcodes, frame.f_trace_lines = True, False
            elif event == "opcode":
                steps[frame.f_code.co_filename] += 1
            return trace

        requests = [asked(kind, number) for number in range(first, first + _REQUESTS)]
        handler = logging.getLogger().handlers[0]
        handler.flush()  # lines that wait for others
        sys.settrace(trace)
        for octets in requests:
            protocol.data_received(octets)
        handler.flush()
        sys.settrace(None)
        rooms: collections.Counter[str] = collections.Counter()
        for file, number in steps.items():
            rooms[next(room for room, parts in ROOMS.items() if any(part in file for part in parts))] += number
        print(name, sum(rooms.values()) // _REQUESTS, *(rooms[room] // _REQUESTS for room in ROOMS))


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", nargs="*", type=Path, metavar="CHECKOUT")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        asyncio.run(counted())
        return
    print(f"{'steps a request':20}{'all':>8}" + "".join(f"{room:>12}" for room in ROOMS))
    for checkout in options.checkouts or [ROOT]:
        environment = {**os.environ, "PYTHONHASHSEED": "0", "CHECKOUT": str(checkout.resolve())}
        words = [sys.executable, __file__, "--inside"]
        done = subprocess.run(words, check=True, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in done.stdout.decode().splitlines():
            kind, every, *rooms = line.split()
            print(f"{checkout.name[:11]:12}{kind:8}{every:>8}" + "".join(f"{number:>12}" for number in rooms))


if __name__ == "__main__":
    main()
