"""The check of twenty correct services of different habits: no drift, nothing of before touched, nothing left."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.habits.document import document
from tests.habits.profile import MATRIX, Habits
from tests.habits.running import running
from tests.habits.service import KEY, USER

if TYPE_CHECKING:
    from pathlib import Path

STEADY = ("fastapi", "django-rest", "missing-first", "idempotent-delete", "accepted")
"""The services that CI checks; `benchmarks/habits.py` checks all of them, on any seed."""


def check(habits: Habits, url: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`contracts check` of the service, as a user runs it."""
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(document(habits)), "utf-8")
    key = [] if habits.auth == "none" else ["--key", USER if habits.auth == "basic" else KEY]
    words = [sys.executable, "-m", "contracts.cli", "check", url, "--spec", str(spec), "--yes", *key]
    words += ["--ledger", str(folder / "ledger"), "--max-time", "800", *options]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=900)


@pytest.mark.parametrize("habits", MATRIX, ids=lambda habits: habits.name)
def test_the_service_answers(habits: Habits) -> None:
    """Each service lists its first records with a credential, and refuses those who have none as it documents."""
    with running(habits) as (url, service):
        headers = {"X-Api-Key": KEY, "Authorization": f"Bearer {KEY}"}
        if habits.auth == "basic":
            headers["Authorization"] = "Basic dXNlcjpoYWJpdC1rZXk="
        query = f"?api_key={KEY}" if habits.auth == "query" else ""
        request = urllib.request.Request(f"{url}/{habits.resource}{query}", headers=headers)
        with urllib.request.urlopen(request) as answer:
            assert "first-of-all" in answer.read().decode()
        if habits.auth != "none":
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{url}/{habits.resource}")
            assert refused.value.code == habits.unauthenticated
            refused.value.close()
        assert service.untouched()
        assert service.left() == []


@pytest.mark.slow
@pytest.mark.parametrize("habits", [h for h in MATRIX if h.name in STEADY], ids=lambda habits: habits.name)
def test_a_correct_service_has_no_drift(habits: Habits, tmp_path: Path) -> None:
    """With default settings a correct service conforms, and is left as it was."""
    with running(habits) as (url, service):
        done = check(habits, url, tmp_path, "--seed", "1")
        assert done.returncode == 0, done.stdout + done.stderr
        assert service.untouched()
        assert service.left() == []
