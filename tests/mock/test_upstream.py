"""A mock in front of a service that is half built: what it can answer comes from there, the rest from the mock."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.certificates import made as certificates
from tests.json_server import answering
from tests.mock.half_built import HalfBuilt, document
from tests.running import run_in_process, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.running import RunningMock


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document, in a file."""
    path = tmp_path_factory.mktemp("half") / "openapi.json"
    path.write_text(json.dumps(document()))
    return path


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[HalfBuilt, str]]:
    """The service and its URL."""
    built = HalfBuilt()
    with answering(built.answer) as url:
        yield built, url


@pytest.fixture(scope="module")
def mock(spec: Path, service: tuple[HalfBuilt, str]) -> Iterator[RunningMock]:
    """A mock in front of it, which never asks it for the customers' creation."""
    words = ("--upstream", f"{service[1]}/api", "--mock", "addCustomer")
    with running_mock(*words, spec=spec) as running:
        yield running


_HEADERS = {"Authorization": "Bearer of-the-service"}


def _ask(mock: RunningMock, method: str, path: str, **more: Any) -> httpx.Response:
    headers = {**_HEADERS, **more.pop("headers", {})}
    return httpx.request(method, f"{mock.origin}/v2{path}", headers=headers, **more)


def _source(answer: httpx.Response) -> tuple[str, str]:
    who, _, why = answer.headers["mock-source"].partition("; reason=")
    return who, why.strip('"')


def test_what_is_built_comes_from_the_service(mock: RunningMock, service: tuple[HalfBuilt, str]) -> None:
    """Target, fields, credentials and octets go there and come back, the base path in the place of the document's."""
    answer = _ask(mock, "GET", "/customers/c-9?trace=a%2Fb", headers={"X-Own": "1", "X-Mock-Sandbox": "s"})
    assert answer.json() == {"ref": "c-9", "name": "Nina", "tier": "gold"}
    assert (answer.headers["x-shard"], answer.headers["set-cookie"]) == ("7", "sid=1; Domain=service.example")
    assert _source(answer) == ("upstream", "the operation is not mocked")
    method, target, fields, _ = service[0].asked[-1]
    assert (method, target) == ("GET", "/api/customers/c-9?trace=a%2Fb")
    assert fields["authorization"] == "Bearer of-the-service"
    assert fields["x-own"] == "1"
    assert fields["host"] in service[1]
    assert not {"x-mock-sandbox", "connection", "transfer-encoding"} & fields.keys()
    assert len(answer.headers.get_list("date")) == 1


def test_octets_are_not_changed(mock: RunningMock) -> None:
    """A compressed body stays compressed, a redirect is the client's, what breaks the document is the service's."""
    with httpx.stream("GET", f"{mock.origin}/v2/customers", headers=_HEADERS) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(answer.iter_raw())).startswith(b"[{")
    octets = bytes(range(256))
    answer = _ask(mock, "POST", "/echo", content=octets, headers={"Content-Type": "application/x-own"})
    assert answer.json()["sent"].encode("latin-1") == octets
    assert answer.headers["location"] == "https://elsewhere.example/"
    assert _ask(mock, "HEAD", "/customers").headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("method", "path", "sent", "why"),
    [
        ("POST", "/refunds", {"item": "x"}, "the service answered 501"),
        ("GET", "/prices", None, "the service answered 502"),
        ("GET", "/reports", None, "the service has no such route"),
        ("POST", "/customers", {"name": "New"}, "the operation is named by --mock"),
    ],
)
def test_the_mock_answers_what_is_missing(mock: RunningMock, method: str, path: str, sent: Any, why: str) -> None:
    """And says why; any well-formed credential lets in, since they are the service's."""
    answer = _ask(mock, method, path, json=sent)
    assert answer.status_code in (200, 201)
    assert _source(answer) == ("mock", why)
    assert httpx.request(method, f"{mock.origin}/v2{path}", json=sent).status_code == 401  # none at all is the mock's


def test_a_named_operation_is_never_asked_for(mock: RunningMock, service: tuple[HalfBuilt, str]) -> None:
    """The service sees nothing of it, a bad request neither."""
    before = len(service[0].asked)
    assert _ask(mock, "POST", "/customers", json={"name": 1}).status_code == 400
    assert len(service[0].asked) == before


