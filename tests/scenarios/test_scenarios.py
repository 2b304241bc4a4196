"""Every scenario is answered as it is written; what is known to be wrong today is wrong still."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from mock_server import create_app
from mock_server.command_line.options import parser, settings_of
from tests.documents.asking import Mock
from tests.scenarios.matching import Matcher
from tests.scenarios.scenario import FOLDER, ScenarioError, read, scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Reply
    from tests.scenarios.scenario import Message, Scenario

FILES = scenarios()
PARSER = parser()
_JSON = re.compile(r"application/(?:json|[\w.-]+\+json)\s*(?:;|$)", re.IGNORECASE)


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(FOLDER).with_suffix("").as_posix() for path in FILES])
def test_scenario(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The requests of one file, one after the other, are answered as the file says."""
    scenario = read(path)
    if not scenario.document and scenario.public is None:
        pytest.skip("the public document is not here; set SPECS_DIR")
    if scenario.reason:
        request.applymarker(pytest.mark.xfail(reason=scenario.reason, strict=True, raises=AssertionError))
    differences = played(scenario, tmp_path)
    assert not differences, "\n".join([f"{scenario.title} ({path.name})", *differences])


def test_there_are_many() -> None:
    """At least 150 scenarios, each with a title of its own."""
    titles = [read(path).title for path in FILES]
    assert len(titles) >= 150
    assert sorted(set(titles)) == sorted(titles)


def test_no_document_is_left_over() -> None:
    """Each document of the folder is named by a scenario."""
    texts = "".join(path.read_text("utf-8") for path in FILES)
    for document in (FOLDER / "documents").iterdir():
        assert f"\ndocument: {document.name}\n" in texts, document.name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the first line says"),
        ("Title\ndocumnet: a.yaml\n", "is none of the lines"),
        ("Title\n=== request\nGET /\n=== answer\n200\n", "name one document"),
        ("Title\n=== document\npaths: {}\n=== request\nGET /\n", "followed by its"),
    ],
)
def test_what_is_no_scenario_is_told(tmp_path: Path, text: str, said: str) -> None:
    """A slip in a file is a sentence with the file's name."""
    path = tmp_path / "slip.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match=said) as raised:
        read(path)
    assert "slip.txt" in str(raised.value)


def played(scenario: Scenario, folder: Path) -> list[str]:
    """The differences of the first exchange that has any."""
    spec = scenario.public or folder / "openapi.json"
    if scenario.public is None:
        spec.write_text(json.dumps(scenario.document, default=str), "utf-8")
    words = ["--spec", str(spec), "--store", "memory:", "--seed", "1", "--log-level", "error", *scenario.options]
    mock, matcher = Mock(create_app(settings_of(PARSER.parse_args(words)))), Matcher()
    for number, (request, answer) in enumerate(scenario.exchanges, 1):
        start = matcher.filled(request.start)
        reply = _asked(mock, matcher, start, request)
        differences = _compared(matcher, answer, reply)
        if differences:
            shown = reply.body.decode("utf-8", "replace")[:1000]
            return [f"  request {number}, {start}", *differences, f"  the whole answer: {reply.status} {shown}"]
    return []


def _asked(mock: Mock, matcher: Matcher, start: str, request: Message) -> Reply:
    method, _, target = start.partition(" ")
    headers = {name: matcher.filled(value) for name, value in request.headers}
    body = None if request.body is None else matcher.filled(request.body)
    if body is not None and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/json"
    media = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    if body is not None and media.startswith("multipart/"):
        body = body.replace("\n", "\r\n") + "\r\n"
    return mock.ask(method, target, headers=headers, data=(body or "").encode())


def _compared(matcher: Matcher, answer: Message, reply: Reply) -> list[str]:
    lines = matcher.text(answer.start, str(reply.status), "status")
    for name, value in answer.headers:
        got = reply.headers.get(name.lower())
        if value == "{{absent}}" or got is None:
            if (value == "{{absent}}") != (got is None):
                lines.append(f"{name}:\n    expected {value}\n    answered {got or '(absent)'}")
            continue
        if name.lower() == "content-type" and ";" not in value:
            got = got.partition(";")[0]
        lines += matcher.text(value, got, name)
    if answer.body is None:
        return lines
    text = reply.body.decode("utf-8", "replace")
    if answer.body.strip() == "{{empty}}":
        return lines + ([] if not text else [f"body:\n    expected nothing\n    answered {text}"])
    if not _JSON.match(reply.headers.get("content-type", "")):
        return lines + matcher.text(answer.body.strip(), text.strip().replace("\r\n", "\n"), "body")
    try:
        return lines + matcher.json(json.loads(answer.body), json.loads(text))
    except json.JSONDecodeError as error:
        return [*lines, f"body: the scenario's or the answer's is no JSON: {error}"]
