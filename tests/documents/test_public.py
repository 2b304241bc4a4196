"""The public documents beside the repository: all start, and answer valid requests conformingly; else skipped."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SPECS_DIR") or ROOT.parent / "shared" / "specs")
SEED = 20240321

sys.path.insert(0, str(ROOT / "benchmarks"))

from client_requests import Requests, Unbuildable  # noqa: E402
from client_verdict import verdict  # noqa: E402
from client_view import View  # noqa: E402
from document_trial import measure  # noqa: E402
from documents import documents  # noqa: E402

NAMES = [path.parent.name for path in documents(FOLDER)] if FOLDER.is_dir() else []
ABSENT = pytest.mark.skipif(not NAMES, reason=f"the public documents are not at {FOLDER}; set SPECS_DIR")


def _path(name: str) -> Path:
    return next(path for path in documents(FOLDER) if path.parent.name == name)


@pytest.mark.sampled(4)
@ABSENT
@pytest.mark.parametrize("name", NAMES or [""])
def test_a_sample_of_operations(name: str) -> None:
    """Of each document, a seeded sample of operations answers a valid request with a documented, conforming success."""
    import random

    from mock_server import load_document
    from tests.documents.asking import mock_of

    path = _path(name)
    view, asked = View(path), mock_of(path)
    requests = Requests(view, load_document(path))
    chosen = random.Random(SEED).sample(view.operations, min(8, len(view.operations)))
    wrong = []
    for operation in sorted(chosen, key=lambda operation: operation.method == "DELETE"):
        try:
            request = requests.valid(operation)
        except Unbuildable:
            continue
        reply = asked.ask(request.method, request.target, headers=request.headers, data=request.body or b"")
        problem = verdict(view, operation, reply.status, reply.headers, reply.body)
        if problem:
            wrong.append(f"{operation}: {problem}")
    assert wrong == []


@ABSENT
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES or [""])
def test_all_operations(name: str) -> None:
    """Served by a process of its own, at least 99.5 % of all operations conform, and no request ends the process."""
    path = _path(name)
    command = [sys.executable, "-m", "mock_server", "--spec", str(path), "--port", "{port}", "--store", "memory:"]
    outcome = measure(path, [*command, "--log-level", "error"])
    assert outcome.started
    assert outcome.alive
    assert outcome.share >= 99.5, outcome.failures
