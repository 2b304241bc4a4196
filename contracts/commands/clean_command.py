"""`contracts clean`: finishes what an interrupted check began, by its ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contracts.cases.records.cleaning import Cleaner
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.commands.given_credentials import given_headers
from contracts.commands.given_users import given_other, given_user
from contracts.commands.route_options import proxy_secrets, route_of
from contracts.errors import ContractsError, TargetError, UsageError
from contracts.findings import Leftover
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic import ledger as ledgers
from contracts.traffic.creations import Creations
from contracts.traffic.ledger_proof import unproved
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from contracts.traffic.secrets.redaction import Redactor
from contracts.traffic.secrets.terminal_text import quoted
from contracts.traffic.target import Target, base_of
from contracts.traffic.users import Users
from mock_server.openapi import load_document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from contracts.traffic.ledger import Ledger
    from mock_server.openapi import JSON, Document

_UNSURE = "nobody knows whether it was there before; look at it and remove it by hand"
_NUMBERS = 5000
"""How many of a run's names without its tag are known again."""


def run_clean(options: argparse.Namespace) -> int:
    """Remove everything in the ledger that is still there; 0 when nothing is left, 3 otherwise."""
    ledger = ledgers.read(options.ledger)
    head = ledger.head
    seed, attempt = head.get("seed"), head.get("attempt", 0)
    if not isinstance(seed, int) or not isinstance(attempt, int) or not isinstance(spec := head.get("spec"), str):
        raise UsageError(f"{options.ledger} names no run in its first line; nothing was removed")
    if "\0" in spec:
        raise UsageError(f"{options.ledger} names no document in its first line; nothing was removed")
    parts = base_of(head["url"])
    document = load_document(options.spec or Path(spec), options.overlays or ([] if options.spec else _overlays(head)))
    user, headers = given_user(options, document), given_headers(options, document.security_schemes)
    other = given_other(options, document, user)
    carried = {**user.named(), **(other.named("other ") if other is not None else {}), **dict(headers)}
    host = parts.netloc.rpartition("@")[2]
    if carried and not {host, parts.hostname} & set(options.allow_host) and (strange := unproved(head, carried)):
        raise UsageError(
            f"{options.ledger} asks for requests to {host}, but the run that wrote it did not use this credential "
            f"({', '.join(strange)}) there; nothing was sent. If the host is right, say --allow-host {host}"
        )
    users = Users(document, head["url"], user, other, {})
    redactor = Redactor([*users.secrets, *proxy_secrets(options)], document)
    with redactor.errors():
        return _clean(options, ledger, document, users, lambda text: quoted(redactor.text(text)))


def _names(head: dict[str, JSON]) -> RunNames:
    """The names of the run that wrote this ledger, with those that it may have given already."""
    names = RunNames(head["seed"], head.get("attempt", 0))
    for number in range(_NUMBERS):
        names.digits(number)
        names.uuid(number)
    return names


def _clean(
    options: argparse.Namespace,
    ledger: Ledger,
    document: Document,
    users: Users,
    shown: Callable[[str], str],
) -> int:
    head = ledger.head
    target = Target(
        str(head["url"]), headers=given_headers(options, document.security_schemes), route=route_of(options)
    )
    target.sessions = users.sessions
    names = _names(head)
    safety = Safety(Ownership(names), Creations())
    sender = Sender(Judge(document, users.first), target, None, ledger, safety, Collector(), users.first)
    sender.other = users.other
    wanted = len(ledger.open)
    ledger.resume()
    unsure = [Leftover(e.resource, e.name, _UNSURE) for e, fact in ledger.open.items() if fact == "unsure"]
    cleaner = Cleaner(RecordSteps(sender, names), target, ledger)
    try:
        _prove(cleaner, sender)
        left = cleaner.clean() + unsure
        found = cleaner.steps.failed_creates
        seen = {operation: found.unanswered(operation) for operation, count in ledger.under_way.items() if count > 0}
    finally:
        ledger.finish()
        target.close()
    print(shown(f"{options.ledger}: {wanted - len(ledger.open)} of {wanted} are gone from {head['url']}"))
    for item in left:
        print(shown(f"  left: {item.operation} {item.what}: {item.reason}"))
    for operation, keys in seen.items():
        under = f"  unknown: {operation}: {ledger.under_way[operation]} under way, whose keys were not answered"
        known = f"the list shows {', '.join(keys)} under this run's name" if keys else f"look for {names.tag}"
        print(shown(f"{under}; {known}"))
    stays = "the ledger stays" if ledger.path is not None and ledger.path.exists() else "the ledger is gone"
    if ledger.open:
        raise ContractsError(f"{len(ledger.open)} could not be removed; {stays}")
    if more := sum(map(len, seen.values())):
        raise ContractsError(
            f"{more} are left that the run may have made; look at them and remove them by hand; {stays}"
        )
    return 0


def _overlays(head: dict[str, JSON]) -> list[Path]:
    """The overlays that the run was given."""
    given = head.get("overlays")
    return (
        [Path(item) for item in given if isinstance(item, str) and "\0" not in item] if isinstance(given, list) else []
    )


def _prove(cleaner: Cleaner, sender: Sender) -> None:
    """Look at each record whose key does not name the run: where it shows the run's tag, it is the run's own.

    What a read does not find is gone; no request removes it.
    """
    for entry, fact in list(cleaner.ledger.open.items()):
        look = cleaner.read(entry)
        where = (entry.resource, entry.key, sender.addressing.above_entry(entry))
        if fact == "unsure" or sender.ownership.owns(*where) or look is None:
            continue
        try:
            answer = cleaner.or_hers(cleaner.target.send(look), entry, "read")
        except TargetError:
            continue
        if answer.status == 404:  # nothing is to be removed, and a service may hide what is not the run's
            cleaner.ledger.gone(entry)
        elif answer.status == 200 and sender.ownership.names.tag.encode() in answer.body.lower():
            sender.ownership.adopt(*where)
