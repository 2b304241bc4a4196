"""A target that gives no answer: to one operation, to all, from some moment on; the run ends whole and tells it."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.errors import TargetError
from contracts.exchange import Request
from contracts.run import Settings
from contracts.traffic.silent_operations import SilentOperations
from tests.contracts.note_service import document as notes_document
from tests.contracts.raw_service import Asked, json_answer, serving
from tests.contracts.running import report_of
from tests.contracts.test_failed_creates import steps_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from contracts.exchange import Answer
    from contracts.findings import Report

THING = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
NAMES = ("alpha", "beta", "gamma", "delta", "epsilon")
SILENT: dict[str, tuple[bytes | None, ...]] = {
    "closes": (None,),
    "resets": (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", None),
    "switches": (b"HTTP/1.1 101 Other\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",),
    "no HTTP": (b"hello\r\n\r\n", None),
    "endless": (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50_000, None),
}


def document() -> dict[str, Any]:
    """Reads of five things, each by its name."""
    answer = {"description": "ok", "content": {"application/json": {"schema": THING}}}
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    responses = {"200": answer, "401": {"description": "no"}}
    paths = {
        f"/{name}/{{id}}": {"get": {"operationId": name, "parameters": [parameter], "responses": responses}}
        for name in NAMES
    }
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "x-key"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "security": [{"key": []}],
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }


def checked(answer: Callable[[Asked], Iterable[bytes | None]], folder: Path, **options: Any) -> tuple[Report, Any]:
    """The report of a check of the service, and the service."""
    path = folder / "things.json"
    path.write_text(json.dumps(document()), "utf-8")
    with serving(answer) as service:
        settings = Settings(url=service.url, spec=path, credentials={"key": "right"}, seed=5, fuzz=0, **options)
        return report_of(settings), service


def good(asked: Asked) -> Iterator[bytes | None]:
    """A right answer to everything."""
    if asked.target.split("/")[1] not in NAMES:
        yield json_answer(b"{}", "404 Not Found")
        return
    known = "x-key: right\r\n" in asked.head
    yield json_answer(b'{"name": "a"}') if known else json_answer(b"{}", "401 Unauthorized")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("how", SILENT)
@pytest.mark.parametrize("broken", ["alpha", "gamma"])
def test_one_operation_without_an_answer_is_one_drift(broken: str, how: str, tmp_path: Path) -> None:
    """Whichever it is, the first or another: every other operation is called, and the run ends whole."""

    def answer(asked: Asked) -> Iterator[bytes | None]:
        yield from SILENT[how] if asked.target.startswith(f"/{broken}") else good(asked)

    report, service = checked(answer, tmp_path)
    assert {(drift.lead.operation, drift.lead.law) for drift in report.drifts} == {(broken, "answered")}
    assert report.interrupted is None
    assert {item.operation for item in report.coverage if item.succeeded} == set(NAMES) - {broken}
    assert sum(asked.target.startswith(f"/{broken}") for asked in service.asked) <= 12


def test_an_operation_that_answered_before_is_tried_again() -> None:
    """It may fail at some requests alone: left out for a while, longer each time, and back after an answer."""
    silent = SilentOperations()
    silent.answered("make")
    pauses = []
    for _ in range(3):
        while not silent.unanswered("make", 0.01):
            assert silent.forbid("make") is None
        pauses.append(next(number for number in itertools.count() if silent.forbid("make") is None))
    assert pauses == [10, 20, 40]
    silent.answered("make")
    assert not any(silent.unanswered("make", 0.01) for _ in range(7))
    never = SilentOperations()
    assert [never.unanswered("read", 0.01) for _ in range(4)] == [False, False, False, True]
    assert all(never.forbid("read") for _ in range(1000))
    slow = SilentOperations()
    slow.answered("read")
    assert [slow.unanswered("read", 15.0) for _ in range(4)][-1]
    assert all(slow.forbid("read") for _ in range(1000))


class Mute:
    """A target that gives no answers."""

    busy = False

    def send(self, _: Request) -> Answer:
        """None."""
        raise TargetError("it closed the connection", sent=True)


@pytest.mark.parametrize(("name", "failure"), [("readNote", None), ("dropNote", "dropNote gives no answers")])
def test_deletes_without_an_answer_are_a_removal_that_failed(name: str, failure: str | None, tmp_path: Path) -> None:
    """What is made while nothing is removed is bounded; a read that gives no answer says nothing of that."""
    steps = steps_to(Mute(), tmp_path)
    behaviour = steps.judge.behaviours[name]
    request = Request(behaviour.operation.method, "/notes/7", operation=name)
    for _ in range(4):
        assert steps.sender.safety.creations.failure is None
        steps.sender.asking.ask(request, name, behaviour)
    assert steps.sender.safety.creations.failure == failure


def test_a_target_without_any_answer_ends_the_run(tmp_path: Path) -> None:
    """After a few operations it is the target, not an operation; nothing is asked for ever."""
    report, service = checked(lambda _: (None,), tmp_path)
    assert report.interrupted is not None
    assert "got no answer" in report.interrupted
    assert report.exit_code != 0
    assert len(service.asked) <= 20


@pytest.mark.parametrize("how", SILENT)
def test_a_target_that_dies_in_mid_run_is_told(how: str, tmp_path: Path) -> None:
    """From the seventh request on nothing is answered: the run stops, and what was seen before stands."""
    numbers = itertools.count()

    def answer(asked: Asked) -> Iterator[bytes | None]:
        yield from good(asked) if next(numbers) < 6 else SILENT[how]

    report, _ = checked(answer, tmp_path)
    assert report.interrupted is not None
    assert any(item.succeeded for item in report.coverage)


@pytest.mark.slow
def test_the_time_of_the_run_is_kept_whatever_is_dripped(tmp_path: Path) -> None:
    """A service that never ends an answer: the run is over by its own time, with a report."""

    def answer(_: Asked) -> Iterator[bytes | None]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"

    report, service = checked(answer, tmp_path, timeout=30.0, max_time=8.0)
    assert report.interrupted is not None
    assert "--max-time" in report.interrupted
    assert len(service.asked) == 1
    assert report.exit_code == 3


def test_a_key_that_can_not_be_sent_is_none(tmp_path: Path) -> None:
    """Half a surrogate pair in an assigned key: what was made is bounded and told, and nothing is at fault but that."""

    def answer(asked: Asked) -> Iterator[bytes | None]:
        if asked.method == "POST":
            yield json_answer(b'{"id": "\\ud800", "title": "a"}', "201 Created")
        elif asked.target == "/notes":
            yield json_answer(b"[]")
        else:
            yield b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    tree = notes_document()
    tree["paths"]["/notes/{noteId}"]["parameters"][0]["schema"] = {"type": "string"}
    path = tmp_path / "notes.json"
    path.write_text(json.dumps(tree), "utf-8")
    with serving(answer) as service:
        report = report_of(Settings(service.url, path, seed=5, fuzz=0, recombinations=5))
    assert report.interrupted is None
    assert 0 < report.created <= 60
    assert report.leftovers
