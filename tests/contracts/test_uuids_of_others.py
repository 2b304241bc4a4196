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
    """Waits that name nothing, and are missed all the same."""

    called = "waits"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 60}},
    }

    def made(self, body: dict[str, Any]) -> Answer:
        """There is no such run."""
        return 404, None, {}


class WaitsForARun(Waits):
    """Waits for a run of another service, that nobody has."""

    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title", "run"],
        "properties": {**Waits.sent["properties"], "run": {"type": "string", "format": "uuid"}},
    }


class WaitsOfItsOwn(Waits):
    """Waits whose own key is a UUID that the client gives."""

    named = "label"
    keyed: ClassVar[dict[str, Any]] = {"type": "string", "format": "uuid"}
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["label", "title"],
        "properties": {"label": keyed, **Waits.sent["properties"]},
    }


@pytest.mark.parametrize(("service", "laws"), [(WaitsForARun, []), (Waits, ["state"]), (WaitsOfItsOwn, ["state"])])
def test_what_a_uuid_names_may_not_be_there(service: type[Waits], laws: list[str], tmp_path: Path) -> None:
    """A documented 404 is right then; of a create that names nothing it is told."""
    assert [law for law, *_ in told(checked(service(), tmp_path))] == laws
