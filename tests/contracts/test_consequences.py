"""A wrong value that a service takes is one drift, also where a list shows it to another journey."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Drift, Finding
from contracts.judging.consequences import without_consequences
from contracts.laws.documented_answers import WRAPPED
from contracts.laws.list_laws import LISTED_OTHERWISE
from contracts.laws.read_back import UNASKED
from tests.contracts.report_samples import finding
from tests.contracts.test_list_causes import BEHAVIOURS

TAKEN = finding("invalid-refused", "body priority", cause="maximum")
SEEN = finding("answer-schema", "/items/*/priority", flaky=True, cause="maximum")


def left(*leads: object) -> list[str]:
    """The places of the drifts that are told."""
    return [drift.lead.place for drift in without_consequences([Drift(lead, 1) for lead in leads])]  # type: ignore[arg-type]


def test_what_a_shown_drift_explains_is_not_told_beside_it() -> None:
    """The list can't be shown again, since the record with the value was another journey's."""
    assert left(TAKEN, SEEN) == ["body priority"]


def test_an_answer_that_shows_a_wrong_value_which_was_taken_is_one_drift_with_it() -> None:
    """It breaks the same keyword at the same member, and can be shown again; what breaks another is told."""
    assert left(TAKEN, replace(SEEN, flaky=False)) == ["body priority"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (replace(TAKEN, flaky=True), SEEN),
        (replace(TAKEN, untried=True), SEEN),
        (replace(TAKEN, place="body title"), SEEN),
        (replace(TAKEN, law="echo"), SEEN),
        (TAKEN, replace(SEEN, flaky=False, cause="type")),
        (TAKEN, replace(SEEN, flaky=False, place="/items/*/rank")),
        (TAKEN, replace(SEEN, law="value")),
    ],
)
def test_what_none_explains_is_told(one: object, other: object) -> None:
    """Neither what is not proved, nor another member, nor what breaks another keyword each time."""
    assert len(left(one, other)) == 2


FAILED = finding("no-server-error", "status", exchange=Exchange(Request("GET", "/version?a=1"), None, "journey"))
HEAD = replace(FAILED, operation="HEAD", exchange=Exchange(Request("HEAD", "/version"), None, "journey"))


def test_a_head_fails_as_its_get_does() -> None:
    """Another path, another law and another method are told, and so is a HEAD that fails alone."""
    assert left(FAILED, HEAD) == ["status"]
    assert len(left(HEAD)) == 1
    assert len(left(replace(FAILED, flaky=True), HEAD)) == 2
    assert len(left(replace(FAILED, law="state"), HEAD)) == 2
    elsewhere = Exchange(Request("GET", "/versions"), None, "journey")
    assert len(left(replace(FAILED, exchange=elsewhere), HEAD)) == 2
    trace = Exchange(Request("TRACE", "/version"), None, "journey")
    assert len(left(FAILED, replace(HEAD, exchange=trace))) == 2


REFUSED = finding("valid-accepted", "status", cause="body price is 2,147,483,648 or more")
BLAMED = replace(finding("violations-named", "/detail/*/loc"), expected="ip", observed="ip, price")


def test_a_member_whose_right_values_are_refused_is_blamed_beside_others() -> None:
    """Which that refusal explains; another member, another operation and a refusal for another cause do not."""
    assert left(REFUSED, BLAMED) == ["status"]
    assert len(left(REFUSED, replace(BLAMED, observed="ip, weight"))) == 2
    assert len(left(REFUSED, replace(BLAMED, operation="another"))) == 2
    assert len(left(replace(REFUSED, cause="body unit_price is 7"), BLAMED)) == 2
    assert len(left(replace(REFUSED, flaky=True), BLAMED)) == 2


TEXT = finding("answer-schema", "/price", cause="type")
READ = replace(finding("read-back", "/price"), expected="1", observed='"1.00"')


@pytest.mark.parametrize("law", ["echo", "read-back", "list"])
def test_a_member_of_another_type_is_not_what_was_sent_either(law: str) -> None:
    """One fault, whichever way it is seen: each answer, list and comparison shows it."""
    assert left(TEXT, replace(READ, law=law, place="/items/*/price")) == ["/price"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TEXT, replace(READ, observed="2")),
        (TEXT, replace(READ, observed="nothing")),
        (TEXT, replace(READ, place="/cost")),
        (TEXT, replace(READ, law="value")),
        (replace(TEXT, cause="maximum"), READ),
        (replace(TEXT, flaky=True), READ),
    ],
)
def test_another_value_of_its_type_is_a_fault_of_its_own(one: object, other: object) -> None:
    """So is what is lost, and what only one member, or a shown drift, does not explain."""
    assert len(left(one, other)) == 2


CHANGE = Exchange(Request("PATCH", "/notes/1", operation="changeNote"), None, "journey")
KEPT = replace(finding("echo", "/data/title"), operation="changeNote")
SHOWN = replace(finding("read-back", "/title"), before=(CHANGE,))


def test_a_change_that_is_lost_is_one_drift() -> None:
    """Its answer shows what the read after it shows."""
    assert left(KEPT, SHOWN) == ["/data/title"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (replace(KEPT, flaky=True), SHOWN),
        (replace(KEPT, operation="replaceNote"), SHOWN),
        (replace(KEPT, place="/data/text"), SHOWN),
        (replace(KEPT, law="default"), SHOWN),
        (KEPT, replace(SHOWN, before=())),
        (KEPT, replace(SHOWN, law="list")),
        (KEPT, replace(SHOWN, place="header ETag")),
    ],
)
def test_a_read_that_shows_something_else_is_told(one: object, other: object) -> None:
    """After another change, or of another member; and where nothing proves what the change answered."""
    assert len(left(one, other)) == 2


_CREATED = Exchange(Request("POST", "/notes"), Answer(201, (), b'{"id": "x-1", "title": 5}'), "journey")
_READ = Exchange(Request("GET", "/notes/x-1"), Answer(200, (), b"{}"), "journey")
BY_KEY = finding("invalid-refused", "path id", exchange=_READ, before=(_CREATED,))
MISSHAPEN = finding("answer-schema", "/id", cause="pattern")


def test_a_key_that_the_service_gave_is_one_drift_though_paths_may_not_have_it() -> None:
    """Where an answer is told to show it so; another member, or the body as a whole, hides nothing."""
    assert left(MISSHAPEN, BY_KEY) == ["/id"]
    assert left(replace(MISSHAPEN, place="/items/*/id"), BY_KEY) == ["/items/*/id"]
    assert len(left(replace(MISSHAPEN, place="/title"), BY_KEY)) == 2
    assert len(left(replace(MISSHAPEN, place="", cause="type"), BY_KEY)) == 2
    assert len(left(replace(MISSHAPEN, law="echo"), BY_KEY)) == 2
    assert len(left(MISSHAPEN, replace(BY_KEY, before=()))) == 2


UNDOCUMENTED = finding("status-documented", "status", operation="read-cars", observed="410", cause="410")
OTHERWISE = finding("state", "status", operation="read-cars", observed="410", expected="404", cause="removed")


def test_of_an_answer_whose_status_is_not_documented_no_more_is_told() -> None:
    """Another status, another operation and another law are told."""
    assert left(UNDOCUMENTED, OTHERWISE) == ["status"]
    assert len(left(UNDOCUMENTED, replace(OTHERWISE, observed="409"))) == 2
    assert len(left(UNDOCUMENTED, replace(OTHERWISE, operation="list-cars"))) == 2
    assert len(left(UNDOCUMENTED, replace(OTHERWISE, law="access-granted"))) == 2
    assert len(left(replace(UNDOCUMENTED, flaky=True), OTHERWISE)) == 2


@pytest.mark.parametrize(
    ("observed", "expected", "told"),
    [("200", "404", 2), ("200", "404 or 410", 2), ("404", "204", 2), ("410", "404", 1), ("202", "204", 1),
     ("403", "204", 1), ("409", "200", 1), ("410", "200", 2)],
)  # fmt: skip
def test_a_success_where_the_record_is_gone_is_more_than_a_status(observed: str, expected: str, told: int) -> None:
    """That 200 is documented nowhere does not say that what is not there was removed; a refusal is told once."""
    undocumented = replace(UNDOCUMENTED, observed=observed, cause=observed)
    assert len(left(undocumented, replace(OTHERWISE, observed=observed, expected=expected))) == told


def test_a_success_without_credentials_is_told_once() -> None:
    """That everybody is let in says that the mock, which lets in nobody, answered otherwise."""
    opened = finding("access-required", "status", operation="read-cars", observed="200")
    otherwise = replace(OTHERWISE, observed="201", expected="401")
    assert left(opened, otherwise) == ["status"]
    assert len(left(opened, replace(otherwise, operation="list-cars"))) == 2
    assert len(left(opened, replace(otherwise, expected="404"))) == 2
    assert len(left(opened, replace(otherwise, observed="500"))) == 2
    assert len(left(otherwise)) == 1


LOOK = Exchange(Request("GET", "/cars/1"), Answer(200), "journey")
MASKED = finding(
    "echo", "/pin", operation="read-cars", observed='"***"', exchange=LOOK, cause="is not what was written"
)
IN_LIST = finding("list", "/*/pin", operation="list-cars", observed='"***"', cause=LISTED_OTHERWISE)


@pytest.mark.parametrize("untried", [False, True])
def test_a_member_that_a_read_and_a_list_show_alike_is_one_drift(*, untried: bool) -> None:
    """Another value, another member and another resource are told, and so is a list where the read proves less."""
    read, listed = replace(MASKED, untried=untried), replace(IN_LIST, untried=untried)
    assert _left(read, listed) == 1
    assert _left(read, replace(listed, observed='"7"')) == 2
    assert _left(read, replace(listed, place="/*/plate")) == 2
    assert _left(read, replace(listed, operation="list-vans")) == 2
    assert _left(replace(MASKED, untried=True), IN_LIST) == 2


def test_what_stands_inside_a_member_lacks_nothing_at_the_top() -> None:
    """What is shown there with another value, or by another operation, is told."""
    wrapped = finding("answer-schema", "/car", operation="read-cars", cause=WRAPPED)
    lost = finding("read-back", "/plate", operation="read-cars", observed="nothing", cause="is not what was written")
    assert _left(wrapped, lost) == 1
    assert _left(wrapped, replace(lost, observed='"X"')) == 2
    assert _left(wrapped, replace(lost, operation="read-vans")) == 2
    assert _left(replace(wrapped, cause="required"), lost) == 2


def _left(*leads: Finding) -> int:
    return len(without_consequences([Drift(lead, 1) for lead in leads], BEHAVIOURS))


MOVED = finding("read-back", "/first", expected="true", observed="false", flaky=True, cause=UNASKED)


@pytest.mark.parametrize(
    ("name", "values", "is_left"),
    [
        ("first", ("true", "false"), False),
        ("isDefault", ("true", "false"), False),
        ("rank", ("3", "4"), False),
        ("sortOrder", ("1", "2.5"), False),
        ("paid", ("true", "false"), True),
        ("balance", ("3", "4"), True),
        ("orderTotal", ("3", "4"), True),
        ("rank", ("true", "false"), True),
        ("first", ('"a"', '"b"'), True),
        ("first", ("true", "nothing"), True),
    ],
)
def test_what_one_record_alone_has_was_taken_by_another(name: str, values: tuple[str, str], *, is_left: bool) -> None:
    """What becomes the first takes that from another; another flag or amount that moves now and then is told."""
    moved = replace(MOVED, place=f"/{name}", expected=values[0], observed=values[1])
    assert left(moved) == ([f"/{name}"] if is_left else [])


def test_a_flag_that_moves_each_time_is_told() -> None:
    """So is one that is not what was written."""
    assert left(replace(MOVED, flaky=False)) == ["/first"]
    assert left(replace(MOVED, cause="is not what was written")) == ["/first"]
