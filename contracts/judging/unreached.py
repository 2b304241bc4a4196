"""The operations of which a run saw no success: why, and what whoever knows the target could give to let it in."""

from __future__ import annotations

import re
import shlex
from enum import StrEnum
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
_NAMED = re.compile(r"its body names (\S+) ")
_ASKED_WRONGLY = frozenset({400, 401, 403, 406, 415, 422})
"""What is answered where nobody is let in, and before that to what is malformed."""
_LATE = "--timeout S waits longer for an answer, --exclude leaves it out"
_KNOWN_USER = "it logs users in: --credential USER:PASSWORD gives one whom it knows"
_BOUND = re.compile(r"nothing more is created|are enough|nothing shows what it made")
"""How reasons say that a run may leave no more behind."""
_BY_HAND = "`contracts proxy` judges it in your own tests"
_OWN = f"a check changes records of its own alone, and has none for it: {_BY_HAND}"


class Ended(StrEnum):
    """Why a check ended before every operation had its turn, as a reason says it."""

    TIME = "the check ended before its turn"
    STOPPED = "the check was stopped before its turn"


_NEXT = {
    Ended.TIME: "--max-time S gives it more time",
    Ended.STOPPED: "a check that comes to its end says whether something leads to it",
}


def unreached(
    document: Document,
    coverage: Iterable[OperationCoverage],
    skips: Mapping[str, int],
    credentials: Collection[str],
    logins: Mapping[str, object] | None = None,
    *,
    log_in: Collection[str] = (),
    ended: Ended | None = None,
) -> tuple[Unreached, ...]:
    """Each operation without a success but those that the caller left out.

    ``skips`` counts what was not sent by "operation: reason"; ``credentials`` are the schemes with a value, ``logins``
    those of which the document says how a user logs in; ``log_in`` are the operations that do. ``ended`` says why
    the check had not looked at all of them.
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
            reason = f"never sent: {reasons[0] if reasons else ended or 'nothing leads to it'}"
        else:
            told = ", ".join(f"{status} ×{count}" for status, count in item.seen) or "no answer"
            reason = f"never answered with a success ({told})"
        seen = {status for status, _ in item.seen}
        hint = _hint(operation, missing, seen, reasons, logins or {}, sent=item.exchanges > 0)
        if operation.id in log_in and not missing and 401 in seen:
            hint = _KNOWN_USER
        if ended and not (item.exchanges or reasons or missing):
            hint = f"{_NEXT[ended]}; {_there(operation)}" if operation.path_names else _NEXT[ended]
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
    if not sent:
        return _unsent(operation, reasons)
    if not seen:
        return _LATE
    if seen <= {401, 403}:
        other = "it refuses all that the document asks for: --header 'Name: value' carries what else lets in"
        return "the credential given does not let in there" if operation.security else other
    if 403 in seen and operation.security and operation.response(403) is not None and seen <= _ASKED_WRONGLY:
        return "the credential given seems not to let in there (403); the other refusals are of what is malformed"
    if operation.path_names and seen & {404, 410}:
        return _there(operation)
    if seen & {400, 404, 409, 415, 422}:
        return "give values that it takes with --value NAME=…, or an example in the document"
    return "the service has to answer it with a success first, --exclude leaves it out until then"


def _unsent(operation: Operation, reasons: list[str]) -> str:
    """What sends an operation that was never sent; empty where its reason says so itself."""
    first = reasons[0] if reasons else ""
    if UNKNOWN in reasons:
        return f"--allow-actions, or --include {shlex.quote(operation.id)}, sends it"
    if (named := _NAMED.match(first)) is not None:
        return f"name one that is there: --value {named[1]}=…"
    if "got no answer" in first:
        return _LATE
    if _BOUND.search(first):
        return "more is made once what is made can be removed"
    if operation.path_names and (not first or first.startswith("the parent ")):
        return _there(operation)
    return (
        ""
        if "--" in first
        else _OWN
        if any(word in first for word in ("created by", "that this run made"))
        else _BY_HAND
    )


def _there(operation: Operation) -> str:
    """Records to read, and those above what is made or changed, the caller may name; what is changed nobody may."""
    names = list(operation.path_names)
    if not operation.is_safe and operation.method != "POST" and operation.path.endswith("}"):
        names.pop()
    return "name a record that is there: " + " ".join(f"--value {name}=…" for name in names) if names else _OWN
