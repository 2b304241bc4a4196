"""What lies beside a record is shown and done to nobody without credentials."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.journeys.kept_out import kept_out
from contracts.cases.probes.credential_probes import bad, is_plainly_wrong
from contracts.exchange import Request
from contracts.traffic.credentials import Credentials
from mock_server.openapi import load_document
from tests.contracts.some_journeys import told
from tests.contracts.test_closed_members import SHOWN, Polls
from tests.manners.serving import Answer, Asked, checked, in_path, says

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import Journey, RecordSteps


class WatchedPolls(Polls):
    """Polls with votes to look at and a verb; ``door`` is what asks for no key."""

    def __init__(self, door: str) -> None:
        super().__init__()
        self.door = door

    def document(self) -> dict[str, Any]:
        """Two more paths."""
        tree = super().document()
        no = {status: {"description": "no"} for status in ("401", "404")}
        poll = [in_path("poll", {"type": "string"})]
        votes = {"type": "object", "properties": {"yes": {"type": "integer"}}}
        for path, method, schema in (("votes", "get", votes), ("open", "post", SHOWN)):
            said = {"operationId": path, "responses": {"200": says(schema), **no}}
            tree["paths"][f"/polls/{{poll}}/{path}"] = {"parameters": poll, method: said}
        return tree

    def answer(self, asked: Asked) -> Answer:
        """Who has the key, or comes by the open door, is let in."""
        parts = asked.parts
        if len(parts) != 3 or parts[2] not in ("votes", "open"):
            return super().answer(asked)
        if asked.headers.get("X-Key") != self.key and self.door != parts[2]:
            return 401, None, {"WWW-Authenticate": "Key"}
        row = self.rows["polls"].get(parts[1])
        if row is None:
            return 404, None, {}
        if parts[2] == "votes":
            return 200, {"yes": 3}, {}
        row["stage"] = "open"
        return 200, row, {}


@pytest.mark.parametrize("door", ["votes", "open", ""])
def test_what_lies_beside_a_record_asks_for_credentials(door: str, tmp_path: Path) -> None:
    """One open door is told, a shut one is not, and each was tried."""
    service = WatchedPolls(door)

    def some(steps: RecordSteps, *_: Any) -> Iterator[tuple[str, Journey]]:
        for _name, journey in kept_out(steps):
            yield "access", journey

    with patch("contracts.run.phases", some):
        report = checked(service, tmp_path, recombinations=0, workers=1)
    assert {(law, name) for law, name, _ in told(report)} == ({("access-required", door)} if door else set())
    assert {e.request.target.rpartition("/")[2] for e in report.exchanges} >= {"votes", "open"}
    assert service.left == []


def test_the_name_of_a_scheme_makes_no_credential_wrong(tmp_path: Path) -> None:
    """A few ways not to be let in are tried beside a record, whatever the scheme is called."""
    asked = []
    for scheme in ("key", "wrongdoing"):
        tree = json.loads(json.dumps(WatchedPolls("").document()).replace('"key"', f'"{scheme}"'))
        spec = tmp_path / f"{scheme}.json"
        spec.write_text(json.dumps(tree), "utf-8")
        document = load_document(spec)
        credentials = Credentials(document, {scheme: "the-key-of-one"})
        ways = bad(credentials, document.operations[0])
        asked.append([way.name.rpartition(": ")[2] for way in ways if is_plainly_wrong(way)])
        assert len(asked[-1]) < len(ways)
    assert asked[0] == asked[1]
    assert asked[0][:2] == ["no credentials", "wrong"]


@pytest.mark.parametrize(("together", "halves"), [(True, 1), (False, 0)])
def test_each_of_two_credentials_is_needed_where_both_are_asked_for(
    together: bool, halves: int, tmp_path: Path
) -> None:
    """The right one of two stands beside a wrong one; of alternatives each lets in."""
    both: list[dict[str, list[str]]] = [{"a": [], "b": []}] if together else [{"a": []}, {"b": []}]
    key = {"type": "apiKey", "in": "header"}
    spec = tmp_path / "both.json"
    spec.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Both", "version": "1"},
        "paths": {"/x": {"get": {"security": both, "responses": {"200": {"description": "it"}}}}},
        "components": {"securitySchemes": {"a": {**key, "name": "X-A"}, "b": {**key, "name": "X-B"}}},
    }))  # fmt: skip
    document = load_document(spec)
    credentials = Credentials(document, {"a": "the-a-of-one", "b": "the-b-of-one"})
    found = [dict(way.headers) for way in bad(credentials, document.operations[0])]
    assert sum(way.get("X-A") == "the-a-of-one" for way in found) == halves
    assert sum(way.get("X-B") == "the-b-of-one" for way in found) == halves
    assert all(credentials.verdict(Request("GET", "/x", tuple(way.items())), document.operations[0]) is False
               for way in found)  # fmt: skip


@pytest.mark.parametrize("method", ["get", "head", "post", "delete"])
@pytest.mark.parametrize(
    ("beside", "reads"),
    [
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, False),
        ({"type": "http", "scheme": "basic"}, True),
        ({"type": "http", "scheme": "bearer"}, True),
        ({"type": "apiKey", "in": "query", "name": "app"}, True),
    ],
)
def test_a_token_against_forgery_is_not_needed_where_nothing_changes(
    beside: dict[str, str], reads: bool, method: str, tmp_path: Path
) -> None:
    """A key in a header beside a cookie alone: others are names of a client; the cookie is needed everywhere."""
    spec = tmp_path / "forgery.json"
    spec.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Me", "version": "1"}, "security": [{"session": [], "token": []}],
        "paths": {"/me": {method: {"responses": {"200": {"description": "it"}}}}},
        "components": {"securitySchemes": {
            "session": beside, "token": {"type": "apiKey", "in": "header", "name": "X-Token"}}},
    }))  # fmt: skip
    document = load_document(spec)
    credentials = Credentials(document, {"session": "one:of-the-two", "token": "the-other-one"})
    halves = [way.name for way in bad(credentials, document.operations[0]) if "wrong beside" in way.name]
    changes = method not in ("get", "head")
    assert halves == ["session: wrong beside others", *["token: wrong beside others"] * (reads or changes)]
