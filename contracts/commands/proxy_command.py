"""`contracts proxy`: from options to a proxy that runs, and from what it saw to reports and exit code."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import threading
from typing import TYPE_CHECKING

from contracts.commands.given_credentials import given_credentials
from contracts.commands.named_files import refuse_shared_files
from contracts.commands.quiet_mock import quiet_mock
from contracts.commands.report_output import ReportOutput
from contracts.errors import UsageError
from contracts.observed.proxy.ending import Ending
from contracts.observed.proxy.forwarder import Forwarder
from contracts.observed.proxy.har_file import HarFile
from contracts.observed.proxy.proxy_run import ProxyRun
from contracts.observed.proxy.proxy_state import ProxyRules
from contracts.observed.proxy.wrapped_command import WrappedCommand
from contracts.observed.recordings.learning_mock.learning_mock import KEY
from contracts.traffic.secrets.redaction import Redactor
from contracts.traffic.secrets.terminal_text import quoted
from contracts.traffic.target import base_of
from contracts.traffic.tls_context import TlsTrust
from contracts.traffic.usage import usage_file
from contracts.traffic.usage.consumer_usage import ConsumerUsage
from mock_server.embedded import default_spec
from mock_server.openapi import load_document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from contracts.findings import Report
    from mock_server.openapi import Document

_LISTEN = ("127.0.0.1", 8001)


def run_proxy(options: argparse.Namespace, words: Sequence[str], line: Sequence[str]) -> int:
    """Carry out the command; ``words`` are those of the COMMAND, ``line`` the whole command line.

    Raises ContractsError and MockServerError.
    """
    with quiet_mock():
        return _run(options, words, line)


def _run(options: argparse.Namespace, words: Sequence[str], line: Sequence[str]) -> int:
    if os.name == "nt":
        raise UsageError("the proxy runs on Linux and macOS alone: its two processes share a socket")
    refuse_shared_files(options, written=("har", "usage"))
    output = ReportOutput(options)
    spec = options.spec or default_spec()
    document = load_document(spec, options.overlays)
    parts = base_of(options.url)
    trust = _trust(options, parts.scheme)
    command = WrappedCommand(words, options.env) if words else None
    if options.env and command is None:
        raise UsageError("--env names a variable for a COMMAND; give one after --")
    rules = _rules(options, is_behind_a_command=command is not None)
    given = _given(options, document)
    redactor = Redactor([KEY, parts.password or "", os.environ.get("CONTRACTS_KEY", ""), *given.values()], document)
    output.begin(redactor)
    har = HarFile(options.har) if options.har is not None else None

    def say(text: str) -> None:
        print(quoted(redactor.text(text)), file=sys.stderr, flush=True)

    with redactor.errors(), Ending(options.seconds) as ending:
        with Forwarder(rules, trust, spec, tuple(options.overlays)) as forwarder:
            usage = ConsumerUsage(document) if options.usage is not None else None
            run = ProxyRun(
                forwarder,
                document,
                redactor,
                say,
                output.known,
                har,
                require_coverage=options.require_coverage,
                usage=usage,
                given=given,
            )
            url = f"http://{forwarder.address}{parts.path.rstrip('/')}"
            say(f"contracts: {url} passes on to {rules.url}")
            if command is not None:
                command.start(url)
            elif options.seconds is None:
                say("contracts: Ctrl-C ends it and shows the report")
            try:
                with _behind_the_traffic():
                    run.run(ending, command, output.files.keep)
            finally:
                run.close()
                if command is not None:
                    command.end(0)
        report = output.tell(redactor.report(run.report()), shlex.join([options.program, *line]), complete=False)
    if usage is not None:
        output.put("usage", options.usage, lambda: usage_file.write(options.usage, usage.operations))
    if har is not None:
        har.close()
        if har.lost is not None:
            output.wrong.append(f"the archive can't be written to {har.path}: {har.lost}")
    output.end()
    return _code(report, command)


def _trust(options: argparse.Namespace, scheme: str) -> TlsTrust:
    """Who vouches for the target; raises UsageError where that is said of no https, or can't be read."""
    trust = TlsTrust(options.ca, options.insecure, options.client_cert)
    if scheme == "https":
        trust.context()
    elif trust != TlsTrust():
        raise UsageError(f"{options.url} is no https URL, so --ca, --insecure and --client-cert have no meaning")
    return trust


def _rules(options: argparse.Namespace, *, is_behind_a_command: bool) -> ProxyRules:
    return ProxyRules(
        url=options.url.rstrip("/"),
        listen=options.listen or ((_LISTEN[0], 0) if is_behind_a_command else _LISTEN),
        most=options.max_body,
        timeout=options.timeout,
        block=options.block,
        read_only=options.read_only,
        match_only=options.match_only,
        sl_violations=options.sl_violations,
        rewrite=options.rewrite,
    )


def _given(options: argparse.Namespace, document: Document) -> dict[str, str]:
    """The credentials that are known to let in, by scheme; none where no option names one."""
    if not (options.key or options.key_file or options.credential):
        return {}
    if any(":" in item.partition("=")[0] for item in options.credential):
        raise UsageError("the proxy logs nobody in; write --credential SCHEME=VALUE")
    return given_credentials(options, tuple(document.security_schemes))


@contextlib.contextmanager
def _behind_the_traffic() -> Iterator[None]:
    """Judge when nobody else wants the processor: what passes, and the command that was started before, come first."""
    if sys.platform != "linux":  # elsewhere a priority is that of the whole process, for good
        yield
        return
    thread = threading.get_native_id()
    before = os.getpriority(os.PRIO_PROCESS, thread)
    os.setpriority(os.PRIO_PROCESS, thread, before + 5)
    try:
        yield
    finally:
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, thread, before)


def _code(report: Report, command: WrappedCommand | None) -> int:
    """1 at a drift, else the command's own code; a command that went well and was not seen is incomplete."""
    if command is None or report.exit_code == 1:
        return report.exit_code
    if command.code:
        return command.code
    return 0 if report.exchange_count else 3
