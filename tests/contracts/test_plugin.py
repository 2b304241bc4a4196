"""The pytest plugin as its user meets it: in a pytest of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mock_server.embedded import ServedMock
from tests.contracts.ping import document

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "connexion",
    "yaml",
    "uvicorn",
    "jsonschema_rs",
    "schemathesis",
    "hypothesis",
    "httptools",
    "orjson",
    "jinja2",
    "rich",
)


def served(folder: Path, kind: str) -> Iterator[str]:
    """The URL of a mock of such a document."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(document(kind)))
    with ServedMock(path) as mock:
        yield mock.url


@pytest.fixture(scope="module")
def faithful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A target that conforms."""
    yield from served(tmp_path_factory.mktemp("faithful"), "boolean")


@pytest.fixture(scope="module")
def drifted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A target that answers a text for a boolean."""
    yield from served(tmp_path_factory.mktemp("drifted"), "string")


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with a document, in which pytest runs with our plugin and no other."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.delenv("CONTRACTS_KEY", raising=False)
    pytester.makefile(".json", openapi=json.dumps(document()))
    pytester.makeini("[pytest]\nmock_spec = openapi.json\nfilterwarnings = error")
    return pytester


def run(inner: pytest.Pytester, *words: str) -> pytest.RunResult:
    """The result of pytest with these words."""
    return inner.runpytest_inprocess("-p", "contracts.pytest_plugin", "-p", "no:cacheprovider", *words)


def test_the_mock_serves_and_forgets(inner: pytest.Pytester) -> None:
    """Each test begins without records, on a server that answers; the handle says where, with which key, and what."""
    inner.makeini(f"[pytest]\nmock_spec = {ROOT / 'openapi.yaml'}\nfilterwarnings = error")
    inner.makepyfile(
        """
        import json, urllib.error, urllib.request

        def create(mock):
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {mock.key}"}
            data = json.dumps({"id": "one", "name": "One"}).encode()
            call = urllib.request.Request(f"{mock.url}/clients", data, headers)
            try:
                with urllib.request.urlopen(call, timeout=60) as answer:
                    return answer.status
            except urllib.error.HTTPError as error:
                with error:
                    return error.code

        def test_first(mock_server):
            assert [create(mock_server), create(mock_server)] == [201, 409]
            mock_server.reset()
            assert create(mock_server) == 201

        def test_second(mock_server):
            assert create(mock_server) == 201
            assert mock_server.document.operation("createClient") is not None
            assert mock_server.url.startswith("http://127.0.0.1:")

        def test_session(mock_server_session, mock_server):
            assert mock_server_session is mock_server
        """
    )
    run(inner, "-q").assert_outcomes(passed=3)


def test_a_document_that_is_missing_is_named(inner: pytest.Pytester) -> None:
    """The fixture fails with the file."""
    inner.makeini("[pytest]\nmock_spec = none.yaml")
    inner.makepyfile("def test_it(mock_server): pass")
    result = run(inner)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*none.yaml does not exist*"])


def test_without_a_target_nothing_is_collected_or_run(inner: pytest.Pytester) -> None:
    """The document beside the tests is no test."""
    inner.makepyfile("def test_it(): pass")
    run(inner).assert_outcomes(passed=1)


@pytest.mark.slow
def test_a_faithful_target_passes_every_law(inner: pytest.Pytester, faithful: str) -> None:
    """One test for each operation and law, and those of the run."""
    result = run(inner, f"--contract-target={faithful}", "-v")
    outcome = result.parseoutcomes()
    assert set(outcome) == {"passed"}
    result.stdout.fnmatch_lines(
        ["openapi.json::ping::answer-schema PASSED*", "openapi.json::run::finished PASSED*"], consecutive=False
    )


