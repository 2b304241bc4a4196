"""Each operation that succeeds with a status of its own is told, also where the one before it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path


class Board(Collection):
    """Posts on a board; ``as_made`` and ``gone`` are the statuses of a create and of a removal, which say 200."""

    called = "posts"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["text"],
        "properties": {"text": {"type": "string", "minLength": 1}},
    }

    def __init__(self, as_made: int, gone: int) -> None:
        super().__init__()
        self.statuses = {201: as_made, 204: gone}

    def document(self) -> dict[str, Any]:
        """Every success is 200."""
        document = super().document()
        for path, method, status, name in (("", "post", "201", "pin"), ("/{id}", "delete", "204", "unpin")):
            operation = document["paths"][f"/posts{path}"][method]
            operation["operationId"] = name
            operation["responses"]["200"] = operation["responses"].pop(status)
        return document

    def answer(self, asked: Asked) -> Answer:
        """A careful service but for its statuses."""
        status, body, fields = super().answer(asked)
        return self.statuses.get(status, status), body, fields


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("made", "gone"), [(200, 200), (200, 204), (201, 204)])
def test_a_removal_with_another_status_is_told_beside_such_a_create(made: int, gone: int, tmp_path: Path) -> None:
    """The sides part over a record whose create is not answered as documented; its removal's status is told too."""
    service = Board(made, gone)
    report = checked(service, tmp_path, recombinations=0)
    found = {(drift.lead.law, drift.lead.operation, drift.lead.observed) for drift in report.drifts}
    expected = {("status-documented", "pin", "201")} if made == 201 else set()
    assert found == expected | ({("status-documented", "unpin", "204")} if gone == 204 else set())
    assert not service.left
