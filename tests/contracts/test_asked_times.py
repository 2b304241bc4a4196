"""A read that is refused for a time that was is asked for one that will be: a stay is none of last year."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from contracts.exchange import Answer, Request
from contracts.judging import asked_tenses
from tests.contracts.test_fuzz_cases import Recorder, begun
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from collections.abc import Callable

DATE: dict[str, Any] = {"type": "string", "format": "date"}
TIME: dict[str, Any] = {"type": "string", "format": "date-time"}


class Before(datetime):
    """A clock that stands before the times that the check asks for."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Before:
        """Always the same."""
        return cls(2026, 1, 1, tzinfo=tz or UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_tenses, "datetime", Before)


class Rooms(Recorder):
    """Rooms that are free at a time that is ``right``."""

    def __init__(self, right: Callable[[str], bool]) -> None:
        super().__init__(422)
        self.right, self.url = right, "http://127.0.0.1:9"
        self.asked: list[str] = []

    def send(self, request: Request) -> Answer:
        """Whatever there is, or a refusal."""
        super().send(request)
        self.asked.append(unquote(request.target.partition("?")[2]))
        return Answer(200 if self.right(request.target) else 422, (("Content-Type", "application/json"),), b"[]")


def _said(
    schema: dict[str, Any], right: Callable[[str], bool], *more: str, end: str = ""
) -> tuple[list[str], list[str]]:
    """What is asked when a read is sent twice, and once more by each of these queries; the laws that are told."""
    members = {"checkIn": schema, **({end: schema} if end else {}), "beds": {"type": "integer"}}
    asked = [{"name": name, "in": "query", "required": True, "schema": each} for name, each in members.items()]
    no = {"description": "no"}
    shown = {"description": "free", "content": {"application/json": {"schema": {"type": "array"}}}}
    free = {"get": {"parameters": asked, "responses": {"200": shown, "422": no}}}
    read, rooms = document({"paths": {"/free": free}}), Rooms(right)
    steps = begun(read, 3, rooms)
    (operation,) = read.operations
    for _ in range(2):
        steps.send(steps.requests.build(operation), "look")
    for query in more:
        steps.send(Request("GET", f"/free?{query}", (), None, operation.id), "look")
    return rooms.asked, [seen.finding.law for seen in steps.sender.collector.decided()]


@pytest.mark.parametrize(
    ("schema", "was", "will"),
    [(DATE, "2024-12-25", "2031-12-25"), (TIME, "2024-12-25T10:00:00Z", "2031-12-25T10:00:00Z")],
)
def test_a_read_of_what_is_to_come_is_asked_for_that(schema: dict[str, Any], was: str, will: str) -> None:
    """Once more, and from then on; the refusal is no drift."""
    coming, past = f"checkIn={will}&beds=1", f"checkIn={was}&beds=1"
    assert _said(schema, lambda target: "2031" in target) == ([past, coming, coming], [])
    assert _said(schema, lambda target: "2031" not in target) == ([past, past], [])


def test_a_refusal_of_any_time_is_told() -> None:
    """What was asked for in vain is not asked again."""
    asked, told = _said(DATE, lambda _: False)
    assert asked == [f"checkIn={day}&beds=1" for day in ("2024-12-25", "2031-12-25", "2024-12-25")]
    assert set(told) == {"valid-accepted"}


@pytest.mark.parametrize(
    ("schema", "was", "will"),
    [
        (DATE, ("2024-12-25", "2024-12-26"), ("2031-12-25", "2031-12-26")),
        (
            TIME,
            ("2024-12-25T10:00:00Z", "2024-12-26T10:00:00Z"),
            ("2031-12-25T10:00:00Z", "2031-12-26T10:00:00Z"),
        ),
        ({**DATE, "example": "2030-01-01"}, ("2030-01-01", "2030-01-02"), None),
    ],
)
def test_a_stay_has_a_night(schema: dict[str, Any], was: tuple[str, str], will: tuple[str, str] | None) -> None:
    """Its end is a day after its beginning, in both tenses; no other time moves."""
    past, coming = (f"checkIn={begin}&checkOut={end}&beds=1" for begin, end in (was, will or was))
    expected = ([past, coming, coming] if will else [past, past], list[str]())
    assert _said(schema, lambda target: past not in unquote(target) or not will, end="checkOut") == expected
    alike = f"checkIn={was[0]}&bookedOn={was[0]}&beds=1"
    assert _said(schema, lambda _: True, end="bookedOn")[0] == [alike, alike]


def test_another_cause_of_a_refusal_spends_no_other_try() -> None:
    """The same read is not turned again, another one is, up to three of them; no more once one was taken."""
    day = "2024-12-25"
    coming = "2031-12-25"
    beds = [f"checkIn={day}&beds={count}" for count in (2, 3, 4)]
    first = [f"checkIn={time}&beds=1" for time in (day, coming, day)]
    both = [each.replace(day, time) for each in beds for time in (day, coming)]
    asked, told = _said(DATE, lambda target: "2031" in target and "beds=2" in target, *beds)
    assert asked == [*first, *both[:2], *beds[1:]]
    assert told == ["valid-accepted"]
    assert _said(DATE, lambda _: False, *beds)[0] == [*first, *both[:4], beds[2]]


def test_a_refusal_of_another_value_beside_a_time_that_is_taken_is_told() -> None:
    """Only the time of the other tense explains it."""
    told = _said(DATE, lambda target: "2031" in target and "beds=7" not in target, "checkIn=2031-12-25&beds=7")[1]
    assert told == ["valid-accepted"]
    assert _said(DATE, lambda target: "2024" in target, "checkIn=2032-02-29&beds=1")[1] == []


def test_a_time_of_the_document_s_own_is_not_turned() -> None:
    """Whoever wrote it knows what is asked for; its refusal is told."""
    example = {**DATE, "example": "2030-01-01"}
    assert _said(example, lambda _: False) == (["checkIn=2030-01-01&beds=1"] * 2, ["valid-accepted"] * 2)
