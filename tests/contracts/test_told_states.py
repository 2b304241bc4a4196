"""Creates that refer to a record: what became of that before may be refused, what plain words are about may not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.exchange_judge import ExchangeJudge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

MEDIA = "application/json"
DONE = {"description": "Done"}
KEYED = {"409": {"description": "The Idempotency-Key was used with another body"}}


@pytest.mark.parametrize(
    ("said", "refusal", "more", "found"),
    [
        ("Creates a booking. Seats can be chosen later.", "No", {}, ["valid-accepted"]),
        ("A booking has no more than 50 seats, unless it is a group's.", "No", {}, ["valid-accepted"]),
        ("Bookings cannot be changed.", "No", {}, ["valid-accepted"]),
        ("Returns the booking that has been created.", "Seats exceed the limit", {}, ["valid-accepted"]),
        ("", "A member is not supported or has not been provided", {}, ["valid-accepted"]),
        ("", "The body cannot be processed", {}, ["valid-accepted"]),
        ("", "Such a booking already exists", {}, []),
        ("", "A booking of this event is already in use", KEYED, []),
        ("", "The comment must be no longer than 200 characters", {}, ["valid-accepted"]),
        ("", "The event is no longer open", {}, []),
        ("", "The number of seats cannot be 0", {}, ["valid-accepted"]),
        ("", "The date cannot be in the past", {}, ["valid-accepted"]),
        ("", "The comment cannot be an empty string", {}, ["valid-accepted"]),
        ("", "The booking cannot be created", {}, ["valid-accepted"]),
        ("", "The booking cannot be completed or saved", {}, ["valid-accepted"]),
        ("", "The event cannot be undone", {}, []),
        ("", "The seats cannot be omitted", {}, ["valid-accepted"]),
        ("", "The request has been rejected", {}, ["valid-accepted"]),
        ("", "The booking has been rejected", {}, ["valid-accepted"]),
        ("", "The request has been dismissed", {}, ["valid-accepted"]),
        ("", "The event has been dismissed", {}, []),
        ("", "No booking was created: the input was not matched", {}, ["valid-accepted"]),
        ("", "The event has been completed", {}, []),
        ("", "The remaining fields are invalid", {}, ["valid-accepted"]),
        ("", "More than the remaining seats: it exceeds the remaining quantity", {}, []),
        ("", "No seats remaining", {}, []),
        ("", "It exceeds the remaining seats", {}, []),
        ("", "The same seat twice", {}, ["valid-accepted"]),
        ("A booking must have seats and a status.", "No", {}, ["valid-accepted"]),
        ("The event must have been published.", "No", {}, []),
        ("The event must have the status `open`.", "No", {}, []),
        ("Books up to the remaining quantity.", "No", KEYED, []),
        ("Books up to the remaining quantity.", "No", {"409": {"description": "ETag mismatch"}}, []),
        ("Books up to the remaining quantity.", "No", {"409": {"description": "Idempotency was violated"}}, []),
        ("Books up to the remaining quantity.", "No", {"409": {"description": "Sold out"}}, ["valid-accepted"]),
        ("", "The event cannot be booked", {}, []),
        ("An event can't be booked again.", "No", {"409": {"description": "Taken"}}, ["valid-accepted"]),
        ("An event can't be booked again.", "No", {"422": {"description": "Already booked"}}, ["valid-accepted"]),
        ("An event can't be booked again.", "No", {}, []),
        ("Only events that aren't over. They must not have been cancelled.", "No", {}, []),
        ("Seats must be given once.", "No", {}, ["valid-accepted"]),
        ("Books up to the remaining quantity.", "No", {}, []),
        ("", "The event has already been booked", {"409": {"description": "Taken"}}, []),
        ("", "The event is not published", {}, []),
        ("", "Seats exceed the event's capacity", {}, []),
    ],
)
def test_a_create_that_refers_to_a_record_is_held_but_for_its_state(
    said: str, refusal: str, more: dict[str, Any], found: list[str], tmp_path: Path
) -> None:
    """Of a record that it took before: plain words (*can be chosen*, *more than*) say nothing of its state."""
    assert booked(tmp_path, {"eventId": 1, "seats": 20}, said, refusal, more) == found


def test_another_one_is_there_only_for_a_record_that_has_one(tmp_path: Path) -> None:
    """A booking of no event is none of the second ones of an event."""
    assert booked(tmp_path, {"seats": 20}, "", "Such a booking already exists", {}) == ["valid-accepted"]


def test_a_change_is_no_second_one_of_its_own_event(tmp_path: Path) -> None:
    """What keeps the event that the booking has makes none."""
    sent = {"eventId": 1, "seats": 20}
    assert booked(tmp_path, sent, "", "Such a booking already exists", {}, "put") == ["valid-accepted"]
    assert booked(tmp_path, sent, "", "The event cannot be booked", {}, "put") == []


def booked(
    folder: Path, sent: dict[str, int], said: str, refusal: str, more: dict[str, Any], method: str = "post"
) -> list[str]:
    """What is told of a booking that is refused, made or changed, after one of event 1 that was not."""
    members = {"eventId": {"type": "integer"}, "seats": {"type": "integer", "minimum": 1, "maximum": 50}}
    body = {"content": {MEDIA: {"schema": {"type": "object", "properties": members}}}}
    answers = {"201": DONE, "400": {"description": refusal}, **more}
    book = {"description": said, "requestBody": body, "responses": answers}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    read = {"parameters": [key], "responses": {"200": {"description": "It"}}}
    file = folder / "events.json"
    info = {"title": "Events", "version": "1"}
    path = "/bookings" if method == "post" else "/bookings/7"
    paths: dict[str, Any] = {"/events/{id}": {"get": read}, "/bookings": {"post": book}}
    paths["/bookings/{id}"] = {"parameters": [key], "put": {**book, "responses": {"200": DONE, **answers}}}
    file.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": paths}))
    judge = ExchangeJudge(load_document(file), {})
    told = []
    for taken, status in (({"eventId": 1, "seats": 2}, 201), (sent, 400)):
        request = Request(method.upper(), path, (("Content-Type", MEDIA),), json.dumps(taken).encode())
        told += judge.findings(Exchange(request, Answer(status), "journey"))
    return [item.law for item in told]
