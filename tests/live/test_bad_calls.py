"""Bad input to every call of the admin API: one clear sentence, the right status, and nothing lost."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.live.admin_calls import TOKEN, Administered, administered
from tests.live.shop import shop

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Reply

DOCUMENT = yaml.load(
    (resources.files("mock_server.server.admin") / "admin.openapi.yaml").read_bytes(), yaml.CSafeLoader
)
CALLS = [
    (method.upper(), path.removeprefix("/"), operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method in ("get", "put", "post", "patch", "delete") and operation["operationId"] != "streamEvents"
]
BODIES = [
    b"", b"{", b"null", b"[]", b"1", b'"x"', b"[[[]]]", b'{"a":' * 2_000, b"\xff\xfe", b'{"x": 1e999}',
    b'{"x": "\\ud800"}', b'{"rules": 1}', b'{"rules": [1, null, {}]}', b'{"rules": ["x -> y"]}', b"7",
    b'{"rules": [{"status": 99999}]}',
    b'{"profile": 5}', b'{"pattern": 5}', b'{"pattern": {"urlPattern": "("}}', b'{"pattern": {"headers": []}}',
    b'{"pattern": {}, "exactly": -1}', b'{"pattern": {}, "within": "forever"}', b'{"set": 5}', b'{"set": "yesterday"}',
    b'{"advance": "99999999999999d"}', b'{"set": "2026-01-01", "advance": "1h"}', b'{"stopped": "maybe"}',
    b'{"seed": "x"}', b'{"name": {}}', b'[{"id": "a", "name": "n"}, 5]', b'[{"name": 5}]',
    json.dumps({"name": 5, "x": "y" * 200_000}).encode(),
]  # fmt: skip
NAMES = ["nope", "..", "a%2Fb", "%00", "%FF", "x" * 300, "*", "a%20b", "-"]
QUERIES = [
    "sanbox=a",
    "sandbox=..",
    "sandbox=",
    "sandbox=a&sandbox=b",
    "limit=-1",
    "since=x",
    "status=9",
    "force=maybe",
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Administered:
    """A mock with records, rules, a snapshot, a sandbox, and a clock that stands still."""
    folder = tmp_path_factory.mktemp("bad-calls")
    asked = administered(folder, shop(), {"things": [{"id": "s1", "name": "seeded"}]})
    asked.admin("PUT", "faults", {"rules": ["GET /nothing: first 1 -> 503"]})
    asked.admin("POST", "snapshots/kept")
    asked.admin("POST", "clock", {"set": "2026-03-01", "stopped": True})
    asked.admin("PUT", "sandboxes/mine", {"seed": 7})
    asked.admin("POST", "clock?sandbox=mine", {"stopped": True})
    return asked


def state(asked: Administered) -> list[Any]:
    """All that a bad call must leave as it is."""
    paths = ("records/things", "faults", "snapshots", "clock", "sandboxes", "records/things?sandbox=mine")
    return [asked.admin("GET", path).json for path in paths]


def refused(reply: Reply) -> bool:
    """Whether a call was refused; then it is by one sentence."""
    assert reply.status < 500, reply.body[:300]
    if reply.status < 400:
        return False
    assert reply.headers["content-type"] == "application/problem+json"
    said = reply.json["detail"]
    assert said
    assert said.isprintable()
    assert len(said) < 1_000
    assert reply.json["status"] == reply.status
    return True


def filled(path: str, resource: str = "things", name: str = "nope") -> str:
    """A call's path with names in it."""
    for parameter in ("key", "name", "id"):
        path = path.replace(f"{{{parameter}}}", name)
    return path.replace("{resource}", resource)


TAKES_BODY = [call for call in CALLS if "requestBody" in call[2]]


@pytest.mark.parametrize(("method", "path", "operation"), TAKES_BODY, ids=[c[2]["operationId"] for c in TAKES_BODY])
def test_a_bad_body_is_one_sentence(served: Administered, method: str, path: str, operation: dict[str, Any]) -> None:
    """Of whatever kind, in whatever type of content."""
    before = state(served)
    may_be_left_out = not operation["requestBody"].get("required")
    for body in BODIES:
        good = (body == b"" and may_be_left_out) or (operation["operationId"] == "putRecords" and body == b"[]")
        if not good:
            assert refused(raw(served, method, filled(path), body, "application/json")), (body[:80], path)
    for kind in ("text/plain", "multipart/form-data", "application/json; charset=utf-16", "x"):
        refused(raw(served, method, filled(path), b"<>", kind))
    assert state(served) == before


def raw(asked: Administered, method: str, path: str, body: bytes, kind: str) -> Reply:
    """A call with octets for its body."""
    headers = {"authorization": f"Bearer {TOKEN}", "host": "localhost", "content-type": kind}
    return asked.mock.ask(method, f"/__admin/{path}", None, headers, data=body)


@pytest.mark.parametrize(("method", "path", "operation"), CALLS, ids=[call[2]["operationId"] for call in CALLS])
def test_strange_names_and_queries_are_one_sentence(
    served: Administered, method: str, path: str, operation: dict[str, Any]
) -> None:
    """A name that is none, or that nothing has; a parameter that a call does not take, which may be a slip."""
    if operation["operationId"] in ("reload", "replayRequest"):
        return
    before = state(served)
    body: Any = {} if "requestBody" in operation else None
    for query in QUERIES:
        assert refused(served.admin(method, f"{filled(path)}?{query}", body)), query
    for name in NAMES if "{" in path else ():
        if operation["operationId"] in ("takeSnapshot", "putSandbox") and name == "nope":
            continue
        if "{resource}" in path:
            assert refused(served.admin(method, filled(path, resource=name), body)), name
        else:
            assert refused(served.admin(method, filled(path, name=name), body)), name
    assert state(served) == before


def test_a_slip_in_a_query_does_nothing(served: Administered) -> None:
    """A reset of what was not meant would be worse than none."""
    reply = served.admin("POST", "reset?sanbox=mine")
    said = "sanbox: POST /reset takes no such parameter; those of its query are sandbox"
    assert (reply.status, reply.json["detail"]) == (400, said)
    assert served.admin("GET", "clock").json["stopped"]


def test_what_may_not_be_together_is_said(tmp_path: Path) -> None:
    """By the members' names, for the admin API and for any document."""
    asked = administered(tmp_path, shop())
    said = asked.admin("POST", "clock", {"set": "2026-01-01", "advance": "1h"}).json["detail"]
    assert said == "body: May not have set and advance together"
    tree = shop()
    sent = tree["paths"]["/things"]["post"]["requestBody"]["content"]["application/json"]
    sent["schema"] = {"type": "object", "minProperties": 2, "not": {"required": ["a", "b"]}}
    other = tmp_path / "other"
    other.mkdir()
    judged = administered(other, tree)
    judged.ask("POST", "/things", {"a": 1, "b": 2})
    judged.ask("POST", "/things", {"a": "x" * 500})
    reasons = [entry["reason"] for entry in judged.admin("GET", "requests").json["requests"]]
    assert reasons == ["body: May not have a and b together", "body: The value has less than 2 properties"]