@pytest.mark.slow
def test_a_drift_fails_its_law_alone(inner: pytest.Pytester, drifted: str) -> None:
    """With the finding's text and the command that shows it again, and without a traceback of the plugin."""
    result = run(inner, f"--contract-target={drifted}", "--junitxml=junit.xml")
    outcome = result.parseoutcomes()
    assert outcome["failed"] == 1
    assert outcome["passed"] > 10
    result.stdout.fnmatch_lines(
        [
            "*law * answer-schema",
            "*where * ping, /ok",
            "*curl -i http://127.0.0.1:*/ping*",
            "*FAILED openapi.json::ping::answer-schema*",
        ]
    )
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")
    assert 'name="fingerprint"' in (inner.path / "junit.xml").read_text()


@pytest.mark.slow
def test_the_documents_tests_stand_beside_others(inner: pytest.Pytester, drifted: str) -> None:
    """They can be chosen by name, keyword and marker; test files given by name do not hide them."""
    inner.makepyfile("def test_mine(): pass")
    target = f"--contract-target={drifted}"
    mine = "test_the_documents_tests_stand_beside_others.py"
    chosen = run(inner, target, mine, "-k", "mine or echo").parseoutcomes()
    assert (chosen["passed"], chosen.get("failed", 0)) == (2, 0)
    run(inner, target, "openapi.json::ping::json").assert_outcomes(passed=1)
    assert run(inner, target, "-m", "not contract").parseoutcomes()["passed"] == 1


@pytest.mark.slow
def test_the_workers_of_xdist_share_one_check(
    inner: pytest.Pytester, drifted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes give the result of one, and nothing is left behind."""
    inner.makepyfile("def test_mine(mock_server, contract_report): assert len(contract_report.drifts) == 1")
    shared = inner.mkdir("shared")
    monkeypatch.setenv("TMPDIR", str(shared))
    result = run(inner, "-p", "xdist.plugin", "-n", "2", f"--contract-target={drifted}")
    outcome = result.parseoutcomes()
    assert outcome["failed"] == 1
    assert outcome["passed"] > 10
    assert list(shared.glob("contracts-*")) == []


@pytest.mark.slow
def test_the_report_is_a_fixture(inner: pytest.Pytester) -> None:
    """Without a target it is that of the mock itself, which conforms."""
    inner.makepyfile(
        """
        def test_it(contract_report):
            assert contract_report.drifts == ()
            assert contract_report.exchange_count > 0
            assert contract_report.exit_code == 0
        """
    )
    run(inner).assert_outcomes(passed=1)


def test_a_target_that_is_not_there_fails_with_the_reason(inner: pytest.Pytester) -> None:
    """The first test that asks says so, and the run's own; nothing passes."""
    result = run(inner, "--contract-target=http://127.0.0.1:9/")
    outcome = result.parseoutcomes()
    assert "passed" not in outcome
    assert outcome["failed"] == 2
    assert outcome["skipped"] > 10
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*127.0.0.1:9*"])


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--contract-spec=none.yaml"], "*none.yaml does not exist; name the OpenAPI document with --contract-spec"),
        (["--contract-seed=x"], "*argument --contract-seed: invalid int value: 'x'"),
    ],
)
def test_a_wrong_command_line_is_refused(inner: pytest.Pytester, words: list[str], message: str) -> None:
    """Before anything runs."""
    result = run(inner, "--contract-target=http://127.0.0.1:9/", *words)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_a_broken_document_is_a_collection_error(inner: pytest.Pytester) -> None:
    """With the reason."""
    inner.makefile(".yaml", broken="openapi: 2.0")
    result = run(inner, "--contract-target=http://127.0.0.1:9/", "--contract-spec=broken.yaml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*broken.yaml: `openapi` is *"])


def test_the_plugin_imports_nothing_heavy() -> None:
    """Every run of pytest loads it: pytest and the standard library must be all it brings."""
    code = (
        "import sys, pytest, tempfile, shutil; before = set(sys.modules); import contracts.pytest_plugin;"
        " print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        timeout=300,
    )
    assert set(done.stdout.decode().split()) == {"contracts", "contracts.pytest_plugin"}
    assert not any(name in done.stdout.decode().split() for name in HEAVY)
