"""The tool `check_target`: it reads and does nothing else, and says what drifted and how to see it again."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import parser as check_parser
from mock_server.command_line.configuration import commands_of
from tests.agents.agent_client import GREETING, agent, message, started
from tests.json_server import answering

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message
    from pathlib import Path

    from tests.agents.agent_client import Agent

SPEC = """
openapi: 3.1.0
info: {title: Lamps, version: "1"}
paths:
  /lamps:
    get:
      responses:
        "200":
          description: All
          content:
            application/json:
              schema: {type: array, items: {type: object, required: [watts], properties: {watts: {type: integer}}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"201": {description: Made}}
    delete:
      responses: {"204": {description: Gone}}
"""


def test_arguments_are_told_in_the_words_of_the_options(one_agent: Agent) -> None:
    """Those of `contracts check --help`."""
    options = commands_of(check_parser())["check"].format_help()
    properties = one_agent.tools["check_target"].schema["properties"]
    for name, schema in properties.items():
        words = schema["description"].partition(" (default")[0]
        assert " ".join(words.split()) in " ".join(options.split()), name


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"url": "http://example.com/v1"}, "example.com is not this machine; its user may allow it"),
        ({"url": "http://[::1"}, "url is no base URL of an API"),
        ({"url": "--report=json=/tmp/x"}, "url is no base URL of an API"),
        ({"url": "file:///etc/passwd"}, "url is no base URL of an API"),
        ({"url": "http://127.0.0.1:1", "spec": "/etc/passwd"}, "/etc/passwd lies outside of the folder"),
        ({"url": "http://127.0.0.1:1", "overlay": ["../../a.yaml"]}, "lies outside of the folder"),
        ({"url": "http://127.0.0.1:1", "max_time": 601}, "max_time: "),
        ({"url": "http://127.0.0.1:1", "insecure": True}, "there is no argument insecure"),
        ({}, "url: "),
    ],
)
def test_what_may_not_be_checked_is_refused(arguments: dict[str, Any], told: str, one_agent: Agent) -> None:
    """In a sentence that says who can change that."""
    result = one_agent.call("check_target", **arguments)
    assert result.is_error
    assert told in result.text


@pytest.mark.parametrize("variable", ["CONTRACTS_LOGIN", "CONTRACTS_OTHER_LOGIN", ""])
def test_nobody_logs_in(variable: str, one_agent: Agent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is a request that does more than read; neither the environment nor the file of settings lets it be sent."""
    monkeypatch.chdir(tmp_path)
    if variable:
        monkeypatch.setenv(variable, "ann:a-password")
    else:
        (tmp_path / "mythic-mock.toml").write_text('[check]\ncredential = ["ann:a-password"]\n', "utf-8")
    result = one_agent.call("check_target", url="http://127.0.0.1:1")
    assert result.is_error
    assert "check_target: a user is given who would log in" in result.text
    assert (variable or "--credential") in result.text
    assert "a-password" not in result.text


@pytest.mark.slow
def test_it_reads_and_tells_what_drifted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a fingerprint and a line that shows it again; methods that change something are never sent."""
    asked: list[str] = []

    def lamps(method: str, target: str, headers: Message, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        asked.append(method)
        return 200, [{"watts": "many"}], {}

    monkeypatch.chdir(tmp_path)
    (tmp_path / "lamps.yaml").write_text(SPEC, "utf-8")
    steps: list[float] = []

    async def question(client: Any) -> Any:
        async def progress(done: float, total: float | None, message: str | None) -> None:
            assert total == 300
            steps.append(done)

        arguments = {"url": url, "spec": "lamps.yaml", "max_time": 300, "seed": 1.0}
        return await client.call_tool("check_target", arguments, progress_callback=progress)

    with answering(lamps) as url, agent("lamps.yaml") as one:
        result = one.ask(question)
    found = json.loads(result.content[0].text)
    assert (found["verdict"], found["seed"]) == ("drift", 1), found
    drift = found["drifts"][0]
    assert drift["operation"] == "get /lamps"
    assert len(drift["fingerprint"]) == 12
    assert drift["curl"].startswith("curl ")
    assert f"{url}/lamps" in drift["curl"]
    assert set(asked) <= {"GET", "HEAD", "OPTIONS", "TRACE"}
    assert steps[0] == 0
    assert steps == sorted(steps)


@pytest.mark.slow
def test_one_check_at_a_time_and_what_it_can_not_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second one is refused while the first is under way; what the check says of a wrong document is the error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lamps.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "none.yaml").write_text("a: b\n", "utf-8")

    async def question(client: Any) -> Any:
        calls = [client.call_tool("check_target", {"url": "http://127.0.0.1:1", "spec": name})
                 for name in ("none.yaml", "lamps.yaml")]  # fmt: skip
        return await asyncio.gather(*calls)

    with agent("lamps.yaml") as one:
        first, second = one.ask(question)
    assert second.is_error
    assert second.content[0].text == "check_target: a check is under way; call again when it has ended"
    assert first.is_error
    assert "none.yaml" in first.content[0].text
    assert "\n" not in first.content[0].text


@pytest.mark.slow
def test_a_check_ends_with_its_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that checks is gone, and another check may begin, once the client has given up."""
    begun, checks, plain = threading.Event(), [], subprocess.Popen

    def slow(method: str, target: str, headers: Message, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        begun.set()
        return 200, [], {}

    def noted(*words: Any, **more: Any) -> subprocess.Popen[bytes]:
        checks.append(plain(*words, **more))
        return checks[-1]

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(subprocess, "Popen", noted)
    (tmp_path / "lamps.yaml").write_text(SPEC, "utf-8")

    async def question(client: Any) -> Any:
        call = asyncio.ensure_future(client.call_tool("check_target", {"url": url, "max_time": 300}))
        assert await asyncio.to_thread(begun.wait, 60)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        assert await asyncio.to_thread(checks[0].wait, 60) == -signal.SIGKILL
        return await client.call_tool("check_target", {"url": "http://127.0.0.1:1", "max_time": 300})

    with answering(slow) as url, agent("lamps.yaml") as one:
        assert not one.ask(question).is_error


@pytest.mark.slow
def test_a_session_that_ends_in_a_check_says_nothing(tmp_path: Path) -> None:
    """The client closes the input, and that is no mistake of anybody."""
    begun, going_on = threading.Event(), threading.Event()

    def slow(method: str, target: str, headers: Message, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        begun.set()
        going_on.wait(60)
        return 200, [], {}

    (tmp_path / "lamps.yaml").write_text(SPEC, "utf-8")
    with answering(slow) as url, started("lamps.yaml", cwd=tmp_path) as process:
        assert process.stdin is not None
        call = {"name": "check_target", "arguments": {"url": url}}
        process.stdin.write("".join(f"{json.dumps(one)}\n" for one in (*GREETING, message("tools/call", call, 2))))
        process.stdin.flush()
        assert begun.wait(60)
        _, errors = process.communicate(timeout=900)
        going_on.set()
        assert (process.returncode, errors) == (0, "")
