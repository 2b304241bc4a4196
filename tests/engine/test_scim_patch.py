"""PatchOp: what each operation does to a record, and which can't be carried out (RFC 7644 section 3.5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine import scim_patch
from mock_server.engine.json_patch import JSONPatchError

if TYPE_CHECKING:
    from mock_server.json_types import JSON

EXTENSION = "urn:example:2.0:Staff"


def _record() -> dict[str, Any]:
    members: list[dict[str, Any]] = [{"value": "1", "type": "user"}, {"value": "2", "type": "user"}]
    return {"name": "a", "members": members, EXTENSION: {"office": "north"}}


@pytest.mark.parametrize(
    ("operation", "changed"),
    [
        ({"op": "replace", "path": "name", "value": "b"}, {"name": "b"}),
        ({"op": "Replace", "path": "Name", "value": "b"}, {"name": "b"}),
        ({"op": "add", "path": "nick", "value": "n"}, {"nick": "n"}),
        ({"op": "add", "path": "members", "value": {"value": "1", "type": "user"}}, {}),
        ({"op": "replace", "path": "members", "value": []}, {"members": []}),
        ({"op": "remove", "path": 'members[value eq "1"]'}, {"members": [{"value": "2", "type": "user"}]}),
        ({"op": "remove", "path": "members", "value": [{"value": "2"}]}, {"members": [{"value": "1", "type": "user"}]}),
        ({"op": "remove", "path": 'members[type eq "user" and value eq "1"].type'},
         {"members": [{"value": "1"}, {"value": "2", "type": "user"}]}),
        ({"op": "add", "path": 'members[value eq "3"].type', "value": "group"},
         {"members": [*_record()["members"], {"value": "3", "type": "group"}]}),
        ({"op": "replace", "path": f"{EXTENSION}:office", "value": "south"}, {EXTENSION: {"office": "south"}}),
        ({"op": "add", "value": {EXTENSION: {"desk": 7}}}, {EXTENSION: {"office": "north", "desk": 7}}),
        ({"op": "add", "path": EXTENSION, "value": {"desk": 7}}, {EXTENSION: {"office": "north", "desk": 7}}),
    ],
)  # fmt: skip
def test_an_operation_changes_what_its_path_names(operation: dict[str, JSON], changed: dict[str, Any]) -> None:
    """Everything else stays, and the record that was given is not touched."""
    before = _record()
    assert scim_patch.apply(before, [operation]) == {**_record(), **changed}
    assert before == _record()


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "name"},
        {"op": "remove"},
        {"op": "add", "value": "a"},
        {"op": "replace", "path": 'members[value eq "9"].type', "value": "x"},
        {"op": "replace", "path": "members[value pr].type", "value": "x"},
        {"op": "replace", "path": "members[value eq x].type", "value": "x"},
        {"op": "replace", "path": "a b", "value": "x"},
        {"op": "replace", "path": "n" * 2_000, "value": "x"},
    ],
)
def test_an_operation_that_cannot_be_carried_out_is_told(operation: dict[str, JSON]) -> None:
    """The error names the operation by its place."""
    with pytest.raises(JSONPatchError, match="operation 1: "):
        scim_patch.apply(_record(), [{"op": "add", "path": "nick", "value": "n"}, operation])


@pytest.mark.parametrize(
    "body", [None, [], {}, {"Operations": "x"}, {"Operations": ["x"]}, {"Operations": [{"op": "move"}]}]
)
def test_other_bodies_are_no_patch_op(body: JSON) -> None:
    """A member of this name that holds anything else is a member like any other."""
    assert scim_patch.operations(body) is None
