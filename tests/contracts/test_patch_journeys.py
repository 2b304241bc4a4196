"""Changes that are lists of operations on members (JSON Patch) are sent, succeed, and are read back."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys
from tests.manners.serving import Answer, Asked, Service, checked, in_path, number, says, takes

if TYPE_CHECKING:
    from pathlib import Path

PATCH = "application/json-patch+json"
LABEL = {"type": "string", "minLength": 1, "maxLength": 50}
PLACE: dict[str, Any] = {
    "type": "object",
    "required": ["label"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "label": LABEL, "height": {"type": "integer"}},
}
VERBS = ("add", "remove", "replace", "test", "move", "copy")
OPERATIONS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["op", "path"],
        "properties": {"op": {"enum": ["add", "remove", "replace"]}, "path": {"type": "string"}, "value": True},
    },
}


class Places(Service):
    """Places that only a JSON Patch changes; it sets members, and takes no other operation."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"places": {}})
        self.count = itertools.count(1)
        self.patched = 0

    def document(self) -> dict[str, Any]:
        """The document."""
        no = {"description": "refused"}
        post = {"requestBody": {"required": True, "content": {"application/json": {"schema": PLACE}}},
                "responses": {"201": says(PLACE), "400": no}}  # fmt: skip
        patch = {"requestBody": {"required": True, "content": {PATCH: {"schema": OPERATIONS}}},
                 "responses": {"200": says(PLACE), "400": no, "404": no, "409": no}}  # fmt: skip
        one = {"parameters": [in_path("id", {"type": "integer"})], "patch": patch,
               "get": {"responses": {"200": says(PLACE), "404": no}},
               "delete": {"responses": {"204": {"description": "gone"}, "404": no}}}  # fmt: skip
        paths = {"/places": {"post": post}, "/places/{id}": one}
        return {"openapi": "3.1.0", "info": {"title": "Places", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer; whatever is odd is refused."""
        rows = self.rows["places"]
        media = {"POST": "application/json", "PATCH": PATCH}.get(asked.method)
        if media and asked.headers.get("Content-Type", "").partition(";")[0].strip().lower() != media:
            return 415, b"", {}
        try:
            body = json.loads(asked.data) if asked.data else None
        except (ValueError, RecursionError):
            return 400, b"", {}
        if asked.method == "POST":
            if not (isinstance(body, dict) and _is_place(body)):
                return 400, b"", {}
            key = str(next(self.count))
            rows[key] = {"id": int(key), **{name: body[name] for name in ("label", "height") if name in body}}
            return 201, rows[key], {}
        key = asked.parts[-1]
        if number(key) is None or key not in rows:
            return 404, b"", {}
        if asked.method == "DELETE":
            rows.pop(key)
            return 204, b"", {}
        return self.patch(key, body) if asked.method == "PATCH" else (200, rows[key], {})

    def patch(self, key: str, body: Any) -> Answer:
        """Set what is to be set."""
        row = dict(self.rows["places"][key])
        for item in body if isinstance(body, list) else [None]:
            if not isinstance(item, dict) or item.get("op") != "add" or item.get("path") not in ("/label", "/height"):
                return 400, b"", {}
            row[item["path"][1:]] = item.get("value")
        if not _is_place(row):
            return 409, b"", {}
        self.patched += bool(body)
        self.keep(key, row)
        return 200, row, {}

    def keep(self, key: str, row: dict[str, Any]) -> None:
        """Store a changed place."""
        self.rows["places"][key] = row


def _is_place(body: dict[str, Any]) -> bool:
    label, height = body.get("label"), body.get("height", 0)
    return isinstance(label, str) and 0 < len(label) < 51 and isinstance(height, int) and not isinstance(height, bool)


class Forgetful(Places):
    """Answers what was changed and keeps what was."""

    def keep(self, key: str, row: dict[str, Any]) -> None:
        """Forget it."""


class Plots(Places):
    """Takes the list as a member of an object that names what it is, as SCIM does, and members by their names."""

    def document(self) -> dict[str, Any]:
        """The document."""
        found = super().document()
        verbs = {"enum": ["Add", "Remove", "Replace"]}
        items = {**OPERATIONS["items"], "properties": {**OPERATIONS["items"]["properties"], "op": verbs}}
        members: dict[str, Any] = {
            "kind": {"type": "string", "enum": ["changes"]},
            "Operations": {**OPERATIONS, "items": items},
        }
        schema = {"type": "object", "required": ["kind", "Operations"], "properties": members}
        found["paths"]["/places/{id}"]["patch"]["requestBody"] = takes(schema)
        return found

    def answer(self, asked: Asked) -> Answer:
        """One answer; the list is taken out of its object."""
        if asked.method != "PATCH" or not asked.json:
            return super().answer(asked)
        try:
            body = json.loads(asked.data)
        except (ValueError, RecursionError):
            return 400, b"", {}
        told = body.get("Operations") if isinstance(body, dict) and body.get("kind") == "changes" else None
        asked.headers.replace_header("Content-Type", PATCH)
        return super().answer(asked._replace(data=json.dumps(told).encode()))

    def patch(self, key: str, body: Any) -> Answer:
        """Set what is to be set."""
        plain = [one for one in body if isinstance(one, dict)] if isinstance(body, list) else []
        if not plain or any(one.get("op") != "Replace" for one in plain) or len(plain) < len(body):
            return 400, b"", {}
        return super().patch(key, [{**one, "op": "add", "path": f"/{one.get('path')}"} for one in plain])


class Still(Plots):
    """Answers what was changed and keeps what was."""

    def keep(self, key: str, row: dict[str, Any]) -> None:
        """Forget it."""


class Replaced(Places):
    """Carries out what RFC 6902 says of tests, replacements and removals; ``fault`` is what it does not do so.

    What is `queued` is not carried out yet, and what is `late` is shown from the second look on.
    """

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault
        self.old: dict[str, dict[str, Any]] = {}

    def document(self) -> dict[str, Any]:
        """A place may have a note."""
        found = super().document()
        note = {"type": "string", "maxLength": 80}
        place = {**PLACE, "properties": {**PLACE["properties"], "note": note}}
        verbs = {"enum": [*VERBS]}
        members = {**OPERATIONS["items"]["properties"], "op": verbs, "from": {"type": "string"}}
        items = {**OPERATIONS["items"], "properties": members}
        one, (post,) = found["paths"]["/places/{id}"], found["paths"]["/places"].values()
        for said in (
            post["requestBody"],
            post["responses"]["201"],
            *(one[m]["responses"]["200"] for m in ("get", "patch")),
        ):
            said["content"] = {"application/json": {"schema": place}}
        one["patch"]["responses"]["202"] = {"description": "It will be done."}
        one["patch"]["requestBody"] = {"required": True, "content": {PATCH: {"schema": {**OPERATIONS, "items": items}}}}
        return found

    def answer(self, asked: Asked) -> Answer:
        """A note is kept too."""
        status, made, fields = super().answer(asked)
        if asked.method == "GET" and status == 200:
            made = self.old.pop(asked.parts[-1], made)
        note = json.loads(asked.data).get("note") if asked.method == "POST" and status == 201 else None
        if note is not None and not (isinstance(note, str) and len(note) <= 80):
            return 400, b"", {}
        if note is not None and isinstance(made, dict):
            made["note"] = note
        return status, made, fields

    def patch(self, key: str, body: Any) -> Answer:
        """One operation after the other, or none."""
        row, verbs = dict(self.rows["places"][key]), set()
        for item in body if isinstance(body, list) else [None]:
            if not isinstance(item, dict):
                return 400, b"", {}
            name, op = str(item.get("path"))[1:], item.get("op")
            if op == "remove" and self.fault == "nothing" and name not in row:
                continue
            if name not in ("label", "height", "note") or op not in (
                "add",
                "remove",
                "replace",
                "test",
                "move",
                "copy",
            ):
                return 400, b"", {}
            verbs.add(op)
            source = str(item.get("from"))[1:]
            if op in ("move", "copy") and source not in row:
                return 409, b"", {}
            if op in ("move", "copy") and self.fault != op:
                row[name] = row[source]
            if op == "move" and self.fault != "copied":
                row.pop(source)
            if op == "test" and row.get(name) != item.get("value") and self.fault != "test":
                if self.fault == "half":
                    self.keep(key, row)
                return 409, b"", {}
            if op == "remove" and self.fault != "remove":
                row.pop(name, None)
            if op == "add" or (op == "replace" and self.fault != "replace"):
                row[name] = item.get("value")
        if not _is_place(row) or not isinstance(row.get("note", ""), str) or len(row.get("note", "")) > 80:
            return 409, b"", {}
        if verbs & {"replace", "remove"} and self.fault == "queued":
            return 202, None, {}
        if verbs & {"replace", "remove"} and self.fault == "late":
            self.old[key] = self.rows["places"][key]
        self.keep(key, row)
        return 200, row, {}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("", ""),
        ("queued", ""),
        ("late", ""),
        ("test", "was tested for another value than it has, and the patch succeeded (RFC 6902 section 4.6)"),
        ("half", "is changed by a patch that was refused (RFC 6902 section 5)"),
        ("replace", "is not what the operations make of it (RFC 6902 section 4)"),
        ("remove", "is as it was before it was removed (RFC 6902 section 4.2)"),
        ("nothing", "is not there, and the patch that removes it succeeded (RFC 6902 section 4.2)"),
        ("copied", "is as it was before it was removed (RFC 6902 section 4.2)"),
        ("copy", "is not what the operations make of it (RFC 6902 section 4)"),
        ("move", "was copied or moved, and label is not what that makes of it (RFC 6902 sections 4.4, 4.5)"),
    ],
)
def test_each_operation_does_what_its_standard_says(fault: str, told: str, tmp_path: Path) -> None:
    """A fault of one is told once; a service without any is not told of."""
    service = Replaced(fault)
    report = some_journeys(service, tmp_path, "^patch in")
    texts = [drift.lead.message.partition(" ")[2] for drift in report.drifts if drift.lead.law == "read-back"]
    assert texts == ([told] if told else [])
    assert told or report.drifts == ()
    assert service.left == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("kind", "wrong"), [(Places, []), (Forgetful, ["read-back"]), (Plots, []), (Still, ["read-back"])]
)
def test_operations_on_members_succeed_and_are_read_back(kind: type[Places], wrong: list[str], tmp_path: Path) -> None:
    """Nothing but the document says which members there are."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0)
    assert sorted({drift.lead.law for drift in report.drifts}) == wrong
    assert (report.unreached, service.left) == ((), [])
    assert service.patched > 1
