"""What a document promises beyond records: versions, idempotency keys, secrets shown once, work that takes time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.vault_service import checked, shown

if TYPE_CHECKING:
    from pathlib import Path

NOTES = ("listNotes", "createNote", "readNote", "replaceNote", "deleteNote")
TOKENS = ("listTokens", "createToken", "readToken", "deleteToken")

HABITS = {
    "": "as the document has it",
    "weak-tags": "its versions are weak",
    "other-body-replayed": "a key is answered once",
}
"""What a correct vault may do, and how."""

FAULTS = {
    "if-match-ignored": (NOTES, "preconditions"),
    "stale-accepted": (NOTES, "preconditions"),
    "version-stays": (NOTES, "preconditions"),
    "own-version-refused": (NOTES, "preconditions"),
    "always-in-full": (NOTES, "preconditions"),
    "no-version-needed": (NOTES, "preconditions"),
    "total-counts-removed": (NOTES, "list"),
    "total-stays": (NOTES, "list"),
    "change-copies": (NOTES, "read-back"),
    "second-is-hidden": (NOTES, "idempotency"),
    "sort-ignored": (NOTES, "list"),
    "sort-up-alone": (NOTES, "list"),
    "sort-turned": (NOTES, "list"),
    "idempotency-ignored": (NOTES, "idempotency"),
    "list-shows-secret": (TOKENS, "shown-once"),
    "read-shows-secret": (TOKENS, "shown-once"),
    "refusal-shows-secret": (TOKENS, "shown-once"),
}
"""Faults, the operations that they concern, and the law that each breaks."""


@pytest.mark.sampled(18)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_its_law(fault: str, tmp_path: Path) -> None:
    """The law that it breaks is told, and no other; nothing of the run is left."""
    include, law = FAULTS[fault]
    report, service = checked(tmp_path, [fault], include)
    assert {text.partition(" ")[0] for text in shown(report)} == {law}
    assert report.exit_code == 1
    assert (list(service.notes), service.tokens, service.jobs) == ([1], {}, {})


@pytest.mark.slow
@pytest.mark.parametrize("habit", HABITS)
def test_a_correct_vault_conforms(habit: str, tmp_path: Path) -> None:
    """No drift, nothing left; a key that was sent before withdraws nothing from the run."""
    report, service = checked(tmp_path, [habit])
    assert [drift.lead.message for drift in report.drifts] == []
    assert (report.exit_code, report.unreached) == (0, ())
    assert (list(service.notes), service.tokens, service.jobs) == ([1], {}, {})
