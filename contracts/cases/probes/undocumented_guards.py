"""Operations that ask for a credential although their document does not say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.credentials import NONE
from contracts.traffic.operation_purpose import changing_reads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Request
    from contracts.judging.sent import Sent
    from contracts.traffic.credentials import CredentialParts
    from mock_server.openapi import Operation

    Harmless = Callable[[Operation, CredentialParts | None], Request | None]
    """The request to an operation that can change nothing, if there is one, with this to be let in."""

DENIED = (401, 403)
"""How somebody is refused who has shown no credential, or a wrong one."""
_MOST = 10
"""Operations that are asked, one after the other, before anything else is sent."""
_READING = ("GET", "HEAD", "QUERY")
"""Methods that may be shown one unasked: a TRACE may send it back (RFC 9110 section 9.3.8)."""


def show_credentials(steps: RecordSteps, operation: Operation) -> None:
    """Show the operation what other operations ask for; it is shown from then on what lets in.

    Nothing where it says that it changes something: the refusal kept it from that.
    """
    credentials = steps.requests.credentials
    may_read = operation.method in _READING and not changing_reads([operation])
    if not may_read or credentials.default(operation) is not NONE:
        return
    for access in _ways(steps):
        request = steps.requests.build(operation, access=access)
        sent = steps.send(request, f"look at it with {access.name}")
        if sent is not None and sent.status not in DENIED:
            credentials.guarded[operation.id] = access
            return


def _ways(steps: RecordSteps) -> list[CredentialParts]:
    """What other reads ask for; else what any operation does; else all that the run has, beside each other."""
    credentials, operations = steps.requests.credentials, steps.judge.document.operations
    reads = (operation for operation in operations if operation.method in _READING)
    everything = credentials.of_all()
    usual = credentials.likeliest(reads) or credentials.likeliest(operations)
    return usual or ([everything] if everything is not NONE else [])


def show_to_others(
    steps: RecordSteps,
    wanted: Iterable[Operation],
    harmless: Callable[[Operation, CredentialParts | None], Request | None],
) -> None:
    """Show the one credential of a run to what changes something, or reads one record, and asks for one undocumented.

    A ``harmless`` request tells: it is refused without the credential, which is a drift, and not with it. Where the
    first of them all do so, the rest of them do.
    """
    credentials = steps.requests.credentials
    given = [scheme for scheme in credentials.schemes if credentials.values.get(scheme)]
    unsaid = [operation for operation in wanted if _says_nothing(steps, operation)] if len(given) == 1 else []
    if not unsaid:
        return
    access, asked = credentials.carry(given[0]), 0
    let_in: list[Operation] = []
    for operation in unsaid:
        request = harmless(operation, NONE)
        if request is None or asked == _MOST:
            continue
        asked += 1
        if _is_told(steps.send(request, "a first request that can change nothing")):
            again = harmless(operation, access)
            sent = steps.send(again, "the same with the credential") if again is not None else None
            let_in += [operation] if sent is not None and 0 < sent.status < 500 and sent.status not in DENIED else []
    guarded = unsaid if asked > 1 and len(let_in) == asked else let_in
    credentials.guarded |= {operation.id: access for operation in guarded}


def _says_nothing(steps: RecordSteps, operation: Operation) -> bool:
    """Whether the document has no word of what lets in to an operation, not even that nothing is needed."""
    open_read = operation.is_safe and (operation.method == "TRACE" or not operation.path_names)
    said = "security" in operation.raw or "security" in steps.judge.document.tree
    return not open_read and not said and not changing_reads([operation])


def _is_told(sent: Sent | None) -> bool:
    """Whether a refusal for want of a credential breaks the document."""
    denied = sent is not None and sent.status in DENIED
    return denied and sent is not None and any(finding.law == "status-documented" for finding in sent.findings)
