"""A PUT that says that what is not given stays is a merge, to the mock and to the check."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.traffic.partial_changes import what_stays
from mock_server.openapi import behaviours, load_document
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


_MERGES = (
    _SAYS,
    "Only the given attributes are changed.",
    "Members that are not provided remain unchanged.",
    "Partially updates a lamp.",
    "Only the provided fields will be updated, others will not be changed.",
    "Performs a partial update of a note.",
    "Performs a partial update of a lamp.",
    "Update a note (partial update)",
    "Only the given fields can be changed.",
    "This is a partial update.",
    "Supports partial updates.",
    "Only the given fields are updated, the others are not touched.",
    "Only the given fields are updated, null values are ignored.",
    "Only the supplied fields, and no others, are updated",
    "Only provided fields should be updated",
    "Only the given fields change.",
    "If a field is omitted, it keeps its value.",
    "Omitted fields are left as they are.",
    "Fields that aren't in the request body won't be changed.",
    "Updates only the fields that are provided.",
    "Partial updates are allowed; a lamp is found by its id.",
    "Only the fields you send are changed; send null to clear one.",
    "Only the given fields are updated and null values are ignored.",
    "Only the fields given in the body are changed.",
    "It doesn't replace the lamp, only the given fields are changed.",
    "Only the provided fields are applied.",
    "Only the passed properties will be updated; a request without a room leaves it unchanged.",
    "Updates only the parameters passed. Any parameters not provided will be left unchanged.",
    "If you omit a field, the current value is kept.",
    "Partial update of a lamp: attributes left out of the body stay the same.",
)
_REPLACES = (
    *_DENIED,
    "Replaces a lamp.",
    "Replaces a lamp. A lamp that is not present is made.",
    "Only lamps of one room may be changed.",
    "What is not given is null from then on.",
    "Partial updates are rejected with 400.",
    "Partial updates are done via PATCH.",
    "Partial updates go through another endpoint.",
    "Partial updates: see the batch API.",
    "Attributes omitted are deleted, but the id stays the same.",
    "Fields not sent are dropped, and ids remain.",
    "Values omitted are emptied and the version is kept",
    "Only the given fields are updated, others are reset.",
    "Only the provided fields are kept. All other fields are set to null.",
    "Does not update only the given fields, but replaces all of them.",
    "A partial update of a lamp is rejected.",
    "Only the specified lamp is updated.",
    "Fields that are not given are left empty.",
    "Partial update: use PATCH.",
    "Partial update: not supported.",
    "A partial update of a lamp goes through the batch API.",
    "Members that are not kept are removed.",
    "Only the provided fields are required.",
    "Unlike a partial update, this drops what is missing.",
)
_UNCLEAR = (
    "Sets the label; all other fields remain unchanged.",
    "Updates a lamp with partial data.",
    "Only non-null fields are updated.",
    "Read-only fields that are not given remain unchanged.",
    "Full or partial update of a lamp.",
    "If `merge` is true, only the given fields are updated.",
    "Missing fields are ignored.",
    "The ones you leave out won't be changed.",
    "Fields that are null or missing are not updated.",
    "Pass only the fields you want to change.",
    "Only specified fields can be changed: label, room.",
)


@pytest.mark.parametrize(
    ("said", "action", "is_open"),
    [
        *((said, "merge", None) for said in _MERGES),
        *((said, "replace", False) for said in _REPLACES),
        *((said, "replace", True) for said in _UNCLEAR),
    ],
)
def test_the_words_of_a_put_tell_a_merge(said: str, action: str, is_open: bool | None, tmp_path: Path) -> None:
    """Of words that are unclear the mock makes a replacement, and the check leaves open what becomes of the rest."""
    file = tmp_path / "lamps.json"
    file.write_text(json.dumps(Lamps(said).document()))
    (put,) = (b for b in behaviours(load_document(file)).values() if b.operation.method == "PUT")
    assert put.action == action
    assert is_open is None or what_stays(put.operation, ["label", "room"])[1] == is_open


@pytest.mark.parametrize(("said", "stays"), [(_SAYS, True), (_DENIED[0], False)])
def test_a_mock_keeps_what_a_put_says_to_stay(said: str, stays: bool) -> None:
    """Beside a PATCH it replaces."""
    lamps = Lamps(said).document()
    with served(lamps) as mock:
        made = mock.ask("POST", "/lamps", json={"label": "a", "room": "b"}).json()
        mock.ask("PUT", f"/lamps/{made['id']}", json={"label": "c"})
        now = mock.ask("GET", f"/lamps/{made['id']}").json()
        assert (now["label"], now.get("room") == "b") == ("c", stays)
    put = lamps["paths"]["/lamps/{id}"]["put"]
    lamps["paths"]["/lamps/{id}"]["patch"] = put
    with served(lamps) as mock:
        assert {b.action for b in behaviours(mock.document).values() if b.operation.method == "PUT"} == {"replace"}


@pytest.mark.parametrize("one", [False, True])
@pytest.mark.parametrize(
    ("said", "loses", "found"),
    [(_SAYS, True, True), (_SAYS, False, False), (_DENIED[0], True, False), (_UNCLEAR[0], False, False)],
)
def test_a_service_that_loses_what_should_stay_is_told(
    said: str, loses: bool, found: bool, one: bool, tmp_path: Path
) -> None:
    """Where nobody says so, it may replace; each member is sent alone, also where one of several has to be there."""
    service = Lamps(said, loses=loses, one=one)
    report = some_journeys(service, tmp_path, "lamps")
    assert [law for law, *_ in told(report)] == (["read-back"] if found else [])
    assert service.left == []
