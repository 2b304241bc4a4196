"""What no success has shown yet is asked for by itself, until the table of coverage is full."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Request
from contracts.run import Settings
from contracts.traffic.request_validity import Reader, Verdict
from mock_server.openapi import load_document
from tests.contracts.running import report_of
from tests.json_server import answering

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

TEXT: dict[str, Any] = {"type": "string"}
SONG = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "title": {"type": "string", "maxLength": 50}},
}
FORM = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string", "maxLength": 50}}}


def _said(schema: Any, *more: str) -> dict[str, Any]:
    return {"description": "said", "content": {"application/json": {"schema": schema}, **{name: {} for name in more}}}


def _refused(*statuses: str) -> dict[str, Any]:
    return {status: {"description": "not so"} for status in statuses}


def _asks(name: str, place: str, schema: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": schema}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Songs", "version": "1"},
    "paths": {
        "/songs": {
            "get": {
                "operationId": "listSongs",
                "parameters": [
                    _asks("near", "query", TEXT),
                    _asks("loud", "query", {"type": "boolean"}),
                    _asks("X-Tone", "header", {"type": "integer", "minimum": 1}),
                ],
                "responses": {"200": _said({"type": "array", "items": SONG}, "text/csv"), **_refused("400", "406")},
            },
            "post": {
                "operationId": "addSong",
                "parameters": [_asks("draft", "query", {"type": "boolean"})],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": FORM},
                        "application/x-www-form-urlencoded": {"schema": FORM},
                    },
                },
                "responses": {"201": _said(SONG), **_refused("400", "415")},
            },
        },
        "/songs/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {"operationId": "readSong", "responses": {"200": _said(SONG), **_refused("304", "400", "404")}},
            "delete": {"operationId": "dropSong", "responses": _refused("204", "400", "404")},
        },
    },
}


class Songs:
    """Songs by the document; two parameters of the list exclude each other, since only one of them can be done."""

    def __init__(self, file: Path, faults: tuple[str, ...]) -> None:
        self.reader = Reader(load_document(file))
        self.faults = faults
        self.songs: dict[int, dict[str, Any]] = {}
        self.last = 0

    def app(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        """One exchange."""
        reading = self.reader.read(Request(method, target, tuple(headers.items()), body or None))
        if reading is None or reading.routing:
            return 404, None, {}
        kind = str(headers.get("Content-Type"))
        forms = () if "form-refused" in self.faults else ("application/x-www-form-urlencoded",)
        if reading.operation.id == "addSong" and not kind.startswith(("application/json", *forms)):
            return 415, None, {}
        if reading.verdict is not Verdict.VALID:
            return 400, None, {}
        call: dict[str, Any] = {"listSongs": self._list, "addSong": self._add}
        found = call.get(reading.operation.id)
        answer: tuple[int, Any, dict[str, str]] = found(reading, headers) if found else self._one(reading, headers)
        return answer

    def _list(self, reading: Any, headers: Any) -> tuple[int, Any, dict[str, str]]:
        given = reading.values["query"]
        if "near" in given and "loud" in given:
            return 400, None, {}
        if "header-crashes" in self.faults and reading.values["header"] and not given:
            return 500, None, {}
        accept = str(headers.get("Accept", "*/*"))
        if "text/csv" in accept and "application/json" not in accept:
            return 200, b"id,title\r\n", {"Content-Type": "text/csv"}
        return (200, [*self.songs.values()], {}) if "json" in accept or "*" in accept else (406, None, {})

    def _add(self, reading: Any, headers: Any) -> tuple[int, Any, dict[str, str]]:
        if "draft-crashes" in self.faults and reading.values["query"]:
            return 500, None, {}
        self.last += 1
        self.songs[self.last] = {"id": self.last, "title": reading.body["title"]}
        return 201, self.songs[self.last], {}

    def _one(self, reading: Any, headers: Any) -> tuple[int, Any, dict[str, str]]:
        key = int(reading.path["id"])
        if key not in self.songs:
            return 404, None, {}
        if reading.operation.id == "dropSong":
            del self.songs[key]
            return 204, None, {}
        tag = {"ETag": f'"{key}"'}
        return (304, None, tag) if headers.get("If-None-Match") == tag["ETag"] else (200, self.songs[key], tag)


def _checked(folder: Path, *faults: str) -> tuple[Report, Songs]:
    file = folder / "songs.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    songs = Songs(file, faults)
    with answering(songs.app) as url:
        settings = Settings(url=url, spec=file, seed=2, recombinations=0, fuzz=0, ledger=folder / "ledger")
        return report_of(settings), songs


def test_the_plan_fills_the_table(tmp_path: Path) -> None:
    """Each parameter, also of those that exclude each other, each media type, and each status that can be asked for."""
    report, songs = _checked(tmp_path)
    assert [drift.lead.message for drift in report.drifts] == []
    missing = [(item.operation, part.name) for item in report.coverage for part in item.parts if not part.reached]
    assert missing == []
    assert [gap for gap in report.coverage_gaps if not gap.startswith("DELETE")] == []
    assert songs.songs == {}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("fault", "law"),
    [("form-refused", "state"), ("header-crashes", "no-server-error"), ("draft-crashes", "no-server-error")],
)
def test_what_only_one_part_shows_is_found(fault: str, law: str, tmp_path: Path) -> None:
    """A media type that is refused although the document lists it, crashes at one parameter alone."""
    report, _ = _checked(tmp_path, fault)
    assert [drift.lead.law for drift in report.drifts] == [law]
    assert not report.drifts[0].lead.flaky


def test_a_create_is_asked_for_each_of_its_forms_where_its_address_is_told(tmp_path: Path) -> None:
    """A form that shows no key is asked for where a Location does: a failure in it is found, and nothing is left."""
    document = copy.deepcopy(DOCUMENT)
    place = {"headers": {"Location": {"required": True, "schema": TEXT}}}
    document["paths"]["/songs"]["post"]["responses"]["201"] = _said(SONG, "text/csv") | place
    file = tmp_path / "songs.json"
    file.write_text(json.dumps(document), "utf-8")
    songs = Songs(file, ())

    def answer(method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        status, value, fields = songs.app(method, target, headers, body)
        if status != 201:
            return status, value, fields
        fields = {"Location": f"/songs/{value['id']}"}
        if headers.get("Accept") != "text/csv":
            return status, value, fields
        return status, b"id,title\r\n", {**fields, "Content-Type": "text/html"}

    with answering(answer) as url:
        report = report_of(Settings(url=url, spec=file, seed=3, recombinations=0, fuzz=0, ledger=tmp_path / "ledger"))
    assert [(drift.lead.law, drift.lead.operation) for drift in report.drifts] == [("media-type", "addSong")]
    assert (songs.songs, report.created) == ({}, report.removed)
