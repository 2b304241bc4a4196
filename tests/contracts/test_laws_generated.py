"""Generated values: new each time, not to be guessed, and times by the server's own clock and in order."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit
from contracts.laws.generated import Generated
from contracts.laws.judging import Judge
from contracts.laws.maker import Maker
from mock_server.openapi.reading.document import load_document
from tests.contracts.harbour import harbour_judge

TEXT: dict[str, Any] = {"type": "string", "readOnly": True}
DOCUMENT = load_document(Path(__file__).parents[2] / "openapi.yaml")
JUDGE = Judge(DOCUMENT)
OPERATION = next(operation for operation in DOCUMENT.operations if operation.id == "createClient")


def secret(number: int) -> str:
    """A hexadecimal secret that looks random."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def watch(records: list[dict[str, Any]], skew: float = 0.0) -> list[str]:
    """The laws that a sequence of creates breaks, the server's clock ``skew`` seconds off."""
    generated, found = Generated(JUDGE.schemas), []
    response = OPERATION.response(201)
    assert response is not None
    for record in records:
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=skew), usegmt=True)
        exchange = Exchange(Request("POST", "/clients"), Answer(201, (("Date", date),)), "journey")
        make = Maker(exchange, OPERATION, Culprit.TARGET_AGAINST_DOCUMENT)
        behaviour = JUDGE.behaviours[OPERATION.id]
        found += generated.observe(exchange, behaviour, response, {"data": record}, make)
    return [finding.law for finding in (*found, *generated.finish())]


def record(number: int, seconds: float = 0.0, updated: float | None = None, **more: str) -> dict[str, Any]:
    """A record as a server makes it ``seconds`` from now."""
    now = datetime.now(UTC)
    made = now + timedelta(seconds=seconds)
    changed = now + timedelta(seconds=seconds if updated is None else updated)
    return {
        "publishable_key": "pk_" + secret(2 * number),
        "secret_key": "sk_" + secret(2 * number + 1),
        "created_at": made.isoformat(timespec="milliseconds"),
        "updated_at": changed.isoformat(timespec="milliseconds"),
        **more,
    }


def timed(*answers: tuple[float, float, float]) -> list[str]:
    """The messages about answers that each took so many seconds, came then, and tell that time of now."""
    generated, found = Generated(JUDGE.schemas), []
    response, now = OPERATION.response(201), datetime.now(UTC)
    assert response is not None
    for number, (took, came, told) in enumerate(answers):
        answer = Answer(201, (("Date", format_datetime(now, usegmt=True)),), b"", took, came=came)
        exchange = Exchange(Request("POST", "/clients"), answer, "journey")
        make = Maker(exchange, OPERATION, Culprit.TARGET_AGAINST_DOCUMENT)
        body = {"data": {"created_at": (now + timedelta(seconds=told)).isoformat(), "publishable_key": secret(number)}}
        found += generated.observe(exchange, JUDGE.behaviours[OPERATION.id], response, body, make)
    return [finding.message for finding in (*found, *generated.finish())]


def test_what_was_under_way_side_by_side_has_no_order() -> None:
    """An answer that is judged after another may be older: its request was sent before that one had come.

    It may also be judged much later, which is no clock that stands still.
    """
    assert timed((0.1, 109.0, 9.0), (0.1, 100.0, 0.0)) == []
    assert timed((0.1, 109.0, 9.0), (6.0, 114.0, 4.5)) == []
    assert timed((0.1, 100.0, 0.0), (0.1, 100.1, 0.0)) == []
    assert timed((0.1, 109.0, 9.0), (0.1, 100.0, 0.0), (0.1, 110.0, 5.0)) == ["/data/created_at runs backwards"]
    assert timed((0.1, 100.0, 0.0), (0.1, 103.0, 0.0)) == ["/data/created_at stands still"]


def test_what_a_recording_holds_is_in_the_order_of_its_ends() -> None:
    """Nobody knows when its answers came: one that took long may tell the time of its beginning."""
    assert timed((0.1, 0.0, 9.0), (6.0, 0.0, 4.5)) == []
    assert timed((0.1, 0.0, 9.0), (0.1, 0.0, 4.5)) == ["/data/created_at runs backwards"]


