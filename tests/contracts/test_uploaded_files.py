"""A file that was uploaded is read as it was, whatever its octets are; what may be written anew is not compared."""

from __future__ import annotations

import email
import email.policy
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Service, checked, in_path, says

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OCTETS = "application/octet-stream"
_FILE = {"type": "string", "format": "binary"}
_MISSED, _WRONG = {"404": {"description": "no such scan"}}, {"400": {"description": "no scan"}}
_READ = ("read-back", "octets", "body")


class Scans(Service):
    """Scans with a title, each with its octets at a path of their own, which a PUT replaces.

    ``damage`` is what becomes of octets that are kept, ``replaced`` of those put in their place; ``length`` what HEAD
    tells. ``shown`` is the media type of the octets; a scan ``alone`` is the whole body of its create. A ``bare`` one
    has no path for its octets, and its own path shows it as JSON, which is documented as any type. After an upload
    and a PUT the octets of before are read so many times as ``stale`` says; ``put`` is what the latter answers.
    """

    def __init__(
        self,
        *,
        damage: Callable[[bytes], bytes] = bytes,
        replaced: Callable[[bytes, bytes], bytes] = lambda _, new: new,
        length: Callable[[bytes], int] = len,
        shown: str = _OCTETS,
        alone: bool = False,
        bare: bool = False,
        stale: tuple[int, int] = (0, 0),
        put: str = "204",
    ) -> None:
        super().__init__()
        self.begin({"scans": {}})
        self.damage, self.replaced, self.length = damage, replaced, length
        self.shown, self.alone, self.bare, self.made = shown, alone, bare, 0
        self.stale, self.put = stale, put
        self.kept = {"scan": b"of somebody else"}
        """Files by the names that they were sent with."""

    def document(self) -> dict[str, Any]:
        """An upload as a form, or of octets alone."""
        form = {"type": "object", "required": ["title", "scan"],
                "properties": {"title": {"type": "string"}, "scan": _FILE}}  # fmt: skip
        sent = {_OCTETS: {"schema": _FILE}} if self.alone else {"multipart/form-data": {"schema": form}}
        scan = {"type": "object", "required": ["id"],
                "properties": {"id": {"type": "string"}, "title": {"type": "string"}}}  # fmt: skip
        octets = {self.shown: {"schema": _FILE}}
        put = {"required": True, "content": {_OCTETS: {"schema": _FILE}}}
        keyed: dict[str, Any] = {"parameters": [in_path("id", {"type": "string"})]}
        shows = {"200": {"description": "octets", "content": octets}, **_MISSED}
        body = {"required": True, "content": sent}
        answers = {"description": "a scan", "content": {"*/*": {"schema": scan}}} if self.bare else says(scan)
        content = {
            **keyed,
            "get": {"operationId": "octets", "responses": shows},
            "head": {"operationId": "head", "responses": {"200": {"description": "octets"}, **_MISSED}},
            "put": {"operationId": "rescan", "requestBody": put,
                    "responses": {self.put: {"description": "done"}, **_MISSED, **_WRONG}},
        }  # fmt: skip
        return {
            "openapi": "3.1.0",
            "info": {"title": "Scans", "version": "1"},
            "paths": {
                "/scans": {"post": {"operationId": "scan", "requestBody": body,
                                    "responses": {"201": answers, **_WRONG}}},
                "/scans/{id}": {
                    **keyed,
                    "get": {"operationId": "see", "responses": {"200": answers, **_MISSED}},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **_MISSED}},
                },
                **({} if self.bare else {"/scans/{id}/content": content}),
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The octets of a part are cut out as they are."""
        if asked.parts == ["scans"] and asked.method == "POST":
            return self._made(asked)
        row = self.rows["scans"].get(asked.parts[1]) if asked.parts[:1] == ["scans"] and len(asked.parts) > 1 else None
        if row is None:
            return 404, None, {}
        if asked.parts[2:] == ["content"] and not self.bare:
            return self._octets(asked, row)
        if len(asked.parts) > 2 or asked.method not in ("GET", "DELETE"):
            return 404, None, {}
        if asked.method == "DELETE":
            return 204, self.rows["scans"].pop(row["id"]) and None, {}
        return 200, _shown(row), {}

    def _made(self, asked: Asked) -> Answer:
        title, octets = ("", asked.data) if self.alone else _parts(asked, self.kept)
        if octets is None or title is None or (self.alone and asked.headers.get_content_type() != _OCTETS):
            return 400, None, {}
        self.made += 1
        row: dict[str, Any] = {
            "id": f"s{self.made}",
            "octets": self.damage(octets),
            "before": [b""] * self.stale[0],
            **({} if self.alone else {"title": title}),
        }
        self.rows["scans"][row["id"]] = row
        return 201, _shown(row), {}

    def _octets(self, asked: Asked, row: dict[str, Any]) -> Answer:
        if asked.method == "PUT":
            if asked.headers.get_content_type() != _OCTETS:
                return 400, None, {}
            row["before"] = [row["octets"]] * self.stale[1]
            row["octets"] = self.replaced(row["octets"], asked.data)
            return int(self.put), None, {}
        head, kind = asked.method == "HEAD", {"Content-Type": self.shown.replace("*/*", _OCTETS)}
        octets = row["before"][0] if row["before"] else row["octets"]
        del row["before"][: not head]
        return 200, bytes(self.length(octets)) if head else octets, kind  # of a head how many they are


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in ("id", "title")}


def _parts(asked: Asked, kept: dict[str, bytes]) -> tuple[str | None, bytes | None]:
    """The title and the octets of a form, whose files are ``kept`` by their names."""
    if asked.headers.get_content_type() != "multipart/form-data" or not asked.headers.get_param("boundary"):
        return None, None
    boundary = b"--" + str(asked.headers.get_param("boundary")).encode()
    found: dict[str, Any] = {}
    for part in asked.data.split(boundary)[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        fields = email.message_from_bytes(head + b"\r\n\r\n", policy=email.policy.HTTP)
        name = fields.get_param("name", header="Content-Disposition")
        found[str(name)] = data.removesuffix(b"\r\n")
        if (file := fields.get_filename()) is not None:
            kept[file] = found[str(name)]
    try:
        title = found["title"].decode() if "title" in found else None
    except UnicodeDecodeError:
        title = None
    return title, found.get("scan")


@pytest.mark.parametrize("alone", [False, True], ids=["a part of a form", "the whole body"])
def test_octets_that_come_back_as_they_were_are_none_of_a_drift(*, alone: bool, tmp_path: Path) -> None:
    """Whatever they are; what was made is removed again."""
    service = Scans(alone=alone)
    assert told(checked(service, tmp_path, recombinations=0)) == []
    assert service.made
    assert service.left == []
    assert (len(service.kept) > 1) is not alone
    assert service.kept["scan"] == b"of somebody else"  # who keeps files by their names keeps those of others


@pytest.mark.parametrize(
    "fault",
    [
        {"damage": lambda octets: octets.replace(b"\r\n", b"\n")},
        {"damage": bytes.strip},
        {"damage": lambda octets: octets.decode("utf-8", "replace").encode()},
        {"damage": lambda octets: octets[:-1], "alone": True},
        {"damage": bytes.strip, "shown": "*/*"},
        {"replaced": lambda old, _: old},
    ],
    ids=["line ends", "white space", "as a text", "the last one", "of any type", "not replaced"],
)
def test_octets_that_come_back_otherwise_are_told(fault: dict[str, Any], tmp_path: Path) -> None:
    """Once, with the read that shows it."""
    assert told(some_journeys(Scans(**fault), tmp_path, ".")) == [_READ]


def test_a_head_that_tells_another_length_is_told(tmp_path: Path) -> None:
    """RFC 9110, section 8.6: it is that of the GET, or is not there."""
    service = Scans(length=lambda octets: len(octets) + 1)
    assert told(some_journeys(service, tmp_path, ".")) == [("read-back", "head", "header Content-Length")]


def test_a_content_of_a_type_of_its_own_may_be_written_anew(tmp_path: Path) -> None:
    """A picture may be made smaller, and lose what tells where it was taken."""
    service = Scans(damage=bytes.strip, shown="image/png")
    assert told(checked(service, tmp_path, recombinations=0)) == []


@pytest.mark.parametrize("alone", [False, True], ids=["a part of a form", "the whole body"])
def test_a_record_that_is_shown_in_any_type_is_none_of_octets(*, alone: bool, tmp_path: Path) -> None:
    """Some frameworks write that type for each answer, and the schema says what it is."""
    service = Scans(alone=alone, bare=True)
    assert told(checked(service, tmp_path, recombinations=0)) == []
    assert service.made


@pytest.mark.parametrize(
    "late",
    [{"stale": (1, 1)}, {"stale": (0, 99), "put": "202"}],
    ids=["a moment later", "accepted"],
)
def test_octets_that_are_read_later_are_none_of_a_drift(late: dict[str, Any], tmp_path: Path) -> None:
    """Nothing promises when: they are read again, and not looked for where they were only accepted (202)."""
    service = Scans(**late)
    report = some_journeys(service, tmp_path, ".")
    assert (told(report), service.left) == ([], [])
    assert any(exchange.label == "put another file in its place" for exchange in report.exchanges)
