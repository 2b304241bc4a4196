"""`contracts replay`: sends the reproduction of one drift of a JSON report once more, and removes what it made."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.cases.confirming.replaying import Replayer
from contracts.cases.lists.free_numbers import look_first
from contracts.cases.records.cleaning import Cleaner, cleaned
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.commands.check_command import is_loopback
from contracts.commands.given_credentials import given_headers
from contracts.commands.given_users import given_other, given_user
from contracts.commands.route_options import proxy_secrets, route_of
from contracts.commands.stopping import Stopping
from contracts.errors import ContractsError, UsageError
from contracts.judging.collector import Collector
from contracts.judging.report_file import read
from contracts.laws.compared_answers import SEVERAL_ANSWERS
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.ledger import Ledger
from contracts.traffic.ledger_proof import proofs
from contracts.traffic.mock import MockBeside
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import SHORT, RunNames
from contracts.traffic.safety import Safety
from contracts.traffic.secrets.known_secrets import CREDENTIAL, MASK
from contracts.traffic.secrets.redaction import Redactor
from contracts.traffic.secrets.terminal_text import quoted
from contracts.traffic.target import Target, base_of
from contracts.traffic.users import Users
from mock_server.embedded import Values
from mock_server.openapi import load_document

if TYPE_CHECKING:
    import argparse
    import re

    from contracts.cases.confirming.replaying import Replayed
    from contracts.exchange import Exchange, Request
    from contracts.findings import Finding, Report
    from contracts.traffic.credentials import CredentialParts
    from mock_server.openapi import Document

_ATTEMPTS = 3
_NUMBERS = 5000
"""How many names without its tag are known of the run that wrote the report."""
_MOST_TIME = 60.0
"""Seconds for the reproduction; cleaning up comes after."""
_FIRST, _FRESH = 24**3, 24**4 - 24**3 - 1000
"""The numbers from which new names are drawn, so that they are none of the run's own."""


def run_replay(options: argparse.Namespace) -> int:
    """1 where the drift shows again, 0 where it does not; raises ContractsError where it could not be run."""
    report = read(options.report)
    known = {drift.fingerprint: drift for drift in (*report.drifts, *report.accepted)}
    if options.fingerprint not in known:
        raise UsageError(
            f"{options.report} has no drift {options.fingerprint}; it has {', '.join(known) or 'none at all'}"
        )
    lead = known[options.fingerprint].lead
    document = load_document(options.spec or Path(report.document), options.overlays)
    user, headers = given_user(options, document), given_headers(options, document.security_schemes)
    users = Users(document, report.target, user, given_other(options, document, user), {})
    parts = base_of(report.target)
    host = parts.hostname or ""
    if (users.secrets or headers) and not is_loopback(host) and not {host, parts.netloc} & set(options.allow_host):
        raise UsageError(
            f"{options.report} asks for requests to {host} with your credentials; if that host is right,"
            f" say --allow-host {host}"
        )
    redactor = Redactor([*users.secrets, *proxy_secrets(options), *(value for _, value in headers)], document)
    with redactor.errors():
        exchanges = [replace(e, request=_filled(e.request, users, redactor)) for e in (*lead.before, lead.exchange)]
        played, left = _played(options, report, document, users, exchanges, lead)
    for exchange in (*played.exchanges, *played.removal):
        status = exchange.answer.status if exchange.answer else f"no answer: {exchange.failure}"
        print(quoted(redactor.text(f"  {exchange.request.method} {exchange.request.target}: {status}")))
    for line in left:
        print(quoted(redactor.text(f"  {line}")))
    if played.forbidden:
        raise ContractsError(f"{options.fingerprint} could not be run: a request of it may not be sent ({left[-1]})")
    if played.shown is None and lead.law in SEVERAL_ANSWERS:
        raise ContractsError(
            f"{options.fingerprint} compares several answers ({lead.law}), which its requests alone do not show;"
            f" run the check again with --seed {report.seed}"
        )
    shows = "shows again" if played.shown is not None else "does not show again"
    print(quoted(redactor.text(f"{options.fingerprint} {shows}: {lead.operation}: {lead.message}")))
    return int(played.shown is not None)


