"""The pytest plugin: a running mock as a fixture, and a check of a target as collected tests (docs/pytest.md).

Imports nothing but pytest and the standard library until it is used: every run of pytest loads it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.findings import Drift, Report
    from mock_server.embedded import MockSandbox, ServedMock

_FOLDER = pytest.StashKey[Path]()
_REPORT = pytest.StashKey["Report"]()
_INPUT = "contracts_folder"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of a check and of the mock."""
    group = parser.getgroup("contracts", "checks a service against its OpenAPI document")
    group.addoption(
        "--contract-target", metavar="URL", help="check this API's base URL, one test for each operation and law"
    )
    group.addoption("--contract-spec", metavar="FILE", help="the OpenAPI document (default: the ini option mock_spec)")
    group.addoption("--contract-key", metavar="K", help="the credential for the target (default: $CONTRACTS_KEY)")
    group.addoption("--contract-seed", metavar="N", type=int, default=1, help="the check's seed (default: %(default)s)")
    group.addoption("--mock-url", metavar="URL", help="the API's base URL of a running mock, in which `mock_sandbox`"
                    " takes a sandbox (default: a mock of mock_spec that each process starts)")  # fmt: skip
    group.addoption("--mock-key", metavar="K", help="a credential that the mock at --mock-url lets in", default="")
    parser.addini("mock_spec", "the OpenAPI document that the mock serves and a check uses", default="openapi.yaml")


def pytest_configure(config: pytest.Config) -> None:
    """Add the document to what is collected, when a target is to be checked."""
    config.addinivalue_line("markers", "contract: a law that --contract-target checks for one operation")
    config.addinivalue_line("markers", "mock(seed=None, faults=(), clock=None): how mock_server and mock_sandbox begin")
    if not config.getoption("--contract-target"):
        return
    _need_packages()
    spec = _spec(config)
    if not spec.is_file():
        raise pytest.UsageError(f"{spec} does not exist; name the OpenAPI document with --contract-spec")
    named = (Path(config.invocation_params.dir, argument.partition("::")[0]) for argument in config.args)
    if not any(path.resolve() == spec for path in named):
        config.args.append(str(spec))


def _need_packages() -> None:
    from contracts.commands.needed_packages import need_packages
    from contracts.errors import ContractsError

    try:
        need_packages()
    except ContractsError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the workers share the one check of this run."""
    stash = node.config.stash
    if _FOLDER not in stash:
        stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="contracts-"))
    node.workerinput[_INPUT] = str(stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the workers shared."""
    folder = config.stash.get(_FOLDER, None)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The document as a collector of laws, when a target is to be checked."""
    if parent.config.getoption("--contract-target") and file_path.resolve() == _spec(parent.config):
        return ContractFile.from_parent(parent, path=file_path)
    return None


class ContractFile(pytest.File):
    """The document: its operations, and what concerns the run as a whole."""

    def collect(self) -> Iterable[pytest.Collector]:
        """One collector for each operation."""
        from mock_server.openapi import MockServerError, load_document

        try:
            operations = [operation.id for operation in load_document(self.path).operations]
        except MockServerError as error:
            raise self.CollectError(str(error)) from None
        for name in operations:
            yield ContractOperation.from_parent(self, name=name)
        yield ContractRun.from_parent(self, name="run")


class ContractOperation(pytest.Collector):
    """One operation: a test for each law."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item for each law."""
        from contracts.laws import LAWS

        for law in LAWS:
            yield ContractItem.from_parent(self, name=law)


class ContractRun(pytest.Collector):
    """The run as a whole: whether it finished, and drifts that belong to no operation."""

    def collect(self) -> Iterable[pytest.Item]:
        """Two items."""
        yield FinishedItem.from_parent(self, name="finished")
        yield OtherItem.from_parent(self, name="other")


class Broken(Exception):  # noqa: N818 - it is shown as a failed test, with this text alone
    """What a test of this plugin found."""


class _Item(pytest.Item):
    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.add_marker("contract")

    def reportinfo(self) -> tuple[Path, None, str]:
        """The document, and operation and law as they are shown."""
        return self.path, None, f"{self.parent.name if self.parent else ''}: {self.name}"

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The finding's text, without a traceback of the plugin."""
        if isinstance(excinfo.value, Broken):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def _fail(self, drifts: list[Drift], report: Report) -> None:
        from contracts.reports.plain import drift_text
        from contracts.secrets.terminal_text import quoted

        if drifts:
            self.user_properties += [("fingerprint", drift.fingerprint) for drift in drifts]
            raise Broken(quoted("\n\n".join(drift_text(drift, report.target) for drift in drifts)))