def test_a_documented_404_is_the_services_own(mock: RunningMock) -> None:
    """The record is missing; an operation that has succeeded once is never taken for missing."""
    answer = _ask(mock, "GET", "/customers/nobody")
    assert (answer.status_code, answer.json()) == (404, {"problem": "no such customer"})
    assert _source(answer)[0] == "upstream"


def test_what_no_operation_covers_goes_to_the_service(mock: RunningMock, service: tuple[HalfBuilt, str]) -> None:
    """Other paths, other methods; but not the mock's own pages."""
    answer = _ask(mock, "GET", "/undocumented")
    assert (answer.status_code, _source(answer)) == (418, ("upstream", "no operation of the document is meant"))
    assert _ask(mock, "PURGE", "/customers").status_code == 404
    assert service[0].asked[-1][0] == "PURGE"
    before = len(service[0].asked)
    assert httpx.get(f"{mock.origin}/v2/openapi.json").json()["info"]["title"] == "Half built"
    assert len(service[0].asked) == before


def test_records_of_the_service_are_known(mock: RunningMock) -> None:
    """A mocked order belongs to a real customer, and is refused for one that the service does not have."""
    _ask(mock, "GET", "/customers", headers={"X-Mock-Sandbox": "shop"})
    here = {"X-Mock-Sandbox": "shop"}
    made = _ask(mock, "POST", "/customers/c-9/orders", json={"item": "tea"}, headers=here)
    assert (made.status_code, _source(made)) == (201, ("mock", "the service has no such route"))
    listed = _ask(mock, "GET", "/customers/c-9/orders", headers=here)
    assert listed.json() == [made.json()]
    assert _ask(mock, "GET", f"/customers/c-9/orders/{made.json()['no']}", headers=here).json() == made.json()


def test_wishes_and_rules_are_the_mocks(mock: RunningMock, service: tuple[HalfBuilt, str]) -> None:
    """Whoever prefers an answer asks the mock for it."""
    before = len(service[0].asked)
    answer = _ask(mock, "GET", "/customers/c-9", headers={"Prefer": "code=404"})
    assert (answer.status_code, _source(answer)) == (404, ("mock", "the client asks the mock"))
    assert len(service[0].asked) == before


def test_the_journal_tells_of_both(mock: RunningMock) -> None:
    """An answer of the service is an entry like others, and its why says where it came from."""
    for path in ("/nowhere", "/customers/c-9", "/reports"):
        _ask(mock, "GET", path, headers={"X-Mock-Sandbox": "told"})
    with mock.admin_client() as admin:
        listed = admin.get("/requests?sandbox=told").json()
        strange, theirs, ours = (admin.get(f"/requests/{entry['id']}").json() for entry in listed["requests"][-3:])
    assert [step["step"] for step in strange["why"]] == ["routed", "forwarded"]
    assert (theirs["answer"]["status"], theirs["why"][-1]["outcome"]) == (200, "upstream")
    assert "Nina" in json.dumps(theirs["answer"])
    steps = {step["step"]: step for step in ours["why"]}
    assert steps["forwarded"]["outcome"] == "mock"
    assert "the service has no such route" in steps["forwarded"]["says"]
    assert steps["answered"]["outcome"] in ("record", "generated")


def test_a_page_of_another_origin_reads_the_services_answers(mock: RunningMock) -> None:
    """By the mock's rules of origins, and with the source among what it may read."""
    answer = _ask(mock, "GET", "/customers/c-9", headers={"Origin": "http://localhost:3000"})
    assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert "mock-source" in answer.headers["access-control-expose-headers"]


