"""How long a changed document takes to be served, and what requests notice of it meanwhile.

    python benchmarks/reload.py [--rounds 5] [--operations 500 2500]

A mock with `--watch`. From the moment in which the new file is in the place of the old one to the first answer that it
gives, with the CPU that the mock took for it and for the requests meanwhile; all the while another client asks, one
request after the other: how many were answered, how many of them failed, and how long the longest took.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from load import free_port, machine, median, mock_command, serving

WITHIN = 60.0
RECORD = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {name: {"type": "string"} for name in ("id", "name", *(f"f{n}" for n in range(15)))},
}


def answer(schema: Any) -> dict[str, Any]:
    """A response of this schema."""
    return {"description": "it", "content": {"application/json": {"schema": schema}}}


def document(operations: int, word: str) -> dict[str, Any]:
    """Five operations for each resource, and one that says the word."""
    body = {"content": {"application/json": {"schema": RECORD}}}
    key = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    paths: dict[str, Any] = {"/word": {"get": {"responses": {"200": answer({"const": word})}}}}
    for n in range(operations // 5):
        paths[f"/r{n}"] = {
            "get": {"responses": {"200": answer({"type": "array", "items": RECORD})}},
            "post": {"requestBody": body, "responses": {"201": answer(RECORD)}},
        }
        paths[f"/r{n}/{{id}}"] = {
            "parameters": key,
            "get": {"responses": {"200": answer(RECORD)}},
            "put": {"requestBody": body, "responses": {"200": answer(RECORD)}},
            "delete": {"responses": {"204": {"description": "gone"}}},
        }
    return {"openapi": "3.1.0", "info": {"title": "Large", "version": "1"}, "paths": paths}


class Asking:
    """A client that asks for the word all the time: when it first heard which, and what it met."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._stop = threading.Event()
        self.heard: dict[str, float] = {}
        self.answers = self.failures = 0
        self.longest = 0.0
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(WITHIN)

    def wait_for(self, word: str) -> float:
        """When it first heard this word."""
        end = time.perf_counter() + WITHIN
        while word not in self.heard:
            if time.perf_counter() > end:
                raise SystemExit(f"{word} was never answered")
            time.sleep(0.002)
        return self.heard[word]

    def _ask(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=WITHIN)
        while not self._stop.wait(0.001):
            began = time.perf_counter()
            try:
                connection.request("GET", "/word")
                given = connection.getresponse()
                word = json.loads(given.read())
            except (OSError, ValueError, http.client.HTTPException):
                self.failures += 1
                continue
            now = time.perf_counter()
            self.answers += 1
            self.failures += given.status != 200
            self.longest = max(self.longest, now - began)
            self.heard.setdefault(word, now)


def put(path: Path, value: Any) -> None:
    """A file in the place of the old one, as editors do."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(value), "utf-8")
    new.replace(path)


def measure(operations: int, rounds: int) -> None:
    """Print one line of the table."""
    with contextlib.ExitStack() as stack:
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "openapi.json"
        put(path, document(operations, "0"))
        port = free_port()
        command = [*mock_command(path, str(port)), "--watch"]
        server = stack.enter_context(serving("mock", command, port, core=None))
        asking = stack.enter_context(Asking(port))
        asking.wait_for("0")
        time.sleep(1.5)  # the watch stands
        asking.longest = 0.0
        took, cpu = [], []
        for turn in range(1, rounds + 1):
            put(path, document(operations, str(turn)))
            began, before = time.perf_counter(), server.cpu()
            took.append(asking.wait_for(str(turn)) - began)
            cpu.append(server.cpu() - before)
            time.sleep(1)
    heard = f"{median(took):.2f} s ({median(cpu):.2f} s of CPU) to the first new answer, {max(took):.2f} s at most"
    print(f"{operations:>6} operations   {heard}; {asking.answers} answers meanwhile, {asking.failures} failed,"
          f" the longest took {asking.longest * 1000:.0f} ms")  # fmt: skip


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--operations", type=int, nargs="+", default=[500, 2500])
    asked = parser.parse_args()
    print(f"{machine()}; {asked.rounds} changes each (aim ≤ 1 s on 500 operations, none failed)")
    for operations in asked.operations:
        measure(operations, asked.rounds)


if __name__ == "__main__":
    main()
