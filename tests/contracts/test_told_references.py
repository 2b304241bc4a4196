"""Which words of a document say that a reference to a record which nobody has is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.laws.judging import Judge
from contracts.laws.told_references import refusal
from mock_server.openapi import load_document
from tests.contracts.test_missing_references import Berths

if TYPE_CHECKING:
    from pathlib import Path


def _told(said: str, must: str, folder: Path) -> str | None:
    """The status by which a boat is refused whose berth nobody has, with these descriptions of status and member."""
    file = folder / "berths.json"
    file.write_text(json.dumps(Berths(said, must).document()), "utf-8")
    judge = Judge(load_document(file))
    return refusal(judge.behaviours["add boats"], ("berth_id",), "berths", judge.reader.schemas)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("No such berth", True),
        ("Not found: the berth", True),
        ("The berth, if one is named, does not exist", True),
        ("The berth or the quay was not found.", True),
        ("The boat is too long, or the berth was not found", True),
        ("Unknown member, or the berth is full", False),
        ("Unknown member or the berth is full", False),
        ("A member is unknown. The berth may be full.", False),
        ("Full berth; harbour not found", False),
    ],
)
def test_a_refusal_says_in_one_clause_what_is_not_there(said: str, told: bool, tmp_path: Path) -> None:
    """What is missing in one clause is not what another one speaks of."""
    assert (_told(said, "", tmp_path) == "422") is told


@pytest.mark.parametrize(
    ("must", "told"),
    [
        ("The berth, which must exist.", True),
        ("Must be an existing berth", True),
        ("Must be the id of an existing berth, and no other boat may lie there", True),
        ("The new berth has to exist or it is refused", True),
        ("The new berth has to exist", True),
        ("Must not be an existing id", False),
        ("It must be unique among existing codes", False),
        ("Has to differ from existing ones", False),
        ("No boat of this berth must exist", False),
    ],
)
def test_a_member_says_that_its_record_has_to_be_there(must: str, told: bool, tmp_path: Path) -> None:
    """Not that it must be none of those that are."""
    assert (_told("", must, tmp_path) == "422") is told
