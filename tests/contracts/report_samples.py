"""Reports made by hand: what the tests of the report formats print."""

from __future__ import annotations

import json
from pathlib import Path

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Assumption, Culprit, Drift, Finding, Leftover, OperationCoverage, Provenance, Report

DOCUMENT = Path(__file__).resolve().parents[2] / "openapi.yaml"
JSON = (("Content-Type", "application/json"),)
AUTHORIZED = (("Authorization", "Bearer [credential]"), *JSON)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`]]>\x00\x1b\u202e\ud800"


def body(value: object) -> bytes:
    """``value`` as JSON bytes."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


def record(**changes: object) -> bytes:
    """An answer with one record."""
    data = {
        "id": "ctabc-aaaa",
        "name": "Acme Retail",
        "status": True,
        "publishable_key": "pk_a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4",
        "secret_key": "sk_f...[secret-1:35-characters]",
        "created_at": "2026-02-03T10:00:00.000Z",
    }
    return body({"success": True, "data": data | changes})


def exchange(
    status: int = 201,
    answered: bytes | None = None,
    mock: Answer | None = None,
    sent: bytes = b'{"id": "ctabc-aaaa", "name": " Acme Retail "}',
    operation: str = "createClient",
) -> Exchange:
    """A create of the API in openapi.yaml."""
    request = Request("POST", "/clients", AUTHORIZED, sent, operation)
    answer = Answer(status, (*JSON, ("Date", "Tue, 03 Feb 2026 10:00:00 GMT")), answered or record(), 0.012)
    return Exchange(request, answer, "journey", "create with spaces around the name", mock)


def finding(
    law: str = "echo",
    place: str = "/data/name",
    message: str = "/data/name did not come back as it was sent: it was trimmed",
    exchange: Exchange | None = None,
    **more: object,
) -> Finding:
    """A finding with defaults for what a test does not care about."""
    given = {
        "culprit": Culprit.TARGET_AGAINST_DOCUMENT,
        "provenance": Provenance.DOCUMENTED,
        "operation": "createClient",
        "expected": '" Acme Retail "',
        "observed": '"Acme Retail"',
        "cause": law,
    } | more
    return Finding(law=law, place=place, message=message, exchange=exchange or default_exchange(), **given)  # type: ignore[arg-type]


def default_exchange() -> Exchange:
    """The target trims a name that the mock keeps."""
    return exchange(mock=Answer(201, JSON, record(name=" Acme Retail ", created_at="2026-02-03T10:00:00.007Z")))


def status_drift() -> Drift:
    """A drift from what is assumed, with steps that come before."""
    delete = Request("DELETE", "/clients/ctabc-aaaa?admin_key=[credential]", (), None, "deleteClient")
    gone = Exchange(delete, Answer(200, JSON, body({"success": True, "deleted": True, "hard": False})), "journey")
    problem = body({"error": "Gone", "message": "No such client", "code": 410})
    again = Exchange(
        delete,
        Answer(410, JSON, problem, 0.003),
        "journey",
        "soft delete again",
        Answer(200, JSON, body({"success": True, "deleted": True, "hard": False})),
    )
    lead = finding(
        "status-documented",
        "status",
        "answers 410, which is not documented",
        again,
        operation="deleteClient",
        provenance=Provenance.ASSUMED,
        culprit=Culprit.TARGET_AGAINST_MOCK,
        expected="200",
        observed="410",
        before=(default_exchange(), gone),
        assumption="That a second soft delete succeeds is not said.",
        flaky=True,
    )
    return Drift(lead, 3)


def silent_drift() -> Drift:
    """A drift without an answer, and with a body that no shell word can hold."""
    request = Request("POST", "/mcp/api-keys", JSON, b"\xff\xfe{", "createApiKey")
    lone = Exchange(request, None, "fuzz", "bytes that are no text", None, "the connection was closed")
    lead = finding("answered", "status", "no answer came", lone, operation="createApiKey", expected="an answer")
    return Drift(lead, 1)


def report(**changes: object) -> Report:
    """A report with two drifts, one accepted, and something in every section."""
    given: dict[str, object] = {
        "document": str(DOCUMENT),
        "title": "Mythic Analytics API",
        "target": "https://api.example.com/api/v1",
        "seed": 1,
        "started": "2026-02-03T10:00:00+00:00",
        "seconds": 12.345,
        "exchanges": (default_exchange(), *status_drift().lead.before),
        "exchange_count": 1234,
        "drifts": (Drift(finding(), 2), status_drift()),
        "accepted": (Drift(silent_drift().lead, 1, "accepted", "known since January (owner: api-team)"),),
        "baseline_problems": ("drift.toml: 0123456789ab no longer occurs; remove the entry",),
        "assumptions": (
            Assumption("/paths/~1clients/post/responses/201", "The page shows no status.", "confirmed", "201 × 34"),
            Assumption("/components/schemas/NewClient", "The page marks no field as required.", "open"),
            Assumption("/paths/~1clients~1{id}/delete", "A second soft delete succeeds.", "refuted", "answered 410"),
        ),
        "coverage": (
            OperationCoverage(
                "createClient",
                "POST",
                "/clients",
                800,
                ("201", "400", "401", "409"),
                ((201, 500), (400, 300)),
                ("401", "409"),
            ),
            OperationCoverage(
                "deleteClient",
                "DELETE",
                "/clients/{id}",
                434,
                ("200", "400", "401", "404"),
                ((200, 100), (401, 5), (404, 300), (410, 29)),
                ("400",),
            ),
            OperationCoverage(
                "createApiKey", "POST", "/mcp/api-keys", 0, ("201", "400", "401"), (), ("201", "400", "401")
            ),
        ),
        "created": 120,
        "removed": 118,
        "leftovers": (Leftover("createApiKey", "ctabc-key", "the document has no operation that removes it"),),
        "notices": ("Invisible from outside: what the key-value store keeps.",),
    } | changes
    return Report(**given)  # type: ignore[arg-type]


def clean() -> Report:
    """A report of a target that conforms."""
    covered = OperationCoverage("createClient", "POST", "/clients", 10, ("201",), ((201, 10),), ())
    return report(
        drifts=(), accepted=(), baseline_problems=(), coverage=(covered,), leftovers=(), notices=(), assumptions=()
    )


def hostile() -> Report:
    """A report in which a target's every text tries to break out of the format it is printed in."""
    request = Request(
        "POST", f"/clients?x={HOSTILE}", (("X-A", HOSTILE),), HOSTILE.encode("utf-8", "replace"), "createClient"
    )
    answer = Answer(201, (("X-B", HOSTILE), *JSON), body({HOSTILE: HOSTILE}))
    odd = Exchange(request, answer, "fuzz", HOSTILE, answer, HOSTILE)
    texts = {"message": HOSTILE, "expected": HOSTILE, "observed": HOSTILE, "assumption": HOSTILE}
    known = HOSTILE.replace("\ud800", "")
    lead = finding(place=f"/data/{known}", law=known, operation=known, exchange=odd, before=(odd,), **texts)
    return report(
        drifts=(Drift(lead, 1, "open", HOSTILE),),
        accepted=(Drift(lead, 1, "accepted", HOSTILE),),
        title=HOSTILE,
        target=f"https://{HOSTILE}",
        notices=(HOSTILE,),
        interrupted=HOSTILE,
        baseline_problems=(HOSTILE,),
        assumptions=(Assumption(HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        leftovers=(Leftover(HOSTILE, HOSTILE, HOSTILE),),
        coverage=(OperationCoverage(HOSTILE, HOSTILE, HOSTILE, 1, (HOSTILE,), ((201, 1),), (HOSTILE,)),),
    )


SAMPLES = {"drift": report, "clean": clean, "hostile": hostile}
