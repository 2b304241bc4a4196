"""What a run finds out once: it is not asked again, and gone with the run."""

from __future__ import annotations

import gc
import json
import weakref
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from contracts.cases.records.plausible_keys import PlausibleKeys
from contracts.cases.records.run_memory import once_a_run
from mock_server.openapi import load_document
from tests.contracts.test_failed_creates import steps_of
from tests.manners.serving import in_path, says

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import Operation


class _Run:
    """Stands for the steps of a run."""


def test_a_run_asks_once_and_each_run_for_itself() -> None:
    """The same question of the same run is answered as before."""
    asked: list[Any] = []

    @once_a_run
    def find(_: Any, what: str) -> int:
        asked.append(what)
        return len(asked)

    one, other = _Run(), _Run()
    untyped: Any = (one, other)
    assert [find(untyped[0], "a"), find(untyped[0], "a"), find(untyped[0], "b"), find(untyped[1], "a")] == [1, 1, 2, 3]
    gone = weakref.ref(one)
    del one, untyped
    gc.collect()
    assert gone() is None


def _reading_forms(folder: Path) -> tuple[RecordSteps, Operation]:
    """The steps of a run whose document has one operation, which reads a form."""
    read = {"parameters": [in_path("form", {"type": "integer"})], "get": {"responses": {"200": says({})}}}
    document = {"openapi": "3.1.0", "info": {"title": "Forms", "version": "1"}, "paths": {"/forms/{form}": read}}
    spec = folder / "forms.json"
    spec.write_text(json.dumps(document), "utf-8")
    steps = steps_of(None, load_document(spec))
    return steps, next(iter(steps.judge.document.operations))


def test_what_no_look_shows_is_looked_for_once(tmp_path: Path) -> None:
    """An operation with thirty parameters would else be tried thirty times on each plausible key."""
    steps, operation = _reading_forms(tmp_path)
    looks: list[str] = []

    def look(_: Any, label: str, *__: Any) -> Any:
        looks.append(label)
        return type("Missed", (), {"succeeded": False})()

    with patch.object(steps, "send", look), patch.object(PlausibleKeys, "seen", None):
        assert [PlausibleKeys(steps, operation).there() for _ in range(3)] == [{}, {}, {}]
    assert 0 < len(looks) <= 6


def test_what_an_answer_shows_later_is_looked_for_then(tmp_path: Path) -> None:
    """That a first path led nowhere says nothing of others: what has led nowhere is not asked again."""
    steps, operation = _reading_forms(tmp_path)
    asked: list[str] = []
    shown = [{"form": "1"}]

    def look(request: Any, *_: Any) -> Any:
        asked.append(request.target)
        return type("Looked", (), {"succeeded": request.target.endswith("9")})()

    with (
        patch.object(steps, "send", look),
        patch.object(PlausibleKeys, "seen", None),
        patch.object(PlausibleKeys, "paths", lambda _: iter(shown)),
    ):
        assert PlausibleKeys(steps, operation).there() == {}
        shown.append({"form": "9"})
        assert PlausibleKeys(steps, operation).there() == {"form": "9"}
    assert asked == ["/forms/1", "/forms/9"]
