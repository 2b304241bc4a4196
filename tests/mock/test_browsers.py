"""What browsers need: cross-origin requests, the document, and a page to try it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml

from tests.mock.asking import create
from tests.running import DOCUMENT, run_mock, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
@pytest.mark.parametrize(
    "origin", [ORIGIN, "https://localhost", "http://127.0.0.1:5173", "http://[::1]:8080", "http://localhost:1"]
)
def test_a_preflight_lets_local_origins_call_every_operation(
    mock: RunningMock, path: str, method: str, origin: str
) -> None:
    """With credentials: the origin named, the method and both headers by name (Fetch standard, CORS-preflight)."""
    answer = preflight(mock, path, method, origin)
    assert answer.is_success
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "origin" in words(answer, "vary")
    assert method.lower() in words(answer, "access-control-allow-methods")
    assert {"authorization", "content-type"} <= words(answer, "access-control-allow-headers")
    assert "*" not in " ".join(value for name, value in answer.headers.items() if name.startswith("access-control"))


OTHERS = (
    "https://evil.example",
    "http://localhost.evil.example",
    "http://localhost:80.evil.example",
    "http://127.0.0.1.evil.example:80",
    "http://evil.example/localhost",
    "http://evillocalhost",
    "http://x@localhost",
    "file://localhost",
    "http://localhost:1:2",
    "null",
)
"""Origins that are none of this machine's, whatever they look like."""


def test_other_origins_are_refused_and_the_log_says_how_to_let_them_in(mock: RunningMock) -> None:
    """No permission, neither before nor with a request; one line in the log, once, and the same in the body."""
    sentences = [
        f"Pages of {origin} may not read the answers of this server; let them with --cors {origin}" for origin in OTHERS
    ]
    for origin, sentence in zip(OTHERS, sentences, strict=True):
        refused = preflight(mock, "/clients", "POST", origin)
        assert refused.status_code == 403
        assert refused.json()["message"] == sentence
        answer = httpx.post(f"{mock.url}/clients", headers={"Origin": origin})
        assert answer.status_code == 401
        for one in (refused, answer):
            assert "origin" in words(one, "vary")
            assert not [name for name in one.headers if name.startswith("access-control")]
    logged = mock.stderr.splitlines()
    assert [logged.count(sentence) for sentence in sentences] == [1] * len(OTHERS)


def test_headers_are_exposed_by_their_names(mock: RunningMock) -> None:
    """With credentials a `*` would mean a header of that name (Fetch, section 3.3.4)."""
    answer = httpx.post(f"{mock.url}/clients", headers={"Origin": ORIGIN})
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert words(answer, "access-control-expose-headers") == {"www-authenticate"}


def test_any_origin_means_no_credentials() -> None:
    """--cors '*': every page may read, none with cookies, none of a private network's answers."""
    with running_mock("--cors", "*", "--cors", "https://app.example/") as mock:
        asks = {"Access-Control-Request-Private-Network": "true"}
        for origin in ("https://evil.example", "null", ORIGIN):
            answer = preflight(mock, "/clients", "POST", origin, **asks)
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in answer.headers
            assert "access-control-allow-private-network" not in answer.headers
        named = preflight(mock, "/clients", "POST", "https://app.example", **asks)
        assert named.headers["access-control-allow-origin"] == "https://app.example"
        assert named.headers["access-control-allow-credentials"] == "true"
        assert named.headers["access-control-allow-private-network"] == "true"


def test_a_page_of_the_server_itself_is_no_other_origin() -> None:
    """A request whose origin is what it was sent to is refused nothing, so the log keeps quiet."""
    with running_mock("--cors", "none", "--allow-host", "mock.test") as mock:
        own = {"Host": "mock.test", "Origin": "http://mock.test"}
        assert httpx.post(f"{mock.url}/clients", headers=own).status_code == 401
        assert "Pages of" not in mock.stderr


def test_local_origins_can_be_let_in_beside_named_ones() -> None:
    """`localhost` is a word for them."""
    with running_mock("--cors", "localhost", "--cors", "https://app.example") as mock:
        for origin in (ORIGIN, "https://app.example"):
            assert preflight(mock, "/clients", "POST", origin).headers["access-control-allow-origin"] == origin
        assert preflight(mock, "/clients", "POST", "https://evil.example").status_code == 403


@pytest.mark.parametrize("host", ["rebound.evil.example", "evil", "localhost.evil.example:8000", "192.168.0.1"])
@pytest.mark.parametrize("path", ["/clients", "/openapi.json", "/ui/"])
def test_a_name_that_was_rebound_to_this_machine_is_refused(mock: RunningMock, host: str, path: str) -> None:
    """A page whose own name leads here gets neither answers nor pages; the sentence says how to allow a name."""
    answer = httpx.get(f"{mock.url}{path}", headers={"Host": host})
    assert answer.status_code == 400
    assert f"--allow-host {host.partition(':')[0]} " in answer.json()["message"]


def test_names_can_be_allowed() -> None:
    """--allow-host: a name, an address, on any port; others stay out, and `*` lets all in."""
    allowed = ("mock.test", "MOCK.test:81", "[fe80::1]:80", "localhost:5173", "127.0.0.1", "[::1]")
    with running_mock("--allow-host", "mock.test", "--allow-host", "[fe80::1]") as mock:
        for host in allowed:
            assert httpx.post(f"{mock.url}/clients", headers={"Host": host}).status_code == 401
        assert httpx.post(f"{mock.url}/clients", headers={"Host": "a.mock.test"}).status_code == 400
    with running_mock("--allow-host", "*") as mock:
        assert httpx.post(f"{mock.url}/clients", headers={"Host": "evil.example"}).status_code == 401
        assert httpx.post(f"{mock.url}/clients", headers={"Host": "a b"}).status_code == 400


def test_a_server_for_other_machines_takes_every_name() -> None:
    """Where it listens on more than loopback its names are not known."""
    with running_mock("--host", "0.0.0.0") as mock:
        url = f"http://127.0.0.1:{mock.address[1]}/api/v1/clients"
        assert httpx.post(url, headers={"Host": "mock.office.example"}).status_code == 401


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "words", [("--cors", "app.example"), ("--cors", "https://app.example/path"), ("--allow-host", "http://a")]
)
def test_what_is_no_origin_and_no_name_is_said_at_start(words: tuple[str, str], tmp_path: Path) -> None:
    """One sentence, exit code 2."""
    done = run_mock("--port", "0", *words, cwd=tmp_path)
    assert done.code == 2
    assert words[1] in done.stderr
    assert done.stderr.count("\n") == 1


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
