"""The clients in memory, and who made them: the run under judgement or somebody before it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TEMPTING = ("acme-retail", "acme-outlet", "example_string", "string", "test", "0", "a", "1")


@dataclass(slots=True)
class Client:
    """One client: ``shown`` is what answers carry, ``pristine`` what it was if it was here before the run."""

    shown: dict[str, Any]
    pristine: dict[str, Any] | None = None
    deactivated: bool = False

    @property
    def changed(self) -> bool:
        """Whether a client that stood here before is no longer what it was."""
        return self.pristine is not None and (self.deactivated or self.shown != self.pristine)


class Clients:
    """Owns the clients, keyed by their id as ``fold`` sees it, and notes what happened to which id."""

    def __init__(self, records: int = 0) -> None:
        self.fold: Callable[[str], str] = lambda client_id: client_id
        self.kept: dict[str, Client] = {}
        self.events: list[tuple[str, str]] = []
        self._removal_asked: set[str] = set()
        for number, client_id in enumerate(itertools.islice(_old_ids(), records)):
            shown = _old_record(number, client_id)
            self.kept[client_id] = Client(shown, dict(shown))
        self._seeds = dict(self.kept)

    def refold(self, fold: Callable[[str], str]) -> None:
        """Look ids up through ``fold`` from now on."""
        self.fold = fold
        self.kept = {fold(client_id): client for client_id, client in self.kept.items()}

    def find(self, client_id: str) -> Client | None:
        """The client with this id, deactivated or not."""
        return self.kept.get(self.fold(client_id))

    def put(self, client_id: str, client: Client) -> None:
        """Keep a new client under this id, in place of what was there."""
        key = self.fold(client_id)
        self.kept[key] = client
        self._removal_asked.discard(key)
        self.events.append(("created", client_id))

    def deactivate(self, client_id: str) -> None:
        """Set the client's status to false."""
        client = self.kept[self.fold(client_id)]
        client.deactivated = True
        client.shown["status"] = False
        self.events.append(("deactivated", client_id))

    def remove(self, client_id: str) -> None:
        """Forget the client."""
        if self.kept.pop(self.fold(client_id), None):
            self.events.append(("removed", client_id))

    def note_removal_asked(self, client_id: str) -> None:
        """Remember that somebody asked for this client's hard deletion, whatever came of it."""
        self._removal_asked.add(self.fold(client_id))

    def drain(self) -> list[tuple[str, str]]:
        """What happened since the last call, as (created, deactivated or removed; id)."""
        events, self.events = self.events, []
        return events

    def state(self) -> dict[str, Any]:
        """Every client and what became of those from before, as JSON values."""
        clients = [
            {
                "id": client.shown.get("id"),
                "seeded": client.pristine is not None,
                "changed": client.changed,
                "deactivated": client.deactivated,
                "removal_asked": key in self._removal_asked,
                "record": dict(client.shown),
            }
            for key, client in self.kept.items()
        ]
        here = {id(client) for client in self.kept.values()}
        gone = [client_id for client_id, client in self._seeds.items() if id(client) not in here]
        return {"clients": clients, "seeds": list(self._seeds), "missing": gone}


def _old_ids() -> Iterator[str]:
    yield from _TEMPTING
    for number in itertools.count(1):
        yield f"customer-{number:05d}"


def _old_record(number: int, client_id: str) -> dict[str, Any]:
    return {
        "id": client_id,
        "name": f"Customer {number}",
        "status": True,
        "publishable_key": f"pk_{number:032x}",
        "secret_key": f"sk_{number + 2**64:032x}",
        "created_at": "2025-11-02T08:15:00.000Z",
        "updated_at": "2025-11-02T08:15:00.000Z",
    }
