"""A mock that begins with what recorded traffic shows: a service's records under its keys, in their last state."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from mock_server import Settings, create_app
from mock_server.errors import UsageError
from tests.documents.asking import Mock
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}
_PLANT: dict[str, Any] = {
    "type": "object",
    "required": ["code", "label"],
    "properties": {
        "code": {"type": "integer", "readOnly": True},
        "label": _TEXT,
        "height": {"type": "number"},
        "planted": {"type": "string", "format": "date-time", "readOnly": True},
    },
}
_BED: dict[str, Any] = {"type": "object", "required": ["slug"], "properties": {"slug": _TEXT, "title": _TEXT}}
_WRAPPED = {"type": "object", "required": ["plant"], "properties": {"plant": _PLANT}}


def _answers(status: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    return {status: {"description": "d", **content}, "404": {"description": "none"}}


def _takes(schema: dict[str, Any], kind: str = "application/json") -> dict[str, Any]:
    return {"requestBody": {"content": {kind: {"schema": schema}}}}


def _garden() -> dict[str, Any]:
    """Beds by slug; plants below them by number, wrapped in an answer; a change and a removal that answer nothing."""
    listed = {
        "type": "object",
        "properties": {"plants": {"type": "array", "items": _PLANT}, "total": {"type": "integer"}},
    }
    names = [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in ("bed", "code")]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Garden", "version": "1"},
        "servers": [{"url": "https://garden.example/v2"}],
        "paths": {
            "/beds": {
                "get": {"responses": _answers("200", {"type": "array", "items": _BED})},
                "post": {**_takes(_BED), "responses": _answers("201", _BED)},
            },
            "/beds/{bed}": {
                "parameters": names[:1],
                "get": {"responses": _answers("200", _BED)},
                "delete": {"responses": _answers("204")},
            },
            "/beds/{bed}/plants": {
                "parameters": names[:1],
                "get": {"responses": _answers("200", listed)},
                "post": {**_takes(_PLANT), "responses": _answers("201")},
            },
            "/beds/{bed}/plants/{code}": {
                "parameters": names,
                "get": {"responses": _answers("200", _WRAPPED)},
                "patch": {**_takes(_PLANT, "application/merge-patch+json"), "responses": _answers("204")},
                "put": {**_takes(_PLANT), "responses": _answers("200", _WRAPPED)},
                "delete": {"responses": _answers("204")},
            },
        },
    }


def _entry(
    method: str,
    url: str,
    status: int,
    shown: Any = None,
    sent: Any = None,
    kind: str = "application/json",
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """One entry of an archive, as browsers write it."""
    request: dict[str, Any] = {"method": method, "url": url, "headers": []}
    if sent is not None:
        request["headers"] = [{"name": "Content-Type", "value": kind}]
        request["postData"] = {"mimeType": kind, "text": json.dumps(sent)}
    given = {"Content-Type": "application/json", **(headers or {})}
    return {
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 3,
        "request": request,
        "response": {
            "status": status,
            "headers": [{"name": name, "value": value} for name, value in given.items()],
            "content": {"mimeType": "application/json", "text": json.dumps(shown) if shown is not None else ""},
        },
    }


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the document."""
    (tmp_path / "garden.json").write_text(json.dumps(_garden()))
    return tmp_path


def _mock(files: Path, *entries: dict[str, Any], base: str = "https://garden.example/v2") -> Mock:
    archive = files / "traffic.har"
    told = [{**entry, "request": {**entry["request"], "url": base + entry["request"]["url"]}} for entry in entries]
    archive.write_text(json.dumps({"log": {"version": "1.2", "entries": told}}))
    settings = Settings(files / "garden.json", seed_har=(archive,), seed=1)
    return Mock(create_app(settings))


_ROSE = {"code": 31, "label": "Rose", "height": 1.5, "planted": "2020-02-02T10:00:00Z"}


@pytest.mark.parametrize("base", ["https://garden.example/v2", "http://10.0.0.7:9000/staging/eu/v2"])
def test_a_read_and_a_list_show_records(files: Path, base: str) -> None:
    """Members that the document leaves to the service come back as the service gave them, wherever it was recorded."""
    mock = _mock(
        files,
        _entry("GET", "/beds", 200, [{"slug": "north", "title": "Northern"}]),
        _entry("GET", "/beds/north/plants/31", 200, {"plant": _ROSE}),
        base=base,
    )
    assert mock.ask("GET", "/v2/beds").json == [{"slug": "north", "title": "Northern"}]
    assert mock.ask("GET", "/v2/beds/north/plants/31").json == {"plant": _ROSE}
    assert mock.ask("GET", "/v2/beds/north/plants").json == {"plants": [_ROSE], "total": 1}
    assert mock.ask("GET", "/v2/beds/north/plants/32").status == 404