def _played(
    options: argparse.Namespace,
    report: Report,
    document: Document,
    users: Users,
    exchanges: list[Exchange],
    lead: Finding,
) -> tuple[Replayed, list[str]]:
    """What came of the requests, and lines on what was not sent or is left."""
    names = _names(report, exchanges)
    headers = given_headers(options, document.security_schemes)
    target = Target(report.target, timeout=options.timeout, headers=headers, route=route_of(options))
    target.deadline, target.sessions = time.monotonic() + _MOST_TIME, users.sessions
    spec = options.spec or Path(report.document)
    head = {"url": target.url, "spec": str(spec.absolute()), "seed": names.seed, "attempt": names.attempt}
    carried = {**users.given, **dict(headers)}
    ledger = Ledger(
        options.ledger or Path(".contracts") / f"ledger-replay-{os.getpid()}.jsonl",
        {**head, "proofs": proofs(target.url, carried), "overlays": [str(p.absolute()) for p in options.overlays]},
    )
    ledger.claim()
    mock = MockBeside(spec, users.first.secrets, report.seed, tuple(options.overlays))
    collector = Collector()
    safety = Safety(Ownership(names), Creations())
    sender = Sender(Judge(document, users.first), target, mock, ledger, safety, collector, users.first)
    sender.other = users.other
    steps = RecordSteps(sender, names)
    look_first(steps)
    with Stopping() as stopping:
        stopping.target = target
        try:
            played = Replayer(steps)(exchanges, lead)
        finally:
            target.deadline, target.stop = None, None
            _, left, notices = cleaned(Cleaner(steps, target, ledger))
            target.close()
            mock.close()
    told = [f"left: {item.operation} {item.what}: {item.reason}" for item in (*left, *sender.records.leftovers())]
    return played, [*told, *notices, *(f"not sent: {reason}" for reason in collector.skips)]


def _names(report: Report, exchanges: list[Exchange]) -> RunNames:
    """The names of the run that wrote the report, going on where it can't have been."""
    text = " ".join(e.request.target + (e.request.body or b"").decode("utf-8", "replace") for e in exchanges).lower()
    attempts = [RunNames(report.seed, attempt) for attempt in range(_ATTEMPTS)]
    names = next((names for names in attempts if names.tag in text), attempts[0])
    for number in range(_NUMBERS):
        names.digits(number)
        names.digits(number, SHORT)
        names.short(number)
        names.uuid(number)
    names.go_on(_FIRST + Values().random.randrange(_FRESH))
    return names


def _filled(request: Request, users: Users, redactor: Redactor) -> Request:
    """``request`` with the credentials that the report does not show; raises ContractsError for other secrets."""
    known = [users.first, *([users.other.credentials] if users.other is not None else [])]
    ways = [credentials.carry(scheme) for credentials in known for scheme in credentials.values]
    headers = tuple((name, _field(name, value, ways, redactor)) for name, value in request.headers)
    secrets = users.secrets
    body = request.body
    filled = replace(
        request,
        target=_unmasked(request.target, secrets),
        headers=tuple((name, _unmasked(value, secrets)) for name, value in headers),
        body=None if body is None else _unmasked(body.decode("latin-1"), secrets).encode("latin-1"),
    )
    carried = (filled.target, *(value for _, value in filled.headers), (filled.body or b"").decode("latin-1"))
    if any(MASK.search(text) for text in carried):
        raise ContractsError(
            "the reproduction carries a secret that the report does not show;"
            " give the credentials of the run by CONTRACTS_KEY, --key-file or --credential, or run the check again"
        )
    return filled


def _field(name: str, value: str, ways: list[CredentialParts], redactor: Redactor) -> str:
    """A header field's value, of a credential where that is what the report hides."""
    if not CREDENTIAL.search(value):
        return value
    known = [v for way in ways for n, v in way.headers if n.lower() == name.lower()]
    return next((v for v in known if redactor.text(v) == value), value)


def _unmasked(text: str, secrets: tuple[str, ...]) -> str:
    def secret(match: re.Match[str]) -> str:
        number = int(match[1] or 1)
        return secrets[number - 1] if number <= len(secrets) else match[0]

    return CREDENTIAL.sub(secret, text)
