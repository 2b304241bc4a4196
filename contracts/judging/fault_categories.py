"""The fault category of a finding in the classification of Web Fuzzing Commons, version 0.12.

https://github.com/WebFuzzing/Commons, ``fault_categories.json``: HTTP 1xx, schema 2xx, security 3xx. What it has no
category for gets one of those from 900 on, which it leaves to tools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from contracts.findings import Finding


class FaultCategory(NamedTuple):
    """A category: its stable id, here ``name``, and its code."""

    name: str
    code: int


_INVALID_RESPONSE = FaultCategory("SCHEMA_INVALID_RESPONSE", 200)
_BY_LAW = {
    "no-server-error": FaultCategory("HTTP_OTHER_STATUS_5XX", 121),
    "status-documented": _INVALID_RESPONSE,
    "media-type": _INVALID_RESPONSE,
    "json": _INVALID_RESPONSE,
    "answer-schema": _INVALID_RESPONSE,
    "answer-header": _INVALID_RESPONSE,
    "write-only": _INVALID_RESPONSE,
    "no-internals": FaultCategory("SECURITY_LEAKED_STACK_TRACES", 309),
    "allow": FaultCategory("HTTP_STATUS_NO_405_IF_NO_ALLOW", 110),
    "access-required": FaultCategory("SECURITY_DECLARED_AUTH_NOT_ENFORCED", 311),
    "access-granted": FaultCategory("SECURITY_NOT_RECOGNIZED_AUTHENTICATED", 305),
    "mass-assignment": FaultCategory("MASS_ASSIGNMENT", 303),
    "existence-hidden": FaultCategory("SECURITY_EXISTENCE_LEAKAGE", 304),
    "object-access": FaultCategory("SECURITY_WRONG_AUTHORIZATION", 306),
    "valid-accepted": FaultCategory("SCHEMA_VALID_INPUT_REJECTED", 207),
    "invalid-refused": FaultCategory("SCHEMA_VALIDATION_BYPASS", 206),
    "uncovered": FaultCategory("SECURITY_HIDDEN_ACCESSIBLE_ENDPOINT", 310),
    "answered": FaultCategory("CONTRACTS_NOT_ANSWERED", 900),
    "error-consistent": FaultCategory("CONTRACTS_ERROR_INCONSISTENT", 901),
    "error-speaks": FaultCategory("CONTRACTS_ERROR_SAYS_NOTHING", 902),
    "credential-secret": FaultCategory("CONTRACTS_CREDENTIAL_SHOWN", 903),
    "violations-named": FaultCategory("CONTRACTS_VIOLATION_NOT_NAMED", 904),
    "echo": FaultCategory("CONTRACTS_ECHO_DIFFERS", 905),
    "read-back": FaultCategory("CONTRACTS_READ_BACK_DIFFERS", 906),
    "list": FaultCategory("CONTRACTS_LIST_WRONG", 907),
    "default": FaultCategory("CONTRACTS_DEFAULT_MISSING", 908),
    "generated-unique": FaultCategory("CONTRACTS_GENERATED_NOT_UNIQUE", 909),
    "generated-unguessable": FaultCategory("CONTRACTS_GENERATED_GUESSABLE", 910),
    "time-plausible": FaultCategory("CONTRACTS_TIME_IMPLAUSIBLE", 911),
    "time-ordered": FaultCategory("CONTRACTS_TIME_OUT_OF_ORDER", 912),
    "state": FaultCategory("CONTRACTS_STATE_WRONG", 913),
    "value": FaultCategory("CONTRACTS_VALUE_WRONG", 914),
    "preconditions": FaultCategory("CONTRACTS_PRECONDITION_IGNORED", 916),
    "idempotency": FaultCategory("CONTRACTS_NOT_IDEMPOTENT", 917),
    "shown-once": FaultCategory("CONTRACTS_SECRET_SHOWN_AGAIN", 918),
    "below-parent": FaultCategory("CONTRACTS_BELOW_ANOTHER_PARENT", 915),
    "jobs": FaultCategory("CONTRACTS_JOB_NOT_DONE", 920),
    "selection": FaultCategory("CONTRACTS_SELECTION_IGNORED", 922),
    "references": FaultCategory("CONTRACTS_REFERENCE_TO_NOTHING", 923),
    "conflicts": FaultCategory("CONTRACTS_CONFLICT_TAKEN", 924),
    "workflow": FaultCategory("CONTRACTS_WORKFLOW_FAILED", 921),
    "link-leads": FaultCategory("CONTRACTS_LINK_LEADS_NOWHERE", 919),
}
_OTHER = FaultCategory("CONTRACTS_OTHER", 999)


def category(finding: Finding) -> FaultCategory:
    """The category of ``finding``, by its law and, where Web Fuzzing Commons tells more apart, by its exchange."""
    answer, method = finding.exchange.answer, finding.exchange.request.method
    status = answer.status if answer is not None else 0
    if finding.law == "no-server-error" and status == 500:
        return FaultCategory("HTTP_STATUS_500", 100)
    if finding.law == "answered" and " within " in finding.observed:
        return FaultCategory("SECURITY_CALL_TIMEOUT", 312)
    if finding.law == "read-back":
        changes = [exchange.request.method for exchange in finding.before if exchange.request.method in _CHANGES]
        return _CHANGES[changes[-1]] if changes else _BY_LAW["read-back"]
    if finding.law == "state":
        if finding.cause == "removed" and method == "GET" and 200 <= status < 300:
            return FaultCategory("HTTP_NONWORKING_DELETE", 113)
        if finding.cause == "exists" and method == "GET" and status == 404:
            return FaultCategory("HTTP_CREATED_RESOURCE_NOT_FOUND", 122)
        if finding.cause == "exists" and method == "PUT" and status == 201:
            return FaultCategory("HTTP_MISLEADING_CREATE_PUT", 116)
    return _BY_LAW.get(finding.law, _OTHER)


_CHANGES = {
    "PUT": FaultCategory("HTTP_PARTIAL_UPDATE_PUT", 117),
    "PATCH": FaultCategory("HTTP_INVALID_MERGE_PATCH", 119),
}
