"""`contracts check`: from options to a run, and from its report to files, terminal and exit code."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from contracts import atomic_file
from contracts.cases.check_plan import NOWHERE, CheckPlan
from contracts.commands.again_line import again
from contracts.commands.given_credentials import given_headers, given_values
from contracts.commands.given_users import given_other, given_user
from contracts.commands.named_files import refuse_shared_files
from contracts.commands.quiet_mock import quiet_mock
from contracts.commands.report_output import ReportOutput
from contracts.commands.route_options import proxy_secrets
from contracts.commands.stopping import Stopping
from contracts.errors import ContractsError, UsageError
from contracts.gc_while_checking import none_at_the_end, rare_collections
from contracts.run import Check, Settings
from contracts.settings import GivenUser
from contracts.suggestion import suggested_overlay as overlay
from contracts.traffic.secrets.redaction import Redactor
from contracts.traffic.target import base_of
from contracts.traffic.usage import usage_file
from contracts.traffic.usage.narrowed_document import narrowed, unknown
from contracts.traffic.users import Users
from mock_server.embedded import Values, default_spec
from mock_server.openapi import load_document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from contracts.findings import Report
    from contracts.reports.terminal import Terminal
    from mock_server.openapi import JSON, Document


def run_check(options: argparse.Namespace) -> int:
    """Carry out the command; raises ContractsError and MockServerError."""
    none_at_the_end()
    with rare_collections():
        return checked_report(options, sys.stdout).exit_code


def checked_report(options: argparse.Namespace, stream: IO[str]) -> Report:
    """The report of the check as it was told, on ``stream`` too; raises ContractsError and MockServerError."""
    refuse_shared_files(options, read=("har", "usage"), written=("suggest", "ledger"))
    with quiet_mock():
        return _run(options, ReportOutput(options, stream))


def _run(options: argparse.Namespace, output: ReportOutput) -> Report:
    spec, document, current = _documents(options)
    used, document = _given_usage(options, spec, document)
    if options.base is not None and options.har is None:
        raise UsageError("--base says where the API of a recording was; give the recording with --har FILE")
    if (options.url is None) == (options.har is None):
        raise UsageError("name the API's base URL to check it, or a recording with --har FILE (one of the two)")
    if options.arazzo and options.har is not None:
        raise UsageError("--arazzo sends requests, and a recording (--har) is judged without any; leave one out")
    seed = options.seed if options.seed is not None else Values().random.randrange(2**31)
    user, headers = given_user(options, document), given_headers(options, document.security_schemes)
    if not user.named():
        user = GivenUser(_local(options.url, document))
    secrets = tuple(user.named().values())
    if options.har is None:
        base_of(options.url)
        other = given_other(options, document, user)
        secrets = Users(document, options.url, user, other, given_values(options)).secrets
    redactor = Redactor(
        [*secrets, _mock_key(options) or "", *proxy_secrets(options), *(v for _, v in headers)], document
    )
    output.begin(redactor)
    if options.har is not None:
        with redactor.errors():
            report = judged(options.har, spec, document, seed, options.base, current, tuple(options.overlays))
        return _told(options, output.redacted(report, redactor), document, seed, output)
    with Stopping() as stopping:
        with redactor.errors():
            told = (output.terminal, output.files.keep if output.files.wanted else None, stopping)
            report = _checked(options, (spec, document, used), (user, other), headers, seed, *told)
        return _told(options, output.redacted(report, redactor), document, seed, output)


def _told(options: argparse.Namespace, report: Report, document: Document, seed: int, output: ReportOutput) -> Report:
    """Write the report where it is wanted; as it was told."""
    complete = options.har is None and not options.read_only and not report.incomplete
    report = output.tell(report, again(options, options.defaults, seed), complete=complete)
    if options.suggest is not None:
        text = overlay.dump(overlay.suggest(report, document))
        output.put("overlay", options.suggest, lambda: atomic_file.write(options.suggest, [text]))
    output.end()
    return report


def _documents(options: argparse.Namespace) -> tuple[Path, Document, tuple[Path, Document] | None]:
    """The document that the target is held to, and that of today where it is a released one."""
    spec = options.spec or default_spec()
    document = load_document(spec, options.overlays)
    if options.against is None:
        return spec, document, None
    if options.suggest is not None:
        raise UsageError("--suggest would change the document, and with --against it is a released one; leave one out")
    return options.against, load_document(options.against), (spec, document)


def judged(
    path: Path,
    spec: Path,
    document: Document,
    seed: int,
    base: str | None = None,
    current: tuple[Path, Document] | None = None,
    overlays: tuple[Path, ...] = (),
) -> Report:
    """The report on a recording."""
    from contracts.observed.recordings.recorded_run import judge_recording

    return judge_recording(path, spec, document, seed, base, current, overlays)


def _checked(
    options: argparse.Namespace,
    checked: tuple[Path, Document, frozenset[str] | None],
    users: tuple[GivenUser, GivenUser | None],
    headers: tuple[tuple[str, str], ...],
    seed: int,
    terminal: Terminal,
    keep: Callable[[Report], None] | None,
    stopping: Stopping,
) -> Report:
    _allowed(options)
    document = checked[1]
    settings = _settings(options, checked, users, headers, seed)
    check = Check(settings, document, terminal.progress, keep)
    try:
        plan = CheckPlan.of(check.steps, settings)
        if (options.key or users[0].named()) and not any(operation.security for operation in document.operations):
            plan = replace(plan, notes=(NOWHERE, *plan.notes))
        if check.workflows is not None:
            plan = replace(plan, notes=(*plan.notes, f"it runs the workflows {', '.join(check.workflows.known)}"))
        terminal.plan(plan)
        _ask(options, terminal)
        stopping.target = check.target
        return check.run()
    finally:
        terminal.done()
        check.close()


def _settings(
    options: argparse.Namespace,
    checked: tuple[Path, Document, frozenset[str] | None],
    users: tuple[GivenUser, GivenUser | None],
    headers: tuple[tuple[str, str], ...],
    seed: int,
) -> Settings:
    spec, _, used = checked
    return Settings(
        url=options.url,
        spec=spec,
        overlays=() if options.against else tuple(options.overlays),
        current=(options.spec or default_spec()) if options.against else None,
        current_overlays=tuple(options.overlays) if options.against else (),
        credentials=users[0].values,
        login=users[0].login,
        token_url=users[0].token_url,
        other=users[1],
        mock=options.mock,
        mock_key=_mock_key(options),
        read_only=options.read_only,
        max_time=options.max_time,
        rate=options.rate,
        workers=options.workers,
        ca=options.ca,
        insecure=options.insecure,
        client_cert=options.client_cert,
        proxy=options.proxy,
        seed=seed,
        timeout=options.timeout,
        recombinations=None if options.cases is None else max(0, options.cases),
        fuzz=options.fuzz,
        ledger=options.ledger or _ledger(seed),
        require_coverage=options.require_coverage,
        include=tuple(options.include),
        used=used,
        exclude=tuple(options.exclude),
        values=given_values(options),
        headers=headers,
        allow_actions=options.allow_actions,
        arazzo=tuple(options.arazzo),
    )


def _mock_key(options: argparse.Namespace) -> str | None:
    return options.mock_key or os.environ.get("CONTRACTS_MOCK_KEY") or None


def _allowed(options: argparse.Namespace) -> None:
    """A mock on another machine gets the requests with their credentials: its host must have been named."""
    if options.mock == "embedded":
        return
    mock = base_of(options.mock)
    if mock == base_of(options.url):
        raise UsageError("--mock is the URL of the target itself; give that of a mock, or leave it out")
    host = mock.hostname or ""
    if host != base_of(options.url).hostname and host not in options.allow_host and not is_loopback(host):
        raise UsageError(f"the mock is on {host}, which would get every request; allow it with --allow-host {host}")


def is_loopback(host: str) -> bool:
    """Whether this host is the machine itself."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _local(url: str | None, document: Document) -> dict[str, str]:
    """The keys that the document gives its mock, for a target on this machine when no credential was given."""
    if url is None or not is_loopback(base_of(url).hostname or ""):
        return {}
    found: dict[str, str] = {}
    for name, scheme in document.security_schemes.items():
        extension: JSON = scheme.get("x-mock")
        keys = extension.get("keys") if isinstance(extension, dict) else None
        if isinstance(keys, list) and keys:
            found[name] = str(keys[0])
    return found


