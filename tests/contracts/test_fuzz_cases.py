"""Generated cases: the same for a seed, and nobody else's records in them."""

from __future__ import annotations

import json
import subprocess
import sys
from contextvars import Context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from contracts.cases.generated import fuzz as generated_fuzz
from contracts.cases.generated import fuzz_engine
from contracts.cases.generated.fuzz import Fuzz
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer, Request
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi.reading.document import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import Document

ROOT = Path(__file__).parents[2]
DOCUMENT = load_document(ROOT / "openapi.yaml")


class Recorder:
    """A target that refuses everything and remembers it."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.requests: list[Request] = []

    def wait(self, seconds: float) -> bool:
        """It never changes, so nothing is waited for."""
        return False

    def send(self, request: Request) -> Answer:
        """Remember the request."""
        self.requests.append(request)
        return Answer(self.status)


def begun(document: Document, seed: int, target: object) -> RecordSteps:
    """The steps of a run that has sent nothing yet."""
    credentials = Credentials(document, dict.fromkeys(document.security_schemes, "key"))
    judge, names = Judge(document, credentials), RunNames(seed)
    safety = Safety(Ownership(names), Creations())
    sender = Sender(judge, target, None, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    return RecordSteps(sender, names)


def sent(seed: int, status: int, seconds: float = 900.0, **counts: int) -> list[Request]:
    """Everything that the generated cases of one seed send."""
    target = Recorder(status)
    steps = begun(DOCUMENT, seed, target)
    fuzz = Fuzz(steps, seed, 6, seconds, **counts)
    for journey in fuzz.run():
        journey(steps)
    assert fuzz.notices == []
    return target.requests


def printed(seed: int, status: int) -> str:
    """The same in a process of its own, as text: Hypothesis learns from what a process has loaded."""
    code = f"import sys; sys.path[:0] = {[str(ROOT), str(Path(__file__).parent)]!r}\n"
    code += f"from test_fuzz_cases import sent\nfor request in sent({seed}, {status}): print(ascii(request))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout


@pytest.mark.slow
def test_a_seed_gives_its_cases_whatever_is_answered() -> None:
    """Refused or failing, they are the same, but that creates which fail and hide what they made are bounded."""
    makes = "operation='createApiKey'"
    refused, failing = printed(3, 400).splitlines(), printed(3, 500).splitlines()
    assert [line for line in refused if makes not in line] == [line for line in failing if makes not in line]
    made = [line for line in failing if makes in line]
    assert made == [line for line in refused if makes in line][: len(made)]
    assert len(made) > 40
    assert len(failing) > 60


@pytest.mark.slow
def test_generated_cases_are_nobody_elses() -> None:
    """Each key that is deleted is the run's own, each request carries the credentials, each operation is reached."""
    requests = sent(3, 400)
    for request in requests:
        assert request.method != "DELETE" or RunNames(3).tag in request.target
        assert any(name == "Authorization" for name, _ in request.headers)
    assert {request.operation for request in requests} == {operation.id for operation in DOCUMENT.operations}


def test_time_takes_nothing_of_the_first_cases() -> None:
    """However slow a machine is, the first tenth is sent; seconds count from there."""
    assert len(sent(3, 400, seconds=0.0, most=40, first=12)) == 12


def listing(folder: Path, operations: int) -> Document:
    """A document of so many lists, each with a choice of orders and a limit."""
    order = {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["up", "down"]}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 90}}
    shown = {"parameters": [order, limit], "responses": {"200": {"description": "shown"}}}
    paths = {f"/things{number}": {"get": shown} for number in range(operations)}
    path = folder / "lists.json"
    path.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Lists", "version": "1"}, "paths": paths}))
    return load_document(path)


def test_no_more_cases_are_drawn_than_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are many operations, each of which has few cases sent, few are drawn: it takes longest of all."""
    drawn: list[Any] = []
    draw = fuzz_engine.draws()

    def counted(*given: Any) -> Iterator[Any]:
        for case in draw(*given):
            drawn.append(case)
            yield case

    monkeypatch.setattr(generated_fuzz, "draws", lambda: counted)
    target = Recorder(400)
    steps = begun(listing(tmp_path, 6), 3, target)
    fuzz = Fuzz(steps, 3, 40, 900.0, 18)
    for journey in fuzz.run():
        journey(steps)
    assert (len(target.requests), fuzz.notices) == (18, [])
    assert len({request.target for request in target.requests}) > 12
    assert 6 <= len(drawn) <= 18


def test_generated_cases_hold_nothing_of_anybodys_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples, coverage and random cases are drawn without a look at the sources of whoever runs the check."""
    theirs = Constants()
    found: list[int] = []
    theirs.integers.add(918_273_645)
    draw = providers.HypothesisProvider._maybe_draw_constant

    def noted(provider: Any, *given: Any, **more: Any) -> Any:
        found.append(len(provider._local_constants))
        return draw(provider, *given, **more)

    monkeypatch.setattr(providers, "_get_local_constants", lambda: theirs)
    monkeypatch.setattr(providers.HypothesisProvider, "_maybe_draw_constant", noted)
    fuzz = Fuzz(begun(listing(tmp_path, 1), 3, Recorder(400)), 3, 4, 900.0, 40)
    assert len(Context().run(list, fuzz.run())) > 12  # whatever the tests themselves are told to draw from
    assert set(found) == {0}
