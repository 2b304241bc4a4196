"""What one user made, another one does nothing to by a verb in its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.journeys.owner_words import is_for_owners
from contracts.cases.journeys.strangers import stranger_journeys
from contracts.settings import GivenUser
from tests.contracts.some_journeys import told
from tests.contracts.test_closed_members import SHOWN, USERS, Polls
from tests.manners.serving import Answer, Asked, checked, in_path, says
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.findings import Report


class OpenedPolls(Polls):
    """Polls that their owner opens, and with the ``fault`` `anybody`, or answers her `as it is`, everybody.

    Where each open is a vote it ``counts`` so much. Everybody may read ``public`` ones; ``refusal`` is what the
    document says of a 403. With `gives` a poll is the other user's once she has opened it.
    """

    def __init__(self, fault: str, *, public: bool = False, refusal: str = "", counts: int = 0) -> None:
        super().__init__()
        self.fault, self.public, self.refusal, self.counts = fault, public, refusal, counts

    def document(self) -> dict[str, Any]:
        """One more path."""
        tree = super().document()
        no = {status: {"description": "no"} for status in ("401", "404")}
        no |= {"403": {"description": self.refusal}} if self.refusal else {}
        tree["paths"]["/polls/{poll}/open"] = {
            "parameters": [in_path("poll", {"type": "string"})],
            "post": {"operationId": "open", "responses": {"200": says(SHOWN), **no}},
        }
        return tree

    def answer(self, asked: Asked) -> Answer:
        """To open is to change the stage."""
        parts, user = asked.parts, USERS.get(asked.headers.get("X-Key", ""))
        row = self.rows["polls"].get(parts[1]) if len(parts) == 3 else None
        if self.public and user and asked.method == "GET" and len(parts) == 2 and parts[1] in self.rows["polls"]:
            return 200, self.rows["polls"][parts[1]], {}
        if user is None or row is None or parts[2] != "open":
            found = super().answer(asked)
            if found[0] == 201 and self.counts:
                found[1]["votes"] = 0
            return found
        if row["owner"] != user and not self.fault:
            return 404, None, {}
        if row["owner"] == user or self.fault in ("anybody", "gives"):
            row["votes" if self.counts else "stage"] = row["votes"] + self.counts if self.counts else "open"
            row["owner"] = user if self.fault == "gives" else row["owner"]
        return 200, row if row["owner"] == user else {**row, "owner": user, "poll": "p0", "title": "none"}, {}


def opened(service: OpenedPolls, folder: Path) -> Report:
    """The report of a check in which the other user opens a poll, and does nothing else."""

    def some(steps: RecordSteps, *_: Any) -> Iterator[tuple[str, Journey]]:
        for name, journey in stranger_journeys(steps):
            if ": open in " in name:
                yield "another user", journey

    with patch("contracts.run.phases", some):
        other = GivenUser({"key": "key of two"})
        return checked(service, folder, other=other, recombinations=0, workers=1)


WRONG = [("object-access", "open", "status")]


@pytest.mark.parametrize(("fault", "wrong"), [("anybody", True), ("as it is", False), ("", False)])
def test_a_verb_of_another_user_changes_nothing(fault: str, wrong: bool, tmp_path: Path) -> None:
    """Told where the record has changed, and not where she is answered something of her own."""
    service = OpenedPolls(fault)
    report = opened(service, tmp_path)
    assert told(report) == (WRONG if wrong else [])
    assert any(exchange.request.target.endswith("/open") for exchange in report.exchanges)
    assert service.left == []


@pytest.mark.parametrize(
    ("refusal", "counts", "wrong"),
    [
        ("", 0, False),
        ("you are not the owner", 0, True),
        ("The poll belongs to another user", -1, True),
        ("you can't vote for your own", 1, False),
        ("You can't vote on your own poll", -1, False),
        ("Already opened by another user", 0, False),
    ],
)
def test_others_may_act_on_what_everybody_reads(refusal: str, counts: int, wrong: bool, tmp_path: Path) -> None:
    """They like it, join it and report it; where the document says that the verb is the owner's they may not."""
    service = OpenedPolls("anybody", public=True, refusal=refusal, counts=counts)
    assert told(opened(service, tmp_path)) == (WRONG if wrong else [])
    assert service.left == []


def test_what_a_verb_made_the_other_users_is_removed_by_her(tmp_path: Path) -> None:
    """Who made it finds nothing any more, which is no removal."""
    service = OpenedPolls("gives")
    opened(service, tmp_path)
    assert service.left == []


OWNERS = [
    "Caller is not the owner", "You're not an owner or an admin", "Only the owner may do so", "Only the list owner",
    "It belongs to somebody else", "Belongs to a different account", "Owned by another user", "You do not own it",
    "Reserved for its owner", "The poll isn't yours",
]  # fmt: skip
OTHERS = [
    "", "Forbidden", "You can't vote for your own", "Already claimed by another user", "The owner can't vote",
    "Only non-owners may vote", "Another vote is open", "You must not be the owner", "Already belongs to another user",
    "Not the owner's turn", "Taken by somebody else", "Only people other than the owner",
]  # fmt: skip


@pytest.mark.parametrize("status", ["403", "404"])
@pytest.mark.parametrize("said", OWNERS + OTHERS)
def test_whom_a_refusal_is_for(said: str, status: str) -> None:
    """The owner alone is let in where it is said so, and not where she is the one who is kept out."""
    path = {"post": {"responses": {"200": {"description": "done"}, status: {"description": said}}}}
    (operation,) = document({"paths": {"/polls": path}}).operations
    assert is_for_owners(operation) is (said in OWNERS)
