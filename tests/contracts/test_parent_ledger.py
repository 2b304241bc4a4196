"""`contracts clean` finds children below their own parents, whatever a document calls the parent in another path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contracts.cli import main
from contracts.traffic.ledger import Ledger, LedgerEntry
from contracts.traffic.run_names import RunNames
from tests.contracts.room_service import Rooms, document
from tests.json_server import answering

if TYPE_CHECKING:
    from pathlib import Path


def test_children_of_a_killed_run_are_removed_below_their_parents(tmp_path: Path) -> None:
    """Seat 1 of the run's room goes with it; seat 1 of another room is none of its business."""
    rooms, names = Rooms(), RunNames(3)
    rooms.rooms["2"] = {"room": 2, "name": f"name {names.tag}"}
    rooms.seats["2"] = {"1": {"seat": 1, "label": f"label {names.tag}"}}
    spec = tmp_path / "rooms.json"
    spec.write_text(json.dumps(document(above="id")), "utf-8")
    with answering(rooms.answer) as url:
        ledger = Ledger(tmp_path / "ledger", {"url": url, "spec": str(spec), "seed": 3, "attempt": 0})
        ledger.made(LedgerEntry("rooms", "2"))
        ledger.made(LedgerEntry("rooms/{}/seats", "1", (("id", "2"),)))
        ledger.made(LedgerEntry("rooms/{}/seats", "1", (("id", "1"),)))
        ledger.finish()
        assert main(["clean", str(tmp_path / "ledger")]) != 0
    assert (rooms.left, rooms.unharmed) == ([], True)
    assert ("2", "1") in rooms.touched
    assert ("1", "1") not in rooms.touched
