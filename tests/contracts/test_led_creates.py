"""A create that is answered with 303 made what its Location leads to: it is in the books, and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.contracts.task_service import Tasks
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path


class LedTasks(Tasks):
    """Tasks to which a client is led once they are made."""

    def document(self) -> dict[str, Any]:
        """No success is documented for a create."""
        document = super().document()
        answers = document["paths"]["/tasks"]["post"]["responses"]
        del answers["201"]
        answers["303"] = {"description": "made", "headers": {"Location": {"schema": {"type": "string"}}}}
        return document

    def answer(self, asked: Asked) -> Answer:
        """The address of the new task, and nothing of it."""
        status, found, fields = super().answer(asked)
        return (303, None, {"Location": f"/tasks/{found['id']}"}) if status == 201 else (status, found, fields)


def test_what_a_create_leads_to_is_made_and_removed(tmp_path: Path) -> None:
    """Each record counts, and none is left."""
    service = LedTasks(others=(1, 2))
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert (service.left, service.unharmed, report.unreached) == ([], True, ())
    assert report.created - len(report.leftovers) == report.removed > 5
