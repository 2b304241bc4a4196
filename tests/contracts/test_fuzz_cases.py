"""Generated cases: the same for a seed, and nobody else's records in them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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

ROOT = Path(__file__).parents[2]
DOCUMENT = load_document(ROOT / "openapi.yaml")


class Recorder:
    """A target that refuses everything and remembers it."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.requests: list[Request] = []

    def send(self, request: Request) -> Answer:
        """Remember the request."""
        self.requests.append(request)
        return Answer(self.status)


def sent(seed: int, status: int, seconds: float = 900.0, **counts: int) -> list[Request]:
    """Everything that the generated cases of one seed send."""
    credentials = Credentials(DOCUMENT, dict.fromkeys(DOCUMENT.security_schemes, "key"))
    judge, names, target = Judge(DOCUMENT, credentials), RunNames(seed), Recorder(status)
    safety = Safety(Ownership(names), Creations())
    sender = Sender(judge, target, None, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    steps = RecordSteps(sender, names)
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
    """Refused or failing, the requests are the same."""
    refused = printed(3, 400)
    assert refused == printed(3, 500)
    assert refused.count("\n") > 60


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
