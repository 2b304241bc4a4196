"""A folder that names the one it lies in is put into none of others', although the document's example names one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_MEMBERS: dict[str, Any] = {"title": _TEXT, "folderId": {**_TEXT, "example": "f1"}}


class Folders(Collection):
    """Folders in folders, whose keys are texts."""

    called = "folders"
    keyed: ClassVar[dict[str, Any]] = {"type": "string"}
    key_form = "f{}"
    sent: ClassVar[dict[str, Any]] = {"type": "object", "required": ["title"], "properties": _MEMBERS}

    def __init__(self) -> None:
        super().__init__({"f1": {"id": "f1", "title": "somebody else's"}})
        self.into: set[str] = set()

    def answer(self, asked: Asked) -> Answer:
        """Where folders are put is seen."""
        if asked.method == "POST" and asked.data:
            try:
                body = json.loads(asked.data)
            except ValueError:
                body = None
            into = body.get("folderId") if isinstance(body, dict) else None
            if isinstance(into, str) and into in self.records:
                self.into.add(into)
            elif into is not None:
                return 400, None, {}
        return super().answer(asked)


def test_no_folder_is_put_into_somebody_elses(tmp_path: Path) -> None:
    """It is a reference: the run's own are sent there, or none."""
    service = Folders()
    report = checked(service, tmp_path)
    assert not report.drifts
    assert "f1" not in service.into
    assert (service.left, service.unharmed) == ([], True)
