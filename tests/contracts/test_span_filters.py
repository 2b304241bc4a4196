"""Lists by spans of time, by what a record refers to, and of chosen members alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws import filter_laws, time_ranges
from contracts.laws.list_walks import ListPage, Walk
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, in_query, says

if TYPE_CHECKING:
    from pathlib import Path

_SHIFT: dict[str, Any] = {
    "type": "object",
    "required": ["task"],
    "properties": {
        "task": {"type": "string", "minLength": 1, "maxLength": 60},
        "hall": {"type": "integer", "minimum": 1, "maximum": 40},
        "note": {"type": "string", "maxLength": 90},
    },
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "properties": {
        "shiftId": {"type": "string", "readOnly": True},
        "made": {"type": "string", "format": "date-time", "readOnly": True},
        **_SHIFT["properties"],
    },
}


class Shifts(Collection):
    """Shifts, listed by day, by hall, and by members; ``ignored`` is the parameter that does nothing."""

    called, named, keyed, key_form = "shifts", "shiftId", {"type": "string"}, "s-{}"
    sent, shown = _SHIFT, _SHOWN

    def __init__(self, ignored: str) -> None:
        super().__init__()
        self.ignored = ignored

    def listed(self) -> dict[str, Any]:
        """The answer of the list."""
        return says({"type": "object", "properties": {"shifts": {"type": "array", "items": _SHOWN}}})

    def queries(self) -> list[dict[str, Any]]:
        """A span of days, a reference, and members."""
        names: dict[str, Any] = {"type": "string", "enum": [*_SHOWN["properties"]]}
        return [
            in_query("from", type="string", format="date"),
            in_query("to", type="string", format="date"),
            in_query("hall", type="integer"),
            {**in_query("fields", type="array", items=names), "explode": False},
        ]

    def made(self, body: dict[str, Any]) -> Answer:
        """A shift with the time at which it was made."""
        return super().made(
            {"made": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"), **body}
        )

    def page(self, query: dict[str, list[str]]) -> Answer:
        """What is asked for."""
        asked = {name: values[-1] for name, values in query.items() if name != self.ignored}
        found = list(self.records.values())
        found = [row for row in found if row["made"][:10] >= asked.get("from", "")]
        found = [row for row in found if row["made"][:10] <= asked.get("to", "9")]
        found = [row for row in found if "hall" not in asked or str(row.get("hall")) == asked["hall"]]
        if "fields" in asked:
            found = [{n: v for n, v in row.items() if n in asked["fields"].split(",")} for row in found]
        return 200, {"shifts": found}, {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("ignored", "place"),
    [
        ("", None),
        ("from", "/shifts/*/made"),
        ("to", "/shifts/*/made"),
        ("hall", "/shifts/*/hall"),
        ("fields", "/shifts"),
    ],
)
def test_a_parameter_that_does_nothing_is_told(ignored: str, place: str | None, tmp_path: Path) -> None:
    """By the run's own records, which all were made just now."""
    service = Shifts(ignored)
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([("list", "list", place)] if place else [])
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(place is not None))


NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)


def test_a_span_is_asked_for_days_away_from_what_it_holds() -> None:
    """A bound a day off, by zone or by edge, tells nothing; a time that is none is left out."""
    (all_of_it, none_of_it) = time_ranges.spans({"1": NOON}, lower=True)
    assert [*(time_ranges.written(at, "date") for at in filter(None, (*all_of_it, *none_of_it)))] == [
        "2026-05-03",
        "2026-05-09",
    ]
    assert time_ranges.written(NOON, "date-time") == "2026-05-06T12:00:00Z"
    assert time_ranges.instant("2026-05-06") == NOON.replace(hour=0)
    assert time_ranges.instant("soon") is time_ranges.instant(7) is None
    for at in ("0001-01-01T00:00:00Z", "0001-01-03", "9999-12-31T23:59:59-05:00", "9999-12-30"):
        assert time_ranges.instant(at) is None  # it stands for always, or for never
    for at in ("0001-02-01", "9999-12-01T00:00:00Z"):
        assert len([*time_ranges.spans({"1": time_ranges.instant(at) or NOON}, lower=True)]) == 2
    shown, empty = Walk([ListPage([("1", {})])], whole=True), Walk([ListPage([])], whole=True)
    assert [*time_ranges.within_span(shown, {"1": NOON}, all_of_it, "at", "since")] == []
    assert [*time_ranges.within_span(empty, {"1": NOON}, none_of_it, "at", "since")] == []
    assert len([*time_ranges.within_span(empty, {"1": NOON}, all_of_it, "at", "since")]) == 1
    assert len([*time_ranges.within_span(shown, {"1": NOON}, none_of_it, "at", "since")]) == 1


def test_members_that_are_always_shown_and_values_that_nobody_has_tell_nothing() -> None:
    """Few members beside those that are asked for are open, and so is a list in which nobody has the value."""
    assert [*filter_laws.picks_nothing({"a", "b", "c"}, {"a", "b", "c"}, {"a", "b"}, "fields")] == []
    assert [*filter_laws.picks_nothing({"a"}, {"a", "b", "c"}, {"a", "b", "c"}, "fields")] == []
    assert len([*filter_laws.picks_nothing({"a", "b", "c"}, {"a", "b", "c"}, {"a", "b", "c"}, "fields")]) == 1
    own = {"1": {"hall": 3}, "2": {}}
    both = Walk([ListPage([*own.items()])], whole=True)
    assert len([*filter_laws.lets_in_without(both, own, "hall", [3], "hall")]) == 1
    assert [*filter_laws.lets_in_without(both, own, "hall", [4], "hall")] == []