def test_random_secrets_and_true_times_break_nothing() -> None:
    """Twenty records as a faithful server makes them, also where its clock is a day off ours."""
    assert watch([record(number) for number in range(20)]) == []
    assert watch([record(number, seconds=86400) for number in range(3)], skew=86400) == []


def test_a_repeated_secret_is_found() -> None:
    """The same secret for two records, or for two fields of one."""
    assert "generated-unique" in watch([record(1), record(1)])
    twin = secret(7)
    assert "generated-unguessable" in watch([record(1, publishable_key=f"pk_{twin}", secret_key=f"sk_{twin}")])


def test_counting_and_empty_secrets_are_found() -> None:
    """Secrets that differ in their last digits only can be guessed."""
    assert "generated-unguessable" in watch([record(n, secret_key=f"sk_{n:032x}") for n in range(1, 12)])
    assert "generated-unique" in watch([record(1, secret_key="sk_"), record(2, secret_key="sk_")])


@pytest.mark.parametrize(("seconds", "updated"), [(-3600, None), (90000, None)])
def test_an_implausible_time_is_found(seconds: float, updated: float | None) -> None:
    """Hours from the answer's own Date."""
    assert set(watch([record(1, seconds, updated)])) == {"time-plausible"}


def test_times_out_of_order_are_found() -> None:
    """Updated before created, and a later record that is older than an earlier one."""
    assert watch([record(1, 0.0, -2.0)]) == ["time-ordered"]
    assert "time-ordered" in watch([record(1, 0.0), record(2, -10.0, -10.0)])


def test_a_text_of_digits_is_a_key_that_counts() -> None:
    """Long numbers behind a letter, as the pattern has them, are no secrets: the next one may be guessed."""
    judge = Judge(load_document(Path(__file__).parents[1] / "target_crud" / "openapi.yaml"))
    behaviour = judge.behaviours["createContact"]
    response = behaviour.operation.response(201)
    assert response is not None
    generated, found = Generated(judge.schemas), []
    make = Maker(Exchange(Request("POST", "/"), Answer(201, ()), "journey"), behaviour.operation,
                 Culprit.TARGET_AGAINST_DOCUMENT)  # fmt: skip
    for number in (*range(9_007_199_254_740_000, 9_007_199_254_740_009), 9_007_199_254_740_000):
        body = {"data": {"id": number, "card": f"k{number}", "name": "a"}}
        found += generated.observe(make.exchange, behaviour, response, body, make)
    assert {finding.law for finding in found} == {"generated-unique"}
    assert generated.finish() == []


def test_what_is_no_secret_may_be_guessed_and_shared(tmp_path: Path) -> None:
    """Keys that begin with the time or count (ObjectIds), the same owner and hash of each record, and when it ends."""
    uuid, hexadecimal = {**TEXT, "format": "uuid"}, {**TEXT, "pattern": "^[0-9a-f]{24,64}$"}
    trip = {
        "type": "object",
        "properties": {
            "id": hexadecimal,
            "tenantId": uuid,
            "sha256": hexadecimal,
            "expiresAt": {**TEXT, "format": "date-time"},
            "accessKey": hexadecimal,
        },
    }
    judge = harbour_judge(tmp_path, trip)
    behaviour = judge.behaviours["moor"]
    response = behaviour.operation.response(201)
    assert response is not None

    def laws(key: str) -> list[str]:
        generated, found = Generated(judge.schemas), []
        make = Maker(Exchange(Request("POST", "/ships"), Answer(201, ()), "journey"), behaviour.operation,
                     Culprit.TARGET_AGAINST_DOCUMENT)  # fmt: skip
        for number in range(20):
            body = {"id": f"65a1f0c2{number:016x}", "tenantId": str(UUID(int=7)), "sha256": "ab" * 32,
                    "expiresAt": "2199-01-01T00:00:00Z", "accessKey": key.format(number)}  # fmt: skip
            found += generated.observe(make.exchange, behaviour, response, body, make)
        return [finding.law for finding in (*found, *generated.finish())]

    assert laws("") == ["generated-unique"] * 20
    assert laws("f" * 32) == ["generated-unique"] * 19
    assert laws("f" * 30 + "{:02x}") == ["generated-unguessable"]
