"""What a record says of its file is so: how many octets there are, and their checksum; a part is that of its range."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.file_facts import wrong_facts
from mock_server.openapi import Schemas
from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_uploaded_files import Scans
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.manners.serving import Answer, Asked

OCTETS = b"\x00 a file"
SHA = hashlib.sha256(OCTETS).hexdigest()
GIT = hashlib.sha1(b"blob 8\0" + OCTETS, usedforsecurity=False).hexdigest()
OTHER = hashlib.sha256(b"").digest()


def _wrong(name: str, value: object, description: str | None = None) -> list[str]:
    kind = "integer" if isinstance(value, int) else "string"
    schema = {"type": kind, **({"description": description} if description else {})}
    found = wrong_facts(Schemas(document({"paths": {}})), {name: schema}, {name: value}, OCTETS)
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("name", "value", "description"),
    [
        ("size", 9, "Number of octets"),
        ("fileSize", 0, "Size in bytes"),
        ("sizeInBytes", 9, None),
        ("length", 7, "Length of the content in bytes"),
        ("sha256", OTHER.hex(), "SHA-256 of the octets, in hexadecimal"),
        ("checksum", OTHER.hex().upper(), "The SHA-256 of the file"),
        ("sha1", GIT, "SHA-1 of the object"),
        ("digest", "sha256:" + OTHER.hex(), "sha256"),
        ("contentMd5", base64.b64encode(hashlib.md5(b"", usedforsecurity=False).digest()).decode(), None),
    ],
)
def test_what_the_octets_do_not_say_is_wrong(name: str, value: object, description: str | None) -> None:
    """By a number whose document says that it counts octets, and by a checksum whose algorithm is named."""
    assert _wrong(name, value, description) == [name]


@pytest.mark.parametrize(
    ("name", "value", "description"),
    [
        ("size", 8, "Number of octets"),
        ("size", 9, None),
        ("size", 9, "Size in kilobytes"),
        ("size", 9, "Size in bytes, compressed"),
        ("size", 99, "How many bytes are stored"),
        ("maxSize", 9, "Size in bytes"),
        ("size", 9, "Most bytes that the file may have"),
        ("sha256", SHA, "SHA-256 of the octets"),
        ("sha256", base64.b64encode(bytes.fromhex(SHA)).decode(), None),
        ("sha256", "pending", None),
        ("sha256", OTHER.hex()[:40], None),
        ("checksum", OTHER.hex(), "Checksum of the file"),
        ("sha256", OTHER.hex(), "SHA-256 of the original file, before it is cleaned"),
        ("checksum", OTHER.hex(), "MD5 or SHA-256"),
        ("sha", GIT, "The SHA-1 of the Git blob"),
        ("sha", GIT, "Object id (SHA-1) of the content"),
        ("sha256", OTHER.hex(), "SHA-256 of the decrypted content"),
        ("sha256", OTHER.hex(), "SHA-256 of the normalised text"),
        ("sha256", OTHER.hex(), "SHA-256 of the canonical form"),
        ("keySha256", OTHER.hex(), "SHA-256 of the key of the customer"),
    ],
)
def test_what_may_be_said_of_something_else_is_open(name: str, value: object, description: str | None) -> None:
    """Other units, other octets, other forms, another algorithm."""
    assert _wrong(name, value, description) == []


class Described(Scans):
    """Scans that say how large they are and what their checksum is, and are shown in parts."""

    def __init__(
        self, *, size: Callable[[bytes], int] = len, part: Callable[[bytes, int, int], bytes] = lambda o, a, b: o[a:b]
    ) -> None:
        super().__init__()
        self.size, self.part = size, part

    def document(self) -> dict[str, Any]:
        """The record says the size; the content has parts."""
        described = super().document()
        scan = described["paths"]["/scans/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        scan["properties"]["bytes"] = {"type": "integer", "readOnly": True}
        responses = described["paths"]["/scans/{id}/content"]["get"]["responses"]
        responses["206"] = {**responses["200"], "description": "a part"}
        return described

    def answer(self, asked: Asked) -> Answer:
        """As its parent does, and parts."""
        status, body, headers = super().answer(asked)
        wanted = asked.headers.get("Range")
        if isinstance(body, dict) and body.get("id") in self.rows["scans"]:
            body = {**body, "bytes": self.size(self.rows["scans"][body["id"]]["octets"])}
        if status == 200 and isinstance(body, bytes) and asked.method == "GET" and wanted == "bytes=3-8":
            return 206, self.part(body, 3, 9), {**headers, "Content-Range": f"bytes 3-8/{len(body)}"}
        return status, body, headers


def test_a_record_that_tells_its_file_rightly_is_none_of_a_drift(tmp_path: Path) -> None:
    """And the part that was asked for is asked for."""
    report = some_journeys(Described(), tmp_path, "^files of|^reading")
    assert told(report) == []
    assert {e.answer.status for e in report.exchanges if e.answer and e.label == "read a part of the file"} == {206}


@pytest.mark.parametrize(
    ("fault", "place"),
    [({"size": lambda octets: len(octets) + 1}, "/bytes"), ({"part": lambda octets, a, b: octets[: b - a]}, "body")],
    ids=["a size", "a part"],
)
def test_what_is_told_wrongly_of_a_file(fault: dict[str, Any], place: str, tmp_path: Path) -> None:
    """A number that is one more, and the first octets instead of those that were asked for."""
    assert place in {where for law, _, where in told(some_journeys(Described(**fault), tmp_path, "^files of|^reading"))}
