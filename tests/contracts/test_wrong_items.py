"""Where a create takes a list, members of its items are sent wrong: what fails at them is told, and no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering, sent_json
from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked, says, takes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message
    from pathlib import Path

_LINE = {
    "type": "object",
    "required": ["text", "at"],
    "properties": {"text": {"type": "string"}, "at": {"type": "string", "format": "date-time"}},
}
_LINES = {"required": True, "content": {"application/json": {"schema": {"type": "array", "items": _LINE}}}}
_SAID = {status: {"description": "said"} for status in ("201", "415", "422")}
_WRITE = {"operationId": "write", "summary": "Create lines", "requestBody": _LINES, "responses": _SAID}


def _is_right(line: dict[str, Any]) -> bool:
    at = line.get("at")
    return isinstance(line.get("text"), str) and isinstance(at, str) and (at[10:11], at[13:14]) == ("T", ":")


def _told(folder: Path, odd: int) -> list[tuple[str, str]]:
    """Law and cause of each drift of a service that answers ``odd`` to lines of which one is not right."""
    spec = folder / "openapi.json"
    info = {"title": "Lines", "version": "1"}
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/lines": {"post": _WRITE}}}))

    def answer(method: str, target: str, headers: Message, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        if target.partition("?")[0] != "/lines":
            return 404, None, {}
        if method != "POST":
            return 405, None, {"Allow": "POST"}
        if not headers.get("Content-Type", "").startswith("application/json"):
            return 415, None, {}
        lines = sent_json(body)
        if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
            return 422, None, {}
        return 201 if all(map(_is_right, lines)) else odd, None, {}

    with answering(answer) as url:
        report = report_of(Settings(url=url, spec=spec, seed=3, fuzz=0, recombinations=0, ledger=folder / "ledger"))
    return [(drift.lead.law, drift.lead.cause) for drift in report.drifts]


def test_what_fails_at_wrong_members_of_an_item_is_told(tmp_path: Path) -> None:
    """Each member that provokes it once, and nothing else."""
    told = _told(tmp_path, 500)
    assert {law for law, _ in told} == {"no-server-error"}
    assert len({*told}) == len(told)
    assert {"body [*].text: type", "body [*].at: type"} <= {cause for _, cause in told}


@pytest.mark.parametrize("status", [422, 201])
def test_nothing_is_told_of_a_list_that_is_refused_or_taken_without_its_wrong_items(
    tmp_path: Path, status: int
) -> None:
    """A create of several may leave out what is wrong."""
    assert _told(tmp_path, status) == []


class Pets(Collection):
    """Pets that are made in a list of one; a wrong one is left out, and none is shown by one that ``hides`` them."""

    called = "pets"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "age": {"type": "integer", "minimum": 0, "maximum": 99},
            "kind": {"type": "string", "enum": ["cat", "dog"]},
        },
    }

    def __init__(self, hides: bool) -> None:
        super().__init__()
        self.hides, self.skipped = hides, 0

    def document(self) -> dict[str, Any]:
        """A create that takes a list."""
        found = super().document()
        several = {"type": "array", "minItems": 1, "maxItems": 1, "items": self.sent}
        answered = {"type": "array", "items": self.shown}
        create = found["paths"]["/pets"]["post"]
        create["requestBody"], create["responses"]["201"] = takes(several), says(answered)
        return found

    def answer(self, asked: Asked) -> Answer:
        """A service that makes what is right of a list."""
        if asked.parts != ["pets"] or asked.method != "POST":
            return super().answer(asked)
        body = sent_json(asked.data) if asked.json else None
        if not isinstance(body, list) or len(body) != 1 or not all(isinstance(pet, dict) for pet in body):
            return 400, None, {}
        made = [self.made(self.checker.kept(pet))[1] for pet in body if not self.checker.wrong(pet)]
        self.skipped += len(body) - len(made)
        return 201, [] if self.hides else made, {}


@pytest.mark.parametrize("hides", [False, True])
def test_what_a_create_leaves_out_of_a_list_is_not_left(hides: bool, tmp_path: Path) -> None:
    """It shows those that it made, which are removed; what it made and does not show is counted."""
    service = Pets(hides)
    report = checked(service, tmp_path, recombinations=0, fuzz=0)
    assert service.skipped
    unshown = any("the answer does not show" in one.reason for one in report.leftovers)
    assert (bool(service.left), bool(report.leftovers), unshown, report.drifts) == (hides, hides, hides, ())
