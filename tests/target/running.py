"""A running target for tests and scripts, in this process or in one of its own, and what a run did to it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.target.faults import FAULTS
from tests.target.fields import is_identifier
from tests.target.server import Server
from tests.target.service import Service
from tests.target.variants import VARIANTS
from tests.target.web import BASE, application

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KEY = "tgt-Admin-5f2e8c71"


@dataclass(frozen=True, slots=True)
class Target:
    """A target that listens: ``url`` is the API's base, ``key`` its admin key."""

    url: str
    key: str

    def state(self) -> dict[str, Any]:
        """``clients`` (see `Clients.state`), ``seeds`` and ``missing`` (ids), ``api_keys`` (how many)."""
        return dict(self._get("__state"))

    def log(self) -> list[dict[str, Any]]:
        """Every request in order: method, target, operation, client, status, touched ([what, id] pairs)."""
        return list(self._get("__log"))

    def remaining(self) -> list[str]:
        """The ids of clients that the run made and that are still there, deactivated or not."""
        return [client["id"] for client in self.state()["clients"] if not client["seeded"]]

    def left_behind(self) -> list[str]:
        """Those remaining that a delete can name and whose hard deletion nobody asked for since they were made."""
        ours = [client for client in self.state()["clients"] if not client["seeded"]]
        return [client["id"] for client in ours if not client["removal_asked"] and is_identifier(client["id"])]

    def touched(self) -> list[str]:
        """The ids of clients from before the run that it changed, removed or tried to delete."""
        state = self.state()
        seeds = set(state["seeds"])
        aimed = {entry["client"] for entry in self.log() if entry["method"] == "DELETE" and entry["client"] in seeds}
        changed = {client["id"] for client in state["clients"] if client["changed"]}
        return sorted(aimed | changed | set(state["missing"]))

    def _get(self, name: str) -> Any:
        with urllib.request.urlopen(f"{self.url.removesuffix(BASE)}/{name}", timeout=30) as answer:
            return json.load(answer)


def assemble(faults: Iterable[str] = (), variants: Iterable[str] = (), records: int = 0, key: str = KEY) -> Service:
    """A service with these faults and variants; raises KeyError for a name that is in neither table."""
    service = Service(key, records)
    for variant in variants:
        VARIANTS[variant].change(service)
    for fault in faults:
        FAULTS[fault].change(service)
    return service


@contextlib.contextmanager
def running_target(
    faults: Iterable[str] = (),
    variants: Iterable[str] = (),
    records: int = 0,
    key: str = KEY,
    *,
    process: bool = False,
) -> Iterator[Target]:
    """A target on a free loopback port, in a thread or, with ``process``, in a process of its own."""
    if process:
        with _process(faults, variants, records, key) as target:
            yield target
        return
    server = Server(application(assemble(faults, variants, records, key)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Target(f"http://127.0.0.1:{server.port}{BASE}", key)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def _process(faults: Iterable[str], variants: Iterable[str], records: int, key: str) -> Iterator[Target]:
    command = [sys.executable, "-m", "tests.target", "--port", "0", "--records", str(records), "--key", key]
    command += [part for name in faults for part in ("--fault", name)]
    command += [part for name in variants for part in ("--variant", name)]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if "http://" not in line:
                raise RuntimeError("The target did not start; what it printed on standard error says why.")
            yield Target(line.split()[-1], key)
        finally:
            process.terminate()
            process.wait(timeout=10)
