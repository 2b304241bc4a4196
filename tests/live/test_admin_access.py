"""The admin API is for those who have the token and ask it by its own name, and for no page of another origin."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import httpx
import pytest

from mock_server.values import unguessable
from tests.running import DOCUMENT, run_mock, running_mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.running import RunningMock

STRANGE = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost:3000"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Host": "localhost:8000", "Origin": "http://evil.example"},
]


def calls(mock: RunningMock) -> list[tuple[str, str]]:
    """Method and path of every operation of the admin API, with something in place of parameters."""
    with mock.admin_client() as client:
        document = client.get("/openapi.json").json()
    return [
        (method.upper(), path.replace("{", "").replace("}", ""))
        for path, item in document["paths"].items()
        for method in item
        if method in ("get", "put", "post", "patch", "delete")
    ]


@pytest.mark.parametrize("strange", STRANGE, ids=str)
def test_no_page_of_another_origin_gets_anything_done(mock: RunningMock, strange: dict[str, str]) -> None:
    """Not even with the token, and not what is told without one; a preflight gets no permission."""
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Private-Network": "true"}
    with mock.admin_client() as client:
        for method, path in calls(mock):
            answer = client.request(method, path, headers=strange)
            assert answer.status_code == 403, (method, path)
            assert not [name for name in answer.headers if name.startswith("access-control-")]
        answer = client.options("/operations", headers={**asked, **strange})
        assert answer.status_code == 403
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_rebound_name_gets_nothing_done() -> None:
    """Not one that the API itself may be asked by either."""
    options = ("--allow-host", "*", "--admin-host", "desk.test")
    with running_mock(*options) as mock, mock.admin_client() as client:
        for method, path in calls(mock):
            for host in ("evil.example", "evil.example:8000", "localhost.evil.example", "192.0.2.7"):
                answer = client.request(method, path, headers={"Host": host})
                assert answer.status_code == 403, (method, path, host)
        for host in ("desk.test", "localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:80"):
            assert client.get("/operations", headers={"Host": host}).is_success, host
        assert "--admin-host" in mock.stderr


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer local-admin-key", "Basic dG9rZW46"])
def test_nobody_without_the_token_gets_anything_done(mock: RunningMock, given: str | None) -> None:
    """But for whether it runs and which one it is."""
    with mock.admin_client() as client:
        del client.headers["Authorization"]
        for method, path in calls(mock):
            answer = client.request(method, path, headers={"Authorization": given} if given else {})
            assert answer.status_code == (200 if path in ("/health", "/version") else 401), (method, path)


def test_the_mocks_own_page_may_call(mock: RunningMock) -> None:
    """Same origin, same site; the token is all that it needs."""
    with mock.admin_client() as client:
        headers = {"Origin": mock.origin, "Sec-Fetch-Site": "same-origin"}
        assert client.get("/operations", headers=headers).status_code == 200


def test_the_token_is_in_a_file_of_its_owner_while_the_mock_runs(tmp_path: Path) -> None:
    """And in no line of the log."""
    with running_mock("--log-level", "debug", env={"XDG_RUNTIME_DIR": str(tmp_path)}) as mock:
        file = tmp_path / "mock-server" / f"{mock.address[1]}.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert json.loads(file.read_text("utf-8")) == {"url": mock.admin, "token": mock.token}
        httpx.get(f"{mock.origin}/{mock.token}")
        mock.stop()
        assert mock.token not in mock.stderr
        assert not file.exists()


def test_a_given_token_is_taken(tmp_path: Path) -> None:
    """From the environment or the command line; one that can't be sent is refused without showing it."""
    with running_mock(env={"MOCK_ADMIN_TOKEN": "from-the-environment"}) as mock:
        assert mock.token == "from-the-environment"
        with mock.admin_client() as client:
            assert client.get("/operations").is_success
    with running_mock("--admin-token", "given", env={"MOCK_ADMIN_TOKEN": "other"}) as mock:
        assert mock.token == "given"
    done = run_mock("--spec", str(DOCUMENT), "--port", "0", cwd=tmp_path, env={"MOCK_ADMIN_TOKEN": "two words"})
    assert (done.code, len(done.stderr.splitlines())) == (2, 1)
    assert "two words" not in done.stderr


def test_on_other_addresses_there_is_none_without_a_token(tmp_path: Path) -> None:
    """One sentence says so; who insists gets no server."""
    with running_mock("--host", "0.0.0.0") as mock:
        assert "admin      none: this server listens on 0.0.0.0" in mock.stdout
        assert httpx.get(f"http://127.0.0.1:{mock.address[1]}/__admin/health").status_code == 404
    done = run_mock("--spec", str(DOCUMENT), "--port", "0", "--host", "0.0.0.0", "--admin", "on", cwd=tmp_path)
    assert (done.code, len(done.stderr.splitlines())) == (2, 1)
    with running_mock("--host", "0.0.0.0", "--admin-token", "mine") as mock:
        url = f"http://127.0.0.1:{mock.address[1]}/__admin/operations"
        assert httpx.get(url).status_code == 401
        assert httpx.get(url, headers={"Authorization": "Bearer mine"}).status_code == 200


def test_it_can_be_left_out_or_put_elsewhere() -> None:
    """And the API's own paths are as they were."""
    with running_mock("--admin", "off") as mock:
        assert "admin  " not in mock.stdout
        assert httpx.get(f"{mock.admin}/health").status_code == 404
    with running_mock("--admin-prefix", "/-/mock") as mock:
        assert httpx.get(f"{mock.origin}/-/mock/health").json() == {"status": "ok"}
        assert httpx.get(f"{mock.admin}/health").status_code == 404


def test_a_document_with_such_a_path_wins(tmp_path: Path) -> None:
    """The start says so, and names the option that keeps both; a template gives way to the plain word."""
    path = tmp_path / "openapi.yaml"
    text = """
openapi: 3.1.0
info: {title: Own, version: "1"}
paths:
  PATH:
    get:
      responses: {"200": {description: It, content: {text/plain: {example: own}}}}
"""
    path.write_text(text.replace("PATH", "/__admin/health"), "utf-8")
    with running_mock(spec=path) as mock:
        assert "--admin-prefix" in mock.stdout
        assert httpx.get(f"{mock.url}/__admin/health").text == "own"
    path.write_text(text.replace("PATH", '"/{a}/{b}"'), "utf-8")
    with running_mock(spec=path) as mock:
        assert httpx.get(f"{mock.url}/__admin/health").json() == {"status": "ok"}
        assert httpx.get(f"{mock.url}/any/health").text == "own"


def test_a_generated_token_is_no_option() -> None:
    """What begins with a hyphen would be one on the command line of whoever uses it."""
    assert all(unguessable()[0].isalnum() for _ in range(2_000))
