"""The faithful stand-in obeys the contract, over real HTTP."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.target.fields import is_email, is_global_name, is_moment
from tests.target.probes import exchanges, in_process
from tests.target.running import KEY, assemble
from tests.target.script import FULL, Probe
from tests.target.web import BASE, application
from tests.target.wire import wired


def test_lifecycle_over_http() -> None:
    """A client is created once, deactivated twice, removed once, and its id is free again."""
    with wired() as (target, call):
        before = datetime.now(UTC).timestamp()
        status, made = call("POST", "/clients", {"id": "Ab_1-", "name": " N\u00e9 ", "surplus": 1, **FULL})
        assert status == 201
        client = made["data"]
        assert client | {"id": "Ab_1-", "name": " N\u00e9 ", **FULL} == client
        assert "surplus" not in client
        assert re.fullmatch("pk_[0-9a-f]{32}", client["publishable_key"])
        assert re.fullmatch("sk_[0-9a-f]{32}", client["secret_key"])
        assert client["created_at"] == client["updated_at"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", client["created_at"])
        assert datetime.fromisoformat(client["created_at"]).timestamp() > before - 1
        kept = target.state()["clients"]

        status, refused = call("POST", "/clients", {"id": "Ab_1-", "name": "Other"})
        assert (status, refused["code"], refused["details"]) == (409, 409, "Resource already exists")
        assert target.state()["clients"] == kept
        for _ in range(2):
            assert call("DELETE", "/clients/Ab_1-") == (200, {"success": True, "deleted": True, "hard": False})
            assert call("POST", "/clients", {"id": "Ab_1-", "name": "N"})[0] == 409
        gone = {"success": True, "deleted": True, "hard": True}
        assert call("DELETE", "/clients/Ab_1-?hard=true") == (200, gone)
        assert call("DELETE", "/clients/Ab_1-?hard=true")[0] == 404
        assert call("DELETE", "/clients/Ab_1-")[0] == 404
        status, again = call("POST", "/clients", {"id": "Ab_1-", "name": "N"})
        assert status == 201
        assert again["data"]["secret_key"] != client["secret_key"]
        assert again["data"]["status"] is True
        assert "domain" not in again["data"]


def test_api_keys_over_http() -> None:
    """Every API key is new, also for the same name, and its bad fields are all named."""
    with wired() as (target, call):
        keys = {call("POST", "/mcp/api-keys", {"name": "K", "expires_at": None})[1]["data"] for _ in range(5)}
        assert len(keys) == 5
        status, refused = call("POST", "/mcp/api-keys", {"scopes": "x", "expires_at": "soon"})
        assert status == 400
        assert {item["field"] for item in refused["details"]} == {"name", "scopes", "expires_at"}
        assert target.state()["api_keys"] == 5


def test_access_over_http() -> None:
    """Either credential opens every operation, nothing else does, and it is asked for before anything is judged."""
    with wired() as (target, call):
        calls: list[tuple[str, str, Any]] = [("POST", "/clients", {}), ("POST", "/mcp/api-keys", {})]
        for method, path, sent in [*calls, ("DELETE", "/clients/a.b", None)]:
            for wrong in ("", "Bearer", "Bearer ", "Bearer wrong", f"Basic {KEY}", KEY, f"Bearer {KEY}x"):
                status, body = call(method, path, sent, Authorization=wrong)
                assert (status, body["code"]) == (401, 401)
                assert "details" not in body
            assert call(method, f"{path}?admin_key={KEY}", sent, Authorization="Bearer wrong")[0] == 400
            assert call(method, path, sent, Authorization=f"bearer {KEY}")[0] == 400
        assert target.remaining() == []


@settings(database=None, deadline=None, max_examples=60)
@given(
    name=st.text(),
    metadata=st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=8,
        ),
        max_size=4,
    ),
)
def test_what_is_sent_comes_back(name: str, metadata: dict[str, Any]) -> None:
    """Any name and any metadata come back as they were sent."""
    sent = {"id": "echo", "name": name, "api_metadata": metadata}
    probe = Probe("POST", "/clients", json.dumps(sent).encode())
    ((_, answer),) = exchanges(in_process(application(assemble())), KEY, [probe])
    assert answer.json()["data"] | sent == answer.json()["data"]


def test_unknown_paths_and_methods_have_the_error_body() -> None:
    """A 404 and a 405 outside the operations look like every other error; a 405 says what is allowed."""
    with wired() as (_, call):
        for method, path, status, allowed in (
            ("GET", "/nothing", 404, None),
            ("POST", "/clients/", 404, None),
            ("DELETE", "/clients/a/b", 404, None),
            ("GET", "/clients/a/b", 404, None),
            ("GET", "/clients", 405, "POST"),
            ("OPTIONS", "/mcp/api-keys", 405, "POST"),
            ("POST", "/clients/a", 405, "DELETE"),
            ("BREW", "/clients/a", 405, "DELETE"),
        ):
            answer = call.send(Probe(method, BASE + path, None, ()))
            assert (answer.status, answer.headers.get("allow"), answer.json()["code"]) == (status, allowed, status)
        head = call.send(Probe("HEAD", f"{BASE}/clients", None, ()))
        assert (head.status, head.body) == (405, b"")


def test_bodies_of_every_kind_keep_the_connection_usable() -> None:
    """Chunked, huge and broken bodies get a documented answer, and the next request is read from its start."""
    with wired() as (_, call):
        connection = call.connection
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        for body, status in (
            (iter([b'{"id": "chunked",', b' "name": "C"}']), 201),
            (b'{"id": "big", "name": "' + b"x" * 5_000_000 + b'"}', 400),
            (b'{"id": "nested", "name": "N", "api_metadata": {"a": ' + b"[" * 390 + b"]" * 390 + b"}}", 201),
            (b'{"id": "deeper", "name": "N", "api_metadata": {"a": ' + b"[" * 5000 + b"]" * 5000 + b"}}", 400),
            (b'{"id": "digits", "name": "N", "api_metadata": {"a": ' + b"9" * 5000 + b"}}", 400),
            (b'\xef\xbb\xbf{"id": "mark", "name": "N"}', 400),
            (b'{"id": "half", "name": "\\ud83d"}', 400),
            (b'{"id": "pair", "name": "\\ud83d\\ude00"}', 201),
        ):
            connection.request("POST", f"{BASE}/clients", body, headers)
            answer = connection.getresponse()
            text = json.loads(answer.read())
            assert answer.status == status, text
            assert text.get("code", 201) == status


def test_field_checks_know_their_standards() -> None:
    """Mailboxes (RFC 5321), moments (RFC 3339) and JavaScript identifiers are told from what resembles them."""
    assert all(map(is_email, ("a@b", "a.b+c@d-e.f", '"a b"@c', "a@[127.0.0.1]", "a@[IPv6:::1]", f"{'a' * 64}@b")))
    bad = ("", "@", "a@", "@b", "a b@c", "a..b@c", ".a@b", "a@-b", "a@b..c", "a@b.", "a@[x]", "a@b@c", "a@b\n", "é@b")
    assert not any(map(is_email, (*bad, f"{'a' * 65}@b", f"a@{'b' * 64}", 5)))
    good = ("2024-02-29T23:59:59Z", "2024-12-25t10:00:00.123456789z", "2016-12-31T23:59:60Z")
    assert all(map(is_moment, (*good, "2017-01-01T00:59:60+01:00")))
    wrong = ("2023-02-29T00:00:00Z", "2024-12-25 10:00:00Z", "2024-12-25T10:00:00", "2024-12-25T24:00:00Z")
    assert not any(map(is_moment, (*wrong, "2024-12-25T10:00:60Z", "2024-12-25T10:00Z", "2024-12-25", None, 5)))
    assert all(map(is_global_name, ("a", "$", "_1", "größe", "await", "a$b")))
    assert not any(map(is_global_name, ("", "1a", "a-b", "a b", "class", "null", "a.b", None)))
