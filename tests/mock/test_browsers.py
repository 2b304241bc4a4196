"""What browsers need: cross-origin requests, the document, and a page to try it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml

from tests.mock.asking import create
from tests.running import DOCUMENT, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.running import RunningMock

ORIGIN = "http://localhost:3000"


@pytest.fixture(scope="module")
def choosy() -> Iterator[RunningMock]:
    """A mock that two origins may call."""
    with running_mock("--cors", "http://a.example", "--cors", "http://b.example") as mock:
        yield mock


def preflight(mock: RunningMock, path: str, method: str, origin: str = ORIGIN, **more: str) -> httpx.Response:
    """What a browser asks before it sends a request with a bearer token."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
        **more,
    }
    return httpx.options(f"{mock.url}{path}", headers=headers)


def words(answer: httpx.Response, name: str) -> set[str]:
    """The elements of a header that is a list, in lower case."""
    return {word.strip().lower() for word in answer.headers.get(name, "").split(",")}


@pytest.mark.parametrize(
    ("path", "method"), [("/clients", "POST"), ("/mcp/api-keys", "POST"), ("/clients/a", "DELETE")]
)
def test_a_preflight_lets_every_origin_call_every_operation(mock: RunningMock, path: str, method: str) -> None:
    """Any origin unless told otherwise, the method, and both headers (Fetch standard, CORS-preflight)."""
    answer = preflight(mock, path, method)
    assert answer.is_success
    assert answer.headers["access-control-allow-origin"] in ("*", ORIGIN)
    assert method.lower() in words(answer, "access-control-allow-methods")
    assert {"authorization", "content-type"} <= words(answer, "access-control-allow-headers")


def test_a_private_network_is_open_to_named_origins_alone(mock: RunningMock, choosy: RunningMock) -> None:
    """A page on the Internet may reach the local mock only where `--cors` names its origin."""
    asks = {"Access-Control-Request-Private-Network": "true"}
    named = preflight(choosy, "/clients", "POST", "http://a.example", **asks)
    assert named.headers["access-control-allow-private-network"] == "true"
    assert "access-control-allow-private-network" not in preflight(mock, "/clients", "POST", **asks).headers


@pytest.mark.parametrize("path", ["/openapi.json", "/ui/", "/ui/swagger-ui.css"])
def test_the_servers_own_pages_are_for_no_other_origin(mock: RunningMock, path: str) -> None:
    """The document and its page have no cross-origin headers: another page can't read them."""
    answer = httpx.get(f"{mock.url}{path}", headers={"Origin": ORIGIN})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("status", [201, 400, 401, 404, 405, 409])
def test_every_answer_can_be_read_by_a_script(
    client: httpx.Client, stranger: httpx.Client, fresh: str, status: int
) -> None:
    """Without the header on a 401 a script would see a network error instead of the reason."""
    headers = {"Origin": ORIGIN}
    body: dict[str, Any] = {"id": fresh, "name": "x"}
    sent = {
        201: lambda: client.post("/clients", json=body, headers=headers),
        400: lambda: client.post("/clients", json={}, headers=headers),
        401: lambda: stranger.post("/clients", json=body, headers=headers),
        404: lambda: client.delete(f"/clients/{fresh}", headers=headers),
        405: lambda: client.put("/clients", headers=headers),
        409: lambda: [client.post("/clients", json=body, headers=headers) for _ in range(2)][1],
    }
    answer = sent[status]()
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] in ("*", ORIGIN)


def test_named_origins_shut_out_the_others(choosy: RunningMock) -> None:
    """--cors may be repeated; an origin that is not named gets no permission."""
    for origin in ("http://a.example", "http://b.example"):
        assert preflight(choosy, "/clients", "POST", origin).headers["access-control-allow-origin"] == origin
        answer = httpx.post(f"{choosy.url}/clients", headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] == origin
        assert "origin" in words(answer, "vary")
    for origin in (ORIGIN, "http://a.example.org", "null", "https://a.example"):
        assert "access-control-allow-origin" not in preflight(choosy, "/clients", "POST", origin).headers
        answer = httpx.post(f"{choosy.url}/clients", headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers


def test_cross_origin_requests_can_be_forbidden() -> None:
    """--cors none: no permission for anybody, and requests from elsewhere work as ever."""
    with running_mock("--cors", "none") as mock, mock.client() as client:
        assert "access-control-allow-origin" not in preflight(mock, "/clients", "POST").headers
        assert create(client, "a").status_code == 201


def test_the_document_is_served_with_the_mock_as_its_server(mock: RunningMock) -> None:
    """At openapi.json below the base path, for tools and the page: no key needed, and the same document."""
    answer = httpx.get(f"{mock.url}/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    served = answer.json()
    own = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    assert served.pop("servers") == [{"url": "/api/v1"}]
    own.pop("servers")
    assert served == own


def test_the_page_is_served_with_everything_that_it_loads(mock: RunningMock) -> None:
    """Every asset that it names comes from the mock itself, with a media type that browsers take."""
    with httpx.Client(base_url=mock.origin, follow_redirects=True) as browser:
        page = browser.get("/api/v1/ui")
        assert page.url.path == "/api/v1/ui/"
        assert page.headers["content-type"].startswith("text/html")
        assert "Mythic Analytics API" in page.text
        assets = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert len(assets) >= 3
        kinds = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
        for asset in assets:
            assert "//" not in asset
            loaded = browser.get(f"/api/v1/ui/{asset}")
            assert loaded.status_code == 200
            assert loaded.headers["content-type"].startswith(kinds[asset[asset.rindex(".") :]])
        (document,) = re.findall(r'"(/[^"]*/openapi\.json)"', page.text)
        assert browser.get(document).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "../mock_server/server/app.py",
        "..%2f..%2fpyproject.toml",
        "%2e%2e/x.js",
        "a%00.js",
        "nothing.js",
        "x" * 5_000 + ".js",
        "//x.js",
    ],
)
def test_the_page_serves_its_own_files_alone(mock: RunningMock, name: str) -> None:
    """Nothing outside its folder, and 404 in the error body for what is not there."""
    answer = httpx.get(f"{mock.url}/ui/{name}")
    assert answer.status_code == 404
    assert answer.json()["code"] == 404


def test_the_page_and_the_document_answer_head_and_refuse_writing(mock: RunningMock) -> None:
    """HEAD gives the same header without a body; POST is not for them."""
    for path in ("/ui/", "/openapi.json"):
        head = httpx.head(f"{mock.url}{path}")
        assert head.status_code == 200
        assert head.content == b""
        assert int(head.headers["content-length"]) > 100
        assert httpx.post(f"{mock.url}{path}").status_code in (404, 405)
