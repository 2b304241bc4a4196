"""Reads that ask for a credential although their document says that they ask for none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.credentials import NONE
from contracts.traffic.operation_purpose import changing_reads

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.traffic.credentials import CredentialParts
    from mock_server.openapi import Operation

DENIED = (401, 403)
"""How somebody is refused who has shown no credential, or a wrong one."""
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
