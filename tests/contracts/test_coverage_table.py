"""The table of coverage: what was sent of each operation and its parts, and what is missing, in every report."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from contracts.findings import OperationCoverage, PartCoverage
from contracts.reports import html, json_report
from contracts.reports.coverage_table import coverage_lines
from contracts.reports.terminal import Terminal
from tests.contracts.report_samples import report

PARTS = (
    PartCoverage("parameter", "query limit", 9, 4),
    PartCoverage("parameter", "header X-Very-Long-Name-Of-A-Header", 3, 0),
    PartCoverage("takes", "multipart/form-data", 0, 0),
    PartCoverage("answers", "application/json", 8, 8),
)
LONG = "/organisations/{organisation}/projects/{project}/tasks"
ITEM = OperationCoverage(
    "one", "PATCH", LONG, 12345, ("200", "404", "4XX"), ((200, 7), (404, 3)), ("4XX",), parts=PARTS
)
MANY = tuple(map(str, range(400, 418)))
OTHER = OperationCoverage("two", "GET", "/a", 0, MANY, (), MANY)


def test_the_table_fits_eighty_columns() -> None:
    """However long a path and however many statuses; what is missing stands below it, by name."""
    lines = [*coverage_lines(replace(report(), coverage=(ITEM, OTHER), unreached=()))]
    table = [line for line in lines if not line.startswith("missing: ")]
    assert all(len(line) <= 78 for line in table), table
    assert table[1].split()[-6:] == ["12,345", "1/2", "1/2", "200", "404", "(4XX)"]
    assert (
        "missing: PATCH " + LONG + ": the parameter header X-Very-Long-Name-Of-A-Header never with a success" in lines
    )
    assert "missing: PATCH " + LONG + ": a body of multipart/form-data never sent" in lines
    assert " ".join(" ".join(table[2:]).split()[3:]) == "- - " + " ".join(f"({status})" for status in MANY)


def test_every_report_has_the_parts() -> None:
    """The output, JSON and the page."""
    whole = replace(report(), coverage=(ITEM,))
    out = io.StringIO()
    Terminal(out, str).show(whole, "again")
    assert "params" in out.getvalue()
    data = json.loads("".join(json_report.render(whole)))
    assert data["coverage"][0]["parts"][2] == {
        "kind": "takes", "name": "multipart/form-data", "sent": 0, "succeeded": 0,
    }  # fmt: skip
    page = "".join(html.render(whole))
    assert "<b>1/2</b> parameters, not header X-Very-Long-Name-Of-A-Header" in page
    assert "<b>0/1</b> bodies, not multipart/form-data" in page
