"""A running board for tests and scripts, in this process or in one of its own, and what a run did to it."""

from __future__ import annotations

import contextlib
import json
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.planted import in_process, in_thread, several
from tests.target_crud.faults import FAULTS
from tests.target_crud.routes import BASE
from tests.target_crud.service import Service
from tests.target_crud.variants import VARIANTS
from tests.target_crud.web import application

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KEY = "brd-9c41f0a7e2"
SPEC = Path(__file__).with_name("openapi.yaml")


@dataclass(frozen=True, slots=True)
class Target:
    """A board that listens: ``url`` is the API's base, ``key`` its board key."""

    url: str
    key: str

    def log(self) -> list[dict[str, Any]]:
        """Every request in order: method, target, operation, status, foreign (records from before that it names)."""
        return list(self._get("__log"))

    def left_behind(self) -> list[str]:
        """The run's records whose removal, or an ancestor's, nobody asked for, as ``table/key``."""
        return list(self._get("__state")["left"])

    def crashes(self) -> list[str]:
        """What the board itself failed on."""
        return list(self._get("__state")["crashes"])

    def touched(self) -> list[str]:
        """Records from before the run that changed or went, or that a request which may change something named."""
        aimed = {name for entry in self.log() for name in entry["foreign"]}
        return sorted(aimed | set(self._get("__state")["changed"]))

    def _get(self, name: str) -> Any:
        with urllib.request.urlopen(f"{self.url.removesuffix(BASE)}/{name}", timeout=60) as answer:
            return json.loads(answer.read())


def assemble(faults: Iterable[str] = (), variants: Iterable[str] = (), key: str = KEY) -> Service:
    """A board with these faults and variants. Raises KeyError for a name that is in neither table."""
    service = Service(key)
    several(*(VARIANTS[variant].change for variant in variants), *(FAULTS[fault].change for fault in faults))(service)
    return service


@contextlib.contextmanager
def running_board(
    faults: Iterable[str] = (), variants: Iterable[str] = (), key: str = KEY, *, process: bool = False
) -> Iterator[Target]:
    """A board on a free loopback port, in a thread or, with ``process``, in a process of its own."""
    if process:
        with in_process("tests.target_crud", ["--key", key], faults, variants) as url:
            yield Target(url, key)
    else:
        with in_thread(application(assemble(faults, variants, key))) as origin:
            yield Target(f"{origin}{BASE}", key)
