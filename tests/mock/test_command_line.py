"""The command's options, its messages and the ways in which it ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from typing import TYPE_CHECKING

import httpx
import pytest

from mock_server import __version__
from tests.mock.asking import create
from tests.mock.wire import CLIENTS, exchange, request
from tests.running import DOCUMENT, KEY, ROOT, run_mock, running_mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.running import RunningMock

LINE = re.compile(r"^(?P<method>\S+) +(?P<path>\S+) (?P<status>\d{3}) (?P<ms>\d+\.\d) ms(?:  (?P<reason>.+))?$")


@pytest.fixture(scope="module")
def help_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What --help prints."""
    done = run_mock("--help", cwd=tmp_path_factory.mktemp("help"))
    assert done.code == 0
    return done.stdout


def test_help_names_every_option_and_every_default(help_text: str) -> None:
    """What a mock is told at the least, and where it listens unless told otherwise."""
    for option in ("--spec", "--host", "--port", "--store", "--key", "--seed", "--cors", "--log-level", "--version"):
        assert option in help_text
    for default in ("127.0.0.1", "8000", "mock-server.journal", "info", "openapi.yaml"):
        assert default in help_text


def test_every_option_of_the_help_is_in_a_test(help_text: str) -> None:
    """An option that no test starts the mock with is an option that may not work."""
    texts = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    options = set(re.findall(r"--[a-z-]+", help_text)) - {"--help"}
    assert {option for option in options if f'"{option}"' not in texts} == set()


def test_the_version_is_told(tmp_path: Path) -> None:
    """--version prints the package's."""
    assert run_mock("--version", cwd=tmp_path).stdout == f"mock-server {__version__}\n"


def test_the_banner_says_where_what_and_how(mock: RunningMock) -> None:
    """Address, document, store, page, key, and a curl line."""
    banner = mock.stdout
    assert f"listening  {mock.url}" in banner
    assert mock.url.endswith("/api/v1")
    assert f"document   {DOCUMENT}" in banner
    assert "store      memory:" in banner
    assert f"{mock.url}/ui/" in banner
    assert KEY in banner


def test_the_readme_shows_what_is_printed(tmp_path: Path) -> None:
    """But for the port, the folders and the token of the day."""
    with running_mock(store="mock-server.journal", cwd=tmp_path) as mock:
        told = mock.stdout.replace(mock.origin, "http://127.0.0.1:8000").replace(str(DOCUMENT), "openapi.yaml")
    told = re.sub(r"#token=\S+", "#token=…", told)
    assert f"```console\n$ make serve\n{told.rstrip()}\n```" in (ROOT / "README.md").read_text("utf-8")


def test_the_curl_line_works_as_often_as_it_is_pasted() -> None:
    """A shell runs it as it is printed; what can be created once only is not what it creates."""
    with running_mock() as mock:
        (line,) = (line for line in mock.stdout.splitlines() if line.lstrip().startswith("curl "))
        for _ in range(2):
            done = subprocess.run(["sh", "-c", line], capture_output=True, timeout=300, check=True)
            assert b'"success":true' in done.stdout
        assert mock.url in line


def test_the_document_of_the_working_directory_is_served_by_default(tmp_path: Path) -> None:
    """Without --spec it is ./openapi.yaml, else the one that comes with the package."""
    text = DOCUMENT.read_text("utf-8").replace("Mythic Analytics API", "Mine").replace("/api/v1", "/mine")
    (tmp_path / "openapi.yaml").write_text(text, "utf-8")
    with running_mock(spec=None, cwd=tmp_path) as mock:
        assert mock.stdout.startswith("Mine\n")
        assert mock.url.endswith("/mine")
    (tmp_path / "openapi.yaml").unlink()
    with running_mock(spec=None, cwd=tmp_path) as mock:
        assert mock.stdout.startswith("Mythic Analytics API\n")


def test_the_mock_listens_on_loopback_alone_unless_told_otherwise(mock: RunningMock) -> None:
    """The default host is 127.0.0.1, and --host changes it."""
    assert mock.address[0] == "127.0.0.1"
    with running_mock("--host", "::1") as other, other.client() as client:
        assert other.address[0] == "::1"
        assert "[::1]" in other.stdout
        assert create(client, "a").status_code == 201


def keys_that_open(mock: RunningMock, *keys: str) -> set[str]:
    """Those of ``keys`` with which a request is let in."""
    return {
        key
        for key in keys
        if httpx.delete(f"{mock.url}/clients/x", headers={"Authorization": f"Bearer {key}"}).status_code == 404
    }


@pytest.mark.slow
def test_given_keys_replace_those_of_the_document() -> None:
    """--key may be repeated, MOCK_KEYS holds several, --key wins; what was given is never printed."""
    every = (KEY, "first-key", "second-key", "third-key", "fourth-key")
    environment = {"MOCK_KEYS": "third-key, fourth-key,"}
    with running_mock("--key", "first-key", "--key", "second-key", env=environment) as mock:
        assert keys_that_open(mock, *every) == {"first-key", "second-key"}
        assert "first-key" not in mock.stdout + mock.stderr
    with running_mock(env=environment) as mock:
        assert keys_that_open(mock, *every) == {"third-key", "fourth-key"}
        assert "third-key" not in mock.stdout + mock.stderr
        assert KEY not in mock.stdout


