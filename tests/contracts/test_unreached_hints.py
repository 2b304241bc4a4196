"""Each operation without a success is named with what it needs, whatever kept it back."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import contracts
from contracts.cases.open_phases import OpenPhases
from contracts.findings import OperationCoverage
from contracts.judging.unreached import Ended, unreached
from contracts.run import Check
from contracts.settings import Settings
from contracts.traffic.safety import UNKNOWN
from mock_server.openapi import load_document
from tests.manners.serving import in_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import Document

_CHOOSING = ("safety", "creations", "named_records", "silent_operations", "slow_operations")
"""The modules that say why a request is not sent; `operation_choice` says what the caller chose."""
_CALLERS = "only reading is allowed"
_OWN = "a check changes records of its own alone, and has none for it: `contracts proxy` judges it in your own tests"
_HAND = "`contracts proxy` judges it in your own tests"
_GONE = {"responses": {"204": {"description": "done"}}}


@pytest.fixture(name="document", scope="module")
def _document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """Shelves, and books on them."""
    shelf, book = in_path("shelf", {"type": "string"}), in_path("book", {"type": "string"})
    file = tmp_path_factory.mktemp("hints") / "shelves.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "Shelves", "version": "1"},
        "paths": {
            "/shelves": {"patch": {"operationId": "paintAll", **_GONE}},
            "/shelves/{shelf}": {"parameters": [shelf], "delete": {"operationId": "burn", **_GONE}},
            "/shelves/{shelf}/books": {"parameters": [shelf], "post": {"operationId": "put", **_GONE}},
            "/shelves/{shelf}/books/{book}": {"parameters": [shelf, book], "get": {"operationId": "open", **_GONE},
                                              "patch": {"operationId": "mark", **_GONE}},
        }}))  # fmt: skip
    return load_document(file)


def _hint(document: Document, operation: str, reasons: tuple[str, ...], seen: tuple[tuple[int, int], ...] = ()) -> str:
    known = next(item for item in document.operations if item.id == operation)
    item = OperationCoverage(operation, known.method, known.path, len(seen), ("204",), seen, ())
    (found,) = unreached(document, [item], {f"{operation}: {reason}": 1 for reason in reasons}, ())
    return found.hint


@pytest.mark.parametrize(
    ("operation", "reasons", "hint"),
    [
        ("paintAll", ("it names no record that this run made",), _OWN),
        ("paintAll", (UNKNOWN,), "--allow-actions, or --include paintAll, sends it"),
        ("paintAll", ("changes of this resource make other records",), _HAND),
        ("paintAll", ("set aside, because its last requests got no answer",),
         "--timeout S waits longer for an answer, --exclude leaves it out"),
        ("paintAll", ("it may set the password of the user who asks; --value new=… says which one",), ""),
        ("paintAll", (), _HAND),
        ("burn", ("'7' was not created by this run",), _OWN),
        ("burn", (), _OWN),
        ("put", ("the parent '7' was not created by this run",), "name a record that is there: --value shelf=…"),
        ("put", ("its body names author 7, which was not created by this run",),
         "name one that is there: --value author=…"),
        ("put", ("a removal failed (burn is slow), so nothing more is created",),
         "more is made once what is made can be removed"),
        ("mark", (), "name a record that is there: --value shelf=…"),
        ("open", (), "name a record that is there: --value shelf=… --value book=…"),
    ],
)  # fmt: skip
def test_what_was_not_sent_is_named_with_what_sends_it(
    operation: str, reasons: tuple[str, ...], hint: str, document: Document
) -> None:
    """No value lets a check change what it did not make, so none is asked for there."""
    assert _hint(document, operation, reasons) == hint


def test_no_reason_is_without_a_hint(document: Document) -> None:
    """Those that the code has today, and those that it will have: of every operation."""
    reasons = [reason for name in _CHOOSING for reason in _reasons(name)]
    assert len(reasons) > 12
    for operation in document.operations:
        for reason in reasons:
            assert reason == _CALLERS or "--" in reason or _hint(document, operation.id, (reason,)), reason
        for status in (301, 400, 401, 403, 404, 405, 409, 429, 500, 503):
            assert _hint(document, operation.id, (), ((status, 1),)), status


def _reasons(name: str) -> Iterator[str]:
    """What the functions of a module return that give a text or none, with a word for each value in it."""
    tree = ast.parse((Path(contracts.__file__).parent / "traffic" / f"{name}.py").read_text("utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.returns and ast.unparse(function.returns) == "str | None":
            returned = [part.value for part in ast.walk(function) if isinstance(part, ast.Return) and part.value]
            texts = [text for value in returned for text in ast.walk(value) if isinstance(text, ast.JoinedStr)]
            inner = {id(part) for text in texts for part in ast.walk(text)}
            yield from ("".join(map(_said, text.values)) for text in texts)
            for plain in (part for value in returned for part in ast.walk(value)):
                if isinstance(plain, ast.Constant) and isinstance(plain.value, str) and id(plain) not in inner:
                    yield from [plain.value] if " " in plain.value else []


def _said(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "'x'"


@pytest.mark.parametrize(
    ("ended", "operation", "reasons", "reason", "hint"),
    [
        (Ended.TIME, "paintAll", (), "never sent: the check ended before its turn", "--max-time S gives it more time"),
        (Ended.TIME, "mark", (), "never sent: the check ended before its turn",
         "--max-time S gives it more time; name a record that is there: --value shelf=…"),
        (Ended.TIME, "burn", ("'7' was not created by this run",), "never sent: '7' was not created by this run", _OWN),
        (Ended.STOPPED, "paintAll", (), "never sent: the check was stopped before its turn",
         "a check that comes to its end says whether something leads to it"),
        (None, "paintAll", (), "never sent: nothing leads to it", _HAND),
    ],
)  # fmt: skip
def test_a_check_that_was_cut_does_not_say_that_nothing_leads_there(
    ended: Ended | None, operation: str, reasons: tuple[str, ...], reason: str, hint: str, document: Document
) -> None:
    """What its time did not last for was called unreachable, and left to tests by hand."""
    known = next(item for item in document.operations if item.id == operation)
    item = OperationCoverage(operation, known.method, known.path, 0, ("204",), (), ())
    (found,) = unreached(document, [item], {f"{operation}: {reason}": 1 for reason in reasons}, (), ended=ended)
    assert (found.reason, found.hint) == (reason, hint)


@pytest.mark.parametrize(
    ("phase", "still", "ended"),
    [
        ("journeys", (), Ended.TIME),
        ("fuzz", (), None),
        ("fuzz", ("access",), Ended.TIME),
        ("more drawn cases", ("sequences",), None),
        ("issued secrets", (), None),
        ("confirmation", (), None),
        ("start", (), Ended.TIME),
    ],
)
def test_time_that_ends_among_drawn_cases_took_no_operations_turn(
    phase: str, still: tuple[str, ...], ended: Ended | None
) -> None:
    """More of it would lead nowhere: what was to be looked at had been, but for journeys that began late."""
    phases = OpenPhases()
    for earlier in still:
        phases.carried(earlier, lambda: None)
    phases.carried(phase, lambda: None)
    assert phases.end(Ended.TIME, phase) == (*still, phase)[0]
    phases.end(Ended.STOPPED, "fuzz")
    assert phases.ended == ended


@pytest.mark.parametrize(("max_time", "hint"), [(1e-9, "--max-time S"), (60.0, "a check that comes to its end")])
def test_a_check_that_could_not_begin_asks_for_more_time_only_where_it_had_none(
    max_time: float, hint: str, tmp_path: Path
) -> None:
    """No time lets it reach a target that nobody serves."""
    file = tmp_path / "shelves.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Shelves", "version": "1"},
                                "paths": {"/shelves": {"get": _GONE}}}))  # fmt: skip
    settings = Settings(url="http://127.0.0.1:9", spec=file, ledger=tmp_path / "ledger", max_time=max_time)
    check = Check(settings, load_document(file))
    try:
        (found,) = check.run().unreached
    finally:
        check.close()
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    ("log_in", "hint"),
    [
        (("mark",), "it logs users in: --credential USER:PASSWORD gives one whom it knows"),
        (("open",), "it asks for a credential, which the document does not say of it (security)"),
    ],
)
def test_a_login_that_knows_nobody_is_not_told_to_ask_for_a_credential(
    log_in: tuple[str, ...], hint: str, document: Document
) -> None:
    """It looks at the name and the password of its body: nothing is missing in its `security`."""
    known = next(item for item in document.operations if item.id == "mark")
    item = OperationCoverage("mark", known.method, known.path, 1, ("204",), ((401, 1),), ())
    (found,) = unreached(document, [item], {}, (), log_in=log_in)
    assert found.hint == hint
