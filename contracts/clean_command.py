"""`contracts clean`: finishes what an interrupted check began, by its ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contracts.cases.cleaning import Cleaner
from contracts.cases.record_steps import RecordSteps
from contracts.cases.sender import Sender
from contracts.errors import ContractsError, UsageError
from contracts.given_credentials import given_credentials
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic import ledger as ledgers
from contracts.traffic.credentials import Credentials
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from contracts.traffic.target import Target
from mock_server.openapi import load_document

if TYPE_CHECKING:
    import argparse

_NUMBERS = 5000
"""How many of a run's names without its tag are known again."""


def run_clean(options: argparse.Namespace) -> int:
    """Remove everything in the ledger that is still there; 0 when nothing is left, 3 otherwise."""
    ledger = ledgers.read(options.ledger)
    head = ledger.head
    if not head.get("url") or not isinstance(head.get("seed"), int):
        raise UsageError(f"{options.ledger} names no target in its first line; nothing was removed")
    document = load_document(options.spec or Path(str(head.get("spec"))))
    given = Credentials(document, given_credentials(options, list(document.security_schemes)))
    judge = Judge(document, given)
    target = Target(str(head["url"]))
    names = RunNames(head["seed"], int(head.get("attempt", 0)))
    for number in range(_NUMBERS):
        names.digits(number)
        names.uuid(number)
    sender = Sender(judge, target, None, ledger, Safety(names, lambda *_: False), Collector(), given)
    wanted = len(ledger.open)
    left = Cleaner(RecordSteps(sender, names), target, ledger).clean()
    ledger.finish()
    target.close()
    print(f"{options.ledger}: {wanted - len(ledger.open)} of {wanted} are gone from {head['url']}")
    for item in left:
        print(f"  left: {item.operation} {item.what}: {item.reason}")
    if ledger.open:
        raise ContractsError(f"{len(ledger.open)} could not be removed; the ledger stays")
    return 0
