"""What consumers use: written from their tests, and the only thing that a service is then held to."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from contracts.exchange import Answer, Exchange, Request
from contracts.traffic.usage import usage_file
from contracts.traffic.usage.consumer_usage import ConsumerUsage, OperationUsage
from contracts.traffic.usage.narrowed_document import narrowed, narrowing
from mock_server.openapi import RequestReader, load_document
from tests.contracts.kite_service import TEXT, Kites, document, json_of
from tests.json_server import answering
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """The document, in a file."""
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document()))
    return path


def _used(document: Document, *requests: tuple[str, str, Any, dict[str, str]]) -> dict[str, OperationUsage]:
    usage = ConsumerUsage(document)
    for method, target, body, headers in requests:
        fields = tuple({**({"Content-Type": "application/json"} if body is not None else {}), **headers}.items())
        octets = json.dumps(body).encode() if body is not None else None
        usage.add(Exchange(Request(method, target, fields, octets), Answer(200), "recorded"))
    return usage.operations


def test_parameters_are_used_where_they_are_sent(spec: Path) -> None:
    """By name, in every place and style; a default that nobody sent is none."""
    document = load_document(spec)
    target = "/kites?limit=3&near[x]=1"
    used = _used(document, ("GET", target, None, {"x-trace": "a", "Cookie": "seen=1"}), ("GET", "/none", None, {}))
    assert used.keys() == {"GET /kites"}
    assert used["GET /kites"].parameters == {"query limit", "query near", "header X-Trace", "cookie seen"}
    assert used["GET /kites"].statuses == {200}


def test_members_are_used_where_they_are_sent(spec: Path) -> None:
    """At any depth, any item of an array for all of them; two consumers use what either does."""
    document = load_document(spec)
    body = {"name": "a", "place": {"town": "t"}, "tails": [{"colour": "red"}, {}]}
    used = _used(document, ("POST", "/kites", body, {}))
    members = used["POST /kites"].members["application/json"]
    assert ("tails", "*", "colour") in members
    assert ("place", "town") in members
    assert ("span",) not in members
    first, second = spec.parent / "web.json", spec.parent / "app.json"
    usage_file.write(first, used)
    usage_file.write(
        second, _used(document, ("POST", "/kites", {"name": "b", "span": 3}, {}), ("GET", "/kites", None, {}))
    )
    together = usage_file.read([first, second])
    assert together["POST /kites"].members["application/json"] == members | {("span",)}
    assert together["POST /kites"].count == 2
    assert "GET /kites" in together


def test_a_narrowed_document_takes_what_was_sent(spec: Path) -> None:
    """What consumers send is as valid as before; what they don't is gone from requests, and stays in answers."""
    document = load_document(spec)
    sent = {"name": "a", "place": {"town": "t", "street": "s"}, "tails": [{"colour": "red"}]}
    used = _used(document, ("POST", "/kites", sent, {}), ("GET", "/kites?limit=1", None, {}))
    small = narrowed(spec, [], document, used)
    operations = {str(operation): operation for operation in small.operations}
    assert [parameter.name for parameter in operations["GET /kites"].parameters] == ["limit"]
    create = operations["POST /kites"]
    body = create.request_body
    assert body is not None
    assert [media.name for media in body.content] == ["application/json"]
    schema: Any = body.content[0].schema
    assert schema["properties"].keys() == {"name", "place", "tails"}
    assert schema["properties"]["place"]["properties"].keys() == {"town", "street"}
    assert schema["properties"]["tails"]["items"]["properties"].keys() == {"colour"}
    shown: Any = create.success().json.schema  # type: ignore[union-attr]
    assert shown == {"$ref": "#/components/schemas/Kite"}
    reader = RequestReader(small)
    routed = reader.route("POST", "/kites")
    assert routed is not None
    read = reader.read(*routed, b"", [(b"content-type", b"application/json")], json.dumps(sent).encode())
    assert read.violations == []
    assert operations.keys() == {str(operation) for operation in document.operations}


