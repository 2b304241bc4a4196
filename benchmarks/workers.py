"""Requests a second, and CPU time a request, of one process and of several on one port, over one Redis, in turns: of
creates, reads, refused creates, and the three by turns.

    python benchmarks/workers.py [--workers 2] [--connections 32] [--seconds 3] [--rounds 5]

Needs redis-server and wrk, both of Debian's packages of these names. What several processes bring is a processor each;
clients and Redis take part of the same ones, which is told beside the rate: wrk, in C, takes least of what there is.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

from load import Server, drive, free_port, machine, median, request, serving
from mock_speed import KEY, ROOT, SAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = b"%09d"
"""In a request the place of a number that no other request has."""
_KINDS = {"create": ("create",), "read": ("read",), "refused": ("refused",), "mixed": ("create", "read", "refused")}
"""What is measured, and of what requests it is made, one after the other."""
_THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
_ANSWER: dict[str, Any] = {"description": "It", "content": {"application/json": {"schema": _THING}}}
_READ: dict[str, Any] = {"operationId": "readThing", "responses": {"200": _ANSWER, "404": {"description": "None"}}}
_READ["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
_CREATE = {"operationId": "createThing", "requestBody": {"content": _ANSWER["content"]}, "responses": {"201": _ANSWER}}
THINGS: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "/small"}],
    "paths": {"/things": {"post": _CREATE}, "/things/{id}": {"get": _READ}},
}
"""A document with a read, which our own has not."""

_runs = itertools.count(1)


@contextlib.contextmanager
def redis(folder: str) -> Iterator[Server]:
    """A Redis server of our own."""
    port = free_port()
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
    with serving("redis", words, port, core=None) as server:
        yield server


def cpu(process: int) -> float:
    """CPU seconds of a process and its threads."""
    return (
        sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{process}/task").iterdir()) / 1e9
    )


def workers(server: Server) -> list[int]:
    """The processes that answer: the children of a parent, else the server itself."""
    asked = ["ps", "-o", "pid=", "--ppid", str(server.process.pid)]
    found = subprocess.run(asked, capture_output=True, check=False).stdout.split()
    return [int(word) for word in found] or [server.process.pid]


def octets(kind: str) -> bytes:
    """A request, with the mark where its number goes."""
    if kind == "read":
        return request("GET", "/small/things/one")
    wrong = {"email": "nobody"} if kind == "refused" else {}
    key = f"acme-{next(_runs):04d}-{'0' * 9}"
    data = request("POST", "/api/v1/clients", json.dumps({"id": key, **SAMPLE, **wrong}).encode(), KEY)
    return data if wrong else data.replace(b"-" + b"0" * 9, b"-" + _MARK)


def script(kinds: tuple[str, ...]) -> str:
    """What wrk runs: where requests differ each is made of two ready parts; at the end how many were answered.

    One that is the same each time is made once (`wrk.request`): a function called `request` is called for each.
    """
    parts = []
    for kind in kinds:
        before, mark, behind = ("".join(f"\\{octet:03d}" for octet in part) for part in octets(kind).partition(_MARK))
        number = ' .. string.format("%09d", count) .. ' if mark else " .. "
        parts.append(f'function() return "{before}"{number}"{behind}" end')
    making = (
        f"""local makers = {{{", ".join(parts)}}}
function request()
  count = count + 1
  return makers[count % #makers + 1]()
end"""
        if len(kinds) > 1 or _MARK in octets(kinds[0])
        else f"function wrk.init() wrk.request = {parts[0]} end"
    )
    return f"""
local count = 0
{making}
function done(summary)
  local e = summary.errors
  print(string.format("FOUND %d %d %d %d", summary.requests, summary.duration, e.status,
    e.connect + e.read + e.write + e.timeout))
end
"""


def measured(server: Server, store: Server, kind: str, connections: int, seconds: float) -> dict[str, float]:
    """One round: requests a second, and who took how much CPU for one."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script(_KINDS[kind]))
        file.flush()
        processes = workers(server)
        before = [*map(cpu, processes)], server.cpu(), store.cpu(), resource.getrusage(resource.RUSAGE_CHILDREN)
        words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "60s", "-s", file.name]
        began = time.perf_counter()
        done = subprocess.run([*words, f"http://127.0.0.1:{server.port}"], capture_output=True, text=True, check=True)
        wall = time.perf_counter() - began
    own = [now - then for now, then in zip(map(cpu, processes), before[0], strict=True)]
    beside = store.cpu() - before[2]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    client = used.ru_utime + used.ru_stime - before[3].ru_utime - before[3].ru_stime
    found = re.search(r"FOUND (\d+) (\d+) (\d+) (\d+)", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    answered, microseconds, refused, broken = map(int, found.groups())
    share = _KINDS[kind].count("refused") / len(_KINDS[kind])
    if broken or abs(refused - share * answered) > (connections if 0 < share < 1 else 0):
        raise SystemExit(f"{kind}: {refused} of {answered} were no success, {broken} not answered")
    return {
        "requests a second": answered / microseconds * 1e6,
        "workers, CPU µs": sum(own) / answered * 1e6,
        "Redis, CPU µs": beside / answered * 1e6,
        "client, CPU µs": client / answered * 1e6,
        "cores that these used": (sum(own) + beside + client) / wall,
        "busiest worker's share": max(own) / sum(own),
    }


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for program in ("redis-server", "wrk"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is not installed; it is in the Debian package of that name")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        store = stack.enter_context(redis(folder))
        things = Path(folder) / "things.json"
        things.write_text(json.dumps(THINGS))
        servers = []
        for count in (1, options.workers):
            port = free_port()
            url = f"redis://127.0.0.1:{store.port}?prefix=w{count}"
            specs = ["--spec", str(ROOT / "openapi.yaml"), "--spec", str(things)]
            words = [sys.executable, "-m", "mock_server", *specs, "--port", str(port), "--store", url,
                     "--workers", str(count), "--log-level", "warning"]  # fmt: skip
            servers.append(stack.enter_context(serving(str(count), words, port, core=None)))
        for server in servers:
            drive(server.port, [request("POST", "/small/things", b'{"id":"one","name":"One"}')])
            for kind in _KINDS:
                measured(server, store, kind, options.connections, 1)
        print(f"{machine()}; a load of {os.getloadavg()[0]:.1f} before")
        for kind in _KINDS:
            table(kind, options, servers, store)


def table(kind: str, options: argparse.Namespace, servers: list[Server], store: Server) -> None:
    """Measure one kind in turns, and print."""
    found: dict[str, list[dict[str, float]]] = {server.name: [] for server in servers}
    for _ in range(options.rounds):
        for server in servers:
            found[server.name].append(measured(server, store, kind, options.connections, options.seconds))
    print(f"\n{f'{kind}, {options.connections} connections':28}" + "".join(f"{name:>12}" for name in found))
    middle = {
        name: {what: median([one[what] for one in rounds]) for what in rounds[0]} for name, rounds in found.items()
    }
    for what in middle["1"]:
        print(f"{what:28}" + "".join(f"{values[what]:>12,.2f}" for values in middle.values()))
    one, several = found.values()
    rates = [late["requests a second"] / early["requests a second"] for early, late in zip(one, several, strict=True)]
    alone, together = (values["workers, CPU µs"] for values in middle.values())
    print(f"requests a second: {median(rates):.2f} × one process by the clock; "
          f"{options.workers * alone / together:.2f} × with a processor for each (by CPU a request)")  # fmt: skip


if __name__ == "__main__":
    main()
