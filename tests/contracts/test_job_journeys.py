"""Work that is accepted with 202 is asked after; what it made is judged, and removed."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.cases.records import jobs
from contracts.cases.records.answer_addresses import led_to
from contracts.cases.records.job_schemas import promised
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.sent import Sent
from contracts.laws.job_states import NOT_THERE, JobState, state_of
from contracts.run import Check, Settings
from contracts.traffic.request_validity import Reader, Verdict
from contracts.traffic.run_names import RunNames
from mock_server.openapi import MISSING, load_document
from tests.contracts.running import report_of
from tests.contracts.some_journeys import some_journeys, told
from tests.json_server import answering
from tests.manners.collection import Collection

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

TEXT: dict[str, Any] = {"type": "string"}
FORM = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string", "maxLength": 60}}}
REPORT = {"type": "object", "required": ["reportId", "title"], "properties": {"reportId": TEXT, "title": TEXT}}
JOB = {
    "type": "object",
    "required": ["jobId", "state"],
    "properties": {"jobId": TEXT, "state": {"type": "string", "enum": ["queued", "done"]}, "report": TEXT},
}

LONG = {
    "type": "object",
    "required": ["name", "done"],
    "properties": {"name": TEXT, "done": {"type": "boolean"}, "response": {"type": "object"}},
}


def _said(schema: Any, **more: Any) -> dict[str, Any]:
    return {"description": "said", "content": {"application/json": {"schema": schema}}, **more}


def _item(name: str, key: str, schema: Any, *, delete: str = "") -> dict[str, Any]:
    none = {"404": {"description": "none"}}
    elsewhere = {"303": {"description": "it is there", "headers": {"Location": {"schema": TEXT}}}}
    found: dict[str, Any] = {
        "parameters": [{"name": key, "in": "path", "required": True, "schema": TEXT}],
        "get": {"operationId": name, "responses": {"200": _said(schema), **elsewhere, **none}},
    }
    gone = {"204": {"description": "gone"}, **none}
    return {**found, "delete": {"operationId": delete, "responses": gone}} if delete else found


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Reports", "version": "1"},
    "paths": {
        "/reports": {
            "post": {
                "operationId": "order",
                "requestBody": {"required": True, "content": {"application/json": {"schema": FORM}}},
                "responses": {
                    "202": _said(JOB, headers={"Location": {"schema": TEXT}}),
                    "400": {"description": "refused"},
                },
            }
        },
        "/reports/{reportId}": _item("readReport", "reportId", REPORT, delete="removeReport"),
        "/jobs/{jobId}": _item("readJob", "jobId", JOB),
    },
}


class Press:
    """Prints what was ordered; ``habits`` say how it tells of it, and what is wrong."""

    def __init__(self, file: Path, habits: tuple[str, ...]) -> None:
        self.reader = Reader(load_document(file))
        self.habits = habits
        self.jobs: dict[str, tuple[int, str]] = {}
        self.reports: dict[str, str] = {"r1": "from before"}
        self.removed = 0

    def app(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        """One exchange."""
        reading = self.reader.read(Request(method, target, tuple(headers.items()), body or None))
        if reading is None or reading.routing:
            return 404, None, {}
        name = reading.operation.id
        if name == "order":
            return self._order(reading.body) if reading.verdict is Verdict.VALID else (400, None, {})
        if name == "readJob":
            return self._job(reading.path["jobId"])
        key = reading.path["reportId"]
        if key not in self.reports:
            return 404, None, {}
        if name == "removeReport":
            del self.reports[key]
            self.removed += 1
            return 204, None, {}
        title = "another" if "other-title" in self.habits and key != "r1" else self.reports[key]
        return 200, {"reportId": key, "title": title}, {}

    def _order(self, body: Any) -> tuple[int, Any, dict[str, str]]:
        job = f"j{len(self.jobs) + 1}"
        self.jobs[job] = (0, body["title"])
        fields = {"Retry-After": "3600"} if "asks-for-hours" in self.habits else {}
        if "runs-long" in self.habits:
            return 200, {"name": f"jobs/{job}", "done": False}, {}
        if "names-as-paths" in self.habits:
            return 202, {"name": f"jobs/{job}", "state": "queued"}, {}
        return 202, {"jobId": job, "state": "queued"}, {"Location": f"/jobs/{job}", **fields}

    def _job(self, job: str) -> tuple[int, Any, dict[str, str]]:
        if job not in self.jobs or "job-is-lost" in self.habits:
            return 404, None, {}
        asked, title = self.jobs[job]
        self.jobs[job] = (asked + 1, title)
        if asked < 1 and "runs-long" in self.habits:
            return 200, {"name": f"jobs/{job}", "done": False}, {}
        if asked < 1:
            return 200, {"jobId": job, "name": f"jobs/{job}", "state": "queued"}, {"Retry-After": "0"}
        report = f"r{job}"
        if asked == 1:
            self.reports[report] = title
            if "report-is-lost" in self.habits:
                del self.reports[report]
        if "see-other" in self.habits:
            return 303, None, {"Location": f"/reports/{report}"}
        if "runs-long" in self.habits:
            return 200, {"name": f"jobs/{job}", "done": True, "response": {"name": f"reports/{report}"}}, {}
        shown = f"/reports/{report}" if "address" in self.habits else report
        if "names-as-paths" in self.habits:
            return 200, {"name": f"jobs/{job}", "state": "done", "response": {"name": f"reports/{report}"}}, {}
        member = {} if "says-nothing" in self.habits else {"report": shown}
        return 200, {"jobId": job, "state": "done", **member}, {}


def _checked(folder: Path, *habits: str) -> tuple[Report, Press]:
    file = folder / "press.json"
    document = copy.deepcopy(DOCUMENT)
    said = "Which report it is, once it is done" if "promises" in habits else "Cleared once it is done"
    if {"promises", "clears"} & {*habits}:
        shown = document["paths"]["/jobs/{jobId}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        shown["properties"]["report"] = {**TEXT, "description": said}
    said_of_jobs = json.dumps(document)
    if "names-as-paths" in habits:
        said_of_jobs = said_of_jobs.replace('"required": ["jobId", "state"]', '"required": ["name", "state"]')
    if "runs-long" in habits:
        said_of_jobs = json.dumps(document).replace(json.dumps(JOB), json.dumps(LONG)).replace('"202"', '"200"')
    file.write_text(said_of_jobs, "utf-8")
    press = Press(file, habits)
    with answering(press.app) as url:
        settings = Settings(url=url, spec=file, seed=4, recombinations=0, fuzz=0, ledger=folder / "ledger")
        report = report_of(settings)
    assert press.reports["r1"] == "from before"
    return report, press


@pytest.mark.parametrize("habit", ["address", "see-other", "names-as-paths", "runs-long"])
def test_what_a_job_made_is_found_and_removed(habit: str, tmp_path: Path) -> None:
    """By an address or a name in its last answer, or by where it sends on; what other journeys made is found too."""
    report, press = _checked(tmp_path, habit)
    assert [drift.lead.message for drift in report.drifts] == []
    assert press.removed > 1
    tag = RunNames(report.seed).tag
    assert [title for title in press.reports.values() if tag in title] == []


@pytest.mark.parametrize("habit", ["says-nothing", "asks-for-hours"])
def test_what_nobody_can_know_is_open(habit: str, tmp_path: Path) -> None:
    """A job that leads to nothing is no drift, and one that asks for more time than there is is told."""
    report, _ = _checked(tmp_path, habit)
    assert [drift.lead.message for drift in report.drifts] == []
    told = any("not waited for to its end: what order accepted" in notice for notice in report.notices)
    assert told is (habit == "asks-for-hours")


@pytest.mark.parametrize(("fault", "message"), [
    ("report-is-lost", "is not there, although its job is done"),
    ("names-as-paths job-is-lost", NOT_THERE),
    ("other-title", "/title is not what was sent for the job"),
    ("runs-long report-is-lost", "is not there, although its job is done"),
    ("runs-long other-title", "/title is not what was sent for the job"),
])  # fmt: skip
def test_what_a_job_made_is_there_as_it_was_sent(fault: str, message: str, tmp_path: Path) -> None:
    """What is said to be done and is not, or is something else, is one drift of the law."""
    report, _ = _checked(tmp_path, "address", *fault.split())
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == [("jobs", message)]
    assert not report.drifts[0].lead.flaky


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("habits", "message"), [
    (("job-is-lost",), NOT_THERE),
    (("promises", "says-nothing"), "/report is not there once the job is done"),
    (("promises",), ""),
    (("clears", "says-nothing"), ""),
])  # fmt: skip
def test_a_job_is_where_it_is_asked_after_with_what_it_promises(
    habits: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that has forgotten it answers so each time; and what is there once it is done is there."""
    monkeypatch.setattr(jobs, "_LONGEST", 0.0)
    report, _ = _checked(tmp_path, "address", *habits)
    told = [(drift.lead.law, drift.lead.message, drift.lead.flaky) for drift in report.drifts]
    assert told == ([("jobs", message, False)] if message else [])