def test_a_create_that_shows_nothing_is_known_by_its_location(files: Path) -> None:
    """What was sent is the record; the bed that no answer showed is there, since something is below it."""
    mock = _mock(
        files,
        _entry(
            "POST", "/beds/south/plants", 201, sent={"label": "Oak"}, headers={"Location": "/v2/beds/south/plants/7"}
        ),
    )
    plant = mock.ask("GET", "/v2/beds/south/plants/7").json["plant"]
    assert (plant["code"], plant["label"]) == (7, "Oak")
    assert [bed["slug"] for bed in mock.ask("GET", "/v2/beds").json] == ["south"]


def test_changes_and_removals_are_followed(files: Path) -> None:
    """A change without an answer's body changes what is known; what was removed, or is found no more, is gone."""
    places = [f"/beds/north/plants/{code}" for code in (31, 32, 33)]
    mock = _mock(
        files,
        *(_entry("GET", place, 200, {"plant": {**_ROSE, "code": 31 + n}}) for n, place in enumerate(places)),
        _entry("PATCH", places[0], 204, sent={"label": "Tea rose"}, kind="application/merge-patch+json"),
        _entry("DELETE", places[1], 204),
        _entry("GET", places[2], 404),
        _entry("DELETE", "/beds/never-seen", 204),
    )
    assert mock.ask("GET", f"/v2{places[0]}").json == {"plant": {**_ROSE, "label": "Tea rose"}}
    assert [mock.ask("GET", f"/v2{place}").status for place in places] == [200, 404, 404]


def test_a_list_that_shows_less_takes_nothing_away(files: Path) -> None:
    """Members of an earlier answer stay where a later one shows the record without them."""
    short = {"code": 31, "label": "Rose again"}
    mock = _mock(
        files,
        _entry("GET", "/beds/north/plants/31", 200, {"plant": _ROSE}),
        _entry("GET", "/beds/north/plants", 200, {"plants": [short]}),
    )
    assert mock.ask("GET", "/v2/beds/north/plants/31").json == {"plant": {**_ROSE, **short}}


def test_refusals_and_other_answers_show_nothing(files: Path) -> None:
    """A refused create, an answer that is no JSON, one that holds no key, another host: nothing is kept of them."""
    broken = _entry("GET", "/beds/north", 200, {"slug": "north"})
    broken["response"]["content"]["text"] = "<html>"
    mock = _mock(
        files,
        _entry("POST", "/beds", 422, {"slug": "x"}, sent={"slug": "x"}),
        broken,
        _entry("GET", "/beds", 200, [{"title": "no key"}, {"slug": "kept"}]),
    )
    assert [bed["slug"] for bed in mock.ask("GET", "/v2/beds").json] == ["kept"]


def test_clients_go_on_from_there_and_a_restart_keeps_theirs(files: Path) -> None:
    """Over a durable store: a recorded record that a client changed stays changed; one it removed comes back."""
    archive = files / "traffic.har"
    url = "https://api.test/v2/beds/north/plants/31"
    archive.write_text(json.dumps({"log": {"entries": [_entry("GET", url, 200, {"plant": _ROSE})]}}))
    store = str(files / "kept.journal")
    options = ("--seed-har", str(archive))
    with running_mock(*options, spec=files / "garden.json", store=store) as mock:
        place = f"{mock.origin}/v2/beds/north/plants/31"
        assert httpx.get(place).json() == {"plant": _ROSE}
        assert httpx.put(place, json={"label": "Mine"}).json()["plant"]["label"] == "Mine"
    with running_mock(*options, spec=files / "garden.json", store=store) as mock:
        assert httpx.get(f"{mock.origin}/v2/beds/north/plants/31").json()["plant"]["label"] == "Mine"


def test_the_log_says_what_was_taken(files: Path, caplog: pytest.LogCaptureFixture) -> None:
    """How many exchanges, how many records, what was left out and why, and below which path the API was found."""
    caplog.set_level(logging.INFO, "mock_server")
    elsewhere = _entry("GET", "/../cdn/x.js", 200, "x")
    _mock(files, _entry("GET", "/beds", 200, [{"slug": "a"}, {"slug": "b"}]), elsewhere, base="http://h/stage/v2")
    assert "1 exchanges show or change 2 records; 1 left out: no operation of the document" in caplog.text
    assert "the paths of http://h are read below /stage" in caplog.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no HTTP archive"),
        ('{"log": {}}', "it has no log.entries"),
        ('{"log": {"entries": []}}', "shows no operation of"),
        (json.dumps({"log": {"entries": [_entry("GET", "https://h/other", 200, {})]}}), "no operation of the document"),
        (None, "can't be read"),
    ],
)
def test_what_is_no_recording_of_this_api_is_refused(files: Path, text: str | None, said: str) -> None:
    """In one sentence that names the file."""
    archive = files / "x.har"
    if text is not None:
        archive.write_text(text)
    with pytest.raises(UsageError, match=said) as caught:
        create_app(Settings(files / "garden.json", seed_har=(archive,)))
    assert str(archive) in str(caught.value)
