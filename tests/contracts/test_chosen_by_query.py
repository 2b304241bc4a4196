"""A change of a collection, whose query chooses the records that it is about, is not sent unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TASK: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {"id": {"type": "integer"}, "title": {"type": "string"}},
}


class Tasks(Collection):
    """Tasks that are changed by their own path, and together: all whose members are as the query says.

    A collection that ``names`` its record changes the one whose key the body has, for a tenant.
    """

    called: ClassVar[str] = "tasks"
    sent: ClassVar[dict[str, Any]] = _TASK

    def __init__(self, condition: str, *, names: bool) -> None:
        super().__init__({"1": {"id": 1, "title": "somebody else's"}})
        self.condition, self.names = condition, names
        self.together = 0
        self.careless = not names

    def document(self) -> dict[str, Any]:
        """The body of a change of several is a record with its key, as that of a change of one is."""
        document = super().document()
        query = {"name": self.condition, "in": "query", "schema": {"type": "string"}}
        shown = {**_TASK, "properties": {**_TASK["properties"], "done": {"type": "boolean"}}}
        answers = {"200": says(shown), "400": {"description": "no"}, "404": {"description": "none"}}
        change = {"parameters": [query], "requestBody": takes({**_TASK, "required": ["id", "title"]})}
        document["paths"]["/tasks"]["put"] = {**change, "operationId": "changeTasks", "responses": answers}
        if self.names:
            for item in document["paths"].values():
                item["parameters"] = [*item.get("parameters", []), query]
        return document

    def answer(self, asked: Asked) -> Answer:
        """Only the title is looked at."""
        if asked.method != "PUT" or asked.parts != ["tasks"]:
            return super().answer(asked)
        body, wrong = self.checker.read(asked.data if asked.json else b"")
        if body is None or wrong or "id" not in body:
            return 400, None, {}
        self.together += 1
        for key, row in self.records.items():
            if self.careless or key == str(body["id"]):
                row["title"] = body["title"]
        row = self.records.get(str(body["id"]))
        return (404, None, {}) if row is None else (200, row, {})


@pytest.mark.parametrize("condition", ["title", "filter[title]", "where", "done", "tenantId"])
def test_records_that_a_query_chooses_are_left_alone(condition: str, tmp_path: Path) -> None:
    """Without a condition they would be all that there are, whichever record the body names."""
    service = Tasks(condition, names=False)
    checked(service, tmp_path)
    assert service.unharmed
    assert service.together == 0


@pytest.mark.parametrize("taken", ["tenantId", "api-version"])
def test_a_record_that_a_body_names_is_changed(taken: str, tmp_path: Path) -> None:
    """A tenant, or a form of the answer, that every operation takes chooses none."""
    service = Tasks(taken, names=True)
    checked(service, tmp_path)
    assert service.unharmed
    assert service.together


@pytest.mark.parametrize("condition", ["where", "title", "jql", "id_in", "taskIds", "tenantFilter"])
def test_a_condition_that_every_operation_takes_chooses_all_the_same(condition: str, tmp_path: Path) -> None:
    """Without one a careless service changes all that there are."""
    service = Tasks(condition, names=True)
    service.careless = True
    checked(service, tmp_path)
    assert service.unharmed
    assert service.together == 0
