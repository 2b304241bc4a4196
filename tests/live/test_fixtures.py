"""The pytest fixtures of a running mock: a sandbox a test, snapshots, faults, seeds and clocks by marker."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from mock_server.embedded import MockSandbox
from mock_server.errors import MockServerError
from tests.live.shop import SECURED, shop
from tests.running import ROOT, running_mock

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["pytester"]

TALK = """
import json, urllib.error, urllib.request

def ask(mock, method, path, body=None, base=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {mock.key}", **headers}
    call = urllib.request.Request((base or mock.url) + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(call, timeout=300) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, None
"""
INNER = """
import pytest
from talk import ask

@pytest.mark.parametrize("handle", ["mock_server", "mock_sandbox"])
class TestBoth:
    @pytest.fixture
    def mock(self, handle, request):
        return request.getfixturevalue(handle)

    def test_snapshots(self, mock):
        ask(mock, "POST", "/things", {"name": "one"})
        with mock.snapshot() as kept:
            mock.put("things", "x", {"name": "two"})
            assert [record["name"] for record in mock.records("things").values()] == ["one", "two"]
            kept.restore()
            assert len(mock.records("things")) == 1
            mock.put("things", "y", {"name": "three"})
        assert [record["name"] for record in mock.records("things").values()] == ["one"]
        mock.reset()
        assert mock.records("things") == {}

    @pytest.mark.mock(faults=["POST /things: first 1 -> 503"], clock="2031-01-01T00:00:00Z")
    def test_faults_and_clock(self, mock):
        assert [ask(mock, "POST", "/things", {"name": "one"})[0] for _ in range(2)] == [503, 201]
        assert mock.faults and mock.clock() > "2031-01-01" > mock.clock(advance="-2d")
        mock.faults = []
        assert mock.faults == []

    def test_requests(self, mock):
        ask(mock, "POST", "/things", {"name": "one"})
        assert [(request["method"], request["status"]) for request in mock.requests] == [("POST", 201)]
        assert mock.verify({"method": "POST", "urlPath": mock.requests[0]["path"]}, exactly=1) == 1
        with pytest.raises(AssertionError, match="(?s)exactly 2 were expected.*POST .*method: expected"):
            mock.verify({"method": "PUT", "operationId": "create"}, exactly=2)

    def test_nothing_is_left(self, mock):
        assert mock.records("things") == {}
        assert mock.faults == mock.requests == []
        assert mock.clock() < "2031"

    @pytest.mark.mock(seed=5)
    @pytest.mark.parametrize("number", range(2))
    def test_seeds(self, mock, number, seen={}):
        made = ask(mock, "POST", "/things", {"name": "one"})[1]["id"]
        assert seen.setdefault("id", made) == made


def test_both_ways_lead_into_the_sandbox(mock_sandbox):
    assert ask(mock_sandbox, "POST", "/things", {"name": "a"})[0] == 201
    by_header = ask(mock_sandbox, "GET", "/things", base=mock_sandbox.mock_url, **mock_sandbox.headers)
    assert [thing["name"] for thing in by_header[1]] == ["a"]
"""
MANY = """
import pytest
from talk import ask

@pytest.mark.parametrize("number", range(200))
def test_alone(mock_sandbox, number):
    ids = [ask(mock_sandbox, "POST", "/things", {"name": f"{number}.{n}"})[1]["id"] for n in range(3)]
    ask(mock_sandbox, "PUT", f"/things/{ids[0]}", {"name": f"{number}.new"})
    assert ask(mock_sandbox, "DELETE", f"/things/{ids[1]}")[0] == 204
    listed = [thing["name"] for thing in ask(mock_sandbox, "GET", "/things")[1]]
    assert listed == [f"{number}.new", f"{number}.2"]
    assert ids == SAME or SAME.extend(ids) is None

SAME = []
"""


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with the small API and a way to talk to it."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.makefile(".json", openapi=json.dumps(shop(**SECURED)))
    pytester.makeini("[pytest]\nmock_spec = openapi.json")
    pytester.makepyfile(talk=TALK)
    return pytester


def test_fixtures_begin_and_end_clean(inner: pytest.Pytester) -> None:
    """Both handles do the same; what a test leaves, the next does not see."""
    inner.makepyfile(test_inner=INNER)
    result = inner.runpytest_inprocess("-p", "contracts.pytest_plugin", "-p", "no:cacheprovider", "-q")
    result.assert_outcomes(passed=13)


@pytest.mark.slow
def test_two_hundred_tests_on_eight_workers_share_one_server(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sees its own records alone, and the same values as all others, in whatever order they run."""
    inner.makepyfile(test_many=MANY)
    monkeypatch.setenv("MOCK_ADMIN_TOKEN", "t")
    with running_mock("--seed", "3", "--admin-token", "t", spec=inner.path / "openapi.json") as mock:
        words = ("-p", "contracts.pytest_plugin", "-p", "xdist", "-n", "8", "-q", "--mock-url", mock.url)
        result = inner.runpytest_subprocess(*words, "--mock-key", "k1", timeout=600)
        result.assert_outcomes(passed=200)
        with mock.client() as client:
            things = client.get("/things", headers={"Authorization": "Bearer k1"}).json()
            left = client.get(f"{mock.origin}/__admin/sandboxes", headers={"Authorization": "Bearer t"}).json()
    assert not any("." in thing["name"] and thing["name"].split(".")[0].isdigit() for thing in things)
    assert left == {"sandboxes": []}


def test_a_marker_that_says_more_is_told(inner: pytest.Pytester) -> None:
    """A word that the marker does not have is an error in one sentence."""
    inner.makepyfile(
        test_inner="import pytest\n@pytest.mark.mock(fault='x')\ndef test_it(mock_server): pass",
    )
    result = inner.runpytest_inprocess("-p", "contracts.pytest_plugin", "-q")
    result.stdout.fnmatch_lines(["*the marker mock takes seed, faults and clock by name, not fault*"])


@pytest.mark.parametrize(
    ("base", "said"),
    [("ftp://127.0.0.1/x", "is no URL of a mock"), ("http://127.0.0.1:9", "does not answer")],
)
def test_a_mock_that_is_not_there_is_told(
    base: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, with the URL."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("MOCK_ADMIN_TOKEN", raising=False)
    with pytest.raises(MockServerError, match=r"admin token|is no URL"):
        MockSandbox(base)
    with pytest.raises(MockServerError, match=said):
        MockSandbox(base, token="t")
