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


class PerTenant(Collection):
    """Each tenant numbers its own notes; who names none is of the main one."""

    called = "notes"
    sent: ClassVar[dict[str, Any]] = Bids.sent
    lists = False
    where = "query"

    def __init__(self) -> None:
        super().__init__({str(n): {"id": n, "title": f"theirs {n}"} for n in range(1, 200)})
        self.main: dict[str, Any] = {}
        self.numbers = iter(range(1000, 10_000))
        self.careless = iter(range(20, 1000))

    def document(self) -> dict[str, Any]:
        """Everything requires the tenant."""
        document = super().document()
        tenant = {"name": "Tenant", "in": self.where, "required": True, "schema": {"enum": ["acme"]}}
        for item in document["paths"].values():
            item["parameters"] = [*item.get("parameters", []), tenant]
        return document

    def answer(self, asked: Asked) -> Answer:
        """A careless service."""
        tenant = (
            asked.query.get("Tenant", ["main"])[0] if self.where == "query" else asked.headers.get("Tenant", "main")
        )
        if tenant == "acme":
            return super().answer(asked)
        if tenant != "main" or asked.parts[0] != "notes" or len(asked.parts) > 2:
            return 400, None, {}
        if len(asked.parts) == 2:
            if asked.method == "DELETE" and asked.parts[1] in self.main:
                return 204, self.main.pop(asked.parts[1]) and None, {}
            return 404, None, {}
        body, wrong = self.checker.read(asked.data if asked.json else b"")
        if asked.method != "POST" or body is None or wrong:
            return 400, None, {}
        number = next(self.careless)
        self.main[str(number)] = row = {"id": number, **self.checker.kept(body)}
        return 201, row, {}


class ByHeader(PerTenant):
    """The same in a field."""

    where = "header"


@pytest.mark.parametrize("kind", [PerTenant, pytest.param(ByHeader, marks=pytest.mark.slow)])
def test_a_record_made_without_its_tenant_is_not_removed_from_another(kind: type[PerTenant], tmp_path: Path) -> None:
    """Nobody knows where it lies: it is told; of the others' nothing is changed."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0, fuzz=5)
    assert {drift.lead.law for drift in report.drifts} == {"invalid-refused"}
    assert (service.left, service.unharmed) == ([], True)
    assert {left.what for left in report.leftovers} >= set(service.main)
