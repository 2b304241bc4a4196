"""No secret stands in what is shown of requests, however it was written; and what is odd stops nobody's look."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.documents.asking import document
from tests.live.shop import json_of
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.running import RunningMock

LOGIN: dict[str, Any] = {"type": "object", "properties": {"name": {"type": "string"}, "password": {"type": "string"}}}
KINDS = ("application/json", "application/xml", "text/plain", "multipart/form-data; boundary=b", "application/x-ndjson")


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningMock]:
    """A mock that takes any body for a login, and answers with nothing of it."""
    folder: Path = tmp_path_factory.mktemp("secrets")
    bodies: dict[str, Any] = {kind.partition(";")[0]: {"schema": {}} for kind in KINDS}
    bodies["application/json"] = {"schema": LOGIN}
    token = {"name": "token", "in": "path", "required": True, "schema": {"type": "string"}}
    described = document(
        {
            "/login": {"post": {"requestBody": {"content": bodies}, "responses": {"204": {"description": "in"}}}},
            "/sessions/{token}": {"parameters": [token], "get": {"responses": {"200": json_of({"const": 1})}}},
        }
    )
    (folder / "openapi.json").write_text(json.dumps(described), "utf-8")
    with running_mock("--journal-body", "2000", spec=folder / "openapi.json") as running:
        yield running


def admin(mock: RunningMock, method: str, path: str, **more: Any) -> httpx.Response:
    """What the admin API answers."""
    headers = {"authorization": f"Bearer {mock.token}"}
    return httpx.request(method, f"{mock.admin}/{path}", headers=headers, timeout=120, **more)


WRITTEN = {
    "a cut body": ("application/json", '{"id":"d","password":"hunter-two-2","name":"%s"}' % ("x" * 4_000)),
    "escapes": ("application/json", '{"password":"\\u0073ecret-hunter-two-2"}'),
    "a name twice": ("application/json", '{"password":"hunter-two-2","password":"other"}'),
    "broken JSON": ("application/json", '{"password":"hunter-two-2",}'),
    "a mark of order": ("application/json", '\ufeff{"password":"hunter-two-2"}'),
    "a number": ("application/json", '{"password":271828182845, }'),
    "XML": ("application/xml", "<login><password>hunter-two-2</password></login>"),
    "lines": ("application/x-ndjson", '{"password":"hunter-two-2"}\n{"name":"a"}\n'),
    "a part": (
        "multipart/form-data; boundary=b",
        '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter-two-2\r\n--b--\r\n',
    ),
    "a short one in depth": ("application/json", '{"password":"abc","name":' + "[" * 490 + "]" * 490 + "}"),
}


@pytest.mark.parametrize("written", WRITTEN)
def test_a_secret_is_hidden_however_it_is_written(mock: RunningMock, written: str) -> None:
    """In the list, the entry, what is found, and the HAR log; its name stays."""
    kind, body = WRITTEN[written]
    admin(mock, "DELETE", "requests")
    httpx.post(f"{mock.origin}/login", content=body.encode(), headers={"content-type": kind})
    (entry,) = admin(mock, "GET", "requests").json()["requests"]
    shown = [
        admin(mock, "GET", f"requests/{entry['id']}").text,
        admin(mock, "POST", "requests/find", json={}).text,
        admin(mock, "GET", "requests.har").text,
    ]
    for text in shown:
        assert not any(secret in text for secret in ("hunter-two", "ecret-hunter", "2718281828", '"abc'))
    assert "password" in shown[0] or "too deep" in shown[0]


def test_secrets_in_a_path_in_a_url_and_in_what_verify_observed(mock: RunningMock) -> None:
    """A path parameter and a query within a header are places too; and what differs is no way around."""
    admin(mock, "DELETE", "requests")
    headers = {"referer": "http://x.example/?access_token=ref-secret-1", "cookie": "sid=COOKIE-SECRET"}
    httpx.get(f"{mock.origin}/sessions/tok-path-secret", headers=headers)
    httpx.post(f"{mock.origin}/login", json={"password": "1234"})
    shown = admin(mock, "POST", "requests/find", json={}).text + admin(mock, "GET", "requests").text
    for pattern in (
        {"headers": {"cookie": "x"}},
        {"headers": {"referer": "x"}},
        {"body": {"matchesJsonPath": {"expression": "$.password", "equalTo": "x"}}},
        {"body": {"equalToJson": {"password": "x"}}},
        {"urlPath": "/x"},
    ):
        refused = admin(mock, "POST", "verify", json={"pattern": pattern, "exactly": 9})
        assert refused.status_code == 409
        shown += refused.text
    for secret in ("tok-path-secret", "ref-secret-1", "COOKIE-SECRET", "1234"):
        assert secret not in shown


@pytest.mark.parametrize(
    "pattern",
    [{"body": {"matches": ".*(a+)+b.*"}}, {"urlPattern": "(.*)*x"}, {"body": {"matchesJsonPath": ""}},
     {"body": {"matchesJsonPath": "$..foo"}}],
)  # fmt: skip
def test_no_pattern_stops_the_mock(mock: RunningMock, pattern: dict[str, Any]) -> None:
    """What would take for ever, and what a library falls over, is answered at once, and not by a failure."""
    httpx.post(f"{mock.origin}/login", json={"name": "a" * 40})
    httpx.post(
        f"{mock.origin}/login", content='{"name":' + "[" * 400 + "]" * 400 + "}", headers={"content-type": KINDS[0]}
    )
    assert admin(mock, "POST", "requests/count", json=pattern).status_code in (200, 400, 409)


def test_the_reasons_of_a_refusal_are_bounded(mock: RunningMock) -> None:
    """However many violations a request has, so many are kept."""
    admin(mock, "DELETE", "requests")
    wrong = {"password": ["x"] * 10, **{f"n{n}": n for n in range(10)}}
    httpx.post(f"{mock.origin}/login", json=[wrong] * 3)
    many = "&".join(f"q{n}={'x' * 50}" for n in range(40))
    httpx.get(f"{mock.origin}/sessions/a?{many}")
    metrics = admin(mock, "GET", "metrics").text
    held = int(next(line.split()[1] for line in metrics.splitlines() if line.startswith("mock_journal_bytes ")))
    assert held > len(many)
