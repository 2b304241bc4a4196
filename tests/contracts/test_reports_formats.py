"""Each report format holds what the report holds, is valid, and can't be broken by what a target answers."""

from __future__ import annotations

import json
import os
import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest

from contracts import reports
from contracts.errors import ContractsError, UsageError
from contracts.findings import Drift
from contracts.judging import report_file
from contracts.laws import LAWS
from contracts.reports import har, json_report, markdown, sarif
from tests.contracts.report_samples import (
    DOCUMENT,
    SAMPLES,
    clean,
    exchange,
    finding,
    report,
    silent_drift,
    status_drift,
)

if TYPE_CHECKING:
    from contracts.findings import Report

SCHEMA = DOCUMENT.parent / "docs" / "report.schema.json"


@pytest.mark.parametrize("kind", reports.KINDS)
def test_every_kind_is_written(kind: str, sample: Report, tmp_path: Path) -> None:
    """A file appears, in a folder that did not exist, readable as UTF-8, with nothing beside it."""
    path = tmp_path / "new" / "report"
    reports.write(kind, path, sample)
    assert path.read_text("utf-8").endswith("\n")
    assert list(path.parent.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_an_unknown_kind_is_named() -> None:
    """The error names the kind and those there are."""
    with pytest.raises(UsageError, match="'pdf' is no kind of report; choose one of ctrf, github, har, html, json"):
        reports.write("pdf", Path("x"), clean())


def test_a_report_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """The error names the kind, the file and the reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ContractsError, match=r"the json report can't be written to .*file/report: "):
        reports.write("json", tmp_path / "file" / "report", clean())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """What is no plain file, as /dev/stdout, gets the text."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    reports.write("json", pipe, clean())
    reader.join(10)
    assert json.loads(read[0])["verdict"] == "conforms"
    assert pipe.is_fifo()


def test_json_follows_its_schema(sample: Report) -> None:
    """docs/report.schema.json describes every field, and there is no other."""
    schema = json.loads(SCHEMA.read_text())
    data = json.loads("".join(json_report.render(sample)))
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(data)
    assert set(data) == set(schema["properties"])
    for drift in data["drifts"]:
        assert set(drift) == set(schema["$defs"]["drift"]["properties"])
        assert set(drift["exchange"]) == set(schema["$defs"]["exchange"]["properties"])


@pytest.mark.parametrize("name", ["drift", "clean"])
def test_json_is_read_back(name: str, tmp_path: Path) -> None:
    """All but the list of exchanges comes back as it was."""
    written = SAMPLES[name]()
    reports.write("json", tmp_path / "r.json", written)
    assert report_file.read(tmp_path / "r.json") == replace(written, exchanges=())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "can't be read"),
        ("{", "is no JSON report"),
        ("[]", "write one with --report json="),
        ('{"format": "contracts-report", "version": 2}', "has version 2; this program reads version 1"),
        ('{"format": "contracts-report", "version": 1}', "is a damaged report: 'document' is missing"),
    ],
)
def test_what_is_no_json_report_is_refused(text: str | None, reason: str, tmp_path: Path) -> None:
    """One sentence with the file and the reason."""
    path = tmp_path / "r.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=reason):
        report_file.read(path)


def test_sarif_points_into_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """File and line are those of the schema or answer that the target contradicts."""
    monkeypatch.chdir(DOCUMENT.parent)
    log = sarif.to_sarif(report())
    [run] = log["runs"]
    lines = DOCUMENT.read_text().splitlines()
    expected = {"echo": "name:", "status-documented": "responses:", "answered": "responses:"}
    for result in run["results"]:
        [location] = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == "openapi.yaml"
        assert lines[physical["region"]["startLine"] - 1].strip() == expected[result["ruleId"]]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_grades_and_suppresses() -> None:
    """Documented drifts are errors, assumed and flaky ones warnings, accepted ones suppressed."""
    results = sarif.to_sarif(report())["runs"][0]["results"]
    assert [result["level"] for result in results] == ["error", "warning", "error"]
    assert ["suppressions" in result for result in results] == [False, False, True]
    assert len({result["partialFingerprints"]["drift/v1"] for result in results}) == 3


