"""A create that takes a list: each record in it refers to one of the run's own, as that of any other create."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from tests.contracts.some_journeys import told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Asked, Checker, checked, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer

TITLE = {"type": "string", "minLength": 1, "maxLength": 60}
LABEL: dict[str, Any] = {
    "type": "object",
    "required": ["project", "title"],
    "properties": {"project": {"type": "integer", "minimum": 1, "maximum": 90000}, "title": TITLE},
}


class Projects(Collection):
    """Projects, of which one is somebody else's, and labels of any of them."""

    called = "projects"
    sent: ClassVar[dict[str, Any]] = {"type": "object", "required": ["title"], "properties": {"title": TITLE}}

    def __init__(self) -> None:
        super().__init__({"1": {"id": 1, "title": "Somebody else's"}})
        self.labels: list[dict[str, Any]] = []

    def document(self) -> dict[str, Any]:
        """Labels are made several at once, and listed."""
        described = super().document()
        many = {"type": "array", "items": LABEL}
        described["paths"]["/labels"] = {
            "get": {"responses": {"200": says(many)}},
            "post": {"requestBody": takes({**many, "minItems": 1}), "responses": {"201": says(many), **NO}},
        }
        return described

    def answer(self, asked: Asked) -> Answer:
        """A project that is there may have labels."""
        if asked.parts != ["labels"] or asked.method not in ("GET", "POST"):
            return super().answer(asked)
        if asked.method == "POST":
            body, _ = Checker({"type": "object"}).read(b'{"of": ' + asked.data + b"}" if asked.json else b"")
            made = (body or {}).get("of")
            rows: list[Any] = made if isinstance(made, list) and made else [None]
            if any(Checker(LABEL).wrong(row) or str(row["project"]) not in self.records for row in rows):
                return 400, None, {}
            self.labels += rows
            return 201, rows, {}
        return 200, self.labels, {}


def test_each_record_of_a_list_refers_to_the_runs_own(tmp_path: Path) -> None:
    """Labels are made, and none is one of a project that was there before."""
    service = Projects()
    assert told(checked(service, tmp_path)) == []
    assert service.labels
    assert {label["project"] for label in service.labels}.isdisjoint({1})
    assert service.unharmed
