"""A mask in the query says which members of a body are meant: the others stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, Checker, in_query, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_MEMBERS = ("name", "theme", "place")


class Shelves(Collection):
    """Shelves that are changed by a mask; ``fault`` is how they take it."""

    called = "shelves"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object", "required": ["name"], "properties": dict.fromkeys(_MEMBERS, _TEXT)}  # fmt: skip

    def __init__(self, fault: str, says: str) -> None:
        super().__init__()
        self.fault, self.says = fault, says
        self.part = Checker({**self.sent, "required": []})

    def changes(self) -> dict[str, Any]:
        """A merge with a mask."""
        mask = {**in_query("updateMask", type="string"), "description": self.says}
        change = {"requestBody": takes({**self.sent, "required": []}), "parameters": [mask]}
        return {"patch": {**change, "responses": {"200": says(self.shown), **NO}}}

    def answer(self, asked: Asked) -> Answer:
        """What the mask names is changed, or taken away where the body has it not."""
        row = self.records.get(asked.parts[-1])
        if asked.method != "PATCH" or row is None:
            return super().answer(asked)
        body, wrong = self.part.read(asked.data if asked.json else b"")
        named = [name for text in asked.query.get("updateMask", []) for name in text.split(",")]
        if body is None or wrong or (named and self.fault == "refuses"):
            return 400, None, {}
        named = [*_MEMBERS] if "*" in named and self.fault != "merges" else [name for name in named if name != "*"]
        named = named[:1] if self.fault == "first" else named
        if self.fault == "ignores" or not named:
            named = [*body]
        row.update({name: body[name] for name in named if name in body})
        for name in set(named) - {*body, "name"}:
            row.pop(name, None)
        return 200, row, {}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("fault", "says", "place"),
    [
        ("merges", "The members to update, or `*` for a full replacement", "/theme"),
        ("", "The members to update, or `*` for a full replacement", None),
        ("ignores", "The members to update", "/place"),
        ("first", "The members to update", "/place"),
        ("merges", "The members to update", None),
        ("refuses", "The members to update", None),
    ],
)
def test_a_change_is_of_what_its_mask_names(fault: str, says: str, place: str | None, tmp_path: Path) -> None:
    """A mask that nobody heeds is told, also one of everything where the document says what that is."""
    report = some_journeys(Shelves(fault, says), tmp_path, "^masks of")
    found = told(report)
    assert {shown[2] for shown in found} == ({place} if place else set())
    assert ("read-back" in {shown[0] for shown in found}) is (place is not None)
    assert report.created > 0