def test_sarif_is_whole(sample: Report) -> None:
    """What SARIF 2.1.0 requires is there, for each result too (sections 3.13, 3.14, 3.27)."""
    log = json.loads("".join(sarif.render(sample)))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    assert run["tool"]["driver"]["name"] == "contracts"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= set(LAWS)
    assert all(
        isinstance(run["invocations"][0][name], kind)
        for name, kind in (("executionSuccessful", bool), ("exitCode", int))
    )
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in ("error", "warning", "note", "none")
        assert result["occurrenceCount"] >= 1
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1


def test_a_document_that_is_gone_costs_the_lines_alone(tmp_path: Path) -> None:
    """SARIF and HTML are written all the same."""
    lost = report(document="nowhere.yaml")
    reports.write("html", tmp_path / "r.html", lost)
    [first, *_] = sarif.to_sarif(lost)["runs"][0]["results"]
    physical = first["locations"][0]["physicalLocation"]
    assert physical == {"artifactLocation": {"uri": "nowhere.yaml"}, "region": {"startLine": 1}}


def test_har_has_the_required_fields(sample: Report) -> None:
    """What HAR 1.2 requires of log, entry, request and response."""
    log = json.loads("".join(har.render(sample)))["log"]
    assert log["version"] == "1.2"
    assert {"name", "version"} <= set(log["creator"])
    for entry in log["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(entry)
        assert {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"} <= set(
            entry["request"]
        )
        assert {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"} <= set(
            entry["response"]
        )
        assert {"send", "wait", "receive"} <= set(entry["timings"])


def test_har_holds_every_exchange_once() -> None:
    """Those of the run, then those that drifts alone cite; binary bodies in base64, failures with status 0."""
    shared = exchange()
    lead = finding(exchange=shared)
    log = json.loads(
        "".join(har.render(report(exchanges=(shared,), drifts=(Drift(lead, 1), silent_drift()), accepted=())))
    )
    first, second = log["log"]["entries"]
    assert first["request"]["postData"]["text"] == '{"id": "ctabc-aaaa", "name": " Acme Retail "}'
    assert first["_operation"] == "createClient"
    assert second["response"]["status"] == 0
    assert second["response"]["_error"] == "the connection was closed"
    assert second["request"]["postData"]["encoding"] == "base64"


def test_markdown_begins_with_the_verdict() -> None:
    """Title and headline first, then a row and the details for each drift."""
    text = "".join(markdown.render(report()))
    assert text.startswith("# ❌ Mythic Analytics API: 2 drifts in 2 operations")
    assert "| `deleteClient` | `status-documented` | answers 410, which is not documented (flaky) |" in text
    assert text.count("<details>") == text.count("</details>") == 2
    assert "".join(markdown.render(clean())).startswith("# ✅ Mythic Analytics API: No drift in 1,234 exchanges.")


def test_markdown_cannot_be_broken_out_of() -> None:
    """Outside code no mark of a hostile text is left unescaped, and no code block is closed early."""
    evil = "``` ~~~ | <b> `a` [x](javascript:1) ![x](http://e) @all #1 &copy; $x$ *a* _b_"
    text = "".join(
        markdown.render(report(drifts=(Drift(finding(message=evil, observed=evil), 1),), title=evil, notices=(evil,)))
    )
    outside, inside = [], False
    fence = ""
    for line in text.splitlines():
        if not inside and line.startswith("```"):
            inside, fence = True, line.removesuffix("text")
        elif inside and line == fence:
            inside = False
        elif not inside:
            outside.append(line)
    assert not inside
    rest = "\n".join(line for line in outside if not line.startswith(("<details>", "</details>")))
    for mark in ("<b>", "[x](", "![x](", " @all", " #1", " &copy;", " $x$", " *a*", " _b_", " ```"):
        assert mark not in rest
    assert "&lt;b&gt;" in text


def test_markdown_stays_below_githubs_limit() -> None:
    """A step summary may have a mebibyte."""
    many = tuple(replace(status_drift(), count=number + 1) for number in range(300))
    text = "".join(markdown.render(report(drifts=many)))
    assert "… and 250 more." in text
    assert len(text.encode()) < 1024 * 1024
