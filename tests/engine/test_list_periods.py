"""Parameters that bound a period, and those of the same names that mean a place in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, answering, document, mock, record

if TYPE_CHECKING:
    from pathlib import Path

TIME: dict[str, Any] = {"type": "string", "format": "date-time"}
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer"}
_DAYS = ("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z")


def _events(folder: Path, time: Any, **asked: Any) -> tuple[Mock, list[str]]:
    """Events at three times, and their keys; ``asked`` are the list's parameters."""
    event = record(happens=time)
    page = {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": {"type": "array", "items": event}, "next": {"type": ["string", "null"]}},
    }
    listed = answering(page)
    listed["parameters"] = [{"name": name, "in": "query", "schema": schema} for name, schema in asked.items()]
    body = {"requestBody": {"content": {"application/json": {"schema": event}}}}
    key = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}]}
    paths = {
        "/events": {"get": listed, "post": {**answering(event, status="201"), **body}},
        "/events/{id}": {"get": answering(event), **key},
    }
    served = mock(folder, document(paths))
    times = _DAYS if time is TIME else range(3)
    keys = [served.ask("POST", "/events", {"name": str(at), "happens": at}).json["id"] for at in times]
    return served, keys


def _keys(served: Mock, target: str) -> list[str]:
    return [each["id"] for each in served.ask("GET", target).json["items"]]


@pytest.mark.parametrize("schema", [TEXT, {**TEXT, "format": "uuid"}, {}])
def test_a_cursor_beside_another_way_back_bounds_nothing(tmp_path: Path, schema: Any) -> None:
    """`after` and `before` are keys of records, unless they say that they are times."""
    served, keys = _events(tmp_path, TIME, limit=NUMBER, after=schema, before=schema)
    for place, key in enumerate(keys):
        assert _keys(served, f"/events?limit=2&after={key}") == keys[place + 1 :]
        assert _keys(served, f"/events?limit=2&before={key}") == keys[:place]


def test_times_after_and_before_bound_a_period(tmp_path: Path) -> None:
    """And are no places in the list."""
    served, keys = _events(tmp_path, TIME, limit=NUMBER, after=TIME, before=TIME)
    assert _keys(served, f"/events?limit=9&after={_DAYS[1]}") == keys[1:]
    assert _keys(served, f"/events?limit=9&before={_DAYS[1]}") == keys[:2]


def test_a_time_is_no_cursor_of_what_is_made_up(tmp_path: Path) -> None:
    """A walk by cursors ends behind what is made up; a period shows it."""
    served, _ = _events(tmp_path, TIME, limit=NUMBER, after=TIME, before=TIME)
    served.app.apis[0].store.clear()
    whole = _keys(served, "/events")
    assert whole
    assert _keys(served, "/events?after=9999-01-01T00:00:00Z") == whole


def test_numbers_bound_no_times(tmp_path: Path) -> None:
    """The records from one place to another, as json-server has it."""
    served, keys = _events(tmp_path, TIME, _start=NUMBER, _end=NUMBER)
    assert _keys(served, "/events?_start=1&_end=10") == keys[1:]


def test_what_is_of_another_form_bounds_no_times(tmp_path: Path) -> None:
    """`from` and `to` may be addresses."""
    address = {**TEXT, "format": "email"}
    served, keys = _events(tmp_path, TIME, **{"from": address, "to": address})
    assert _keys(served, "/events?from=a@example.com&to=b@example.com") == keys


@pytest.mark.parametrize(
    ("schema", "day"),
    [(TEXT, _DAYS[1]), (TIME, _DAYS[1]), ({}, _DAYS[1]), ({**TEXT, "format": "date"}, "2024-01-02")],
)
def test_texts_bound_times(tmp_path: Path, schema: Any, day: str) -> None:
    """Those of a form of times, and those of which nothing is said."""
    served, keys = _events(tmp_path, TIME, since=schema, until=schema)
    assert _keys(served, f"/events?since={day}") == keys[1:]


def test_numbers_bound_times_that_are_numbers(tmp_path: Path) -> None:
    """Seconds since 1970."""
    moment = {**NUMBER, "format": "unix-time"}
    served, keys = _events(tmp_path, moment, **{"from": NUMBER, "to": NUMBER})
    assert _keys(served, "/events?from=1&to=1") == keys[1:2]


def test_the_way_to_the_next_page_keeps_the_bounds(tmp_path: Path) -> None:
    """`from` bounds a period here, so that no address has it for a place in the list, and no walk goes round."""
    served, _ = _events(tmp_path, TIME, limit=NUMBER, **{"from": TIME, "to": TIME})
    shown = served.ask("GET", f"/events?from={_DAYS[0]}&to={_DAYS[2]}&limit=2").json
    assert len(shown["items"]) == 2
    assert "from=2&" not in f"{shown['next']}&"
    with_page, keys = _events(tmp_path, TIME, limit=NUMBER, offset=NUMBER, **{"from": TIME, "to": TIME})
    target: str | None = f"/events?from={_DAYS[0]}&to={_DAYS[2]}&limit=2"
    found = list[str]()
    for _ in range(len(keys)):
        shown = with_page.ask("GET", target or "").json
        found += [each["id"] for each in shown["items"]]
        target = shown["next"] and "/events?" + shown["next"].partition("?")[2]
        if target is None:
            break
    assert found == keys
