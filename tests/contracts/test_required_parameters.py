"""A parameter that a create requires is left out once: it has to be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path


class Bids(Collection):
    """Bids that say which client of the API they come from."""

    called = "bids"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": {"type": "string", "maxLength": 80}},
    }
    asked: ClassVar[dict[str, Any]] = {"type": "string", "minLength": 1, "maxLength": 200}

    def document(self) -> dict[str, Any]:
        """The collection, with what its create requires."""
        document = super().document()
        parameter = {"name": "Client-Version", "in": "header", "required": True, "schema": self.asked}
        document["paths"]["/bids"]["post"]["parameters"] = [parameter]
        return document

    def refuses(self, asked: Asked) -> bool:
        """Whether the parameter is missed."""
        return not asked.headers.get("Client-Version")

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        if asked.method == "POST" and asked.parts == ["bids"] and self.refuses(asked):
            return 400, None, {}
        return super().answer(asked)


class Lenient(Bids):
    """Nobody looks."""

    def refuses(self, asked: Asked) -> bool:
        """Never."""
        return False


class ByDefault(Lenient):
    """What is left out has a default."""

    asked: ClassVar[dict[str, Any]] = {"type": "string", "default": "1"}


@pytest.mark.parametrize(("kind", "told"), [(Bids, False), (Lenient, True), (ByDefault, False)])
def test_a_required_parameter_left_out(kind: type[Bids], told: bool, tmp_path: Path) -> None:
    """Where it is taken, one drift says so; all that was made is removed."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0)
    laws = {drift.lead.law for drift in report.drifts}
    assert laws == ({"invalid-refused"} if told else set())
    assert (service.left, service.unharmed) == ([], True)