class ContractItem(_Item):
    """One law for one operation; the first of them runs the check for all."""

    def runtest(self) -> None:
        """Fail with each drift of this operation and law."""
        report = _report(self.config)
        operation = self.parent.name if self.parent else ""
        self._fail([d for d in report.decisive if (d.lead.operation, d.lead.law) == (operation, self.name)], report)
        _finished(report)


class FinishedItem(_Item):
    """Whether the check came to its end."""

    def runtest(self) -> None:
        """Fail where it did not, with the reason."""
        _finished(_report(self.config))


class OtherItem(_Item):
    """Drifts that no other test shows."""

    def runtest(self) -> None:
        """Fail with each of them."""
        from contracts.laws import LAWS

        report = _report(self.config)
        known = {item.operation for item in report.coverage}
        self._fail([d for d in report.decisive if d.lead.operation not in known or d.lead.law not in LAWS], report)
        _finished(report)


@pytest.fixture(scope="session")
def mock_server_session(pytestconfig: pytest.Config) -> Iterator[ServedMock]:
    """A running mock for the whole session, one for each worker of pytest-xdist."""
    from mock_server.embedded import ServedMock

    with ServedMock(_served(pytestconfig)) as running:
        yield running


@pytest.fixture
def mock_server(mock_server_session: ServedMock, request: pytest.FixtureRequest) -> ServedMock:
    """A running mock without any record: ``url``, ``key``, ``document``, ``reset()``, ``snapshot()`` and more."""
    mock_server_session.reset(_marked(request).get("seed"))
    _begin(mock_server_session, request)
    return mock_server_session


@pytest.fixture
def mock_sandbox(request: pytest.FixtureRequest) -> Iterator[MockSandbox]:
    """A sandbox for this test alone, of the mock at --mock-url: ``url``, ``headers``, ``key``, ``reset()`` and more."""
    from mock_server.embedded import MockSandbox

    base, key, access = request.config.getoption("--mock-url"), request.config.getoption("--mock-key"), {}
    if not base:
        served: ServedMock = request.getfixturevalue("mock_server_session")
        base, key, access = served.url, served.key, {"token": served.token, "admin": served.admin.url}
    with MockSandbox(base, request.node.name, key=key, seed=_marked(request).get("seed"), **access) as sandbox:
        _begin(sandbox, request)
        yield sandbox


def _marked(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the markers ``mock`` of a test say, the nearest first."""
    found: dict[str, Any] = {}
    for marker in request.node.iter_markers("mock"):
        unknown = [*map(str, marker.args), *(name for name in marker.kwargs if name not in ("seed", "faults", "clock"))]
        if unknown:
            raise pytest.UsageError(f"the marker mock takes seed, faults and clock by name, not {', '.join(unknown)}")
        found = {**marker.kwargs, **found}
    return found


def _begin(mock: ServedMock | MockSandbox, request: pytest.FixtureRequest) -> None:
    """Give a mock the faults and the clock that the test is marked with."""
    marked = _marked(request)
    if marked.get("faults"):
        mock.faults = marked["faults"]
    if marked.get("clock"):
        mock.clock(set=marked["clock"])


@pytest.fixture(scope="session")
def contract_report(pytestconfig: pytest.Config) -> Report:
    """The Report of a check of --contract-target, or of the mock itself where there is none."""
    return _report(pytestconfig)


def _report(config: pytest.Config) -> Report:
    """The one check of this run, whoever asks first; workers of pytest-xdist share it."""
    from contracts.commands.shared_check import Asked, shared_report
    from contracts.errors import ContractsError
    from mock_server.openapi import MockServerError

    if _REPORT not in config.stash:
        target = config.getoption("--contract-target")
        spec, key = _spec(config) if target else _served(config), config.getoption("--contract-key") or ""
        asked = Asked(target, spec, key, config.getoption("--contract-seed"), config.rootpath / ".contracts")
        folder = getattr(config, "workerinput", {}).get(_INPUT)
        try:
            config.stash[_REPORT] = shared_report(asked, Path(folder) if folder else None)
        except (ContractsError, MockServerError) as error:
            raise Broken(f"the check could not run: {error}") from None
    return config.stash[_REPORT]


def _finished(report: Report) -> None:
    """Nothing passes by a check that was cut short."""
    from contracts.secrets.terminal_text import quoted

    if report.interrupted:
        raise Broken(quoted(f"the check did not finish: {report.interrupted}"))


def _spec(config: pytest.Config) -> Path:
    """The document of the check."""
    given = config.getoption("--contract-spec")
    return Path(config.invocation_params.dir, given).resolve() if given else _served(config)


def _served(config: pytest.Config) -> Path:
    """The document of the mock: the ini option, relative to the ini file's folder."""
    return Path(config.rootpath, str(config.getini("mock_spec"))).resolve()
