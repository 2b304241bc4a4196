"""Generated cases: the same for a seed, and nobody else's records in them."""

from __future__ import annotations

from pathlib import Path

from contracts.collector import Collector
from contracts.credentials import Credentials
from contracts.exchange import Answer, Request
from contracts.fuzz import Fuzz
from contracts.laws.judging import Judge
from contracts.ledger import Ledger
from contracts.names import Names
from contracts.safety import Safety
from contracts.session import Session
from contracts.stage import Stage
from mock_server.document import load_document

DOCUMENT = load_document(Path(__file__).parents[2] / "openapi.yaml")


class Recorder:
    """A target that refuses everything and remembers it."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.requests: list[Request] = []

    def send(self, request: Request) -> Answer:
        """Remember the request."""
        self.requests.append(request)
        return Answer(self.status)


def sent(seed: int, status: int) -> list[Request]:
    """Everything that the generated cases of one seed send."""
    credentials = Credentials(DOCUMENT, dict.fromkeys(DOCUMENT.security_schemes, "key"))
    judge, names, target = Judge(DOCUMENT, credentials), Names(seed), Recorder(status)
    session = Session(judge, target, None, Ledger(None, {}), Safety(names, lambda *_: False), Collector(), credentials)  # type: ignore[arg-type]
    fuzz = Fuzz(Stage(session, names), seed, 6, 60.0)
    for _ in fuzz.run():
        pass
    assert fuzz.notices == []
    return target.requests


def test_a_seed_gives_its_cases_whatever_is_answered() -> None:
    """Refused or failing, the requests are the same; each key in them is the run's own."""
    refused = sent(3, 400)
    assert refused == sent(3, 500)
    tag = Names(3).tag
    for request in refused:
        if request.method == "DELETE":
            assert tag in request.target
        assert any(name == "Authorization" for name, _ in request.headers)
    assert {request.operation for request in refused} == {operation.id for operation in DOCUMENT.operations}
