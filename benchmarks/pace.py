"""How long a check takes where answers take their time: our own API and a large document, by numbers of workers.

    python benchmarks/pace.py [--workers 1,8] [--pauses 0,100] [--only own|large] [--most S]
                              [--operations 500] [--large-pause 10]

A relay in a process of its own holds each answer back. The own API is the tests' target; the large document is made up
(resources with create, list, read, replace and delete) and served by the mock. Prints seconds, CPU seconds of the
check, exchanges, and whether the check was whole; a check that is longer than --most is cut and says so.
"""

from __future__ import annotations

import argparse
import contextlib
import heapq
import json
import multiprocessing
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from load import as_installed, free_port, mock_command, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "openapi.yaml"


def _pass_on(one: socket.socket, other: socket.socket, pause: float) -> None:
    with contextlib.suppress(OSError):
        while octets := one.recv(1 << 20):
            if pause:
                time.sleep(pause)
            other.sendall(octets)
        other.shutdown(socket.SHUT_WR)


def _relay(listener: socket.socket, port: int, pause: float) -> None:
    """Pass on octets both ways, those of answers after a pause; an answer is one piece."""
    while True:
        near, _ = listener.accept()
        far = socket.create_connection(("127.0.0.1", port))
        for each in (near, far):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_pass_on, args=(near, far, 0.0), daemon=True).start()
        threading.Thread(target=_pass_on, args=(far, near, pause), daemon=True).start()


@contextlib.contextmanager
def held_back(url: str, pause: float) -> Iterator[str]:
    """The URL under which the service answers so many seconds later."""
    parts = urlsplit(url)
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        relay = multiprocessing.get_context("fork").Process(
            target=_relay, args=(listener, parts.port, pause), daemon=True
        )
        relay.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}{parts.path}"
        finally:
            relay.terminate()
            relay.join()


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _said(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "said", **_json(schema)}


