"""What a check loads before its first request, and what beside its journeys."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from contracts.errors import ContractsError, UsageError
from contracts.exchange import Answer, Request
from contracts.settings import recombined_cases
from contracts.traffic.mock import LateMock
from mock_server.openapi import MockServerError

ROOT = Path(__file__).parents[2]
_FIRST = """
import socket, sys
def first(*_, **__):
    heavy = ("connexion", "flask", "schemathesis", "hypothesis", "starlette", "contracts.cases.arazzo.workflow_runs")
    print(*(name for name in heavy if name in sys.modules))
    raise SystemExit("asked")
socket.create_connection = first
from contracts.cli import main
sys.argv[1:] = ["check", "http://127.0.0.1:9", "--spec", "openapi.yaml", "--key", "k", "--yes", "--ledger", sys.argv[1]]
main()
"""


def test_the_first_request_waits_for_no_server_and_no_generator(tmp_path: Path) -> None:
    """What mock and generated cases need is loaded later, what workflows need for those who give some: none waits."""
    words = [sys.executable, "-c", _FIRST, str(tmp_path / "ledger")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert "asked" in done.stderr
    assert done.stdout.splitlines()[-1] == ""


class ToldError(MockServerError):
    """A document that no mock can be made of."""

    exit_code = 2


@pytest.mark.parametrize(("error", "kind"), [(ToldError("no"), UsageError), (MockServerError("no"), ContractsError)])
def test_a_mock_that_can_not_be_made_is_told_when_it_is_first_asked(error: Exception, kind: type[Exception]) -> None:
    """In the words and with the exit code of its own error."""

    def make() -> LateMock:
        raise error

    mock = LateMock(make)
    with pytest.raises(kind, match="no") as told:
        mock.send(Request("GET", "/"))
    assert type(told.value) is kind
    mock.close()


def test_a_mock_is_made_once() -> None:
    """The first request makes it, the others find it."""
    made: list[int] = []

    class Mock:
        def send(self, request: Request) -> Answer:
            return Answer(200 + len(request.method))

        def close(self) -> None:
            made.append(0)

    mock = LateMock(lambda: made.append(1) or Mock())  # type: ignore[func-returns-value]
    assert [mock.send(Request(method, "/")).status for method in ("GET", "POST")] == [203, 204]
    mock.close()
    assert made == [1, 0]


def test_many_resources_share_the_recombined_cases() -> None:
    """A few resources get all that there are, many a share, and each enough to be looked at."""
    assert [recombined_cases(count) for count in (0, 1, 10, 20, 100, 1000)] == [700, 700, 700, 350, 70, 35]


def test_the_generators_are_loaded_beside_the_journeys() -> None:
    """On a thread of its own, and whole: what the cases need is there before the first of them is asked for."""
    code = "import sys, threading\nfrom contracts.cases.generated.fuzz import load\n"
    code += "assert 'schemathesis' not in sys.modules\nthread = threading.Thread(target=load)\n"
    code += "thread.start(); thread.join()\n"
    code += "print('schemathesis.specs.openapi.schemas' in sys.modules, 'hypothesis' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=600
    )
    assert done.stdout.split() == ["True", "True"]
