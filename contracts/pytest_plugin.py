"""The pytest plugin: a running mock as a fixture, and a check of a target as collected tests (docs/pytest.md).

Imports nothing but pytest, the standard library and the list of the check's options until it is used: every run of
pytest loads it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from contracts.findings import Report
    from mock_server.embedded import MockSandbox, ServedMock

_FOLDER = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the check, each behind a prefix, and of the mock."""
    from contracts.commands.check_in_pytest import offered_options

    group = parser.getgroup("contracts", "a check of a service as tests, one for each operation and law: name the"
                            " service with --contract-target")  # fmt: skip
    for flag, told in offered_options().items():
        group.addoption(flag, **told)
    mock = parser.getgroup("mock", "a mock in tests")
    mock.addoption("--mock-url", metavar="URL", help="the API's base URL of a running mock, in which `mock_sandbox`"
                   " takes a sandbox (default: a mock of mock_spec that each process starts)")  # fmt: skip
    mock.addoption("--mock-key", metavar="K", help="a credential that the mock at --mock-url lets in", default="")
    parser.addini("mock_spec", "the OpenAPI document that the mock serves and a check uses", default="openapi.yaml")


def pytest_configure(config: pytest.Config) -> None:
    """Add the document to what is collected, when a target is to be checked."""
    config.addinivalue_line("markers", "contract: a law that --contract-target checks for one operation")
    config.addinivalue_line("markers", "mock(seed=None, faults=(), clock=None): how mock_server and mock_sandbox begin")
    if not (config.getoption("--contract-target") or config.getoption("--contract-har")):
        return
    from contracts.commands.needed_packages import need_packages
    from contracts.commands.pytest_items import ASKED, held_to

    with _usage_errors():
        need_packages()
        config.stash[ASKED] = _asked(config)
    spec = held_to(config.stash[ASKED])
    if not spec.is_file():
        raise pytest.UsageError(f"{spec} does not exist; name the OpenAPI document with --contract-spec")
    named = (Path(config.invocation_params.dir, argument.partition("::")[0]) for argument in config.args)
    if not any(path.resolve() == spec for path in named):
        config.args.append(str(spec))


@contextlib.contextmanager
def _usage_errors() -> Iterator[None]:
    """What is wrong with the command line, or with a file that it names, in pytest's own way."""
    from contracts.errors import ContractsError
    from mock_server.openapi import MockServerError

    try:
        yield
    except (ContractsError, MockServerError) as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the workers share the one check of this run."""
    from contracts.commands.pytest_items import INPUT

    stash = node.config.stash
    if _FOLDER not in stash:
        stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="contracts-"))
    node.workerinput[INPUT] = str(stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the workers shared."""
    folder = config.stash.get(_FOLDER, None)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The document as a collector of laws, when a target is to be checked."""
    if not (parent.config.getoption("--contract-target") or parent.config.getoption("--contract-har")):
        return None
    from contracts.commands.pytest_items import ASKED, ContractFile, held_to

    if file_path.resolve() == held_to(parent.config.stash[ASKED]):
        return ContractFile.from_parent(parent, path=file_path)
    return None


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
    from contracts.commands.pytest_items import ASKED, shared
    from mock_server.embedded import ServedMock

    if ASKED in pytestconfig.stash:
        return shared(pytestconfig)
    with ServedMock(_served(pytestconfig)) as mock:
        with _usage_errors():
            options = _asked(pytestconfig, mock.url, settings=False)
        options.spec = _served(pytestconfig)
        options.key = options.key or (None if options.key_file or options.credential else mock.key)
        pytestconfig.stash[ASKED] = options
        return shared(pytestconfig)


@pytest.fixture(scope="session")
def contract_check(pytestconfig: pytest.Config) -> Callable[..., Report]:
    """Checks a service that the tests themselves started: ``contract_check(url, "--workers=1")`` gives its Report.

    Options of the check follow the URL; others are taken from pytest's command line and the file of settings. The test
    fails where the service drifts, or the check is incomplete, with what was found.
    """

    def check(url: str, *words: str) -> Report:
        from contracts.commands.check_in_pytest import check_report
        from contracts.commands.pytest_items import broken_text

        with _usage_errors():
            report = check_report(_asked(pytestconfig, url, *words))
        text = broken_text(report)
        if text:
            pytest.fail(text, pytrace=False)
        return report

    return check


def _asked(config: pytest.Config, url: str = "", *words: str, settings: bool = True) -> Namespace:
    """What the command line, and the file of settings, say of the check; ``url`` stands for the target."""
    from contracts.commands.check_in_pytest import check_options, given_words

    given = given_words(lambda flag: url if url and flag == "--contract-target" else config.getoption(flag))
    options = check_options([*given, *words], settings=settings)
    options.spec = (options.spec or _served(config)).resolve()
    options.ledger = options.ledger or config.rootpath / ".contracts" / f"ledger-{options.seed}-{os.getpid()}.jsonl"
    return options


def _served(config: pytest.Config) -> Path:
    """The document of the mock: the ini option, relative to the ini file's folder."""
    return Path(config.rootpath, str(config.getini("mock_spec"))).resolve()
