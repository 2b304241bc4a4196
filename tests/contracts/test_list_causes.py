"""What is wrong with lists is told by its causes: filters that are wrong in one way, and lists that lack records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.findings import Culprit, Drift, Finding
from contracts.judging.collector import Observation
from contracts.judging.consequences import without_consequences
from contracts.judging.contrast import Spared
from contracts.judging.drifts import group
from contracts.laws.judging import Judge
from contracts.laws.list_laws import LACKS_CREATED, LETS_IN, SHOWS_REMOVED
from contracts.laws.list_walks import HIDES, LOSES
from tests.contracts.report_samples import finding
from tests.requests.small_documents import document

_RECORD: Any = {"type": "object", "properties": {"id": {"type": "string"}, "fuel": {"type": "string"}}}


def _says(schema: Any, status: str = "200") -> dict[str, Any]:
    return {status: {"description": "said", "content": {"application/json": {"schema": schema}}}}


def _paths(name: str) -> dict[str, Any]:
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    body = {"required": True, "content": {"application/json": {"schema": _RECORD}}}
    every = {"type": "array", "items": _RECORD}
    return {
        f"/{name}": {
            "get": {"operationId": f"list-{name}", "responses": _says(every)},
            "post": {"operationId": f"make-{name}", "requestBody": body, "responses": _says(_RECORD, "201")},
        },
        f"/{name}/{{id}}": {
            "parameters": [key],
            "get": {"operationId": f"read-{name}", "responses": {**_says(_RECORD), "404": {"description": "none"}}},
            "delete": {"operationId": f"drop-{name}", "responses": {"204": {"description": "gone"}}},
        },
    }


BEHAVIOURS = Judge(document({"paths": _paths("cars") | _paths("vans")})).behaviours


def _wrong(operation: str, place: str, cause: str, law: str = "list") -> Finding:
    return replace(finding(law, place, culprit=Culprit.TARGET_AGAINST_MOCK, cause=cause), operation=operation)


def _groups(*found: Finding, right: tuple[tuple[str, str], ...] = ()) -> list[int]:
    """How many findings each drift has."""
    spared = Spared()
    spared.filters.update(right)
    observations = [Observation(item, (), None, number) for number, item in enumerate(found)]
    return sorted(len(drift.observations) for drift in group(observations, spared))


FUEL = _wrong("list-cars", "/*/fuel", "lacks what fuel asks for")
PLACE = _wrong("list-vans", "/*/place", "lacks what place asks for")
SEATS = _wrong("list-cars", "/*/seats", "lacks what seats asks for")


def test_filters_that_are_wrong_in_one_way_wherever_they_are_asked_are_one_drift() -> None:
    """Whatever their names; another way is another drift, unless it is the same filter."""
    assert _groups(FUEL, PLACE, SEATS) == [3]
    assert _groups(FUEL, replace(PLACE, cause=LETS_IN)) == [1, 1]
    assert _groups(FUEL, replace(FUEL, cause=LETS_IN)) == [2]
    assert _groups(FUEL, replace(SEATS, cause="is not what seats asks for")) == [1, 1]


def test_a_filter_that_is_right_parts_the_others() -> None:
    """What all filters share would break it too, in its list and in others; the filter itself is right now and then."""
    assert _groups(FUEL, SEATS, PLACE, right=(("list-cars", "fuel"),)) == [3]
    assert _groups(FUEL, SEATS, right=(("list-cars", "colour"),)) == [1, 1]
    assert _groups(FUEL, SEATS, PLACE, right=(("list-vans", "colour"),)) == [1, 2]
    assert _groups(*(replace(item, cause=LETS_IN) for item in (FUEL, PLACE)), right=(("list-cars", "colour"),)) == [
        1,
        1,
    ]


def _left(*leads: Finding, also: tuple[str, ...] = ()) -> list[str]:
    """The causes that are told; the last of the drifts shows in other operations too."""
    found = [Drift(lead, 1, also=also if lead is leads[-1] else ()) for lead in leads]
    return [drift.lead.cause for drift in without_consequences(found, BEHAVIOURS)]


OUTLIVED = _wrong("read-cars", "status", "removed", "state")
LISTED = _wrong("list-cars", "body", SHOWS_REMOVED)


def test_a_removal_that_removes_nothing_is_one_drift() -> None:
    """A read and the list show what it left; a list of another resource, or of one more, has a fault of its own."""
    assert _left(OUTLIVED, LISTED) == ["removed"]
    assert _left(LISTED) == [SHOWS_REMOVED]
    assert len(_left(OUTLIVED, replace(LISTED, operation="list-vans"))) == 2
    assert len(_left(OUTLIVED, LISTED, also=("list-vans",))) == 2
    assert _left(replace(OUTLIVED, untried=True), LISTED) == [SHOWS_REMOVED]
    assert len(_left(replace(OUTLIVED, untried=True), replace(LISTED, operation="list-vans"))) == 2
    assert len(_left(replace(OUTLIVED, cause="exists"), LISTED)) == 2


@pytest.mark.parametrize("cause", [HIDES, LOSES, "lacks what fuel asks for"])
def test_a_list_that_lacks_records_is_one_drift(cause: str) -> None:
    """It lacks them filtered and on small pages too; what another list lacks, or shows beyond that, is told."""
    lacking, other = _wrong("list-cars", "body", LACKS_CREATED), _wrong("list-cars", "/*/fuel", cause)
    assert _left(lacking, other) == [LACKS_CREATED]
    assert len(_left(lacking, replace(other, operation="list-vans"))) == 2
    assert len(_left(replace(lacking, untried=True), other)) == 2
    assert len(_left(lacking, replace(other, cause=LETS_IN))) == 2
    assert len(_left(lacking, other, also=("list-vans",))) == 2


def test_pages_that_lack_records_do_not_explain_a_filter() -> None:
    """Filtered lists may be shorter than a page."""
    small = _wrong("list-cars", "body", LOSES)
    assert len(_left(small, FUEL)) == 2
    assert _left(replace(small, cause=HIDES), FUEL) == [HIDES]


def test_a_total_that_is_too_small_is_one_drift() -> None:
    """Less than its own page shows, and less than all pages; another total, or what is beside it, is told."""
    page = replace(_wrong("list-cars", "/total", "fewer than shown"), culprit=Culprit.TARGET_AGAINST_DOCUMENT)
    walked = _wrong("list-cars", "/total", "counts less than the list shows on all its pages")
    assert _left(page, walked) == ["fewer than shown"]
    assert len(_left(page, replace(walked, place="/meta/total"))) == 2
    assert len(_left(page, replace(walked, operation="list-vans"))) == 2
    assert len(_left(page, replace(walked, place="/page"))) == 2
