"""Deletes that are accepted and not carried out yet (202): who reads the record meanwhile may be shown it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Answer, Request
from tests.contracts.test_failed_creates import JSON, NAMES, steps_to

if TYPE_CHECKING:
    from pathlib import Path


class Keeping:
    """A target that shows its one note whatever is asked, and answers a delete with ``status``."""

    def __init__(self, status: int) -> None:
        self.status = status

    def send(self, request: Request) -> Answer:
        """An answer at once."""
        note = json.dumps({"id": 7, "title": f"note {NAMES.tag}"}).encode()
        return (
            Answer(self.status) if request.method == "DELETE" else Answer(200 + (request.body is not None), JSON, note)
        )


class Removing(Keeping):
    """What removes its note at once."""

    gone = False

    def send(self, request: Request) -> Answer:
        """An answer at once."""
        self.gone = self.gone or request.method == "DELETE"
        return Answer(404) if self.gone and request.method == "GET" else super().send(request)


@pytest.mark.parametrize(("status", "failed"), [(204, True), (202, False)])
def test_what_is_still_shown_after_an_accepted_delete_outlives_nothing(
    status: int, failed: bool, tmp_path: Path
) -> None:
    """A read after a delete that is done proves that deletes do not remove; after one that is accepted it does not."""
    steps = steps_to(Keeping(status), tmp_path, Removing(204))
    steps.send(Request("POST", "/notes", JSON, f'{{"title": "note {NAMES.tag}"}}'.encode(), "makeNote"), "create")
    for method, operation in (("GET", "readNote"), ("DELETE", "dropNote")):
        assert steps.send(Request(method, "/notes/7", operation=operation), "look") is not None
    sent = steps.send(Request("GET", "/notes/7", operation="readNote"), "look")
    assert sent is not None
    assert ("state" in {finding.law for finding in sent.findings}) is failed
    assert (steps.sender.safety.creations.failure is not None) is failed
