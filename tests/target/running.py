"""A running target for tests and scripts, in this process or in one of its own, and what a run did to it."""

from __future__ import annotations

import contextlib
import json
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.planted import in_process, in_thread, several
from tests.target.faults import FAULTS
from tests.target.fields import is_identifier
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
        with urllib.request.urlopen(f"{self.url.removesuffix(BASE)}/{name}", timeout=120) as answer:
            return json.load(answer)


def assemble(faults: Iterable[str] = (), variants: Iterable[str] = (), records: int = 0, key: str = KEY) -> Service:
    """A service with these faults and variants; raises KeyError for a name that is in neither table."""
    service = Service(key, records)
    several(*(VARIANTS[variant].change for variant in variants), *(FAULTS[fault].change for fault in faults))(service)
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
        with in_process("tests.target", ["--records", str(records), "--key", key], faults, variants) as url:
            yield Target(url, key)
    else:
        with in_thread(application(assemble(faults, variants, records, key))) as origin:
            yield Target(f"{origin}{BASE}", key)
