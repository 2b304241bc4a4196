"""What makes another record of one is carried out as no change: what it makes would be nobody's to remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, checked, in_path, says

if TYPE_CHECKING:
    from pathlib import Path


class Plans(Collection):
    """Plans, of which a verb makes another one beside them."""

    called = "plans"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": {"type": "string", "maxLength": 60}},
    }
    verb = "copy"

    def document(self) -> dict[str, Any]:
        """The plans, and the verb of each."""
        document = super().document()
        document["paths"][f"/plans/{{id}}/{self.verb}"] = {
            "parameters": [in_path("id", self.keyed)],
            "post": {"responses": {"201": says(self.shown), **NO}},
        }
        return document

    def answer(self, asked: Asked) -> Answer:
        """The plans as ever, and copies of them."""
        if len(asked.parts) != 3 or asked.parts[2] != self.verb or asked.parts[1] not in self.records:
            return super().answer(asked)
        if asked.method != "POST":
            return 405, None, {"Allow": "POST"}
        return self.made({"title": self.records[asked.parts[1]]["title"]})


class Clones(Plans):
    """As others call it."""

    verb = "clone"


@pytest.mark.parametrize("kind", [Plans, Clones])
def test_each_copy_is_told(kind: type[Plans], tmp_path: Path) -> None:
    """A service that makes them is clean, and has what it had: of what is left each is in the report."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0)
    assert not report.drifts
    assert {left.what for left in report.leftovers} == set(service.left)
    assert len(service.left) <= 1
    assert service.unharmed


class Wrapped(Plans):
    """The copy is answered otherwise than a record, or not at all."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form

    def document(self) -> dict[str, Any]:
        """That it is made is all that is told."""
        document = super().document()
        document["paths"]["/plans/{id}/copy"]["post"]["responses"]["201"] = {"description": "Copied"}
        return document

    def answer(self, asked: Asked) -> Answer:
        """The copy, in the form."""
        status, body, headers = super().answer(asked)
        if asked.parts[2:] != ["copy"] or status != 201 or not body:
            return status, body, headers
        forms: dict[str, Any] = {"newId": {"newId": body["id"]}, "data": {"data": body}, "list": [body]}
        return status, forms.get(self.form), {"Location": f"/plans/{body['id']}"} if self.form == "location" else {}


@pytest.mark.parametrize("form", ["location", "newId", "data", "list", "none"])
def test_a_copy_is_told_however_it_is_answered(form: str, tmp_path: Path) -> None:
    """By its key where the answer shows it, else that there is one."""
    service = Wrapped(form)
    report = checked(service, tmp_path, recombinations=0)
    told = {left.what for left in report.leftovers}
    assert (told == {*service.left}) if form != "none" else report.leftovers
    assert service.left
    assert service.unharmed
