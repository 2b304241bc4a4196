"""A copy of a record is one more, and is told as left where its answer shows its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, checked, in_path, says

if TYPE_CHECKING:
    from pathlib import Path

_TITLE: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}


class Copies(Collection):
    """Notes that are copied; what a copy is called says nothing of the run."""

    called = "notes"
    sent: ClassVar[dict[str, Any]] = {"type": "object", "required": ["title"], "properties": {"title": _TITLE}}
    makes = True

    def document(self) -> dict[str, Any]:
        """The notes, and what copies one."""
        document = super().document()
        copy = {"operationId": "copyNote", "responses": {"201": says(self.shown), **NO}}
        document["paths"]["/notes/{id}/copy"] = {"parameters": [in_path("id", self.keyed)], "post": copy}
        return document

    def answer(self, asked: Asked) -> Answer:
        """The copy, or what was there."""
        if asked.parts[2:] != ["copy"]:
            return super().answer(asked)
        if asked.parts[1] not in self.records:
            return 404, None, {}
        if asked.method != "POST":
            return 405, None, {"Allow": "POST"}
        if not self.makes:
            return 201, self.records[asked.parts[1]], {}
        number = next(self.numbers)
        self.records[str(number)] = {"id": number, "title": "Copy"}
        return 201, self.records[str(number)], {}


class Elsewhere(Copies):
    """The copy goes somewhere else: what is shown is the record that was copied."""

    makes = False


@pytest.mark.parametrize("kind", [Copies, Elsewhere])
def test_a_copy_is_told(kind: type[Copies], tmp_path: Path) -> None:
    """By its key; nothing is told of a record that is the run's own, and removed."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0)
    assert not report.drifts
    assert bool(service.left) is service.makes
    assert {left.what for left in report.leftovers} == set(service.left)
    assert service.unharmed
