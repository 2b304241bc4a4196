"""A check whose traffic passes through a proxy that judges it: what the one finds, and what the other."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contracts.observed.proxy.ending import Ending
from contracts.observed.proxy.forwarder import Forwarder
from contracts.observed.proxy.proxy_run import ProxyRun
from contracts.observed.proxy.proxy_state import ProxyRules
from contracts.run import Check, Settings
from contracts.traffic.secrets.redaction import Redactor
from contracts.traffic.tls_context import TlsTrust
from mock_server.openapi import load_document
from tests.planted_services import SPECS, planted

if TYPE_CHECKING:
    from contracts.findings import Report

MOST = 10 * 1024 * 1024
MISSED = {
    "unauthorized-create-is-done": "the record may have been there before, for all that passing traffic tells",
    "header-first-only": "only lists that are asked for side by side show it, of one value and of several",
    "next-never-null": "only who walks from one page to the next knows that it had to be another",
}
"""Faults that a check finds, and who looks on does not, with the reason."""


@dataclass(frozen=True)
class Passed:
    """What the check found, and what the proxy; each drift in a line, and what the proxy said beside."""

    checked: tuple[str, ...]
    judged: tuple[str, ...]
    exchanges: int
    notices: tuple[str, ...]
    shortfalls: tuple[str, ...]


def checked_through(service: str, name: str, kind: str, cases: int = 0, workers: int = 8) -> Passed:
    """Check a service of the tests, with this fault or variant (none where the name is empty), through a proxy."""
    spec = SPECS[service]
    with planted(service, name, kind) as target, tempfile.TemporaryDirectory() as folder:
        rules = ProxyRules(target.url, ("127.0.0.1", 0), MOST, 300.0)
        with Forwarder(rules, TlsTrust(), spec) as forwarder:
            document = load_document(spec)
            credentials = dict.fromkeys(document.security_schemes, target.key)
            settings = Settings(
                url=f"http://{forwarder.address}{urlsplit(target.url).path}",
                spec=spec,
                credentials=credentials,
                recombinations=cases,
                fuzz=0.0,
                workers=workers,
                max_time=900,
                ledger=Path(folder) / "ledger",
            )
            check = Check(settings, load_document(spec))
            try:
                found = check.run()
            finally:
                check.close()
            run = ProxyRun(forwarder, document, Redactor([], document), lambda _: None, given=credentials)
            try:
                run.run(Ending(0), None)  # judges what has passed, which waits
            finally:
                run.close()
            report = run.report()
    return Passed(_lines(found), _lines(report), report.exchange_count, report.notices, report.shortfalls)


def _lines(report: Report) -> tuple[str, ...]:
    return tuple(
        f"{drift.lead.law} {drift.lead.operation} {drift.lead.place} ×{drift.count}: {drift.lead.message}"
        for drift in report.drifts
    )
