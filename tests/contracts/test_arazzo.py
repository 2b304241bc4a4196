"""`contracts check --arazzo FILE`: workflows of one's own run through ledger, safety, laws and the mock beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.cli import main
from mock_server.embedded import ServedMock
from tests.contracts.hall_service import FILE, KEY, QUICK, SESSION, Halls, document, workflow_file

ROOT = Path(__file__).parents[2]


def _checked(service: Halls, folder: Path, *more: str, flows: Path = FILE) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON report of a check of the service with the workflows."""
    spec, report = folder / "halls.json", folder / "report.json"
    spec.write_text(json.dumps(document()), "utf-8")
    words = ["--spec", str(spec), "--arazzo", str(flows), "--ledger", str(folder / "ledger")]
    with service.running() as url:
        code = main(["check", url, *words, *QUICK, "--key", KEY, "--report", f"json={report}", *more])
    return code, json.loads(report.read_text("utf-8"))


@pytest.mark.slow
def test_workflows_run_in_order_on_records_of_the_run(tmp_path: Path) -> None:
    """Each step is sent once and as it says, what it books carries the run's tag, and nothing is left."""
    service = Halls()
    code, report = _checked(service, tmp_path)
    assert (code, report["drifts"], report["shortfalls"]) == (0, [], [])
    wanted = [("POST", "/sessions/open"), ("GET", "/halls"), ("POST", "/bookings")]
    asked = [(method, path) for method, path, _ in service.asked]
    begins = next(n for n in range(len(asked)) if asked[n : n + 3] == wanted)
    bodies = [sent for _, _, sent in service.asked[begins : begins + 3]]
    assert bodies[0] == {"name": "A guest"}
    assert bodies[2]["who"].startswith("Chess club, Great ct")
    assert bodies[2]["seats"] == 250
    assert ("POST", "/bookings/B-0001/confirm") in asked
    assert service.dropped[0] == "B-0001"
    assert service.bookings == {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fault", "step", "seen"),
    [
        ("never-held", "wait", "$response.body#/state is pending"),
        ("confirm-forgets", "confirm", '"state": "held"'),
    ],
)
def test_a_step_that_fails_is_a_drift(fault: str, step: str, seen: str, tmp_path: Path) -> None:
    """The criterion, what stood there, and the steps before; it shows again, and what was booked is removed."""
    service = Halls(fault)
    code, report = _checked(service, tmp_path)
    assert code == 1
    assert SESSION not in json.dumps(report)
    drifts = [drift for drift in report["drifts"] if drift["law"] == "workflow"]
    assert [drift["place"] for drift in drifts] == [f"workflow let, step {step}"]
    assert seen in drifts[0]["observed"]
    assert (drifts[0]["flaky"], drifts[0]["untried"]) == (False, False)
    assert "/bookings" in [exchange["request"]["target"] for exchange in drifts[0]["before"]]
    assert service.bookings == {}