def test_without_authentication_anybody_is_let_in() -> None:
    """--auth off needs no key."""
    with running_mock("--auth", "off") as mock, mock.client(authorized=False) as client:
        assert create(client, "a").status_code == 201


def test_the_largest_body_can_be_set() -> None:
    """--max-body is in bytes."""
    with running_mock("--max-body", "100") as mock, mock.client() as client:
        assert create(client, "a").status_code == 201
        refused = create(client, "b", website="x" * 100)
        assert refused.status_code == 400
        assert "100" in refused.json()["details"][0]["message"]


def test_a_handler_of_the_user_answers_in_place_of_the_mock(tmp_path: Path) -> None:
    """--handlers takes functions named by operationId; NotImplemented leaves it to the mock."""
    handlers = tmp_path / "handlers.py"
    handlers.write_text(
        "def deleteClient(call, store):\n"
        "    if call.path['id'] == 'mine':\n"
        "        return 200, {'success': True, 'deleted': True, 'hard': True}\n"
        "    return NotImplemented\n"
    )
    with running_mock("--handlers", str(handlers)) as mock, mock.client() as client:
        assert client.delete("/clients/mine").json()["hard"] is True
        assert client.delete("/clients/other").status_code == 404


def test_a_request_is_one_readable_line_in_the_log() -> None:
    """Method, path, status, milliseconds and, for a refusal, the reason; nothing of queries."""
    with running_mock() as mock, mock.client() as client:
        create(client, "a")
        create(client, "a")
        create(client, "b", email="x")
        client.delete("/clients/b", params={"hard": "false", "admin_key": "k"})
        client.post("/clients", json={}, headers={"Authorization": "x"})
        client.get("/nothing")
        client.put("/clients")
        found = [match for line in mock.stop().stderr.splitlines() if (match := LINE.match(line))]
    told = [(match["method"], match["path"], int(match["status"])) for match in found]
    assert told == [
        ("POST", "/api/v1/clients", 201),
        ("POST", "/api/v1/clients", 409),
        ("POST", "/api/v1/clients", 400),
        ("DELETE", "/api/v1/clients/b", 404),
        ("POST", "/api/v1/clients", 401),
        ("GET", "/api/v1/nothing", 404),
        ("PUT", "/api/v1/clients", 405),
    ]
    reasons = [match["reason"] or "" for match in found]
    assert reasons[0] == ""
    assert all(reasons[1:])
    assert "email" in reasons[2]


def test_a_request_cannot_write_lines_or_control_characters_into_the_log() -> None:
    """Whatever a path or a body holds, a request is one line of printable characters."""
    hostile = "%0A%0D%1B%5B2J%00POST /x 201"
    with running_mock() as mock:
        exchange(mock.address, request("DELETE", f"{CLIENTS}/a{hostile.replace(' ', '%20')}"))
        exchange(mock.address, request("GET", f"/a{hostile.replace(' ', '%20')}"))
        exchange(mock.address, request("DELETE", f"{CLIENTS}/" + "x" * 50_000))
        body = b'{"id":"\\u001b[2J\\n","name":"x","\\u001b[2J\\u0085\\u2028\\n":1,"api_metadata":"\\n\\u0000"}'
        exchange(mock.address, request("POST", CLIENTS, body))
        exchange(mock.address, request("POST", CLIENTS, b"{}", (b"Content-Type", b"a/b\xc2\x85\xff"), media=False))
        exchange(mock.address, b"GET /\x1b[2J HTTP/1.1\r\n\r\n")
        log = mock.stop().stderr
    lines = log.split("\n")
    assert len(lines) == 7
    assert all(line.isprintable() for line in lines)
    assert all(len(line) < 2_000 for line in lines)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("level", "silent"), [("debug", False), ("warning", True)])
def test_the_log_level_decides_what_is_logged(level: str, silent: bool) -> None:
    """Requests are at info."""
    with running_mock("--log-level", level) as mock, mock.client() as client:
        create(client, "a")
        log = mock.stop().stderr
    assert (log == "") == silent


@pytest.mark.sampled(4)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("busy", [False, True])
def test_a_signal_ends_the_mock_in_order(number: signal.Signals, busy: bool) -> None:
    """Ctrl-C and SIGTERM: exit code 0, no traceback, also with a connection open and a request half sent."""
    with running_mock("--log-level", "warning") as mock, mock.client() as client:
        create(client, "a")
        connection = socket.create_connection(mock.address)
        if busy:
            connection.sendall(request("POST", CLIENTS, b"{}")[:-1])
        finished = mock.stop(number)
        connection.close()
    assert finished.code == 0
    assert finished.stderr == ""
