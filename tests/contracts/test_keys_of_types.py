"""Keys are short numbers to a service that takes no other, and saves under whatever key a body is read as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.traffic.key_members import read_as
from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked, takes

if TYPE_CHECKING:
    from pathlib import Path

_AUTHOR = {
    "type": "object",
    "required": ["name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
_FIRST = {key: {"id": int(key), "name": "somebody else"} for key in ("0", "1", "2", "7", "12")}


class Authors(Collection):
    """Authors whose keys have 32 bits; values are converted before they are looked at, and a known key is written over.

    A ``strict`` one refuses longer keys, others fail at them.
    """

    called: ClassVar[str] = "authors"
    sent: ClassVar[dict[str, Any]] = _AUTHOR

    def __init__(self, *, strict: bool) -> None:
        super().__init__({key: dict(row) for key, row in _FIRST.items()})
        self.refusal = 400 if strict else 500
        self.numbers = iter(range(100, 10**6))
        self.replaced = 0

    def changes(self) -> dict[str, Any]:
        """An author is replaced as a whole."""
        no = {"description": "no"}
        answers = {"200": {"description": "replaced"}, "400": no, "404": no}
        return {"put": {"requestBody": takes(_AUTHOR), "responses": answers}}

    def answer(self, asked: Asked) -> Answer:
        """What is sent as a key, and where, is read as a number."""
        if asked.parts[:1] != ["authors"] or len(asked.parts) > 2:
            return 404, None, {}
        if len(asked.parts) == 2 and not _is_short(asked.parts[1]):
            return (self.refusal if asked.parts[1].isdecimal() else 400), None, {}
        if asked.method == "POST" and len(asked.parts) == 1 and asked.json:
            body, _ = self.checker.read(asked.data)
            if isinstance(body, dict) and isinstance(body.get("name"), str | int) and "id" in body:
                key = read_as(body["id"])
                if key is not None and key.isdecimal():
                    return self.saved(key, body) if _is_short(key) else (self.refusal, None, {})
        return super().answer(asked)

    def saved(self, key: str, body: dict[str, Any]) -> Answer:
        """Whoever has the key is written over."""
        self.records[key] = {"id": int(key), "name": str(body["name"])}
        return 201, self.records[key], {}

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """The key of the path stands."""
        self.replaced += 1
        return super().changed(key, {"name": body["name"]})


def _is_short(key: str) -> bool:
    return key.isdecimal() and int(key) < 2**31


@pytest.mark.slow
@pytest.mark.parametrize("strict", [True, False])
def test_keys_are_left_to_a_service_that_takes_none_like_the_runs(strict: bool, tmp_path: Path) -> None:
    """Its records are made without; what may be read as a short number is not sent, and others stay as they were."""
    service = Authors(strict=strict)
    report = checked(service, tmp_path)
    assert service.unharmed
    assert service.left == []
    assert service.replaced
    assert not any("did not come back" in drift.lead.message for drift in report.drifts)


class Named(Authors):
    """Authors that a create has to name."""

    sent: ClassVar[dict[str, Any]] = {**_AUTHOR, "required": ["id", "name"]}


def test_no_value_is_sent_that_may_be_read_as_the_key_of_somebody_else(tmp_path: Path) -> None:
    """Of another kind than the key either (true for 1): who has it would be written over."""
    service = Named(strict=False)
    checked(service, tmp_path)
    assert service.unharmed


_READ_AS: list[tuple[object, str | None]] = [
    (True, "1"),
    (False, "0"),
    (7.5, "7"),
    ([1], "1"),
    ([[True]], "1"),
    ("a", "a"),
    (12, "12"),
    (None, None),
    ({}, None),
    ([1, 2], None),
    (float("inf"), None),
]


@pytest.mark.parametrize(("value", "key"), _READ_AS)
def test_a_value_is_read_as_a_key(value: Any, key: str | None) -> None:
    """As frameworks convert what they expect to be a number or a text."""
    assert read_as(value) == key
