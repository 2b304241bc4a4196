"""Keys that callers choose are UUIDs where the path of a record asks for these in words; elsewhere they are names."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.exchange import Answer as Answered
from contracts.exchange import Exchange, Request
from contracts.laws.judging import Judge
from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked, in_path, says, takes
from tests.requests.small_documents import document as small

if TYPE_CHECKING:
    from pathlib import Path

_STUB = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}


class Stubs(Collection):
    """Stubs whose keys callers may choose: a text to the schema, a UUID to the service unless ``any_key``."""

    called: ClassVar[str] = "stubs"
    sent: ClassVar[dict[str, Any]] = _STUB
    keyed: ClassVar[dict[str, Any]] = {"type": "string"}

    def __init__(self, said: str, *, any_key: bool) -> None:
        super().__init__()
        self.said, self.any_key = said, any_key
        self.replaced: list[str] = []

    def changes(self) -> dict[str, Any]:
        """A stub is replaced as a whole."""
        no = {"description": "no"}
        return {"put": {"requestBody": takes(_STUB), "responses": {"200": says(_STUB), "400": no, "404": no}}}

    def document(self) -> dict[str, Any]:
        """The description of the path's parameter says what keys look like."""
        document = super().document()
        document["paths"]["/stubs/{id}"]["parameters"] = [{**in_path("id", self.keyed), "description": self.said}]
        return document

    def answer(self, asked: Asked) -> Answer:
        """What is no key is refused before anything is looked for."""
        if asked.parts[:1] == ["stubs"] and len(asked.parts) == 2 and not self._is_key(asked.parts[1]):
            return 400, None, {}
        return super().answer(asked)

    def made(self, body: dict[str, Any]) -> Answer:
        """A key that is given is taken, unless it is none, or there already."""
        key = body.get("id", str(uuid.UUID(int=next(self.numbers))))
        if not self._is_key(key) or key in self.records:
            return 400, None, {}
        self.records[key] = {**body, "id": key}
        return 201, self.records[key], {}

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """The key of the path stands."""
        self.replaced.append(key)
        self.records[key] = {**body, "id": key}
        return 200, self.records[key], {}

    def _is_key(self, text: str) -> bool:
        if self.any_key:
            return True
        try:
            return str(uuid.UUID(text)) == text.lower()
        except ValueError:
            return False


@pytest.mark.parametrize(
    ("said", "key", "laws"),
    [
        ("The UUID of the stub", "{}-4F3E-9D0A-3F1C2B4A5D6E", []),
        ("The UUID of the stub", "{}-4F3E-9D0A-3F1C2B4A5D60", ["echo"]),
        ("The name of the stub", "{}-4F3E-9D0A-3F1C2B4A5D6E", ["echo"]),
    ],
)
def test_a_uuid_comes_back_in_any_case(said: str, key: str, laws: list[str]) -> None:
    """Where the path says that it is one."""
    judge = Judge(small(Stubs(said, any_key=False).document()))
    media = (("Content-Type", "application/json"),)
    sent = Request("POST", "/stubs", media, json.dumps({"id": key.format("0B5F2E6C-8F5A")}).encode())
    answer = Answered(201, media, b'{"id": "0b5f2e6c-8f5a-4f3e-9d0a-3f1c2b4a5d6e"}')
    assert [found.law for found in judge.judge(Exchange(sent, answer, "journey"))] == laws


@pytest.mark.slow
@pytest.mark.parametrize(("said", "any_key"), [("The UUID of the stub", False), ("The UUID or name of a stub", True)])
def test_a_key_is_a_uuid_where_the_path_asks_for_one(said: str, any_key: bool, tmp_path: Path) -> None:
    """So the run has records to read and to replace; where other texts are keys too, its names are."""
    service = Stubs(said, any_key=any_key)
    report = checked(service, tmp_path)
    assert [drift.lead.message for drift in report.drifts] == []
    assert service.replaced
    assert any("ct" in key for key in service.replaced) is any_key
    assert service.unharmed
