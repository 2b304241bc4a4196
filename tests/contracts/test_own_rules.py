"""A text of a body that a service reads by a grammar of its own is no drift where it is refused; any other one is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering, sent_json
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

MARKS = set("'\"\0(){}[]:<>&;|=")
CRON = re.compile(r"([0-9*/,-]+ ){4}[0-9*/,-]+")


def document(when: dict[str, Any], *, required: bool) -> dict[str, Any]:
    """Jobs with a title and a time (``when`` is its schema), and a search by a text of a language."""
    properties: dict[str, Any] = {
        "title": {"type": "string", "maxLength": 60},
        "when": {"type": "string", **when},
        "filter": {"type": "string"},
    }
    job = {"type": "object", "required": ["title", "when"] if required else ["title"], "properties": properties}
    shown = {"type": "object", "properties": {"id": {"type": "integer"}, **properties}}
    search = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
    refused = {"422": says({"type": "object"})}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    none = {"404": {"description": "none"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Jobs", "version": "1"},
        "paths": {
            "/jobs": {
                "post": {"operationId": "makeJob", "requestBody": {"required": True, **says(job)},
                         "responses": {"201": says(shown), **refused}},
            },
            "/jobs/{id}": {
                "parameters": [key],
                "get": {"operationId": "readJob", "responses": {"200": says(shown), **none, **refused}},
                "delete": {"operationId": "dropJob", "responses": {"204": {"description": "gone"}, **none, **refused}},
            },
            "/jobs/search": {
                "post": {"operationId": "searchJobs", "requestBody": {"required": True, **says(search)},
                         "responses": {"200": says({"type": "array", "items": shown}), **refused}},
            },
        },
    }  # fmt: skip


class Jobs:
    """The service of a document; it refuses times that are no cron lines, marks in queries, titles with ``hated``."""

    def __init__(self, spec: dict[str, Any], hated: str = "\0\0\0") -> None:
        self.spec = spec
        job = spec["paths"]["/jobs"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        self.required, self.default = job["required"], job["properties"]["when"].get("default")
        self.jobs: dict[str, Any] = {}
        self.hated = hated
        self.last = 0
        self.made = 0

    def answer(self, method: str, target: str, headers: Any, data: bytes) -> tuple[int, Any, dict[str, str]]:
        """One exchange."""
        return *self._do(method, target.partition("?")[0], headers, data), {}

    def _do(self, method: str, path: str, headers: Any, data: bytes) -> tuple[int, Any]:
        key = path.removeprefix("/jobs").strip("/")
        if not path.startswith("/jobs") or (method == "POST") is (key not in ("", "search")):
            return 404, None
        if method == "POST":
            return self._post(key, headers, data)
        if not key.isdecimal():
            return 422, {"error": "a key is a number"}
        if key not in self.jobs:
            return 404, None
        return (200, self.jobs[key]) if method == "GET" else (204, self.jobs.pop(key) and None)

    def _post(self, key: str, headers: Any, data: bytes) -> tuple[int, Any]:
        wrong = 422, {"error": "wrong"}
        body = sent_json(data)
        if "json" not in headers.get("Content-Type", "") or not isinstance(body, dict):
            return wrong
        if key == "search":
            query = body.get("query")
            return wrong if not isinstance(query, str) or MARKS & set(query) else (200, [])
        body = {**({"when": self.default} if self.default else {}), **body}
        title = body.get("title")
        if not isinstance(title, str) or len(title) > 60 or self.hated in title:
            return wrong
        wanted = body.get("filter", "")
        if not isinstance(wanted, str) or MARKS & set(wanted):
            return wrong
        if "when" in {*body, *self.required} and not (
            isinstance(body.get("when"), str) and CRON.fullmatch(body["when"])
        ):
            return wrong
        self.last += 3
        self.made += 1
        self.jobs[str(self.last)] = {
            "id": self.last,
            **{name: body[name] for name in ("title", "when", "filter") if name in body},
        }
        return 201, self.jobs[str(self.last)]


def checked(jobs: Jobs, folder: Path, **options: Any) -> Report:
    """The report of a check."""
    path = folder / "jobs.json"
    path.write_text(json.dumps(jobs.spec))
    with answering(jobs.answer) as url:
        settings = Settings(
            url=url, spec=path, seed=3, fuzz=0, recombinations=5, ledger=folder / "ledger", **options
        )  # fmt: skip
        return report_of(settings)


WAYS: dict[str, tuple[dict[str, Any], bool]] = {
    "an example": ({"example": "0 5 * * 1"}, True),
    "a default": ({"default": "*/5 * * * *"}, False),
    "optional, nothing told": ({}, False),
    "a description": ({"description": "A cron line, such as `0 5 * * 1`"}, False),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("way", WAYS)
def test_a_text_with_a_grammar_is_no_drift(way: str, tmp_path: Path) -> None:
    """Whatever the document tells of it; where it tells a text that is taken, records are made with it."""
    when, required = WAYS[way]
    jobs = Jobs(document(when, required=required))
    report = checked(jobs, tmp_path)
    assert (report.drifts, report.exit_code, jobs.jobs) == ((), 0, {})
    assert jobs.made > 20


@pytest.mark.slow
def test_what_nobody_can_know_is_asked_for(tmp_path: Path) -> None:
    """A required text of which nothing is told: no drift, the operation stands beside the verdict; --value lets in."""
    jobs = Jobs(document({}, required=True))
    report = checked(jobs, tmp_path)
    assert report.drifts == ()
    assert [item.hint for item in report.unreached if item.operation == "makeJob"] == [
        "give values that it takes with --value NAME=…, or an example in the document"
    ]
    assert jobs.made == 0
    report = checked(jobs, tmp_path, values={"when": "0 5 * * 1"})
    assert (report.drifts, report.exit_code, jobs.jobs) == ((), 0, {})
    assert jobs.made > 20


@pytest.mark.slow
def test_a_title_that_is_refused_is_a_drift_beside_it(tmp_path: Path) -> None:
    """A text that takes words takes them all, however strict the one beside it is."""
    when, required = WAYS["an example"]
    report = checked(Jobs(document(when, required=required), "'"), tmp_path)
    assert [(drift.lead.law, drift.lead.cause) for drift in report.drifts] == [("valid-accepted", "body title holds '")]
