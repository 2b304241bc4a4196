"""What the pytest plugin collects where a target is checked: one test for each operation and law, and those of the run.

The cases are those of the reports for CI (contracts/reports/test_cases.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from contracts.findings import Report
    from contracts.reports.test_cases import CaseResult, CheckedCase

ASKED = pytest.StashKey["argparse.Namespace"]()
"""The options of the check of this run, where there is a target."""
REPORT = pytest.StashKey["Report"]()
_FAILURE = pytest.StashKey[str]()
_TOLD = pytest.StashKey[bool]()
INPUT = "contracts_folder"
"""What a worker of pytest-xdist is told of the folder in which the workers share the one check."""

OF_THE_RUN = ("finished", "baseline", "coverage")


class Broken(Exception):  # noqa: N818 - it is shown as a failed test, with this text alone
    """What a test of this plugin found."""


def held_to(options: argparse.Namespace) -> Path:
    """The document that the target is held to."""
    path: Path = options.against or options.spec
    return path.resolve()


class ContractFile(pytest.File):
    """The document: its operations, and what concerns the run as a whole."""

    def collect(self) -> Iterable[pytest.Collector]:
        """One collector for each operation."""
        from mock_server.openapi import MockServerError, load_document

        options = self.config.stash[ASKED]
        try:
            document = load_document(self.path, () if options.against else options.overlays)
        except MockServerError as error:
            raise self.CollectError(str(error)) from None
        for operation in document.operations:
            yield ContractOperation.from_parent(self, name=operation.id)
        yield ContractRun.from_parent(self, name="run")


class ContractOperation(pytest.Collector):
    """One operation: a test for each law."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item for each law."""
        from contracts.laws import LAWS

        for law in LAWS:
            yield ContractItem.from_parent(self, name=law)


class ContractRun(pytest.Collector):
    """The run as a whole: whether it finished, what was asked of it, and drifts that belong to no operation."""

    def collect(self) -> Iterable[pytest.Item]:
        """An item for each; baseline and coverage where they are asked for."""
        options = self.config.stash[ASKED]
        wanted = {"finished": True, "baseline": options.baseline, "coverage": options.require_coverage}
        for name in OF_THE_RUN:
            if wanted[name]:
                yield ContractItem.from_parent(self, name=name)
        yield OtherItem.from_parent(self, name="other")


class ContractItem(pytest.Item):
    """One case of the report; the first of them runs the check for all."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.add_marker("contract")

    def runtest(self) -> None:
        """Fail with each drift of this operation and law."""
        report = shared(self.config)
        suite = self.parent.name if self.parent else ""
        self._judge([case for case in _cases(report) if (case.suite, case.name) == (suite, self.name)], report)

    def _judge(self, cases: list[CheckedCase], report: Report) -> None:
        decisive = {drift.fingerprint for drift in report.decisive}
        results = [result for case in cases for result in case.results]
        failed = [one for one in results if one.outcome != "skipped" and one.fingerprint in ("", *decisive)]
        if failed:
            self.user_properties += [("fingerprint", one.fingerprint) for one in failed if one.fingerprint]
            raise Broken(_shown(failed))
        if report.interrupted:
            _fail_once(self.config, f"the check did not finish: {report.interrupted}")
        if results:
            pytest.skip(_told(results[0].message))

    def reportinfo(self) -> tuple[Path, None, str]:
        """The document, and operation and law as they are shown."""
        return self.path, None, f"{self.parent.name if self.parent else ''}: {self.name}"

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The finding's text, without a traceback of the plugin."""
        if isinstance(excinfo.value, Broken):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class OtherItem(ContractItem):
    """Drifts that no other test shows."""

    def runtest(self) -> None:
        """Fail with each of them."""
        from contracts.laws import LAWS

        report = shared(self.config)
        known = {item.operation for item in report.coverage} | {"run"}
        self._judge([c for c in _cases(report) if c.suite not in known or c.name not in (*LAWS, *OF_THE_RUN)], report)


def broken_text(report: Report) -> str:
    """Everything for which a check fails, as text; empty where it conforms."""
    decisive = {drift.fingerprint for drift in report.decisive}
    results = (result for case in _cases(report) for result in case.results)
    return _shown(r for r in results if r.outcome != "skipped" and r.fingerprint in ("", *decisive))


def shared(config: pytest.Config) -> Report:
    """The one check of this run, whoever asks first; workers of pytest-xdist share it."""
    from contracts.commands.check_in_pytest import check_report
    from contracts.commands.shared_check import shared_report
    from contracts.errors import ContractsError
    from mock_server.openapi import MockServerError

    if _FAILURE in config.stash:
        _fail_once(config, config.stash[_FAILURE])
    if REPORT not in config.stash:
        folder = getattr(config, "workerinput", {}).get(INPUT)
        try:
            config.stash[REPORT] = shared_report(
                lambda: check_report(config.stash[ASKED]), Path(folder) if folder else None
            )
        except (ContractsError, MockServerError) as error:
            config.stash[_FAILURE] = f"the check could not run: {error}"
            _fail_once(config, config.stash[_FAILURE])
    return config.stash[REPORT]


def _fail_once(config: pytest.Config, why: str) -> NoReturn:
    """Say of the whole check what is wrong with it, in the first test that asks; skip those after it."""
    if config.stash.get(_TOLD, False):
        pytest.skip("nothing is known: a test before this one tells what is wrong with the check")
    config.stash[_TOLD] = True
    raise Broken(_told(why))


def _cases(report: Report) -> Iterator[CheckedCase]:
    from contracts.reports.test_cases import suites

    for _, cases in suites(report):
        yield from cases


def _shown(results: Iterable[CaseResult]) -> str:
    return _told("\n\n".join(result.text for result in results))


def _told(text: str) -> str:
    from contracts.traffic.secrets.terminal_text import quoted

    return quoted(text)