@pytest.mark.slow
def test_a_workflow_is_not_replayed_in_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`contracts replay` sends requests, and reads no criteria: it says so, and not that all is well again."""
    spec, report = tmp_path / "halls.json", tmp_path / "report.json"
    spec.write_text(json.dumps(document()), "utf-8")
    words = ["--spec", str(spec), "--key", KEY, "--ledger", str(tmp_path / "ledger")]
    with Halls("confirm-forgets").running() as url:
        assert main(["check", url, "--arazzo", str(FILE), *words, *QUICK, "--report", f"json={report}"]) == 1
        drifts = json.loads(report.read_text("utf-8"))["drifts"]
        [fingerprint] = [drift["fingerprint"] for drift in drifts if drift["law"] == "workflow"]
        capsys.readouterr()
        assert main(["replay", str(report), fingerprint, *words]) == 3
    assert "run the check again" in capsys.readouterr().err


def test_what_may_not_be_sent_leaves_the_check_incomplete(tmp_path: Path) -> None:
    """A workflow that would change a record of somebody else stops there, and says so."""
    ref = {"name": "ref", "in": "path", "value": "B-9999"}
    flow = {"workflowId": "meddle", "steps": [{"stepId": "drop", "operationId": "cancel", "parameters": [ref]}]}
    service = Halls()
    code, report = _checked(service, tmp_path, flows=workflow_file(tmp_path, flow))
    assert code == 3
    assert any("meddle was not run to its end: step drop was not sent" in text for text in report["shortfalls"])
    assert ("DELETE", "/bookings/B-9999", {}) not in service.asked


def test_what_a_service_gives_begins_no_request_of_its_own(tmp_path: Path) -> None:
    """A session with line ends in it is carried nowhere; the workflow stops, and nobody hears of what it holds."""
    service = Halls("smuggles")
    code, report = _checked(service, tmp_path)
    assert code in (1, 3)
    assert any("was not run to its end" in text for text in report["shortfalls"])
    assert ("DELETE", "/bookings/B-1000") not in [(method, path) for method, path, _ in service.asked]


@pytest.mark.slow
def test_the_example_runs_against_the_mock(tmp_path: Path) -> None:
    """The workflow of examples/ is one of the packaged document, and the mock meets it."""
    report = tmp_path / "report.json"
    flows = ROOT / "examples" / "arazzo" / "clients.arazzo.yaml"
    with ServedMock(ROOT / "openapi.yaml", seed=1) as mock:
        words = ["check", mock.url, "--spec", str(ROOT / "openapi.yaml"), "--arazzo", str(flows), "--key", mock.key]
        words += ["--include", "createClient", "--include", "deleteClient"]
        code = main([*words, *QUICK, "--ledger", str(tmp_path / "ledger"), "--report", f"json={report}"])
    told = json.loads(report.read_text("utf-8"))
    assert (code, told["drifts"], told["shortfalls"]) == (0, [], [])


@pytest.mark.slow
def test_steps_go_on_elsewhere(tmp_path: Path) -> None:
    """A step may call a workflow with inputs, fail and go on, be tried again behind another step, lead to a third."""
    session = {"name": "X-Session", "in": "header", "value": "$steps.enter.outputs.token"}
    ref = {"name": "ref", "in": "path", "value": "$steps.book.outputs.ref"}
    again = {"name": "again", "type": "retry", "stepId": "peek", "retryLimit": 4}
    never = [{"condition": "false"}]
    enter = {
        "workflowId": "enter",
        "inputs": {"type": "object", "properties": {"name": {"type": "string"}}},
        "steps": [
            {
                "stepId": "open",
                "operationId": "openSession",
                "requestBody": {"payload": {"name": "$inputs.name"}},
                "outputs": {"token": "$response.body#/token", "who": "$request.body#/name"},
            }
        ],
        "outputs": {"token": "$steps.open.outputs.token", "who": "$steps.open.outputs.who"},
    }
    outer_steps: list[dict[str, Any]] = [
        {"stepId": "enter", "workflowId": "enter", "parameters": [{"name": "name", "value": "Nina"}]},
        {
            "stepId": "missing",
            "operationId": "booking",
            "parameters": [{"name": "ref", "in": "path", "value": "B-9999"}, session],
            "successCriteria": [{"condition": "$statusCode == 200"}],
            "onFailure": [
                {"name": "no", "type": "end", "criteria": [{"condition": "$statusCode >= 500"}]},
                {"name": "make", "type": "goto", "stepId": "book", "criteria": [{"condition": "$statusCode == 404"}]},
            ],
        },
        {"stepId": "skipped", "operationId": "halls", "successCriteria": never},
        {
            "stepId": "book",
            "operationId": "book",
            "parameters": [session],
            "requestBody": {"payload": {"who": "{$steps.enter.outputs.who} and others", "seats": 7}},
            "outputs": {"ref": "$response.body#/ref"},
        },
        {"stepId": "peek", "operationId": "booking", "parameters": [ref, session]},
        {
            "stepId": "held",
            "operationId": "booking",
            "parameters": [ref, session],
            "successCriteria": [{"condition": "$response.body.state != 'pending' && ($response.body.seats <= 7)"}],
            "onFailure": [{"reference": "$components.failureActions.again"}],
            "onSuccess": [{"name": "drop", "type": "goto", "workflowId": "after"}],
        },
        {"stepId": "neither", "operationId": "halls", "successCriteria": never},
    ]
    outer = {"workflowId": "outer", "steps": outer_steps}
    after = {"workflowId": "after", "steps": [{"stepId": "see", "operationId": "halls", "parameters": [
        {"name": "seats", "in": "query", "value": 299}]}]}  # fmt: skip
    flows = workflow_file(tmp_path, enter, outer, after, components={"failureActions": {"again": again}})
    service = Halls()
    code, report = _checked(service, tmp_path, flows=flows)
    assert (code, report["drifts"], report["shortfalls"]) == (0, [], [])
    asked = [(method, path) for method, path, _ in service.asked]
    begins = asked.index(("GET", "/bookings/B-9999"))
    assert asked[begins - 1 : begins + 2] == [
        ("POST", "/sessions/open"), ("GET", "/bookings/B-9999"), ("POST", "/bookings"),
    ]  # fmt: skip
    assert service.asked[begins - 1][2] == {"name": "Nina"}
    assert service.asked[begins + 1][2]["who"].startswith("Nina and others ct")
    booked = [path for path in asked[begins:] if path == ("GET", "/bookings/B-0001")]
    assert len(booked) >= 4
    assert service.bookings == {}


def test_a_key_that_a_workflow_chooses_is_one_of_the_run(tmp_path: Path) -> None:
    """A PUT that makes a record goes to a name of the run, and so does every later step that names it."""
    text = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
    shown = {"description": "shown", "content": {"application/json": {"schema": text}}}
    body = {"required": True, "content": {"application/json": {"schema": text}}}
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    none, gone = {"404": {"description": "none"}}, {"204": {"description": "gone"}}
    path: dict[str, Any] = {
        "parameters": [name],
        "put": {"operationId": "write", "requestBody": body, "responses": {"201": shown, "200": shown}},
        "get": {"operationId": "look", "responses": {"200": shown, **none}},
        "delete": {"operationId": "drop", "responses": {**gone, **none}},
    }
    tree = {"openapi": "3.1.0", "info": {"title": "Notes", "version": "1"}, "paths": {"/notes/{name}": path}}
    spec, report = tmp_path / "notes.json", tmp_path / "report.json"
    spec.write_text(json.dumps(tree), "utf-8")
    key = [{"name": "name", "in": "path", "value": "plan"}]
    steps: list[dict[str, Any]] = [
        {"stepId": "w", "operationId": "write", "parameters": key, "requestBody": {"payload": {"text": "Buy ink"}}},
        {"stepId": "r", "operationId": "look", "parameters": key},
        {"stepId": "d", "operationId": "drop", "parameters": key},
    ]
    steps[1]["successCriteria"] = [{"condition": "$response.body#/text == 'Buy ink' && $request.path.name != null"}]
    flows = workflow_file(tmp_path, {"workflowId": "keep", "steps": steps})
    with ServedMock(spec, seed=1) as mock:
        words = ["check", mock.url, "--spec", str(spec), "--arazzo", str(flows), "--ledger", str(tmp_path / "ledger")]
        code = main([*words, *QUICK, "--report", f"json={report}", "--report", f"har={tmp_path / 'a.har'}"])
    told = json.loads(report.read_text("utf-8"))
    assert (code, told["drifts"], told["shortfalls"]) == (0, [], [])
    entries = json.loads((tmp_path / "a.har").read_text("utf-8"))["log"]["entries"]
    assert not [entry for entry in entries if entry["request"]["url"].endswith("/notes/plan")]
