"""Records under short codes that are there but once, which have no room for the run's name."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.cases.records.short_codes import _another
from tests.manners.collection import Collection
from tests.manners.serving import Answer, checked, takes

if TYPE_CHECKING:
    from pathlib import Path

_CAR: dict[str, Any] = {
    "type": "object",
    "required": ["plate", "country"],
    "properties": {
        "plate": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{2,6}$"},
        "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
    },
}


class Cars(Collection):
    """Cars of which each plate is there but once; where it ``gives`` it answers with the car that has the plate."""

    called: ClassVar[str] = "cars"
    sent: ClassVar[dict[str, Any]] = _CAR

    def __init__(self, *, gives: bool = False) -> None:
        super().__init__({"1": {"id": 1, "plate": "AA00", "country": "DE"}})
        self.gives = gives

    def document(self) -> dict[str, Any]:
        """A plate that is taken is refused."""
        document = super().document()
        document["paths"]["/cars"]["post"]["responses"]["409"] = {"description": "The plate is taken."}
        return document

    def made(self, body: dict[str, Any]) -> Answer:
        """Keeps each plate once."""
        taken = [row for row in self.records.values() if row["plate"] == body["plate"]]
        if taken:
            return (201, taken[0], {}) if self.gives else (409, None, {})
        return super().made(body)


def test_a_refused_twin_proves_that_the_first_one_was_made(tmp_path: Path) -> None:
    """They are the run's own then, and are removed."""
    service = Cars()
    report = checked(service, tmp_path)
    assert service.unharmed
    assert service.left == []
    assert not report.leftovers


@pytest.mark.slow
def test_a_car_that_was_there_stays_where_creates_answer_with_it(tmp_path: Path) -> None:
    """Nothing is refused, so nothing proves whose it is."""
    service = Cars(gives=True)
    checked(service, tmp_path)
    assert service.unharmed


_ACCOUNT: dict[str, Any] = {
    "type": "object",
    "required": ["name", "currency"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "currency": {"type": "string", "pattern": "^[A-Z]{3,8}$"},
    },
}


class Accounts(Collection):
    """Accounts of which each name is there but once, in one currency."""

    called: ClassVar[str] = "accounts"
    sent: ClassVar[dict[str, Any]] = _ACCOUNT

    def __init__(self, *, shows: bool) -> None:
        super().__init__()
        self.shows, self.known, self.strange = shows, "", list[str]()

    def document(self) -> dict[str, Any]:
        """A name that is taken is refused; an example may give the currency."""
        document = super().document()
        create = document["paths"]["/accounts"]["post"]
        create["responses"]["409"] = {"description": "The name is taken."}
        if self.shows:
            create["requestBody"] = takes({**_ACCOUNT, "example": {"name": "Acme", "currency": "EUR"}})
        return document

    def made(self, body: dict[str, Any]) -> Answer:
        """Keeps each name once, and notes the currencies that are none."""
        if any(row["name"] == body["name"] for row in self.records.values()):
            return 409, None, {}
        self.known = self.known or body["currency"]
        if body["currency"] != self.known:
            self.strange.append(body["currency"])
            return 400, None, {}
        return super().made(body)


@pytest.mark.slow
@pytest.mark.parametrize(("given", "shows"), [({"values": {"currency": "EUR"}}, False), ({}, True)])
def test_codes_that_somebody_gave_stay(given: dict[str, Any], shows: bool, tmp_path: Path) -> None:
    """Who gives one, or the document by its example, knows which ones there are: others may be refused."""
    service = Accounts(shows=shows)
    checked(service, tmp_path, **given)
    assert not [code for code in service.strange if code.startswith(service.known)]
    assert service.unharmed


def test_a_code_of_letters_alone_is_another_one() -> None:
    """Where a code has no digits, one with other digits is the same."""
    schema = {"type": "string", "pattern": "^[A-Z]{3}$"}
    steps: Any = SimpleNamespace(samples=SimpleNamespace(valid=lambda _, text: re.fullmatch("[A-Z]{3}", text)))
    assert [_another(steps, schema, text, 77) for text in ("EUR", "ABC")] == ["ACZ", "ACZ"]
