"""The tool `check_target`: the check of a service, which only reads, in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mock_server.command_line.configuration import commands_of, options_of, parse
from mock_server.command_line.mcp_server.agent_tool import AgentTool, cut
from mock_server.command_line.mcp_server.argument_schemas import closed
from mock_server.command_line.mcp_server.mcp_options import LONGEST_CHECK
from mock_server.command_line.mcp_server.session_mock import is_this_machine
from mock_server.errors import MockServerError

if TYPE_CHECKING:
    import argparse

    from mock_server.command_line.mcp_server.agent_tool import Arguments, Progress
    from mock_server.command_line.mcp_server.session_mock import SessionMock
    from mock_server.openapi.schema.validation import Validators

CHECK, USERS = "contracts.cli", "contracts.commands.given_users"
"""The program that checks, and what it says of users; the mock knows their names alone."""

_TEXT = {"type": "string", "minLength": 1, "maxLength": 2_000}
_TEXTS = {"type": "array", "items": _TEXT, "maxItems": 100}
_TAKEN: dict[str, dict[str, object]] = {
    "url": _TEXT,
    "spec": _TEXT,
    "overlay": _TEXTS,
    "include": _TEXTS,
    "exclude": _TEXTS,
    "max-time": {"type": "integer", "minimum": 1, "maximum": LONGEST_CHECK},
    "seed": {"type": "integer"},
}
_WHAT = (
    "Check a service against its OpenAPI document and its mock, and see the verdict, each drift with its fingerprint"
    " and the lines that show it again. Read-only: it sends nothing that creates, changes or deletes."
)
_GRACE = 30.0
_BETWEEN = 0.125
_DRIFTS = 20
_TOLD = ("fingerprint", "operation", "message", "law", "culprit", "provenance", "place", "expected", "observed",
         "count", "curl")  # fmt: skip


class TargetCheck:
    """Checks one service at a time."""

    def __init__(self, mock: SessionMock, options: argparse.Namespace) -> None:
        self._mock = mock
        self._hosts = {host.strip("[]") for host in options.allow_hosts}
        self._seconds: int = options.max_time
        self._running = False

    def tool(self, validators: Validators) -> AgentTool:
        """The tool, whose arguments are described as the check's own options are."""
        own = options_of(commands_of(importlib.import_module(CHECK).parser())["check"])
        properties = {name.replace("-", "_"): {**schema, "description": own[name].says}
                      for name, schema in _TAKEN.items()}  # fmt: skip
        schema = closed(properties, ["url"])
        return AgentTool("check_target", _WHAT, schema, validators.validator(schema, "request"), self.checked)

    async def checked(self, arguments: Arguments, progress: Progress) -> str:
        """What the check found, as JSON."""
        words = self._words(arguments)
        _need_no_login(words)
        if self._running:
            raise MockServerError("check_target: a check is under way; call again when it has ended")
        self._running = True
        try:
            with tempfile.TemporaryDirectory(prefix="mythic-mock-") as folder:
                report = Path(folder) / "report.json"
                words += [f"--report=json={report}", f"--ledger={Path(folder) / 'ledger.jsonl'}"]
                seconds = float(arguments.get("max_time", self._seconds))
                said = await _run([*words, f"--max-time={seconds:g}"], Path(folder), seconds, progress)
                if not report.is_file():
                    raise MockServerError(f"check_target: {said or 'the check did not end in time'}")
                return _shown(json.loads(report.read_text("utf-8")))
        finally:
            self._running = False

    def _words(self, arguments: Arguments) -> list[str]:
        """The command line; raises MockServerError for what an agent may not ask for."""
        host = _host(arguments["url"])
        if not is_this_machine(host) and host not in self._hosts:
            raise MockServerError(f"check_target: {host} is not this machine; its user may allow it by starting"
                                  f" `mythic-mock mcp` with --allow-host {host}")  # fmt: skip
        specs = [_inside(arguments["spec"])] if "spec" in arguments else []
        overlays = [_inside(path) for path in arguments.get("overlay", ())]
        if not specs and self._mock.spec is not None:
            specs, overlays = [self._mock.spec], [*self._mock.overlays, *overlays]
        words = ["check", arguments["url"], "--read-only", "--yes"]
        words += [f"--spec={path}" for path in specs] + [f"--overlay={path}" for path in overlays]
        words += [f"--{name}={item}" for name in ("include", "exclude") for item in arguments.get(name, ())]
        return [*words, *([f"--seed={int(arguments['seed'])}"] if "seed" in arguments else [])]


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        host = None
    if not host:
        raise MockServerError("check_target: url is no base URL of an API; give one such as http://127.0.0.1:8000/v1")
    return host


def _need_no_login(words: list[str]) -> None:
    """Raise MockServerError where settings or the environment give a user who would log in: that is no reading."""
    program = importlib.import_module(CHECK).parser()
    options = vars(parse(program, words))
    own, is_login = options_of(commands_of(program)["check"]), importlib.import_module(USERS).is_login
    for name in ("credential", "other-credential"):
        given = [f"--{name}"] if any(map(is_login, options[own[name].action.dest])) else []
        given += [one for one in own[name].variables if one.endswith("_LOGIN") and os.environ.get(one)]
        if given:
            raise MockServerError(f"check_target: a user is given who would log in ({given[0]}), and an agent's check"
                                  " only reads; give a token or a key in place of the password")  # fmt: skip


def _inside(text: str) -> Path:
    """A file of the folder in which the session was started."""
    path = Path(text).resolve()
    if not path.is_relative_to(Path.cwd()):
        raise MockServerError(f"check_target: {text} lies outside of the folder in which `mythic-mock mcp` was started;"
                              " give a document that lies in it")  # fmt: skip
    return path


async def _run(words: list[str], folder: Path, seconds: float, progress: Progress) -> str:
    """Run the check to its end, or end it; the last line of what it said in vain."""
    said = folder / "said"
    process = _started(words, said)
    try:
        for look in range(int((seconds + _GRACE) / _BETWEEN)):
            if process.poll() is not None:
                break
            passed = look * _BETWEEN
            if passed.is_integer():
                await progress(min(passed, seconds), seconds, f"checking, {seconds:g} seconds at the most")
            await asyncio.sleep(_BETWEEN)
    finally:
        _end(process)
    lines = said.read_text("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("contracts: ") if lines else ""


def _started(words: list[str], said: Path) -> subprocess.Popen[bytes]:
    with said.open("wb") as errors:
        command = [sys.executable, "-m", CHECK, *words]
        nothing = subprocess.DEVNULL
        return subprocess.Popen(  # noqa: S603 - our own program; its words are options that are written down
            command, stdin=nothing, stdout=nothing, stderr=errors, start_new_session=True
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the check at once, with the processes that it has started: nothing is to be removed after one that reads."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()


def _shown(report: dict[str, Any]) -> str:
    drifts = report["drifts"]
    told = {name: report[name] for name in ("verdict", "headline", "target", "document", "seed", "exchange_count")}
    told["drifts"] = [{name: drift[name] for name in _TOLD} for drift in drifts[:_DRIFTS]]
    if len(drifts) > _DRIFTS:
        told["more"] = f"{len(drifts) - _DRIFTS} more drifts are not shown; include or exclude operations to see them."
    told["unreached"] = [f"{one['operation']}: {one['reason']}" for one in report.get("unreached", ())[:_DRIFTS]]
    told["notices"] = [*report.get("shortfalls", ()), *report["notices"]][:_DRIFTS]
    return cut(json.dumps(told, ensure_ascii=False), "include or exclude operations to see the others")
