"""What the journal costs a request when nobody looks: CPU time in this process, without any network.

    python benchmarks/journal.py [--requests 2000] [--rounds 15]

Three apps answer the same ASGI requests in turns: without an admin API, with one and no journal, with both. The journal
is full from the first round on, so each entry makes another one go. Medians of the rounds, and of the differences
within each round.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from load import machine

from mock_server.server.app import create_app
from mock_server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.server.app import MockApp

ROOT = Path(__file__).resolve().parents[1]
FIELDS = [
    (b"host", b"127.0.0.1:8000"),
    (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
    (b"accept", b"application/json"),
    (b"accept-language", b"en-GB,en;q=0.5"),
    (b"accept-encoding", b"gzip, deflate, br"),
    (b"authorization", b"Bearer local-admin-key"),
    (b"content-type", b"application/json"),
    (b"content-length", b"43"),
]
HEAD = [name + b": " + value for name, value in FIELDS]
APPS: dict[str, dict[str, Any]] = {
    "no admin API": {"admin": "off"},
    "admin API, no journal": {"admin": "on", "journal": False},
    "journal": {"admin": "on"},
}


def asked(kind: str, number: int) -> tuple[str, str, bytes]:
    """Method, path and body of a request."""
    if kind == "delete":
        return "DELETE", f"/api/v1/clients/b-{number}", b""
    name = b"" if kind == "refused" else b"Benchmark"
    return "POST", "/api/v1/clients", b'{"id": "b-%d", "name": "%s"}' % (number, name)


async def work(app: MockApp, kind: str, numbers: range) -> None:
    """Send requests one after another, each as the server would hand it over."""

    async def send(_: Any) -> None:
        pass

    for number in numbers:
        method, path, body = asked(kind, number)
        line = f"{method} {path} HTTP/1.1".encode()
        message = {"type": "http.request", "body": body, "more_body": False}

        async def receive(message: dict[str, Any] = message) -> dict[str, Any]:
            return message

        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [*FIELDS],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
            "state": {},
            "mock_server.head": b"\r\n".join((line, *HEAD, b"", body)),
        }
        await app(scope, receive, send)


def measured(run: Callable[[], None]) -> float:
    """CPU seconds of this process."""
    begun = time.process_time()
    run()
    return time.process_time() - begun


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    settings: dict[str, Any] = {"spec": ROOT / "openapi.yaml", "log_level": "warning", "seed": 1}
    apps = {name: create_app(Settings(**settings, **more)) for name, more in APPS.items()}
    loop = asyncio.new_event_loop()
    gc.set_threshold(20_000, 20, 50)
    print(f"{machine()}; medians of {options.rounds} rounds of {options.requests} requests in turns, CPU µs a request")
    print(f"{'':10}" + "".join(f"{name:>24}" for name in apps) + f"{'API costs':>12}{'journal costs':>15}")
    first = itertools.count(1_000_000, options.requests)
    for kind in ("create", "refused", "delete"):
        spent: dict[str, list[float]] = {name: [] for name in apps}
        for turn in range(options.rounds + 2):
            numbers = range(start := next(first), start + options.requests)
            for name, app in list(apps.items())[:: 1 if turn % 2 else -1]:
                if kind == "delete":
                    loop.run_until_complete(work(app, "create", numbers))
                seconds = measured(lambda app=app, kind=kind, n=numbers: loop.run_until_complete(work(app, kind, n)))  # type: ignore[misc]
                spent[name].append(seconds / options.requests * 1e6)
        none, api, both = (figures[2:] for figures in spent.values())
        more = (
            median(b - a for a, b in zip(none, api, strict=True)),
            median(b - a for a, b in zip(api, both, strict=True)),
        )
        figures = "".join(f"{median(item):24.1f}" for item in (none, api, both))
        print(f"{kind:10}{figures}{more[0]:12.2f}{more[1]:15.2f}")


if __name__ == "__main__":
    main()