def test_what_is_required_or_chosen_by_stays(tmp_path: Path) -> None:
    """Required in another branch, the property of a discriminator, a required member that consumers did not send."""
    schema = {
        "allOf": [{"type": "object", "properties": {"a": TEXT, "b": TEXT, "c": TEXT}}, {"required": ["b"]}],
        "oneOf": [{"properties": {"kind": {"const": "k"}, "d": TEXT}}],
        "discriminator": {"propertyName": "kind"},
    }
    body = {"requestBody": json_of(schema), "responses": {"200": {"description": "d"}}}
    path = tmp_path / "openapi.json"
    path.write_text(
        json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/x": {"post": body}}})
    )
    document = load_document(path)
    overlay = narrowing(document, _used(document, ("POST", "/x", {"a": "1"}, {})))
    assert overlay is not None
    text = json.dumps(overlay)
    assert all(f'"{name}"' in text for name in ("a", "b", "kind"))
    assert '"c"' not in text
    assert '"d"' not in text
    everything = {"a": "", "b": "", "c": "", "d": "", "kind": "k"}
    assert narrowing(document, _used(document, ("POST", "/x", everything, {}))) is None


_CONSUMER = """
import json, os, urllib.request
url = os.environ["CONTRACT_PROXY_URL"]
def ask(method, path, body=None):
    data = json.dumps(body).encode() if body is not None else None
    fields = {"Content-Type": "application/json"} if data else {}
    with urllib.request.urlopen(urllib.request.Request(url + path, data, fields, method=method)) as answer:
        return json.loads(answer.read() or b"null")
kite = ask("POST", "/kites", {"name": "mine", "span": 3, "place": {"town": "t"}})
ask("GET", "/kites?limit=2")
ask("GET", "/kites/" + kite["id"])
ask("DELETE", "/kites/" + kite["id"])
"""


def _checked(spec: Path, usage: Path | None, *faults: str) -> tuple[int, dict[str, Any]]:
    service, report = Kites(*faults), spec.parent / "report.json"
    words = ["--spec", str(spec), "--ledger", str(spec.parent / "ledger"), "--yes", "--seed", "3", "--max-time", "900"]
    words += ["--cases", "0", "--fuzz", "0", "--report", f"json={report}"]
    with answering(service.answer) as url:
        code = main(["check", url, *words, *(["--usage", str(usage)] if usage else [])])
    assert service.kites == {}, service.faults
    return code, json.loads(report.read_text())


@pytest.mark.slow
def test_a_service_is_held_to_what_its_consumers_use(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a consumer's tests against the mock to the check of a service, by one file and nothing between."""
    tree = document()
    del tree["paths"]["/kites"]["post"]["requestBody"]["content"]["application/xml"]
    spec.write_text(json.dumps(tree))
    usage = spec.parent / "web.json"
    with running_mock(spec=spec) as mock:
        words = ["proxy", mock.origin, "--spec", str(spec), "--usage", str(usage)]
        assert main([*words, "--", sys.executable, "-c", _CONSUMER]) == 0
    assert usage_file.read([usage]).keys() == {
        "POST /kites",
        "GET /kites",
        "GET /kites/{id}",
        "DELETE /kites/{id}",
    }
    code, report = _checked(spec, None)
    assert (code, report["drifts"]) == (0, [])
    assert _checked(spec, None, "fragile", "sort", "patch")[0] == 1
    code, report = _checked(spec, usage, "fragile", "sort", "patch")
    assert (code, report["drifts"]) == (0, [])
    assert "not sent: patch /kites/{id}: no consumer uses it (--usage)" in capsys.readouterr().out
    assert report["unreached"] == []
    code, report = _checked(spec, usage, "span")
    assert code == 1
    assert {drift["operation"] for drift in report["drifts"]} == {"post /kites"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no usage"),
        ('{"usage": 2, "operations": {}}', "is of version 2"),
        ('{"usage": 1, "operations": {}}', "holds no operation"),
        (
            '{"usage": 1, "operations": {"GET /old": {"count": 1, "parameters": [], "bodies": {}, "statuses": []}}}',
            "consumers use GET /old, which",
        ),
        (None, "can't be read"),
    ],
)
def test_a_usage_that_says_nothing_is_refused(
    spec: Path, text: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one sentence, before anything is sent."""
    usage = spec.parent / "usage.json"
    if text is not None:
        usage.write_text(text)
    code = main(["check", "http://127.0.0.1:9", "--spec", str(spec), "--usage", str(usage), "--yes"])
    assert code == 2
    assert said in capsys.readouterr().err


def test_a_usage_means_nothing_to_a_recording(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which is sent already."""
    assert main(["check", "--har", "x.har", "--spec", str(spec), "--usage", "u.json"]) == 2
    assert "--usage says what is sent" in capsys.readouterr().err