def _ask(options: argparse.Namespace, terminal: Terminal) -> None:
    if options.yes or options.read_only or os.environ.get("CI", "false").lower() not in ("", "0", "false"):
        return
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to confirm the plan; say --yes (or set CI) to go on without asking")
    if not terminal.confirmed():
        raise ContractsError("not confirmed; nothing was sent")


def _ledger(seed: int) -> Path:
    return Path(".contracts") / f"ledger-{seed}-{os.getpid()}.jsonl"


def _given_usage(options: argparse.Namespace, spec: Path, document: Document) -> tuple[frozenset[str] | None, Document]:
    """The used operations and the narrowed document; None and the document itself without ``--usage``.

    Raises UsageError where the usage can't be read, or is of operations that the document does not have.
    """
    if not options.usage:
        return None, document
    for other in ("har", "against"):
        if getattr(options, other) is not None:
            raise UsageError(f"--usage says what is sent to a target; it has no meaning with --{other}")
    used = usage_file.read(options.usage)
    strange = unknown(document, used)
    if strange:
        files = ", ".join(map(str, options.usage))
        raise UsageError(
            f"consumers use {', '.join(strange[:5])}, which {spec} does not have ({files});"
            " give the document that they were tested with, or write the usage again"
        )
    if not used:
        raise UsageError("the usage holds no operation, so there is nothing to check")
    return frozenset(used), narrowed(spec, options.overlays, document, used)
