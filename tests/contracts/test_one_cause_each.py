"""One cause is one drift, though errors have several texts; and a drift tells which value provoked it, and where."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit, Finding, Provenance
from contracts.judging.collector import Collector
from contracts.judging.drifts import drifts
from contracts.judging.error_form import form, unified
from contracts.judging.provocation import Provocations
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from mock_server.openapi import MISSING
from tests.requests.small_documents import document

_JSON = (("Content-Type", "application/json"),)


def _reads(name: str, **asked: str) -> dict[str, Any]:
    parameters = [{"name": one, "in": "query", "schema": {"type": kind}} for one, kind in asked.items()]
    return {"get": {"operationId": name, "parameters": parameters, "responses": {"200": {"description": "read"}}}}


JUDGE = Judge(
    document(
        {
            "paths": {
                "/tide/log": _reads("tideLog", since="integer", rows="integer", buoy="string", password="string"),
                "/tide/peaks": _reads("tidePeaks", rows="integer"),
                "/tide/lows": _reads("tideLows", rows="integer"),
            }
        }
    )
)


def told(*seen: tuple[str, int, str]) -> list[str]:
    """The messages of the drifts among reads: the target, the status, and what the error says."""
    collector, provocations = Collector(), Provocations(JUDGE.schemas, "cttag")
    for target, status, said in seen:
        request = Request("GET", target)
        answer = Answer(status, _JSON, json.dumps({"error": said}).encode() if said else b"")
        exchange, reading = Exchange(request, answer, "journey"), JUDGE.reader.read(request)
        found = JUDGE.findings(exchange, reading, MISSING)
        sent = Sent(exchange, reading, MISSING, MISSING, found, access=True)
        collector.add(sent, (), provocations.of(sent, ()))
    told_of = drifts(collector.decided(), collector.counts, {"tideLog": 0, "tidePeaks": 1}, collector.spared)
    return sorted(drift.lead.message for drift, _ in told_of)


FINE = [("/tide/log", 200, ""), ("/tide/log?since=0&rows=5&buoy=north", 200, "")]


def test_a_number_that_fails_from_one_on_is_one_cause() -> None:
    """Each limit that it passes on the way has an error of its own."""
    failed = [
        ("/tide/log?since=1", 500, "begins behind the end"),
        ("/tide/log?since=4000", 500, "no such page of the file"),
        ("/tide/log?since=4000&rows=5", 500, "no such page of the file"),
        ("/tide/log?since=3000000", 500, "the arena is full"),
    ]
    assert told(*FINE, *failed) == ["the server failed; provoked by: query since is 1 or more (1)"]


def test_what_fails_in_another_member_or_from_a_limit_on_is_told_so() -> None:
    """Numbers below the limit are taken, and what another parameter provokes is another drift."""
    seen = [
        ("/tide/log?since=40", 200, ""),
        ("/tide/log?since=1000", 500, "no such page of the file"),
        ("/tide/log?since=3000000", 500, "the arena is full"),
        ("/tide/log?rows=-3", 500, "less than none"),
    ]
    assert told(*FINE, *seen) == [
        "the server failed; provoked by: query rows is negative (-3)",
        "the server failed; provoked by: query since is 1,000 or more (1000)",
    ]


def test_a_value_that_no_operation_takes_is_one_cause_whatever_its_errors_say() -> None:
    """One that two operations fail at in one way, and a third in another."""
    large = 2**63
    seen = [(f"/tide/{name}?rows=7", 200, "") for name in ("log", "peaks", "lows")]
    seen += [(f"/tide/{name}?rows={large}", 500, "too large to bind") for name in ("log", "peaks")]
    (said,) = told(*seen, (f"/tide/lows?rows={large}", 500, "out of range for a long"))
    assert said.startswith("the server failed; provoked by: a parameter does not fit in 64 bits (query rows is 92")


def test_a_class_of_values_is_told_with_the_one_that_was_sent() -> None:
    """A text, cut where it is long; no secret is shown."""
    assert told(*FINE, ("/tide/log?buoy=a_b", 500, "")) == [
        "the server failed; provoked by: query buoy holds _ ('a_b')"
    ]
    (said,) = told(*FINE, ("/tide/log?buoy=" + "m" * 300, 500, ""))
    assert said.endswith(f"query buoy has 256 characters and more ('{'m' * 39}… of 300 characters)")
    assert told(*FINE, ("/tide/log?password=a_b", 500, "")) == [
        "the server failed; provoked by: query password holds _"
    ]


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (("Unexpected error! ID: dYvtXDcmRqLp", "Unexpected error! ID: 7fWz2LnQpTgB"), 1),
        (("sorry, incident dYvtXDcmRqLp was noted", "sorry, incident 7fWz2LnQpTgB was noted"), 1),
        (("the gauge is broken", "the clock is broken"), 2),
    ],
)
def test_an_id_of_letters_alone_is_none_of_what_an_error_says(texts: tuple[str, ...], count: int) -> None:
    """Ids are drawn, and some hold no digit; words are what tells errors apart."""
    assert len(told(*((f"/tide/log?buoy={'ab'[n]}", 500, text) for n, text in enumerate(texts)))) == count


def test_forms_of_many_words_apart_stay_apart() -> None:
    """One word that is an id in one of them is one in the other; two are another sentence."""
    forms = {"seen by # today", "seen by nobody today", "seen by nobody tomorrow", "lost"}
    assert unified(forms) == {text: text for text in forms} | {"seen by nobody today": "seen by # today"}


def test_control_characters_that_an_error_repeats_are_its_request_s() -> None:
    """As any other characters that texts of people do not have; line ends and tabs are the error's own."""

    def said(text: str) -> str:
        body = json.dumps({"message": text}).encode()
        return form(Exchange(Request("GET", "/a", (), b""), Answer(500, (), body), source="journey"))

    assert said("no chart \x02\x00") == said("no chart \x7f\xb4\x01") == said("no chart 7") == "no chart #"
    assert said("no\tchart\n7") == "no chart #"
    assert said("no chart a") == "no chart a"


