"""A create that names something by a UUID in its body, which is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import told
from tests.manners.collection import Collection
from tests.manners.serving import checked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer


class Waits(Collection):
    """Waits for a run of another service, that nobody has; by ``fault`` they name none, and are missed all the same."""

    called = "waits"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 60}},
    }
    shown: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["id", "title"],
        "properties": {"id": {"type": "integer"}, **sent["properties"]},
    }

    def __init__(self, fault: bool) -> None:
        run = {} if fault else {"run": {"type": "string", "format": "uuid"}}
        self.sent = {**self.sent, "required": ["title", *run], "properties": {**self.sent["properties"], **run}}
        super().__init__()

    def made(self, body: dict[str, Any]) -> Answer:
        """There is no such run."""
        return 404, None, {}


@pytest.mark.parametrize("fault", [False, True])
def test_what_a_uuid_names_may_not_be_there(fault: bool, tmp_path: Path) -> None:
    """A documented 404 is right then; of a create that names nothing it is told."""
    report = checked(Waits(fault), tmp_path)
    assert [law for law, *_ in told(report)] == (["state"] if fault else [])
