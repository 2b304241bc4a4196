"""Filters that say how they compare, by a prefix of the value or behind their name, let in what they say."""

from __future__ import annotations

import operator
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.filter_expressions import Expression
from contracts.laws.filter_modifiers import days_away, modified
from mock_server.openapi import Schemas
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, in_query
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

_PET: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "birthDate": {"type": "string", "format": "date"},
        "price": {"type": "integer", "minimum": 0, "maximum": 100},
    },
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "properties": {
        "petId": {"type": "string", "readOnly": True},
        "createdAt": {"type": "string", "format": "date-time", "readOnly": True},
        **_PET["properties"],
    },
}
_PREFIXES = "A date, with one of the prefixes `eq`, `ne`, `gt`, `lt`, `ge`, `le`, as in `ge2020-01-01`."


class Pets(Collection):
    """Pets, of whose filters one does what ``fault`` says."""

    called, named, keyed, key_form = "pets", "petId", {"type": "string"}, "p-{}"
    sent, shown = _PET, _SHOWN

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault

    def queries(self) -> list[dict[str, Any]]:
        """A prefix in a value, modifiers in names, a bound, and a span."""
        return [
            {**in_query("birthdate", type="string"), "description": _PREFIXES},
            in_query("name:exact", type="string"),
            in_query("name[contains]", type="string"),
            in_query("price[gte]", type="integer"),
            in_query("created_after", type="string", format="date-time"),
        ]

    def made(self, body: dict[str, Any]) -> Answer:
        """A pet with the time at which it was made."""
        return super().made({"createdAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"), **body})

    def page(self, query: dict[str, list[str]]) -> Answer:
        """What is asked for, in any case."""
        asked, found = {name: values[-1].lower() for name, values in query.items()}, [*self.records.values()]
        if "birthdate" in asked:
            prefixed = re.fullmatch(r"(eq|ne|gt|lt|ge|le)?(\d{4}-\d\d-\d\d)", asked["birthdate"])
            if prefixed is None:
                return 400, None, {}
            mark = {"": prefixed[1] or "eq", "ge": "gt", "unread": "eq"}.get(self.fault, prefixed[1])
            compared = getattr(operator, mark)
            found = [row for row in found if "birthDate" in row and compared(row["birthDate"], prefixed[2])]
        exact, part, least = asked.get("name:exact"), asked.get("name[contains]"), asked.get("price[gte]")
        if exact is not None:
            begins = self.fault == "exact"
            found = [
                row
                for row in found
                if (row["name"].lower().startswith if begins else row["name"].lower().__eq__)(exact)
            ]
        if part is not None:
            found = [row for row in found if self.fault != "contains" and part in row["name"].lower()]
        if least is not None:
            found = [row for row in found if row.get("price", -1) >= int(least) + (self.fault == "edge")]
        if "created_after" in asked and self.fault != "span":
            found = [row for row in found if row["createdAt"].lower() > asked["created_after"]]
        return 200, found, {}


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        ("", None),
        ("ge", "/*/birthDate"),
        ("unread", "/*/birthDate"),
        ("exact", "/*/name"),
        ("contains", "/*/name"),
        ("edge", "/*/price"),
        ("span", "/*/createdAt"),
    ],
)
def test_a_filter_compares_as_it_says(fault: str, place: str | None, tmp_path: Path) -> None:
    """By the run's own records; letters may be compared in any case."""
    service = Pets(fault)
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([("list", "list", place)] if place else [])
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(place is not None))


_TEXT: dict[str, Any] = {"type": "string"}
_MEMBERS: dict[str, Any] = {
    "name": _TEXT, "price": {"type": "integer"}, "born": {"type": "string", "format": "date-time"},
    "tags": {"type": "array", "items": _TEXT},
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "described", "found"),
    [
        ("name__icontains", "", [("contains", "")]),
        ("filter[name][starts_with]", "", [("startswith", "")]),
        ("q[name_cont]", "", [("contains", "")]),
        ("price:not", "", [("ne", "")]),
        ("price", "For instance `gte:100` or `lt:5`", [("gte", "gte:"), ("lt", "lt:")]),
        ("born", "With the prefixes gt, ge, or le", [("gt", "gt"), ("ge", "ge"), ("le", "le")]),
        ("born", "May begin with a prefix of its zone; le temps, `gt`", []),
        ("born", "The day, 2020-01-01 or later", []),
        ("name", "`gt5` and prefixes eq, ne, gt", []),
        ("tags[contains]", "", []),
        ("born[contains]", "", []),
        ("city:exact", "", []),
    ],
)
def test_what_is_told_of_a_comparison(name: str, described: str, found: list[tuple[str, str]]) -> None:
    """A modifier of a text or a number by the name, prefixes of a number or a time where they are shown or listed."""
    read = document({"paths": {"/pets": {"get": {
        "parameters": [{"in": "query", "name": name, "description": described, "schema": _TEXT}],
        "responses": {"200": {"description": "pets"}}}}}})  # fmt: skip
    parameter = read.operations[0].parameters[0]
    assert [(each.mark, each.before) for each in modified(Schemas(read), parameter, _MEMBERS)] == found


@pytest.mark.parametrize(
    ("mark", "value", "wanted", "fits"),
    [
        ("contains", "Emma", "mm", True),
        ("contains", "Emma", "em", None),
        ("eq", "emma", "Emma", None),
        ("startswith", "Emma", "ma", False),
        ("ge", "2026-05-06", "2026-05-06", True),
        ("lt", "2026-05-06T12:00:00Z", "2026-05-07", None),
        ("lt", "2026-05-06T12:00:00Z", "2026-05-09", True),
        ("gt", "a", "b", None),
    ],
)
def test_what_a_comparison_says_of_a_value(mark: str, value: str, wanted: str, fits: bool | None) -> None:
    """Nothing where it depends on case, or on the zone in which a day is counted."""
    assert Expression("member", mark, "", before="").fits(value, wanted) is fits


def test_instants_are_asked_for_by_days_around_them() -> None:
    """On which day one is depends on a zone; days, numbers and texts are asked for as they are."""
    assert days_away(["2026-05-06T12:00:00Z", "2026-05-07T00:00:00Z"]) == ["2026-05-03", "2026-05-10"]
    assert days_away(["2026-05-06", "2026-05-08"]) == ["2026-05-06", "2026-05-08"]
    assert days_away([1, "soon"]) == [1, "soon"]