def test_an_error_that_repeats_its_path_is_the_same_in_another_operation() -> None:
    """As the member `instance` of a problem does (RFC 9457); what it says else tells it apart."""
    seen = [(f"/tide/{name}?rows={2**63}", 500, f"failed at /tide/{name}") for name in ("log", "peaks")]
    fine = [(f"/tide/{name}?rows=7", 200, "") for name in ("log", "peaks", "lows")]
    assert len(told(*fine, *seen)) == 1
    said = [form(Exchange(Request("GET", "/a%20b?c=1"), Answer(500, (), b"lost /a b"), "journey"))]
    assert [*said, form(Exchange(Request("GET", "/a"), Answer(500, (), b"lost /a"), "journey"))] == [
        "lost #",
        "lost /a",
    ]


def test_what_comes_and_goes_in_one_operation_is_no_cause_of_another_s_failures() -> None:
    """Though they say the same; in its own operation a value that failed once may be such a failure."""
    fine = [*FINE, ("/tide/peaks?rows=7", 200, ""), ("/tide/lows?rows=7", 200, "")]
    comes = ("/tide/lows?rows=7", 500, "broken")
    assert told(*fine, comes, ("/tide/log?buoy=a_b", 500, "broken")) == [
        "the server failed; provoked by: now and then (broken)",
        "the server failed; provoked by: query buoy holds _ ('a_b')",
    ]
    assert len(told(*fine, comes, ("/tide/lows?rows=9", 500, "broken"))) == 1


KNOWN = "by key"


def _asked(law: str, *seen: tuple[int, str]) -> list[str]:
    """What provokes the findings of this law among reads: the status, and who asked, who is ``KNOWN`` or not."""
    collector, provocations = Collector(), Provocations(JUDGE.schemas, "cttag")
    for status, who in seen:
        exchange = Exchange(Request("GET", "/tide/lows"), Answer(status, (), b"" if status < 500 else b"oh"), "journey")
        found = []
        if (law == "access-required" and status < 300) or (law == "no-server-error" and status >= 500):
            where = (Culprit.TARGET_AGAINST_DOCUMENT, Provenance.DOCUMENTED, "tideLows", "status", "told", "401")
            found = [Finding(law, *where, str(status), exchange)]
        sent = Sent(exchange, JUDGE.reader.read(exchange.request), MISSING, MISSING, found, access=who == KNOWN)
        collector.add(sent, (who,), provocations.of(sent, (who,)))
    told_of = drifts(collector.decided(), collector.counts, {}, collector.spared)
    return sorted(drift.lead.message for drift, _ in told_of)


WHO = ("no credentials", "key: wrong", "key: empty", "key: shortened")


@pytest.mark.parametrize(("other", "count"), [(429, 1), (422, 1), (404, 1), (401, 2), (403, 2)])
def test_only_a_refusal_of_credentials_shows_that_not_everybody_is_let_in(other: int, count: int) -> None:
    """One of something else, too many requests say, shows nothing of who is."""
    assert len(_asked("access-required", (200, WHO[0]), (200, WHO[1]), (other, WHO[2]))) == count


def test_a_failure_of_several_who_ask_each_once_comes_and_goes() -> None:
    """Where one who is known is answered; two are still two."""
    fine = [(200, KNOWN), (401, "key: of another")]
    (said,) = _asked("no-server-error", *fine, *((500, who) for who in WHO))
    assert said == "told; provoked by: now and then (oh)"
    assert len(_asked("no-server-error", *fine, *((500, who) for who in WHO[:2]))) == 2
