"""Names that the document leaves to whoever writes are no part of the place of a drift, and what lets in is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import OperationCoverage
from contracts.judging.unreached import unreached
from contracts.laws.judging import Judge
from tests.requests.small_documents import document

_SIZE: dict[str, Any] = {"type": "object", "required": ["unit"], "properties": {"unit": {"type": "string"}}}
_CHART: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "sizes": {"type": "object", "additionalProperties": _SIZE}},
    "additionalProperties": False,
}
_CHARTS = {"type": "object", "properties": {"charts": {"type": "object", "additionalProperties": _CHART}}}
_SAID = {"200": {"description": "said", "content": {"application/json": {"schema": _CHARTS}}}}
DOCUMENT = document({"paths": {"/charts": {"get": {"operationId": "charts", "responses": _SAID}}}})


@pytest.mark.parametrize(
    ("shown", "place"),
    [
        ({"net.eth0": {"id": "a", "sizes": {"speed": 0}}}, "/charts/*/sizes/*"),
        ({"net.eth0": {"id": "a", "sizes": {"speed": {"unit": 1}}}}, "/charts/*/sizes/*/unit"),
        ({"net.eth0": {"id": "a", "sizes": {"speed": {}}}}, "/charts/*/sizes/*/unit"),
        ({"7": {"id": 7}}, "/charts/*/id"),
        ({"7 days": {"id": 7}}, "/charts/*/id"),
        ({"net.eth0": {"id": "a", "colour": 1}}, "/charts/*/colour"),
        ({"net.eth0": {"colour": 1, "id": "a"}, "a": {"id": "a"}}, "/charts/*/colour"),
        ("none", "/charts"),
    ],
)
def test_the_names_of_a_map_are_no_part_of_a_place(shown: Any, place: str) -> None:
    """Two names with the same fault are one drift; a member that is missing or too many keeps its own name."""
    answer = Answer(200, (("Content-Type", "application/json"),), json.dumps({"charts": shown}).encode())
    found = Judge.of(DOCUMENT).judge(Exchange(Request("GET", "/charts"), answer, "journey"))
    assert {(finding.law, finding.place) for finding in found} == {("answer-schema", place)}


@pytest.mark.parametrize(
    ("seen", "hint"),
    [
        (((403, 2),), "it refuses all that the document asks for: --header 'Name: value' carries what else lets in"),
        (((404, 7),), "give values that it takes with --value NAME=…, or an example in the document"),
        ((), "--timeout S waits longer for an answer, --exclude leaves it out"),
    ],
)
def test_what_lets_in_is_told_where_the_document_asks_for_no_credential(
    seen: tuple[tuple[int, int], ...], hint: str
) -> None:
    """No credential was given, so none is blamed; a path without a key may want other values; silence is told too."""
    item = OperationCoverage("charts", "GET", "/charts", 7, ("200",), seen, ("200",))
    assert [found.hint for found in unreached(DOCUMENT, [item], {}, ())] == [hint]
