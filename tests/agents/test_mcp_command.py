"""The command `mythic-mock mcp`: what it attaches to or starts, and what it says instead."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from mock_server.command_line.configuration import parse
from mock_server.command_line.mcp_server.mcp_options import parser
from mock_server.command_line.mcp_server.mcp_session import AgentResources
from mock_server.command_line.mcp_server.session_mock import SessionMock
from mock_server.one_command import main
from mock_server.server.admin import token_file
from tests.agents.agent_client import GREETING, agent, message, over_stdio, said, started
from tests.running import DOCUMENT, ROOT, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.agents.agent_client import Agent
    from tests.running import RunningMock


def test_the_missing_extra_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What is missing, and the line that installs it."""
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert main(["mcp", str(DOCUMENT)]) == 3
    error = capsys.readouterr().err
    assert error.startswith("mythic-mock: mcp is not installed")
    assert "pip install 'mythic-mock[mcp]'" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["gone.yaml"], "gone.yaml"),
        (["a.yaml", "--url", "http://127.0.0.1:1"], "--url attaches to a mock that runs"),
        (["--admin", "http://127.0.0.1:1/__admin"], "name it with --url"),
        (["--admin-token-file", "token"], "name it with --url"),
        (["--url", "shop"], "shop is no URL of a mock"),
        (["--url", "http://mock.example/v1"], "the admin token of the mock on mock.example is not known"),
        (["--url", "http://127.0.0.1:1/v1"], "the admin token of the mock on port 1 is not known"),
        (["--max-time", "0"], "0 is no time for a check; give 1 to 600 seconds"),
        (["--allow-host", "http://a"], "http://a is no host name"),
        (["--key-file", "gone"], "the key file gone can't be read"),
        (["--speck", "a"], "--speck"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the error output; nothing is on the other, where the protocol would be."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert main(["mcp", *words]) in (2, 3)
    out, error = capsys.readouterr()
    assert told in error
    assert error.startswith("mythic-mock: ")
    assert error.count("\n") == 1
    assert out == ""


def test_the_file_of_settings_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table `[mcp]`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mythic-mock.toml").write_text('[mcp]\nallow-host = ["staging.example"]\nmax-time = 20\n', "utf-8")
    options = parse(parser(), ["mcp"])
    assert (options.allow_hosts, options.max_time) == (["staging.example"], 20)


def test_it_attaches_to_a_mock_that_runs(mock: RunningMock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its token in a file; which no result shows."""
    token = tmp_path / "token"
    token.write_text(mock.token, "utf-8")
    with agent("--url", mock.url, "--admin-token-file", str(token)) as one:
        one.call("put_sandbox", name="attached")
        sent = one.call(
            "send_request",
            method="POST",
            path="/mcp/api-keys",
            sandbox="attached",
            json={"name": "a", "expires_at": None},
        )
        assert json.loads(sent.text)["status"] == 201
        assert json.loads(one.call("verify_requests", pattern={}, sandbox="attached").text) == {"count": 1}
        assert mock.token not in one.call("get_request", id=json.loads(sent.text)["request"]).text
        one.call("delete_sandbox", name="attached")
    with mock.client() as client:
        assert client.get("/openapi.json").status_code == 200


def test_the_token_of_a_mock_on_this_machine_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the file that it has left for its owner; a wrong one is refused in the mock's words."""
    with running_mock() as mock:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        kept = token_file.written(mock.address[1], mock.admin, mock.token)
        assert kept is not None
        with agent("--url", mock.url) as one:
            assert not one.call("list_operations").is_error
        monkeypatch.setenv("MOCK_ADMIN_TOKEN", "wrong")
        assert main(["mcp", "--url", mock.url]) == 3


def test_it_attaches_to_no_mock_where_no_document_is_served(
    mock: RunningMock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A base path that is forgotten is the usual reason, and no sandbox is left behind."""
    token = tmp_path / "token"
    token.write_text(mock.token, "utf-8")
    assert main(["mcp", "--url", mock.origin, "--admin-token-file", str(token)]) == 2
    assert f"no document is served at {mock.origin}/openapi.json" in capsys.readouterr().err
    with mock.admin_client() as admin:
        assert [one for one in admin.get("/sandboxes").json()["sandboxes"] if one["name"].startswith("mcp.")] == []


def test_what_a_mock_is_started_with_counts(tmp_path: Path) -> None:
    """An overlay, a seed, a key of one's own, which no result shows."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: o, version: '1'}\n"
        "actions: [{target: $.info, update: {title: Changed}}]\n", "utf-8"
    )  # fmt: skip
    key = tmp_path / "key"
    key.write_text("a-secret-of-mine\n", "utf-8")
    with agent(str(DOCUMENT), "--overlay", str(overlay), "--key-file", str(key)) as one:
        assert '"document": "Changed"' in one.call("list_operations").text
        sent = one.call("send_request", method="POST", path="/mcp/api-keys", json={"name": "a-secret-of-mine"})
        assert "a-secret-of-mine" not in sent.text
        whole = one.call("get_request", id=json.loads(sent.text)["request"]).text
        assert "a-secret-of-mine" not in whole


def test_resources_can_be_read(one_agent: Agent) -> None:
    """The served document, the admin API's, and the words of the extension."""

    async def question(client: Any) -> dict[str, Any]:
        listed = (await client.list_resources()).resources
        return {one.uri: json.loads((await client.read_resource(one.uri)).contents[0].text) for one in listed}

    found = one_agent.ask(question)
    assert found["mock://openapi.json"]["info"]["title"] == "Mythic Analytics API"
    assert "/records" in found["mock://admin/openapi.json"]["paths"]
    assert "operation" in found["mock://x-mock.schema.json"]["$defs"]


class _Reloaded(SessionMock):
    """A mock whose document is another one each time that it is read."""

    times: Iterator[int]

    @cached_property
    def document(self) -> dict[str, Any]:
        """As many as there were."""
        return {"read": next(self.times)}


def test_the_document_is_shown_as_it_is_served_now() -> None:
    """Also after a reload: it is read anew each time."""
    mock = _Reloaded.__new__(_Reloaded)
    mock.times = itertools.count()
    resources = AgentResources(mock)
    assert [json.loads(resources.text("mock://openapi.json")) for _ in range(2)] == [{"read": 0}, {"read": 1}]


def test_another_resource_is_refused_in_a_sentence(one_agent: Agent) -> None:
    """With those that there are."""
    from mcp import MCPError

    async def question(client: Any) -> str:
        with pytest.raises(MCPError) as caught:
            await client.read_resource("mock://x")
        return str(caught.value)

    assert "there is no resource mock://x; there are mock://openapi.json" in one_agent.ask(question)


def test_serving_loads_nothing_of_the_sdk() -> None:
    """Nor does the command itself, before it is known that there is something to serve."""
    code = (
        "import sys, mock_server.cli, mock_server.command_line.mcp_server.mcp_command, mock_server.one_command\n"
        "import mock_server.server.app\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'mcp', 'mcp_types', 'pydantic', 'httpx2'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.slow
def test_over_standard_input_and_output(tmp_path: Path) -> None:
    """As clients start it: nothing but the protocol is on the output, and the mock ends with the session."""

    async def question(client: Any) -> tuple[str, str]:
        sent = await said(client, "send_request", {"method": "GET", "path": "/nothing"})
        assert json.loads(sent.text)["status"] == 404
        return client.instructions, client.server_info.version

    instructions, version = over_stdio(question, str(DOCUMENT), cwd=tmp_path)
    url = instructions.partition("at ")[2].partition(". ")[0]
    assert version
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


@pytest.mark.slow
def test_every_line_of_the_output_is_a_message(tmp_path: Path) -> None:
    """Also where the document has a word to say at the start, and a line of the input is none."""
    spec = tmp_path / "odd.yaml"
    spec.write_text("openapi: 3.1.0\ninfo: {title: Odd}\npaths: {no-slash: {get: {responses: {}}}}\n", "utf-8")
    call = message("tools/call", {"name": "list_operations"}, 2)
    lines = [json.dumps(GREETING[0]), "no message", json.dumps(GREETING[1]), json.dumps(call)]
    with started(str(spec), cwd=tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers: dict[int, Any] = {}
        for line in lines:
            process.stdin.write(f"{line}\n")
        process.stdin.flush()
        while 2 not in answers:
            answer = json.loads(process.stdout.readline())
            answers[answer.get("id")] = answer
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(120) == 0
    assert answers[1]["result"]["serverInfo"]["name"] == "mythic-mock"
    assert "no-slash" in answers[2]["result"]["content"][0]["text"]
