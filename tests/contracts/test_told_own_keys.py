"""A 409 whose words name the key that callers choose: another key is another record, whatever they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer

_TEXT: dict[str, Any] = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9-]*$", "maxLength": 60}
_DEPOT: dict[str, Any] = {
    "type": "object",
    "required": ["code", "town"],
    "properties": {"code": _TEXT, "town": {"type": "string", "minLength": 1, "maxLength": 60}},
}


class Depots(Collection):
    """Depots under codes that callers choose."""

    called, named, keyed, lists = "depots", "code", _TEXT, False
    sent = _DEPOT

    def document(self) -> dict[str, Any]:
        """What its refusal says."""
        document = super().document()
        document["paths"]["/depots"]["post"]["responses"]["409"] = {
            "description": "A depot with this code already exists."
        }
        return document


def test_another_key_is_another_record(tmp_path: Path) -> None:
    """That two depots were made is no conflict: they have two codes."""
    service = Depots({"first": {"code": "first", "town": "from before"}})
    assert told(some_journeys(service, tmp_path, ".")) == []
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.parametrize(
    ("said", "required", "kept"),
    [("", [], True), ("", ["id"], False), ("Its id in the books of the caller.", [], False)],
)
def test_an_id_beside_the_chosen_key(said: str, required: list[str], kept: bool, tmp_path: Path) -> None:
    """It is the service's own, unless a create requires it or its description gives it to the caller."""

    class Numbered(Depots):
        sent: ClassVar[dict[str, Any]] = {
            **_DEPOT,
            "required": [*_DEPOT["required"], *required],
            "properties": {**_DEPOT["properties"], "id": {"type": "string", "maxLength": 40, "description": said}},
        }

        def made(self, body: dict[str, Any]) -> Answer:
            return super().made({**body, "id": f"x{len(self.records)}"})

    laws = {law for law, _, place in told(some_journeys(Numbered(), tmp_path, ".")) if place == "/id"}
    assert ("echo" in laws) is not kept
