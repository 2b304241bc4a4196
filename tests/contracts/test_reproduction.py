"""What a report prints shows the drift again: the shortest sequence, plain, and with what removes it."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from contracts.reports.reproduction import how_sure, notes, reproduction
from tests.contracts.depot_service import Depot, checked, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from contracts.exchange import Exchange
    from contracts.findings import Drift


def sent_again(depot: Depot, exchanges: Iterable[Exchange]) -> list[int]:
    """The statuses of these requests, sent to this depot in order as they stand in the report."""
    statuses = []
    with serving(depot) as url:
        for exchange in exchanges:
            request = exchange.request
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
            connection.request(request.method, request.target, request.body, dict(request.headers))
            statuses.append(connection.getresponse().status)
            connection.close()
    return statuses


def only(depot: Depot, folder: Path, **options: Any) -> Drift:
    """The one drift of a depot; what was created was removed, or is listed."""
    report = checked(depot, folder, **options)
    [drift] = report.drifts
    assert {key for _, key in depot.kept} == {item.what for item in report.leftovers}
    assert report.created == report.removed + len(report.leftovers)
    return drift


def always(_: Any) -> bool:
    """Whatever was sent."""
    return True


@pytest.mark.slow
def test_a_conflict_that_crashes_prints_both_creates(tmp_path: Path) -> None:
    """One create alone answers 201 and shows nothing; the reproduction has the set-up, the crash and the removal."""
    faults: dict[str, Callable[[Any], bool]] = {"taken": always}
    drift = only(Depot(faults), tmp_path)
    lead = drift.lead
    assert [e.request.method for e in (*lead.before, lead.exchange, *lead.after)] == ["POST", "POST", "DELETE"]
    assert (lead.repeated, lead.flaky) == (True, False)
    again = Depot(faults)
    assert sent_again(again, (*lead.before, lead.exchange, *lead.after)) == [201, 500, 204]
    assert again.kept == {}
    printed = reproduction(drift, "http://depot.example")
    assert [line.partition(" -X ")[2].split(" ")[0] for line in printed if "-X" in line] == ["POST", "POST", "DELETE"]
    assert "# to remove what that made:" in printed
    assert "run once more" in how_sure(drift)


@pytest.mark.slow
def test_a_crash_on_a_record_is_set_up_plainly(tmp_path: Path) -> None:
    """The record is made with the required members alone, and the note names the key that the answer gave."""
    drift = only(Depot({"GET pallets": always}), tmp_path)
    [create] = drift.lead.before
    assert set(json.loads(create.request.body or b"")) == {"goods", "weight"}
    assert create.answer is not None
    key = str(json.loads(create.answer.body)["pallet"])
    assert drift.lead.exchange.request.target == f"/pallets/{key}"
    assert any(note.startswith(f"{key} is the key in the answer to request 1") for note in notes(drift, "http://x"))


@pytest.mark.slow
def test_bodies_are_the_plainest_that_show_it(tmp_path: Path) -> None:
    """What has nothing to do with the crash is left out."""
    drift = only(Depot({"any pallets": lambda body: body.get("marks") == []}), tmp_path)
    body = json.loads(drift.lead.exchange.request.body or b"")
    assert (set(body), body["marks"]) == ({"goods", "weight", "marks"}, [])


@pytest.mark.slow
def test_what_does_not_show_again_is_said_and_decides_nothing(tmp_path: Path) -> None:
    """A crash that comes once is told as seen once, not reproduced; alone it fails no check."""
    left = [1]

    def once(body: Any) -> bool:
        return type(body.get("weight")) is int and body["weight"] == 2000 and bool(left) and left.pop() == 1

    report = checked(Depot({"POST pallets": once}), tmp_path)
    [drift] = report.drifts
    assert drift.lead.flaky
    assert "seen once, not reproduced" in how_sure(drift)
    assert report.exit_code == 0
