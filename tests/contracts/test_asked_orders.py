"""An order that two parameters tell, one the member and one the direction, holds over the run's own records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer


class Films(Collection):
    """Films by a member and a direction; by ``fault`` the direction is ignored or turned."""

    called = "films"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title", "minutes"],
        "properties": {
            "title": {"type": "string", "minLength": 1, "maxLength": 60},
            "minutes": {"type": "integer", "minimum": 1, "maximum": 900},
        },
    }

    def __init__(self, fault: str) -> None:
        super().__init__({"7": {"id": 7, "title": "Old", "minutes": 90}})
        self.fault = fault

    def queries(self) -> list[dict[str, Any]]:
        """Which member, and which way."""
        return [
            {"name": "order_by", "in": "query", "schema": {"type": "string", "enum": ["id", "minutes"]}},
            {"name": "dir", "in": "query", "schema": {"type": "string", "enum": ["ASC", "DESC"], "default": "ASC"}},
        ]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """In the order that is asked for; of no direction in the rising one."""
        by, way = query.get("order_by", ["id"])[-1], query.get("dir", ["ASC"])[-1]
        if by not in ("id", "minutes") or way not in ("ASC", "DESC"):
            return 400, None, {}
        turned = {"ignored": False, "turned": way == "ASC"}.get(self.fault, way == "DESC")
        return 200, sorted(self.records.values(), key=lambda row: row[by], reverse=turned), {}


@pytest.mark.parametrize("fault", ["", "ignored", "turned"])
def test_a_direction_of_its_own_holds(fault: str, tmp_path: Path) -> None:
    """A service that ignores or turns it is told; a right one is not, and nothing is left."""
    service = Films(fault)
    report = some_journeys(service, tmp_path, "filters of films$")
    assert [law for law, *_ in told(report)] == (["list"] if fault else [])
    assert service.left == []
