"""What requests cost with 10, 1,000, 100,000 and 1,000,000 records; memory a record, and a start with them.

    python benchmarks/mock_growth.py [--sizes 10,1000,100000,1000000] [--tree FOLDER]

CPU time of the server's process a request; ``--tree`` measures another checkout of the sources.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

from load import Server, cost, drive, free_port, machine, median, request, serving

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_PARCEL = {
    "type": "object", "required": ["code", "state", "owner"],
    "properties": {"code": _TEXT, "state": _TEXT, "owner": _TEXT, "weight": _NUMBER, "street": _TEXT, "town": _TEXT,
                   "sent_at": {"type": "string", "format": "date-time"}, "notes": {"type": "array", "items": _TEXT}},
}  # fmt: skip
_STATES = 4
_PAGE = 20
KINDS: dict[str, tuple[int, Callable[[int, int], tuple[str, str]]]] = {
    "read": (500, lambda size, turn: ("GET", f"/parcels/p{turn * 7919 % size}")),
    "page, first": (200, lambda size, turn: ("GET", f"/parcels?limit={_PAGE}")),
    "page, middle": (200, lambda size, turn: ("GET", f"/parcels?limit={_PAGE}&offset={size // 2}")),
    "page behind a key": (200, lambda size, turn: ("GET", f"/parcels?limit={_PAGE}&starting_after=p{size // 2}")),
    "filter, a quarter": (200, lambda size, turn: ("GET", f"/parcels?limit={_PAGE}&state=s{turn % _STATES}")),
    "filter, one": (200, lambda size, turn: ("GET", f"/parcels?owner=o{turn * 7919 % size}")),
    "sorted page": (200, lambda size, turn: ("GET", f"/parcels?limit={_PAGE}&sort=-weight")),
    "range": (200, lambda size, turn: ("GET", f"/parcels?limit={_PAGE}&min_weight=10000")),
    "create": (500, lambda size, turn: ("POST", "/parcels")),
}
"""How many requests a round, and the request for so many records."""


def document() -> dict[str, Any]:
    """Parcels that are made, read and listed."""
    names = ("limit", "offset", "min_weight", "starting_after", "state", "owner", "sort")
    query = [{"name": name, "in": "query", "schema": _NUMBER if name in names[:3] else _TEXT} for name in names]

    def shown(schema: dict[str, Any]) -> dict[str, Any]:
        return {"description": "d", "content": {"application/json": {"schema": schema}}}

    listed = {"type": "object", "required": ["items", "total"],
              "properties": {"items": {"type": "array", "items": _PARCEL}, "total": _NUMBER}}  # fmt: skip
    code = {"name": "code", "in": "path", "required": True, "schema": _TEXT}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Parcels", "version": "1"},
        "paths": {
            "/parcels": {
                "get": {"parameters": query, "responses": {"200": shown(listed)}},
                "post": {"requestBody": shown(_PARCEL), "responses": {"201": shown(_PARCEL)}},
            },
            "/parcels/{code}": {"parameters": [code], "get": {"responses": {"200": shown(_PARCEL)}}},
        },
    }


def parcel(code: str, number: int) -> dict[str, Any]:
    """A record of some 300 octets."""
    return {"code": code, "state": f"s{number % _STATES}", "owner": f"o{number}", "weight": number * 7919 % 10_007,
            "street": "221B Baker Street, second floor, at the back", "town": "London", "sent_at":
            "2026-03-01T09:00:00.000Z", "notes": ["fragile", "this side up", "ring twice, then wait"]}  # fmt: skip


def fill(path: Path, count: int) -> None:
    """Write a journal with so many parcels."""
    from mock_server.store import open_store

    store = open_store(str(path))
    for number in range(count):
        store.create("parcels", f"p{number}", parcel(f"p{number}", number))
    store.close()


def work(kind: str, size: int, made: list[int], most: int) -> list[bytes]:
    """The requests of one round, at most so many."""
    count, of = min(KINDS[kind][0], most), KINDS[kind][1]
    found = []
    for turn in range(count):
        body = b""
        if kind == "create":
            made[0] += 1
            body = json.dumps(parcel(f"new{made[0]}", made[0])).encode()
        found.append(request(*of(size, turn), body))
    return found


def measured(size: int, folder: Path, env: dict[str, str], rounds: int, most: int) -> dict[str, float]:
    """CPU microseconds a request of each kind, CPU seconds of a start, MiB before and after the lists."""
    store, spec, port = folder / f"{size}.journal", folder / "openapi.json", free_port()
    spec.write_text(json.dumps(document()))
    fill(store, size)
    program = [sys.executable, "-P", "-m", "mock_server"]
    words = ["--spec", str(spec), "--port", str(port), "--store", str(store), "--log-level", "warning"]
    with serving(str(size), [*program, *words], port, env=env) as server:
        drive(server.port, [request("GET", "/parcels/p0")])
        found = {"start": server.cpu(), "memory": server.rss()}
        made = [0]
        for kind in KINDS:
            _first(server, kind, size, made, found)
            costs = [cost(server, work(kind, size, made, most))[0] for _ in range(rounds)]
            found[kind] = median(costs)
        found["memory, listed"] = server.rss()
    store.unlink()
    return found


def _first(server: Server, kind: str, size: int, made: list[int], found: dict[str, float]) -> None:
    """Warm up; of filters the first is told apart, since it reads all records."""
    before = server.cpu()
    drive(server.port, work(kind, size, made, 1))
    found[f"{kind}, the first time"] = (server.cpu() - before) * 1e6


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="10,1000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=500, help="requests of a kind a round")
    parser.add_argument("--tree", type=Path, default=ROOT, help="another checkout, to compare with")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    env = {**os.environ, "PYTHONPATH": str(options.tree)}
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        found = {size: measured(size, Path(name), env, options.rounds, options.most) for size in sizes}
    print(f"{'CPU µs a request':32}" + "".join(f"{size:>12,}" for size in sizes))
    for kind in KINDS:
        print(f"{kind:32}" + "".join(f"{found[size][kind]:>12,.0f}" for size in sizes))
    print("the first time, milliseconds")
    for kind in ("page, first", "filter, a quarter", "filter, one", "sorted page", "range"):
        print(f"{kind:32}" + "".join(f"{found[size][f'{kind}, the first time'] / 1000:>12,.1f}" for size in sizes))
    print(f"{'start, CPU s':32}" + "".join(f"{found[size]['start']:>12.2f}" for size in sizes))
    for kind in ("memory", "memory, listed"):
        print(f"{kind + ', MiB':32}" + "".join(f"{found[size][kind]:>12,.0f}" for size in sizes))
        each = [(found[size][kind] - found[sizes[0]][kind]) * 2**20 / size for size in sizes]
        print(f"{'  octets a record':32}" + "".join(f"{octets:>12,.0f}" if octets > 0 else " " * 12 for octets in each))


if __name__ == "__main__":
    main()
