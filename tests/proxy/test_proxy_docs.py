"""The recipes of docs/proxy.md: each command is one that can be typed, and three recipes are run as they stand."""

from __future__ import annotations

import json
import re
import shlex
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main, parser
from contracts.commands.proxy_options import divided
from tests.json_server import answering
from tests.proxy import shop
from tests.running import ROOT, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator


def commands() -> Iterator[list[str]]:
    """The words of each command line of the page that is one of ours."""
    text = (ROOT / "docs/proxy.md").read_text("utf-8").replace("\\\n", " ")
    for line in re.findall(r"^    (contracts .*)$", text, re.MULTILINE):
        yield shlex.split(line.replace("$STAGING", "https://staging.example.com/v1"), comments=True)[1:]


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_can_be_typed(words: list[str]) -> None:
    """No option of the page is unknown, and what follows `--` is a command."""
    line, command = divided(words)
    assert parser().parse_args(line).command in ("proxy", "check")
    assert ("--" in words) is bool(command)


def _stands_in(monkeypatch: pytest.MonkeyPatch, name: str, words: list[str]) -> None:
    """Have a program of this name run these words."""
    command = Path("bin") / name
    command.parent.mkdir()
    command.write_text("#!/bin/sh\n" + shlex.join(words) + "\n")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{command.parent.absolute()}:/usr/bin:/bin")


def test_the_recipe_for_end_to_end_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As it stands, with a stand-in for the tests: reports and archive are written, and known drifts are accepted."""
    [words] = [words for words in commands() if "--har" in words and "--baseline" in words]
    monkeypatch.chdir(tmp_path)
    shop.written(tmp_path).rename("openapi.yaml")
    _stands_in(monkeypatch, "npx", shop.calls("GET /customers", variable="BASE_URL"))
    Path("drift.toml").write_text("")
    with shop.served(wrong=True) as service:
        given = [service.url if "staging" in word else word for word in words]
        assert main([*given[:2], "--report", "json=r.json", *given[2:]]) == 1
        accepted = ["--reason", "known", "--owner", "me", "--expires", "2999-01-01", "--baseline", "drift.toml"]
        assert main(["accept", "r.json", *accepted]) == 0
        assert main(given) == 0
    assert {path.name for path in Path("contract").iterdir()} == {"traffic.har", "report.html", "junit.xml"}


def test_the_recipe_for_what_a_consumer_uses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As it stands: a consumer's tests against the mock write the file, and the service is checked by it alone."""
    proxy, check = [words for words in commands() if "--usage" in words]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CI", "1")
    spec = shop.written(tmp_path).rename("openapi.yaml")
    _stands_in(monkeypatch, "npx", shop.calls("GET /customers", "GET /customers/1"))
    with running_mock(spec=spec.absolute()) as mock, shop.served() as service:
        assert main([mock.origin + "/v1" if word.startswith("http") else word for word in proxy]) == 0
        Path("app.usage.json").write_bytes(Path("web.usage.json").read_bytes())
        given = [service.url if "staging" in word else word for word in check]
        service.lax = True  # which no consumer uses
        assert main([*given, "--fuzz", "0", "--cases", "0"]) == 0
        assert {asked.split("/")[0] for asked in service.asked} == {"GET "}
        service.wrong = True
        assert main([*given, "--fuzz", "0", "--cases", "0"]) == 1


def test_the_recipe_for_half_a_back_end(tmp_path: Path) -> None:
    """As it stands: what is named comes from the mock, the rest from the service, and every answer says which."""
    text = (ROOT / "docs/upstream.md").read_text("utf-8")
    [plain, named] = [shlex.split(line)[1:] for line in re.findall(r"^mock-server .*--upstream.*$", text, re.MULTILINE)]
    answer = {"description": "d", "content": {"application/json": {"schema": {"type": "object"}}}}
    paths: dict[str, dict[str, dict[str, Any]]] = {
        "/orders": {"get": {}, "post": {"operationId": "createOrder"}},
        "/invoices/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}]}},
    }
    for item in paths.values():
        for operation in item.values():
            operation["responses"] = {"200": answer}
    spec = tmp_path / "openapi.yaml"
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}))
    asked: list[str] = []

    def service(method: str, target: str, *_: Any) -> tuple[int, Any, dict[str, str]]:
        asked.append(f"{method} {target}")
        return 200, {}, {}

    with answering(service) as url:
        for words, mocked in ((plain, 0), (named, 2)):
            given = [url if word.startswith("http") else word for word in words[2:]]
            with running_mock(*given, spec=spec) as mock, mock.client() as client:
                sources = [
                    client.request(method, path).headers["Mock-Source"].partition(";")[0]
                    for method, path in (("GET", "/orders"), ("POST", "/orders"), ("GET", "/invoices/1"))
                ]
            assert sources == ["upstream", *(["mock"] * mocked or ["upstream"] * 2)]
    assert asked == ["GET /orders", "POST /orders", "GET /invoices/1", "GET /orders"]
