"""The report of Web Fuzzing Commons, and its categories in the other reports."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Drift
from contracts.judging.fault_categories import category
from contracts.laws import LAWS
from contracts.reports import json_report, sarif, wfc
from tests.contracts.report_samples import SAMPLES, finding

if TYPE_CHECKING:
    from contracts.findings import Report

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}


def _closed(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": [*members], "additionalProperties": False}


def _list(item: Any) -> dict[str, Any]:
    return {"type": "array", "items": item, "uniqueItems": True}


KIND = _closed(id={"type": "string", "pattern": "^[A-Z0-9_]+$"}, context=TEXT,
               code={"type": "integer", "anyOf": [{"minimum": low, "maximum": high} for low, high in
                                                  ((100, 122), (200, 207), (300, 312), (900, 999))]})  # fmt: skip
STATUSES = _list({"type": "integer", "minimum": 100, "maximum": 599})
SHAPE = _closed(
    schemaVersion=TEXT,
    toolName=TEXT,
    toolVersion=TEXT,
    creationTime={"type": "string", "format": "date-time"},
    faults=_closed(
        totalNumber=COUNT,
        foundFaults=_list(
            _closed(operationId=TEXT, testCaseId=TEXT, faultCategories={**_list(KIND), "minItems": 1}),
        ),
    ),
    problemDetails=_closed(
        rest=_closed(
            outputHttpCalls=COUNT,
            evaluatedHttpCalls=COUNT,
            endpointIds=_list(TEXT),
            coveredHttpStatus=_list(_closed(endpointId=TEXT, testCaseId=TEXT, httpStatus=STATUSES)),
        )
    ),
    totalTests=COUNT,
    testFilePaths=_list(TEXT),
    testCases=_list(_closed(id=TEXT, name=TEXT)),
    executionTimeInSeconds=COUNT,
    warnings=_list(_closed(message=TEXT, category=TEXT)),
)
"""What version 0.12 of its schema asks for, with nothing beside it."""


@pytest.mark.parametrize("name", SAMPLES)
def test_the_report_has_the_form_that_its_readers_know(name: str) -> None:
    """Every member has its type, and what refers to test cases and endpoints finds them."""
    report: Report = SAMPLES[name]()
    data = json.loads("".join(wfc.render(report)))
    jsonschema_rs.Draft202012Validator(SHAPE, validate_formats=True).validate(data)
    cases = {item["id"] for item in data["testCases"]}
    assert data["totalTests"] == len(cases) == len(report.drifts) + 1
    rest = data["problemDetails"]["rest"]
    assert {item["testCaseId"] for item in (*data["faults"]["foundFaults"], *rest["coveredHttpStatus"])} <= cases
    assert {item["endpointId"] for item in rest["coveredHttpStatus"]} <= set(rest["endpointIds"])
    assert len(data["faults"]["foundFaults"]) == len(report.drifts)


def test_every_law_has_a_category_of_its_own_or_of_the_standard() -> None:
    """No law is forgotten, and an id means one code."""
    kinds = {law: category(finding(law)) for law in LAWS}
    assert not [law for law, kind in kinds.items() if kind.code == 999]
    assert len({kind.name for kind in kinds.values()}) == len({kind.code for kind in kinds.values()})


def _answered(method: str, status: int) -> Exchange:
    return Exchange(Request(method, "/clients/1"), Answer(status, (), b"", 0.0), "journey", "")


@pytest.mark.parametrize(
    ("law", "cause", "method", "status", "code"),
    [
        ("no-server-error", "5xx", "POST", 500, 100),
        ("no-server-error", "5xx", "POST", 502, 121),
        ("state", "removed", "GET", 200, 113),
        ("state", "exists", "GET", 404, 122),
        ("state", "exists", "PUT", 201, 116),
        ("state", "exists", "POST", 201, 913),
        ("invalid-refused", "minLength", "POST", 201, 206),
        ("valid-accepted", "", "POST", 400, 207),
        ("access-required", "", "GET", 200, 311),
    ],
)
def test_the_exchange_tells_categories_apart(law: str, cause: str, method: str, status: int, code: int) -> None:
    """Where the standard has a narrower category, the exchange leads to it."""
    assert category(finding(law, exchange=_answered(method, status), cause=cause)).code == code


@pytest.mark.parametrize(("method", "code"), [("PUT", 117), ("PATCH", 119), ("POST", 906)])
def test_reading_back_belongs_to_what_was_changed(method: str, code: int) -> None:
    """A replacement that keeps, and a merge that takes away, have categories of their own."""
    assert category(finding("read-back", before=(_answered(method, 200),))).code == code


def test_a_call_without_an_answer_in_time_is_a_timeout() -> None:
    """It has a category of the standard, a broken connection has not."""
    assert category(replace(finding("answered"), observed="no answer within 15 s")).code == 312
    assert category(replace(finding("answered"), observed="the connection was closed")).code == 900


def test_json_and_sarif_name_the_category() -> None:
    """The same id and code stand beside each drift."""
    report = replace(SAMPLES["drift"](), drifts=(Drift(finding("invalid-refused"), 1),))
    wanted = {"id": "SCHEMA_VALIDATION_BYPASS", "code": 206}
    assert json_report.to_json(report)["drifts"][0]["wfc"] == wanted
    assert sarif.to_sarif(report)["runs"][0]["results"][0]["properties"]["wfc"] == wanted
