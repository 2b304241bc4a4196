"""Which resource a key inside a body belongs to: its record's ``type`` tells it of a reference, not of any record."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.laws.judging import Judge
from contracts.traffic.named_records import NamedRecords
from contracts.traffic.ownership import Ownership
from contracts.traffic.record_references import RecordReferences
from contracts.traffic.run_names import RunNames
from tests.requests.small_documents import document

_BODY: Any = {"content": {"application/json": {"schema": {"type": "object"}}}}
_SAID: Any = {"description": "said", **_BODY}
_KEY: Any = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
JUDGE = Judge(
    document(
        {
            "paths": {
                path: item
                for name in ("widgets", "parts", "sheds")
                for path, item in {
                    f"/{name}": {"post": {"requestBody": _BODY, "responses": {"201": _SAID}}},
                    f"/{name}/{{id}}": {"get": {"parameters": [_KEY], "responses": {"200": _SAID}}},
                }.items()
            }
        }
    )
)


@pytest.mark.parametrize(
    ("body", "strange"),
    [
        ({"parts": [{"id": 5, "type": "widget", "size": 3}]}, True),
        ({"parts": [{"id": 6, "type": "widget", "size": 3}]}, False),
        ({"owner": {"id": 5, "type": "widget"}}, False),
        ({"part": {"id": 5, "type": "widget"}}, True),
        ({"owner": {"id": 6, "type": "widget", "meta": {}}}, True),
        ({"links": {"data": {"id": 5, "type": "widget", "attributes": {}}}}, False),
        ({"links": {"data": {"id": 6, "type": "widget", "attributes": {}}}}, True),
        ({"widgets": [{"id": 5, "size": 3}]}, False),
    ],
)
def test_a_type_tells_the_resource_of_a_reference_alone(body: dict[str, Any], strange: bool) -> None:
    """The run made widget 5 and part 6. A part's own type may be anything: it is its member that says what it is."""
    ownership, create = Ownership(RunNames(1)), JUDGE.behaviours["post /sheds"]
    for name, key in (("widgets", "5"), ("parts", "6")):
        ownership.adopt(name, key)
    named = NamedRecords(ownership, lambda _: "id", {})
    named.references = RecordReferences(JUDGE.behaviours, JUDGE.schemas, named.is_key)
    assert (named.strange(create, body, {}) is not None) is strange