@pytest.mark.parametrize(("said", "told"), [
    ("Which report it is, once it is done", True), ("There once the job has finished.", True),
    ("The lock, cleared once the job has finished", False), ("Released once it is done", False),
    ("What went wrong, once the job is finished", False), ("Null once it is completed", False),
    ("The errors, once it is done", False), ("When to ask again; not there once it is ready", False),
    ("Its place in the queue until it runs, gone once done", False), ("The report, if any, once it is done", False),
])  # fmt: skip
def test_what_is_there_once_a_job_is_done(said: str, told: bool, tmp_path: Path) -> None:
    """What goes then, or comes of a failure, is not."""
    document = copy.deepcopy(DOCUMENT)
    shown = document["paths"]["/jobs/{jobId}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    shown["properties"] = {name: {**TEXT, "description": said} for name in ("report", "lastError")}
    file = tmp_path / "press.json"
    file.write_text(json.dumps(document), "utf-8")
    check = Check(Settings(url="http://127.0.0.1:9", spec=file), load_document(file))
    try:
        found = [*promised(check.steps, check.judge.behaviours["readJob"].operation)]
    finally:
        check.close()
    assert found == (["report"] if told else [])


@pytest.mark.parametrize(("body", "state"), [
    ({"status": "In-Progress"}, "running"), ({"jobState": "SUCCEEDED"}, "done"), ({"done": False}, "running"),
    ({"isDone": True, "status": "running"}, "done"), ({"data": {"attributes": {"phase": "Error"}}}, "failed"),
    ({"status": 200}, "unknown"), ({"estate": "done"}, "unknown"), ([], "unknown"), ({"state": "purple"}, "unknown"),
])  # fmt: skip
def test_how_a_job_stands(body: Any, state: str) -> None:
    """By words and marks that services use, the outermost first."""
    assert state_of(body) is JobState(state)


def test_what_leads_nowhere_is_no_address(tmp_path: Path) -> None:
    """A text with a slash, another host and a key that was sent lead nowhere; an address and a new key do."""
    file = tmp_path / "press.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    check = Check(Settings(url="http://127.0.0.1:9/v1", spec=file), load_document(file))
    try:
        steps = check.steps
        request = Request("GET", "/jobs/j7", operation="readJob")
        reading = check.judge.reader.read(request)

        def led(body: Any, *headers: tuple[str, str]) -> list[dict[str, str]]:
            sent = Sent(Exchange(request, Answer(200, headers), "journey"), reading, body, MISSING, [])
            return [dict(path) for _, path in led_to(steps, sent)]

        assert led({"type": "reports/r1", "at": "http://a.example/reports/r1", "jobId": "j7", "reportId": ""}) == []
        assert led({"type": "reports/r1", "self": "reports/r1 of one", "name": "papers/r1"}) == []
        assert led({"response": {"name": "reports/r4"}}) == [{"reportId": "r4"}]
        assert led({"at": "/v1/reports/r1", "reportId": "r2"}) == [{"reportId": "r1"}, {"reportId": "r2"}]
        assert led({}, ("Location", "http://127.0.0.1:9/v1/reports/r3")) == [{"reportId": "r3"}]
    finally:
        check.close()


class Chores(Collection):
    """Chores have the path of their own as their name, and say whether they are done: they are no jobs."""

    called = "chores"
    sent: ClassVar[dict[str, Any]] = {"type": "object", "required": ["title"], "properties": {"title": TEXT}}
    shown: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["id", "title", "name", "done"],
        "properties": {"id": {"type": "integer"}, "title": TEXT, "name": TEXT, "done": {"type": "boolean"}},
    }

    def made(self, body: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        """A chore is not done at first."""
        status, row, fields = super().made(body)
        row |= {"name": f"chores/{row['id']}", "done": False}
        return status, row, fields


def test_a_record_that_is_not_done_is_no_job(tmp_path: Path) -> None:
    """It is where it was made, and nobody waits for it."""
    chores = Chores()
    report = some_journeys(chores, tmp_path, "the job of")
    assert (told(report), chores.left, [*report.notices]) == ([], [], [n for n in report.notices if "waited" not in n])
