"""`contracts check --arazzo FILE`: workflows of one's own run through ledger, safety, laws and the mock beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from contracts.arazzo.workflow_file import read_workflows
from contracts.cli import main
from contracts.errors import UsageError
from mock_server.embedded import ServedMock
from mock_server.openapi import load_document
from tests.contracts.hall_service import KEY, SESSION, Halls, document

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("halls.arazzo.yaml")
QUICK = ["--cases", "0", "--fuzz", "0", "--seed", "3", "--max-time", "900", "--yes"]


def _checked(service: Halls, folder: Path, *more: str, flows: Path = FILE) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON report of a check of the service with the workflows."""
    spec, report = folder / "halls.json", folder / "report.json"
    spec.write_text(json.dumps(document()), "utf-8")
    words = ["--spec", str(spec), "--arazzo", str(flows), "--ledger", str(folder / "ledger")]
    with service.running() as url:
        code = main(["check", url, *words, *QUICK, "--key", KEY, "--report", f"json={report}", *more])
    return code, json.loads(report.read_text("utf-8"))


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
    code, report = _checked(service, tmp_path, flows=_file(tmp_path, flow))
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
    flows = _file(tmp_path, enter, outer, after, components={"failureActions": {"again": again}})
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
    flows = _file(tmp_path, {"workflowId": "keep", "steps": steps})
    with ServedMock(spec, seed=1) as mock:
        words = ["check", mock.url, "--spec", str(spec), "--arazzo", str(flows), "--ledger", str(tmp_path / "ledger")]
        code = main([*words, *QUICK, "--report", f"json={report}", "--report", f"har={tmp_path / 'a.har'}"])
    told = json.loads(report.read_text("utf-8"))
    assert (code, told["drifts"], told["shortfalls"]) == (0, [], [])
    entries = json.loads((tmp_path / "a.har").read_text("utf-8"))["log"]["entries"]
    assert not [entry for entry in entries if entry["request"]["url"].endswith("/notes/plan")]


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    """Whatever stands in place of a part of it, the file is read or refused."""
    spec, path = tmp_path / "halls.json", tmp_path / "damaged.arazzo.json"
    spec.write_text(json.dumps(document()), "utf-8")
    read, tree = load_document(spec), yaml.safe_load(FILE.read_text("utf-8"))
    refused: list[str] = []
    for place in [*_places(tree, ())][1::3]:
        for odd in (None, 0, True, "$", [], {}, [None], {"reference": 3}):
            path.write_text(json.dumps(_with(tree, place, odd)), "utf-8")
            try:
                read_workflows(path, read)
            except UsageError as error:
                refused.append(str(error))
    assert len(refused) > 150
    assert not [text for text in refused if "\n" in text]


def _places(value: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield above
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from _places(value[key], (*above, key))


def _with(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[place[0]] = _with(copied[place[0]], place[1:], new)
    return copied


def _file(folder: Path, *flows: dict[str, Any], **more: Any) -> Path:
    path = folder / "flows.arazzo.json"
    sources = [{"name": "halls", "url": "halls.json", "type": "openapi"}]
    tree = {"arazzo": "1.0.0", "info": {"title": "T", "version": "1"}, "sourceDescriptions": sources}
    path.write_text(json.dumps({**tree, "workflows": list(flows), **more}), "utf-8")
    return path


def _step(**more: Any) -> dict[str, Any]:
    return {"workflowId": "w", "steps": [{"stepId": "s", "operationId": "halls", **more}]}


@pytest.mark.parametrize(
    ("flow", "words"),
    [
        (_step(operationId="nowhere"), "the document has no operation nowhere"),
        (_step(until="dawn"), "step `s`: `until` is not understood"),
        (_step(successCriteria=[{"condition": "$statusCode = 200"}]), "$statusCode = 200 is not understood"),
        (_step(successCriteria=[{"condition": "//a", "context": "$response.body", "type": "xpath"}]), "'xpath'"),
        (_step(successCriteria=[{"condition": "$.a[", "context": "$response.body", "type": "jsonpath"}]), "$.a["),
        (_step(successCriteria=[{"condition": "(", "context": "$response.body", "type": "regex"}]), "the condition ("),
        (_step(outputs={"a": "$response.trailer.x"}), "the expression $response.trailer.x is not understood"),
        (_step(outputs={"a": "$steps.t.outputs.x"}), "speaks of the step t, which is not there"),
        (_step(parameters=[{"name": "a", "in": "body", "value": 1}]), "is in 'body'"),
        (_step(onSuccess=[{"name": "n", "type": "wait"}]), "has the type 'wait', which is not understood"),
        (_step(onFailure=[{"name": "n", "type": "goto"}]), "has to name one stepId or workflowId"),
        (_step(onFailure=[{"name": "n", "type": "end", "stepId": "s"}]), "none where it ends"),
        (_step(onFailure=[{"name": "n", "type": "goto", "stepId": "t"}]), "goes to the step t, which is not there"),
        (_step(onFailure=[{"name": "n", "type": "retry", "retryLimit": 10**6}]), "`retryLimit` is 1000000"),
        (_step(parameters=[{"reference": "$components.parameters.p"}]), "leads nowhere"),
        ({"workflowId": "w", "steps": [{"stepId": "s", "workflowId": "other"}]}, "the file has no workflow other"),
        ({**_step(), "dependsOn": ["w"]}, "depend on each other in a circle"),
        (_step(requestBody={"payload": {}, "replacements": [{"target": "//a", "value": 1}]}), None),
        (_step(requestBody={"payload": {}, "replacements": [{"target": "$.a", "value": 1}]}), "no JSON pointer"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_by_name(flow: dict[str, Any], words: str | None, tmp_path: Path) -> None:
    """One sentence with file, workflow and step, before anything is sent."""
    spec = tmp_path / "halls.json"
    spec.write_text(json.dumps(document()), "utf-8")
    if words is None:
        assert read_workflows(_file(tmp_path, flow), load_document(spec))
        return
    with pytest.raises(UsageError) as refused:
        read_workflows(_file(tmp_path, flow), load_document(spec))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"arazzo": "2.0.0"}, "files of version 1.0 are understood"),
        ({"sourceDescriptions": [{"name": "o", "url": "o.yaml", "type": "arazzo"}]}, "is of type arazzo"),
        ({"sourceDescriptions": [{"name": n, "url": n} for n in "ab"]}, "2 source descriptions (a, b)"),
        ({"plans": []}, "`plans` is not understood"),
    ],
)
def test_a_file_that_is_not_understood_sends_nothing(
    more: dict[str, Any], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and a sentence; the target hears of nothing."""
    spec = tmp_path / "halls.json"
    spec.write_text(json.dumps(document()), "utf-8")
    flows, service = _file(tmp_path, _step(), **more), Halls()
    with service.running() as url:
        assert main(["check", url, "--spec", str(spec), "--arazzo", str(flows), *QUICK]) == 2
    assert words in capsys.readouterr().err
    assert service.asked == []


def test_the_file_is_yaml_or_json() -> None:
    """The file of these tests is plain YAML."""
    assert yaml.safe_load(FILE.read_text("utf-8"))["arazzo"] == "1.0.1"
