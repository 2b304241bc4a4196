"""A PUT may take a list, which replaces a part of its record: no member of a record can be sent to it alone."""

from __future__ import annotations

import itertools
import json
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.journeys.reading import reading
from contracts.cases.journeys.strangers import stranger_journeys
from contracts.settings import GivenUser
from tests.contracts.some_journeys import some_journeys
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import Journey, RecordSteps

_TRACK: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "additionalProperties": False,
    "properties": {"title": {"type": "string", "maxLength": 80}},
}
_TAPE: dict[str, Any] = {**_TRACK, "properties": {"title": {"type": "string", "maxLength": 80}}}
_LISTED = {**_TAPE, "type": "array", "items": _TAPE, "properties": {"title": {"type": "string", "example": "Side A"}}}
"""What was one record once, and is several now: its members were left beside them."""
_TRACKS = {"type": "array", "maxItems": 9, "items": _TRACK}
_SHOWN = {"type": "object", "properties": {"id": {"type": "integer"}, **_TAPE["properties"]}}


class Tapes(Service):
    """Tapes by numbers; a PUT says which tracks one has."""

    key = "key-of-one-user"

    def __init__(self, taken: dict[str, Any] = _TAPE, tracks: dict[str, Any] = _TRACKS) -> None:
        super().__init__()
        self.taken, self.tracks = taken, tracks
        self.begin({"tapes": {}})
        self.numbers = itertools.count(1)
        self.tape, self.track = Checker(_TAPE), Checker(_TRACK)
        self.put: list[Any] = []

    def document(self) -> dict[str, Any]:
        """A read shows no tracks."""
        no, shown = {"400": {"description": "wrong"}, "404": {"description": "none"}}, says(_SHOWN)
        return {
            "openapi": "3.1.0",
            "info": {"title": "Tapes", "version": "1"},
            "security": [{"key": []}],
            "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
            "paths": {
                "/tapes": {"post": {
                    "operationId": "add", "requestBody": takes(self.taken), "responses": {"201": shown, **no}}},
                "/tapes/{id}": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"operationId": "read", "responses": {"200": shown, **no}},
                    "put": {
                        "operationId": "fill", "requestBody": takes(self.tracks), "responses": {"200": shown, **no}},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **no}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """One answer; everybody has everything."""
        rows, key = self.rows["tapes"], "/".join(asked.parts[1:])
        if asked.method == "POST":
            body, wrong = self.tape.read(asked.data)
            if body is None or wrong:
                return 400, None, {}
            number = next(self.numbers)
            rows[str(number)] = {"id": number, **body}
            return 201, rows[str(number)], {}
        if key not in rows:
            return 404, None, {}
        if asked.method == "DELETE":
            del rows[key]
            return 204, None, {}
        if asked.method == "PUT":
            try:
                tracks = json.loads(asked.data)
            except (ValueError, RecursionError):
                return 400, None, {}
            self.put.append(tracks)
            if not isinstance(tracks, list) or len(tracks) > 9 or any(self.track.wrong(track) for track in tracks):
                return 400, None, {}
        return 200, rows[key], {}


@pytest.mark.parametrize("tracks", [_TRACKS, {"example": [{"title": "Side B"}]}])
def test_a_record_whose_replacement_is_a_list_is_checked_to_the_end(tracks: dict[str, Any], tmp_path: Path) -> None:
    """Nothing of a list is taken for the members of a record."""
    service = Tapes(tracks=tracks)
    report = some_journeys(service, tmp_path, ".")
    assert report.interrupted is None
    assert [(drift.lead.law, drift.lead.operation, drift.lead.message) for drift in report.drifts] == []
    assert all(isinstance(body, list) for body in service.put)
    assert (service.left, service.unharmed) == ([], True)


def test_another_user_tries_no_members_of_a_list(tmp_path: Path) -> None:
    """What everybody may do is told all the same, to the end of the check."""

    def both(steps: RecordSteps, *_: Any) -> Iterator[tuple[str, Journey]]:
        yield "journeys", partial(reading, cycle=steps.cycles["tapes"])
        yield from (("journeys", journey) for _, journey in stranger_journeys(steps))

    with patch("contracts.run.phases", both):
        other = GivenUser({"key": "key-of-another-user"})
        report = checked(Tapes(), tmp_path, other=other, recombinations=0, workers=1)
    assert report.interrupted is None
    assert {drift.lead.law for drift in report.drifts} == {"object-access"}


def test_a_create_of_several_that_tells_the_members_of_one_is_checked_to_the_end(tmp_path: Path) -> None:
    """The texts of the document are for no list."""
    report = some_journeys(Tapes(_LISTED), tmp_path, "texts of")
    assert report.interrupted is None