def test_a_service_that_is_gone(spec: Path) -> None:
    """The mock answers what it can; what it can't is a 502 in the API's error shape that names the service."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with running_mock("--upstream", url, "--fallback", "unreachable", spec=spec) as mock:
            assert _source(_ask(mock, "GET", "/prices")) == ("mock", "the service is unreachable")
            nobody = _ask(mock, "GET", "/undocumented")
            assert nobody.status_code == 502
            assert url in json.dumps(nobody.json())


@pytest.mark.slow
def test_fallbacks_are_chosen(spec: Path, service: tuple[HalfBuilt, str]) -> None:
    """Each 404, and nothing else: other answers of the service stay what they are. A path names what is below it."""
    words = ("--upstream", f"{service[1]}/api", "--fallback", "404", "--mock", "/customers/{ref}/orders")
    with running_mock(*words, spec=spec) as mock:
        assert _source(_ask(mock, "GET", "/customers/nobody")) == ("mock", "the service answered 404")
        assert _ask(mock, "POST", "/refunds", json={"item": "x"}).status_code == 501
        assert _source(_ask(mock, "GET", "/customers/c-9/orders/1")) == ("mock", "the operation is named by --mock")


def test_a_large_body_passes_by(spec: Path, service: tuple[HalfBuilt, str]) -> None:
    """What is larger than the mock takes goes to the service in parts."""
    with running_mock("--upstream", f"{service[1]}/api", "--max-body", "1000", spec=spec) as mock:
        large = b"x" * 300_000
        assert _ask(mock, "POST", "/echo", content=large).json()["sent"].encode() == large


def test_a_stream_comes_item_by_item_and_ends_with_the_client(spec: Path) -> None:
    """Events are not held up; when the client has left, so has the mock from the service."""
    gone = threading.Event()
    sockets = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = sockets.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
            connection.settimeout(10)
            if connection.recv(1) == b"":
                gone.set()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with sockets, running_mock("--upstream", f"http://127.0.0.1:{sockets.getsockname()[1]}", spec=spec) as mock:
        with httpx.stream("GET", f"{mock.origin}/v2/events", timeout=60) as answer:
            assert next(answer.iter_text()) == "data: 1\n\n"
        assert gone.wait(10)
        thread.join(10)


def test_an_answer_that_breaks_off_is_no_whole_one(spec: Path) -> None:
    """The client learns that it is not whole, and nothing of it is kept."""
    sockets = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = sockets.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n[")

    threading.Thread(target=serve, daemon=True).start()
    with sockets, running_mock("--upstream", f"http://127.0.0.1:{sockets.getsockname()[1]}", spec=spec) as mock:
        with pytest.raises(httpx.RemoteProtocolError):
            _ask(mock, "GET", "/customers")
        assert "broke off" in mock.stderr


@pytest.mark.slow
def test_certificates_vouch_for_the_service(spec: Path, tmp_path: Path) -> None:
    """Those of the machine by default, a file's, or nobody's; a service that nobody vouches for can't be reached."""
    import ssl
    from http.server import BaseHTTPRequestHandler, HTTPServer

    from tests.json_server import on_thread

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'["tls"]')

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    files = certificates(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.server)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with on_thread(server) as url:
        url = url.replace("http:", "https:")
        for words, wanted in (
            ((), "mock"),
            (("--upstream-ca", str(files.authority)), "upstream"),
            (("--upstream-insecure",), "upstream"),
        ):
            with running_mock("--upstream", url, *words, spec=spec) as mock:
                assert _source(_ask(mock, "GET", "/prices"))[0] == wanted
                assert f"upstream   {url} answers what it can" in mock.stdout
                assert ("nobody looks at" in mock.stdout) == ("--upstream-insecure" in words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mock", "x"), "--mock says something of a real service; name it with --upstream URL"),
        (("--upstream", "staging"), "staging is no URL of a service"),
        (("--upstream", "http://u:p@h"), "the URL holds credentials"),
        (("--upstream", "http://h", "--fallback", "200"), "'200' is no status from 400 on"),
        (("--upstream", "http://h", "--fallback", "none,404"), "none stands alone"),
        (("--upstream", "http://h", "--mock", "refnd"), "--mock refnd means no operation; there are refund"),
        (("--upstream", "https://h", "--upstream-ca", "nowhere.pem"), "nowhere.pem can't be read"),
    ],
)
def test_what_is_typed_wrong_is_said(spec: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """In one sentence, with exit code 2."""
    result = run_in_process("--spec", str(spec), "--store", "memory:", "--port", "0", *words, cwd=tmp_path)
    assert result.code == 2
    assert said in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
