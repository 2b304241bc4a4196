"""The operations of which a run saw no success: why, and what whoever knows the target could give to let it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.findings import Unreached
from contracts.traffic.safety import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from contracts.findings import OperationCoverage
    from mock_server.openapi import Document, Operation

_CHOSEN = (
    "it is not among",
    "no consumer uses it",
    "it is left out",
    "the document leaves it out",
    "only reading is allowed",
)
"""How reasons begin that the caller chose."""


def unreached(
    document: Document,
    coverage: Iterable[OperationCoverage],
    skips: Mapping[str, int],
    credentials: Collection[str],
    logins: Mapping[str, object] | None = None,
) -> tuple[Unreached, ...]:
    """Each operation without a success but those that the caller left out.

    ``skips`` counts what was not sent by "operation: reason"; ``credentials`` are the schemes with a value, ``logins``
    those of which the document says how a user logs in.
    """
    operations = {operation.id: operation for operation in document.operations}
    found = []
    for item in coverage:
        if item.succeeded:
            continue
        operation = operations[item.operation]
        reasons = [key.partition(": ")[2] for key in skips if key.startswith(f"{item.operation}: ")]
        if any(reason.startswith(_CHOSEN) for reason in reasons):
            continue
        missing = _missing(operation, credentials)
        if not item.exchanges:
            reason = f"never sent: {reasons[0]}" if reasons else "never sent: nothing leads to it"
        else:
            told = ", ".join(f"{status} ×{count}" for status, count in item.seen) or "no answer"
            reason = f"never answered with a success ({told})"
        seen = {status for status, _ in item.seen}
        hint = _hint(operation, missing, seen, reasons, logins or {}, sent=item.exchanges > 0)
        found.append(Unreached(item.operation, item.method, item.path, reason, hint))
    return tuple(found)


def _missing(operation: Operation, credentials: Collection[str]) -> list[str]:
    """The schemes of the operation's first way in that have no value, none where another way in has all of them."""
    ways = [[need.scheme for need in way if need.scheme not in credentials] for way in operation.security]
    return min(ways, key=len, default=[])


def _hint(
    operation: Operation,
    missing: list[str],
    seen: set[int],
    reasons: list[str],
    logins: Mapping[str, object],
    *,
    sent: bool,
) -> str:
    if missing:
        ways = list(dict.fromkeys(str(logins[scheme]) for scheme in missing if scheme in logins))
        user = f"; --credential USER:PASSWORD logs in by {' and '.join(ways)}" if ways else ""
        return "it needs a credential: " + " ".join(f"--credential {scheme}=VALUE" for scheme in missing) + user
    if 401 in seen and not operation.security:
        ways = list(dict.fromkeys(map(str, logins.values())))
        how = f" ({' and '.join(ways)} logs users in)" if ways else ""
        return f"it asks for a credential{how}, which the document does not say of it (security)"
    if not seen and UNKNOWN in reasons:
        return f"--allow-actions, or --include {operation.id}, sends it"
    if seen and seen <= {401, 403}:
        other = "it refuses all that the document asks for: --header 'Name: value' carries what else lets in"
        return "the credential given does not let in there" if operation.security else other
    names = [p.name for p in operation.parameters if p.location == "path"]
    if names and (not seen or seen & {404, 410}):
        return "name a record that is there: " + " ".join(f"--value {name}=…" for name in names)
    if seen & {400, 404, 409, 415, 422}:
        return "give values that it takes with --value NAME=…, or an example in the document"
    return "--timeout S waits longer for an answer, --exclude leaves it out" if sent and not seen else ""
