"""What a gateway, a proxy or a load balancer answers instead of the service is one drift with that cause, and so
is what a service says that it does not implement.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit, Finding, Provenance
from contracts.judging.collector import Observation
from contracts.judging.drifts import drifts
from contracts.judging.provocation import Provocation
from contracts.run import Settings
from tests.contracts.depot_service import Depot, written
from tests.contracts.running import report_of
from tests.json_server import answering

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contracts.findings import Report

    Front = Callable[[int, str, str, bytes], int | None]
    """The status in front of the service to the nth request of this method, path and body; None passes it on."""

PAGE = b"<html><head><title>Oops</title></head><body><center>edge</center></body></html>"
KINDS = {
    502: ("text/html", PAGE),
    503: ("application/json", b'{"message": "no healthy upstream"}'),
    504: ("text/plain", b"upstream request timeout"),
    404: ("text/html", PAGE),
    403: ("text/html", PAGE),
}


def checked(front: Front, folder: Path, **answers: Any) -> tuple[Report, Depot]:
    """The report of a check of a correct depot behind this layer; ``answers`` are documented for every operation."""
    depot, number = Depot(), 0

    def answer(method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        nonlocal number
        number += 1
        status = front(number, method, target, body)
        if status is not None:
            return status, KINDS[status][1], {"Content-Type": KINDS[status][0]}
        known = headers.get("Content-Type", "").partition(";")[0].strip().lower() == "application/json"
        status, value = depot.answer(method, target.partition("?")[0], body if known else b"")
        return status, value, {}

    spec = written(folder)
    tree = json.loads(spec.read_text())
    for path in tree["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation["responses"].update(answers)
    spec.write_text(json.dumps(tree))
    with answering(answer) as url:
        settings = Settings(url=url, spec=spec, seed=3, fuzz=0, recombinations=0, ledger=folder / "ledger")
        return report_of(settings), depot


def told(report: Report) -> list[tuple[str, str]]:
    """Law and cause of each drift."""
    return [(drift.lead.law, drift.lead.cause) for drift in report.drifts]


FRONTS: dict[str, Front] = {
    "reads and deletes": lambda number, method, target, body: 502 if target.count("/") > 1 else None,
    "three statuses": lambda number, method, target, body: 502 + number % 3 if method in ("GET", "DELETE") else None,
    "now and then": lambda number, method, target, body: 504 if number % 7 == 0 else None,
    "large bodies": lambda number, method, target, body: 502 if len(body) > 90 else None,
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "front",
    [
        pytest.param(front, id=name, marks=[pytest.mark.slow] * (name == "large bodies"))
        for name, front in FRONTS.items()
    ],
)
def test_a_failing_layer_in_front_is_one_drift(front: Front, tmp_path: Path) -> None:
    """Over several operations, with one status or several, always or now and then: nothing else is blamed for it."""
    report, depot = checked(front, tmp_path)
    assert told(report) == [("no-server-error", "the HTTP layer in front")]
    assert len(report.drifts[0].operations) > 1
    assert len(depot.kept) <= len(report.leftovers)


def test_its_page_is_the_same_drift_where_the_status_is_documented(tmp_path: Path) -> None:
    """A 502 that some operations document with a body of JSON, and others not at all, has one cause."""
    documented = {"502": {"description": "behind", "content": {"application/json": {"schema": {"type": "object"}}}}}
    report, _ = checked(FRONTS["reads and deletes"], tmp_path, **documented)
    assert told(report) == [("media-type", "the HTTP layer in front")]


@pytest.mark.slow
def test_error_pages_are_one_drift(tmp_path: Path) -> None:
    """HTML instead of the documented error, of several operations and statuses."""
    error = {"description": "wrong", "content": {"application/json": {"schema": {"type": "object"}}}}

    def front(number: int, method: str, target: str, body: bytes) -> int | None:
        if target.count("/") > 1 and not target.rpartition("/")[2].isalnum():
            return 404
        return 403 if b"'" in body else None

    report, _ = checked(front, tmp_path, **{"403": error, "404": error})
    assert ("media-type", "HTML error page") in told(report)
    assert [law for law, _ in told(report)].count("media-type") == 2  # and the empty 404s of the depot itself


@pytest.mark.slow
def test_a_request_that_brings_the_service_down_is_told(tmp_path: Path) -> None:
    """A gateway answers 502 where a worker died: what provokes it in each case is the cause."""
    report, _ = checked(
        lambda number, method, target, body: 502 if method == "POST" and b'"weight":0' in body else None, tmp_path
    )
    assert told(report) == [("no-server-error", "body weight is zero")]


def _lacking(number: int, operation: str, value: str, text: str, status: int = 501) -> Observation:
    """An operation says so to this value of a parameter; another one of the operation was let in."""
    exchange = Exchange(Request("GET", f"/{operation}", (), b""), Answer(status, (), text.encode()), source="journey")
    finding = Finding(
        "no-server-error", Culprit.TARGET_AGAINST_DOCUMENT, Provenance.DOCUMENTED, operation, "status", "m", "200",
        str(status), exchange, cause="5xx",
    )  # fmt: skip
    return Observation(finding, (), None, number, (Provocation(f"query who {value}", 11),))


def _told_of(*seen: Observation) -> list[str]:
    return sorted(drift.lead.message for drift, _ in drifts(seen, {}, {}))


def test_what_several_operations_say_that_they_do_not_implement_is_one_drift_a_text() -> None:
    """Which values of a parameter met it, on a service that lets few through to it, says nothing."""
    seen = [_lacking(n, "abc"[n % 3], ("is empty", "holds /", "is null")[n % 3], "no node here") for n in range(6)]
    assert _told_of(*seen) == ["answers 501: not implemented (no node here) (also in b, c)"]
    told = _told_of(*seen, *(_lacking(n, "de"[n % 2], f"has {n}", "no printer here") for n in range(2)))
    assert [message.partition(") (")[0] for message in told] == [
        "answers 501: not implemented (no node here",
        "answers 501: not implemented (no printer here",
    ]


def test_a_value_that_one_operation_does_not_implement_is_told() -> None:
    """One cause, or several of one operation, are still told by what provokes them; and so are other failures."""
    assert _told_of(_lacking(0, "a", "is 'zip'", "no")) == ["m; provoked by: query who is 'zip'"]
    two = [_lacking(0, "a", "is 'zip'", "no"), _lacking(1, "a", "is 'rar'", "no")]
    assert _told_of(*two) == ["m; provoked by: query who is 'rar'", "m; provoked by: query who is 'zip'"]
    crashes = [_lacking(n, "ab"[n], ("is empty", "holds /")[n], "no node here", 500) for n in range(2)]
    assert len(_told_of(*crashes)) == 2


@pytest.mark.parametrize("text", ["", '{"status": 501, "error": "Not Implemented"}', "<h1>501 Not Implemented</h1>"])
def test_a_501_that_says_no_more_than_its_status_is_told_by_what_provokes_it(text: str) -> None:
    """In each operation; those of which nothing is known are one drift, and so is one cause in several operations."""
    two = [_lacking(0, "a", "is 'zip'", text), _lacking(1, "b", "is 'rar'", text)]
    assert _told_of(*two) == ["m; provoked by: query who is 'rar'", "m; provoked by: query who is 'zip'"]
    bare = [replace(each, provoked=()) for each in (_lacking(2, "c", "", text), _lacking(3, "d", "", text))]
    assert [message.partition(" (")[0] for message in _told_of(*bare)] == ["answers 501: not implemented"]
    assert len(_told_of(*two, *bare)) == 3
