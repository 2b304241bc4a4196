"""`contracts check --har`: what several exchanges of an archive show together, by the engine of the proxy."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from contracts.observed.recordings.recorded import RecordedTime, alone, in_order
from tests.proxy import shop

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://shop.example/v1"
BO, GONE = {"id": 70, "name": "Bo"}, {"code": 404, "message": "no such customer"}


def entry(second: float, method: str, path: str, status: int, shown: Any, sent: Any = None, **more: Any) -> Any:
    """An entry that begins at this second, and takes half of one."""
    kind = [{"name": "Content-Type", "value": "application/json"}]
    text = json.dumps(shown)
    request: dict[str, Any] = {"method": method, "url": BASE + path, "headers": kind if sent is not None else []}
    if sent is not None:
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(sent)}
    content = {"size": len(text), "mimeType": "application/json", "text": text}
    return {
        "startedDateTime": f"2026-11-26T10:00:{second:09.6f}Z",
        "time": 500,
        "request": request,
        "response": {"status": status, "headers": kind, "content": content},
        **more,
    }


CREATE = entry(1, "POST", "/customers", 201, BO, {"name": "Bo"})
MISSED = entry(2, "GET", "/customers/70", 404, GONE)
OTHER = entry(1.2, "POST", "/customers", 201, {"id": 71, "name": "Cy"}, {"name": "Cy"})
RENAMED = entry(2, "GET", "/customers/70", 200, {"id": 70, "name": "Al"})


def checked(folder: Path, capfd: pytest.CaptureFixture[str], *entries: Any) -> tuple[int, str]:
    """Exit code and output."""
    har = folder / "t.har"
    har.write_text(json.dumps({"log": {"version": "1.2", "entries": list(entries)}}))
    code = main(["check", "--har", str(har), "--spec", str(shop.written(folder)), "--base", BASE])
    return code, capfd.readouterr().out


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([CREATE, MISSED], "on a record that exists"),
        ([MISSED, CREATE], "on a record that exists"),  # entries stand in any order; times tell
        ([CREATE, RENAMED], "is not what was written"),
        (
            [{**CREATE, "_source": "journey", "_contract": {"alone": True}}, {**MISSED, "_contract": {"alone": True}}],
            "state",
        ),
    ],
)
def test_what_exchanges_show_together(
    entries: list[Any], said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A record that was made and is not found, or is not read as it was written, is a drift."""
    code, out = checked(tmp_path, capfd, *entries)
    assert (code, said in out) == (1, True), out


@pytest.mark.parametrize(
    "entries",
    [
        [CREATE, entry(2, "GET", "/customers/70", 200, BO)],
        [CREATE, {**MISSED, "startedDateTime": CREATE["startedDateTime"]}],
        [{**MISSED, "time": 1000}, {**CREATE, "startedDateTime": "2026-11-26T10:00:02.4Z"}],
        [CREATE, {**MISSED, "startedDateTime": "yesterday"}],
        [CREATE, {**MISSED, "_fromCache": "disk"}],
        [CREATE, {**RENAMED, "response": {**RENAMED["response"], "_fromDiskCache": True}}],
        [CREATE, {**OTHER, "request": {**OTHER["request"], "postData": None, "bodySize": 9}}, MISSED],
        [{**CREATE, "_source": "journey"}, {**MISSED, "_source": "journey"}],
        [CREATE, {**MISSED, "_contract": {"alone": False}}],
    ],
    ids=[
        "agrees", "with another", "began before", "no time", "cached", "cached on disk", "a change left out", "samples",
        "not alone",
    ],
)  # fmt: skip
def test_what_is_in_doubt_is_no_drift(entries: list[Any], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Races, answers of a cache, gaps, and archives that hold but samples."""
    code, out = checked(tmp_path, capfd, *entries)
    assert code == 0, out


def test_a_released_document_is_judged_without_a_learning_mock(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What two exchanges show says nothing of what changed in a document."""
    har = tmp_path / "t.har"
    har.write_text(json.dumps({"log": {"version": "1.2", "entries": [CREATE, MISSED]}}))
    spec = str(shop.written(tmp_path))
    assert main(["check", "--har", str(har), "--spec", spec, "--against", spec, "--base", BASE]) == 0


def test_who_was_alone() -> None:
    """An exchange is alone unless another one that may change something overlaps it; ends may meet."""
    read, change = [RecordedTime(0, 2, False), RecordedTime(1, 3, False)], RecordedTime(2, 4, True)
    assert alone([*read, change]) == [True, False, True]
    assert alone([change, *read, RecordedTime(5, 6, True)]) == [True, True, False, True]
    assert alone([RecordedTime(0, 9, True), RecordedTime(1, 2, True), RecordedTime(9, 10, False)]) == [
        False,
        False,
        True,
    ]
    assert alone([*read, None]) == [False] * 3
    assert in_order([RecordedTime(0, 9, True), RecordedTime(1, 2, False)]) == [1, 0]
    assert in_order([RecordedTime(0, 9, True), None]) == [0, 1]


def test_who_was_alone_is_told_as_by_comparing_each_with_each() -> None:
    """Whatever overlaps, and in whatever order they ended."""
    chance = random.Random(7)
    for _ in range(200):
        times = []
        for _ in range(chance.randrange(1, 9)):
            began = float(chance.randrange(12))
            times.append(RecordedTime(began, began + chance.randrange(1, 6), chance.random() < 0.5))
        expected = [
            not any(one is not other and other.changes and other.began < one.ended and one.began < other.ended
                    for other in times)
            for one in times
        ]  # fmt: skip
        assert alone(times) == expected
