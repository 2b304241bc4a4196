"""Lists by selectors of labels, whose pages lead on by a token in the metadata of the list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.inner_members import members, value_of
from contracts.laws.label_selectors import labelled, labels_of, selectors
from mock_server.openapi import Schemas
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, in_query, says
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

_LABELS: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "string", "maxLength": 63}}
_POD: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 60}, "labels": _LABELS},
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "properties": {"podId": {"type": "string", "readOnly": True}, **_POD["properties"]},
}
_ABOUT = {"type": "object", "properties": {"continue": {"type": "string"}}}
_WORDS = "A selector to restrict the list of returned objects by their labels. Defaults to everything."
_ONE = re.compile(r"([\w./-]+)(?:(!?=)([\w.-]*)| (in|notin) \(([^()]*)\))")


class Pods(Collection):
    """Pods, whose list does what ``fault`` says."""

    called, named, keyed, key_form = "pods", "podId", {"type": "string"}, "p-{}"
    sent, shown = _POD, _SHOWN

    def __init__(self, fault: str) -> None:
        super().__init__({"old": {"podId": "old", "name": "old", "labels": {"app": "old"}}})
        self.fault = fault

    def listed(self) -> dict[str, Any]:
        """A list with metadata."""
        items = {"type": "array", "items": _SHOWN}
        return says({"type": "object", "properties": {"metadata": _ABOUT, "items": items}})

    def queries(self) -> list[dict[str, Any]]:
        """A selector and pages."""
        return [
            {**in_query("labelSelector", type="string"), "description": _WORDS},
            in_query("limit", type="integer", minimum=1, maximum=50),
            in_query("continue", type="string"),
        ]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """One page of what is selected."""
        asked, found = {name: values[-1] for name, values in query.items()}, [*self.records.values()]
        wanted = asked.get("labelSelector", "")
        selected = _ONE.fullmatch(wanted)
        if selected is not None:
            key, sign, value, word, values = selected.groups()
            options = [value] if sign else [each.strip() for each in values.split(",")]
            options = options[:1] if self.fault == "in" else options
            holds = (sign or word) in ("=", "in") or self.fault == "unequal"
            found = [row for row in found if (row.get("labels", {}).get(key) in options) is holds]
        at, size = asked.get("continue", "0"), asked.get("limit", "50")
        if (wanted and selected is None) or not (at.isdecimal() and size.isdecimal() and int(size)):
            return 400, None, {}
        first, behind = int(at), int(at) + int(size)
        about = {"continue": str(behind)} if behind < len(found) and self.fault != "ends" else {}
        first += self.fault == "skips" and first > 0
        return 200, {"metadata": about, "items": found[first:behind]}, {}


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        ("", None),
        ("unequal", "/items/*/labels.app"),
        ("in", "/items/*/labels.app"),
        ("skips", "/items"),
        ("ends", "/items"),
    ],
)
def test_a_selector_selects_and_a_token_leads_on(fault: str, place: str | None, tmp_path: Path) -> None:
    """By a label of the run's own records, and page by page."""
    service = Pods(fault)
    report = some_journeys(service, tmp_path, "^filters of|pages of")
    assert told(report) == ([("list", "list", place)] if place else [])
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(place is not None))


@pytest.mark.parametrize(
    ("described", "found"),
    [
        (_WORDS, ["app=x", "app!=x", "app in (nobody, x)", "app notin (nobody, x)"]),
        ("Such as app!=web", ["app=x", "app!=x"]),
        ("Pairs of key:value", []),
        ("", []),
    ],
)
def test_what_is_asked_of_labels_inside(described: str, found: list[str]) -> None:
    """By the grammar that the document tells; labels may stand in metadata."""
    text = {"type": "string"}
    read = document({"paths": {"/pods": {"get": {
        "parameters": [{"in": "query", "name": "labelSelector", "description": described, "schema": text}],
        "responses": {"200": {"description": "pods"}}}}}})  # fmt: skip
    schemas, parameter = Schemas(read), read.operations[0].parameters[0]
    pod = {"type": "object", "properties": {"metadata": {"type": "object", "properties": {"labels": _LABELS}}}}
    known = members(schemas, pod)
    body = labelled(schemas, pod, {"metadata": {"labels": {}}, "name": "a"}, "web")
    assert body == {"metadata": {"labels": {"app": "web"}}, "name": "a"}
    assert value_of(body, "metadata.labels.app") == "web"
    assert labels_of(schemas, parameter, known) == ("metadata.labels" if found else None)
    assert [each.written("x") for each in selectors(schemas, parameter, known, [body])] == found
    assert selectors(schemas, parameter, known, [{"metadata": {"labels": {}}}]) == []
