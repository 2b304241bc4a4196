"""A record with many members has hundreds of edges: they come in groups, and keep no other operation from its turn."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.journeys.edge_changes import first_edges, more_edges
from mock_server.openapi import load_document
from tests.contracts.test_failed_creates import steps_of
from tests.manners.serving import in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.cases.records.record_steps import RecordSteps

_MEMBERS = [f"part{letter}" for letter in "abcdefghij"]
_TEXT = {"type": "string", "minLength": 1, "maxLength": 20}
_FORM: dict[str, Any] = {"type": "object", "required": ["parta"], "properties": dict.fromkeys(_MEMBERS, _TEXT)}


def _steps(folder: Path, *, removable: bool, media: str = "application/json") -> RecordSteps:
    """Forms that are made and replaced, and removed where they are ``removable``; ten members have the same bounds."""
    shown = {**_FORM, "properties": {**_FORM["properties"], "id": {"type": "integer"}}}
    no = {"400": {"description": "no"}, "404": {"description": "none"}}
    gone = {"delete": {"responses": {"204": {"description": "gone"}, **no}}} if removable else {}
    spec = folder / "forms.json"
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Forms", "version": "1"},
        "paths": {
            "/forms": {"post": {"requestBody": takes(_FORM), "responses": {"201": says(shown), **no}}},
            "/forms/{form}": {
                "parameters": [in_path("form", {"type": "integer"})],
                "get": {"responses": {"200": says(shown), **no}},
                "put": {
                    "requestBody": {"content": {media: {"schema": _FORM}}},
                    "responses": {"200": says(shown), **no},
                },
                **gone,
            },
        },
    }
    spec.write_text(json.dumps(document), "utf-8")
    return steps_of(None, load_document(spec))


def _groups(journeys: Any) -> list[list[Any]]:
    return [list(journey.keywords["group"]) for _, journey in journeys]


def test_the_edges_of_changes_are_sent_in_groups_of_all_members(tmp_path: Path) -> None:
    """The first group comes early, and has right and wrong values of each; none is long, and none is sent twice."""
    steps = _steps(tmp_path, removable=True)
    first, more = _groups(first_edges(steps)), _groups(more_edges(steps))
    assert len(first) == 1
    assert len(more) > 1
    for right in (True, False):
        assert {edge.name for edge in first[0] if edge.right is right} >= {*_MEMBERS}
    assert max(map(len, first + more)) <= 64
    sent = [(edge.name, repr(edge.value), edge.raw) for group in first + more for edge in group]
    assert len(sent) == len({*sent})
    assert {kind for group in first + more for _, kind, *_ in group} >= {"a required one missing", "no member at all"}


@pytest.mark.parametrize("removable", [True, False])
def test_of_what_stays_one_record_is_made_for_all_edges(removable: bool, tmp_path: Path) -> None:
    """There are as many either way; what nothing removes is changed when every operation was called."""
    steps = _steps(tmp_path, removable=removable)
    first, more = _groups(first_edges(steps)), _groups(more_edges(steps))
    other = _steps(tmp_path, removable=not removable)
    count = sum(map(len, _groups(first_edges(other)) + _groups(more_edges(other))))
    assert (len(first), len(more) == 1) == ((1, False) if removable else (0, True))
    assert sum(map(len, first + more)) == count


@pytest.mark.parametrize(
    ("media", "broken"), [("application/json", True), ("application/x-www-form-urlencoded", False)]
)
def test_only_what_takes_json_is_sent_what_is_none(media: str, broken: bool, tmp_path: Path) -> None:
    """Any octets are a form."""
    first = _groups(first_edges(_steps(tmp_path, removable=True, media=media)))
    assert first[0]
    assert any(edge.raw is not None for edge in first[0]) is broken
