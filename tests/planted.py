"""What services with planted faults share: the rows of their tables, how they are run.

What they answer is each one's own: a fault of one service is no fault of the other.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.json_server import on_thread
from tests.target.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from wsgiref.types import WSGIApplication

Change = Callable[[Any], None]
"""Rewires a service before its first request."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One lie told on purpose, of a kind."""

    name: str
    kind: str
    text: str
    change: Change


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to be faithful: a checker must not call it drift."""

    name: str
    text: str
    change: Change


def faults_of(tables: Mapping[str, Mapping[str, tuple[str, Change]]]) -> dict[str, Fault]:
    """The faults of these kinds, by name."""
    return {
        name: Fault(name, kind, text, change)
        for kind, table in tables.items()
        for name, (text, change) in table.items()
    }


def several(*changes: Change) -> Change:
    """All of these."""

    def change(service: Any) -> None:
        for each in changes:
            each(service)

    return change


def setting(**attributes: Any) -> Change:
    """The service's attributes of these names become these values."""

    def change(service: Any) -> None:
        for name, value in attributes.items():
            if not hasattr(service, name):
                raise AttributeError(f"a {type(service).__name__} has no {name}")
            setattr(service, name, value)

    return change


@contextlib.contextmanager
def in_thread(application: WSGIApplication) -> Iterator[str]:
    """The origin of an application that is served from a thread, on a free port of loopback."""
    with on_thread(Server(application)) as url:
        yield url


@contextlib.contextmanager
def in_process(module: str, options: Sequence[str], faults: Iterable[str], variants: Iterable[str]) -> Iterator[str]:
    """The base URL that ``python -m module`` prints when it serves, on a free port of loopback."""
    command = [sys.executable, "-m", module, "--port", "0", *options]
    command += [part for name in faults for part in ("--fault", name)]
    command += [part for name in variants for part in ("--variant", name)]
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if "http://" not in line:
                raise RuntimeError(f"{module} did not start; what it printed on standard error says why.")
            yield line.split()[-1]
        finally:
            process.terminate()
            process.wait(timeout=300)