def large(operations: int) -> dict[str, Any]:
    """A document of so many operations, five a resource."""
    paths: dict[str, Any] = {}
    for number in range(operations // 5):
        name, key = f"things{number}", f"thing{number}Id"
        body = {
            "type": "object",
            "required": ["title"],
            "properties": {
                "id": {"type": "string", "readOnly": True},
                "title": {"type": "string", "minLength": 1, "maxLength": 60},
                "count": {"type": "integer", "minimum": 0, "maximum": 100},
            },
        }
        refused, none = {"description": "refused"}, {"description": "no such thing"}
        one = [{"name": key, "in": "path", "required": True, "schema": {"type": "string"}}]
        paths[f"/{name}"] = {
            "post": {"operationId": f"make{number}", "requestBody": {"required": True, **_json(body)},
                     "responses": {"201": _said(body), "400": refused}},
            "get": {"operationId": f"list{number}", "responses": {"200": _said({"type": "array", "items": body})}},
        }  # fmt: skip
        paths[f"/{name}/{{{key}}}"] = {
            "parameters": one,
            "get": {"operationId": f"show{number}", "responses": {"200": _said(body), "404": none}},
            "put": {"operationId": f"put{number}", "requestBody": {"required": True, **_json(body)},
                    "responses": {"200": _said(body), "400": refused, "404": none}},
            "delete": {"operationId": f"drop{number}", "responses": {"204": {"description": "gone"}, "404": none}},
        }  # fmt: skip
    return {"openapi": "3.0.3", "info": {"title": "Things", "version": "1"}, "paths": paths}


def checked(name: str, url: str, spec: Path, key: str | None, workers: int, most: float) -> str:
    """The row of one check."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        words = [sys.executable, "-m", "contracts.cli", "check", url, "--spec", str(spec), "--yes", "--seed", "1"]
        words += ["--workers", str(workers), "--max-time", str(most), "--report", f"json={report}"]
        words += ["--key", key] if key is not None else []
        environment = as_installed(ROOT)
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        try:
            told = json.loads(report.read_text())
        except (OSError, ValueError):
            return f"{name:26} {workers:2} workers: exit {done.returncode}: {(done.stderr or done.stdout)[-300:]}"
    text = json.dumps(told)
    cut = "cut by time" if "time ran out" in text else "whole"
    count = told["exchange_count"]
    row = f"{name:26} {workers:2} workers {seconds:7.1f} s {cpu:6.1f} s CPU {count:6} exchanges"
    return f"{row}  exit {done.returncode}  {cut}"


class Model:
    """What a check would take on an idle machine: its own requests in its own order, with a clock that is worked out.

    Each request takes a connection for ``pause`` seconds, and the check works ``work`` seconds on each answer.
    """

    def __init__(self, workers: int, pause: float, work: float) -> None:
        self.free = [0.0] * workers
        self.now = 0.0
        self.pause, self.work = pause, work
        self.count = 0

    def sends(self) -> float:
        """A request goes out as soon as a connection is free; when its answer is there."""
        self.count += 1
        there = max(self.now, heapq.heappop(self.free)) + self.pause
        heapq.heappush(self.free, there)
        return there

    def hears(self, there: float) -> None:
        """The check goes on with an answer once it is there."""
        self.now = max(self.now, there) + self.work


def modelled(
    name: str, url: str, spec: Path, key: str | None, workers: int, pause: float, work: float, cases: int | None
) -> str:
    """The row of a check of a target without any pause, as long as it would take with one."""
    from contracts.run import Check
    from contracts.settings import Settings
    from contracts.traffic.journey_scheduler import JourneyScheduler
    from contracts.traffic.target import Target
    from mock_server.openapi import load_document

    document = load_document(spec)
    credentials = dict.fromkeys(document.security_schemes, key) if key is not None else {}
    settings = Settings(url=url, spec=spec, credentials=credentials, seed=1, recombinations=cases,
                        max_time=3000.0, fuzz=3000.0, workers=1)  # fmt: skip
    check = Check(settings, document)
    model, send, beside = Model(workers, pause, work), Target.send, JourneyScheduler.send
    began = time.process_time()

    def alone(target: Target, request: Any) -> Any:
        if check.turns._running is None:
            model.hears(model.sends())
        return send(target, request)

    def turned(turns: JourneyScheduler, effect: Any, ask: Any, operation: str = "") -> Any:
        if turns._running is None:
            return beside(turns, effect, ask, operation)
        there = model.sends()
        answer = beside(turns, effect, ask, operation)
        model.hears(there)
        return answer

    Target.send, JourneyScheduler.send = alone, turned  # type: ignore[method-assign, assignment]
    try:
        report = check.run()
    finally:
        Target.send, JourneyScheduler.send = send, beside  # type: ignore[method-assign]
        check.close()
    cpu = time.process_time() - began
    cut = "whole" if report.incomplete is None else report.incomplete
    row = f"{name:26} {workers:2} workers {model.now:7.1f} s waited, {cpu:.1f} s CPU, {model.count} exchanges"
    return f"{row}  {cut}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", default="1,8")
    parser.add_argument("--pauses", default="0,100", help="milliseconds an answer, for our own API")
    parser.add_argument("--operations", type=int, default=500)
    parser.add_argument(
        "--large-pause", type=float, default=10.0, help="milliseconds an answer, for the large document"
    )
    parser.add_argument("--most", type=float, default=600.0, help="--max-time of each check, in seconds")
    parser.add_argument("--only", choices=("own", "large"))
    parser.add_argument("--model", action="store_true", help="work out the times, for a machine that is busy")
    parser.add_argument("--work", type=float, default=0.0, help="of the model: the check's milliseconds an answer")
    parser.add_argument("--cases", type=int, help="of the model: recombined cases a resource")
    options = parser.parse_args()
    from tests.target.running import running_target

    workers = [int(word) for word in options.workers.split(",")]
    if options.only != "large":
        for pause in map(float, options.pauses.split(",")):
            for count in workers:
                if options.model:
                    with running_target(process=True) as target:
                        name, more = f"own API, {pause:g} ms", (options.work / 1000, options.cases)
                        print(modelled(name, target.url, OWN, target.key, count, pause / 1000, *more), flush=True)
                    continue
                with running_target(process=True) as target, held_back(target.url, pause / 1000) as url:
                    print(checked(f"own API, {pause:g} ms", url, OWN, target.key, count, options.most), flush=True)
    if options.only != "own":
        with tempfile.TemporaryDirectory() as folder:
            spec, port = Path(folder) / "things.json", free_port()
            spec.write_text(json.dumps(large(options.operations)))
            for count in workers:
                command, name = (
                    mock_command(spec, str(port)),
                    f"{options.operations} operations, {options.large_pause:g} ms",
                )
                if options.model:
                    with serving("mock", command, port, core=None):
                        url, more = f"http://127.0.0.1:{port}", (options.work / 1000, options.cases)
                        print(modelled(name, url, spec, None, count, options.large_pause / 1000, *more), flush=True)
                    continue
                with (
                    serving("mock", command, port, core=None),
                    held_back(f"http://127.0.0.1:{port}", options.large_pause / 1000) as url,
                ):
                    print(checked(name, url, spec, None, count, options.most), flush=True)


if __name__ == "__main__":
    main()
