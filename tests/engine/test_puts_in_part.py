"""A PUT that says that what is not given stays is a merge, to the mock and to the check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from mock_server.openapi import behaviours
from tests.contracts.some_journeys import some_journeys, told
from tests.engine.test_record_laws import served
from tests.manners.collection import NO, Collection
from tests.manners.serving import says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer

_SAYS = "What is not given stays as it is."
_DENIED = (
    "Replaces a lamp. Partial updates are not supported.",
    "Replaces the whole lamp; for partial updates, delete and recreate it.",
    "Fields that are not sent are reset; values not given do not stay.",
    "Only the given fields may be replaced by null; all are required.",
)


class Lamps(Collection):
    """Lamps are changed by a PUT, of which the document ``says`` what it does; ``loses`` what a change leaves out."""

    called = "lamps"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "properties": {
            "label": {"type": "string", "minLength": 1, "maxLength": 60},
            "room": {"type": "string", "minLength": 1, "maxLength": 60},
        },
    }
    shown: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer"}, **sent["properties"]},
    }

    def __init__(self, says: str, *, loses: bool = False, one: bool = False) -> None:
        super().__init__()
        self.says, self.loses = says, loses
        self.change = {**self.sent, "anyOf": [{"required": ["label"]}, {"required": ["room"]}]} if one else self.sent

    def changes(self) -> dict[str, Any]:
        """By PUT alone."""
        answers = {"200": says(self.shown), **NO}
        return {"put": {"description": self.says, "requestBody": takes(self.change), "responses": answers}}

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """What is not given stays, or is lost; of several members one has to be there."""
        if self.change is not self.sent and not body:
            return 400, None, {}
        return super().changed(key, body if self.loses else {**self.records[key], **body})


@pytest.mark.parametrize(
    ("said", "action"),
    [
        (_SAYS, "merge"),
        ("Only the given attributes are changed.", "merge"),
        ("Members that are not provided remain unchanged.", "merge"),
        ("Replaces a lamp. A lamp that is not present is made.", "replace"),
        ("Only lamps of one room may be changed.", "replace"),
        ("What is not given is null from then on.", "replace"),
        ("Partially updates a lamp.", "merge"),
        (_DENIED[0], "replace"),
        (_DENIED[1], "replace"),
        (_DENIED[2], "replace"),
        (_DENIED[3], "replace"),
    ],
)
def test_the_words_of_a_put_tell_a_merge(said: str, action: str) -> None:
    """What the mock keeps follows from it; beside a PATCH, and where it makes records too, it replaces."""
    lamps = Lamps(said).document()
    with served(lamps) as mock:
        made = mock.ask("POST", "/lamps", json={"label": "a", "room": "b"}).json()
        mock.ask("PUT", f"/lamps/{made['id']}", json={"label": "c"})
        now = mock.ask("GET", f"/lamps/{made['id']}").json()
        assert (now["label"], now.get("room") == "b") == ("c", action == "merge")
    put = lamps["paths"]["/lamps/{id}"]["put"]
    lamps["paths"]["/lamps/{id}"]["patch"] = put
    with served(lamps) as mock:
        assert {b.action for b in behaviours(mock.document).values() if b.operation.method == "PUT"} == {"replace"}


@pytest.mark.parametrize("one", [False, True])
@pytest.mark.parametrize(
    ("said", "loses", "found"), [(_SAYS, True, True), (_SAYS, False, False), (_DENIED[0], True, False)]
)
def test_a_service_that_loses_what_should_stay_is_told(
    said: str, loses: bool, found: bool, one: bool, tmp_path: Path
) -> None:
    """Where nobody says so, it may replace; each member is sent alone, also where one of several has to be there."""
    service = Lamps(said, loses=loses, one=one)
    report = some_journeys(service, tmp_path, "lamps")
    assert [law for law, *_ in told(report)] == (["read-back"] if found else [])
    assert service.left == []
