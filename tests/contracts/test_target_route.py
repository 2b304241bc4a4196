"""How a target is reached: authorities of one's own, client certificates, a proxy, over real TLS on loopback."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from contracts.errors import TargetError, UsageError
from contracts.exchange import Request
from contracts.traffic.forward_proxy import ForwardProxy
from contracts.traffic.target import Target
from contracts.traffic.target_route import TargetRoute
from contracts.traffic.tls_context import TlsTrust
from tests.certificates import Certificates, made
from tests.json_server import on_thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASK = Request("GET", "/notes", ())


class Handler(BaseHTTPRequestHandler):
    """Answers with what it was asked; handshakes are on the connection's own thread."""

    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        """Secure the connection first where the server has a context."""
        context = getattr(self.server, "context", None)
        if context is not None:
            self.request.settimeout(20)
            self.request = context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        """Close the secured connection, which the server does not know."""
        with contextlib.suppress(OSError, ValueError):
            super().finish()
        self.request.close()

    def do_GET(self) -> None:
        """Answer."""
        peer = self.request.getpeercert() if isinstance(self.request, ssl.SSLSocket) else None
        body = f"{self.path} {self.headers.get('Proxy-Authorization', '-')} {bool(peer)}".encode()
        self.send_response(200 if "/notes" in self.path else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        """Pass on octets to where the request says, for those who log in."""
        self.close_connection = True
        self.server.tunnels.append(self.path)  # type: ignore[attr-defined]
        if self.headers.get("Proxy-Authorization") is None:
            self.send_error(407)
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=60) as other:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pass_on, args=(other, self.request), daemon=True)
            back.start()
            _pass_on(self.request, other)
            back.join(20)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Quiet(ThreadingHTTPServer):
    """Says nothing of handshakes that fail; ``context`` is the one for TLS, ``tunnels`` what was asked of a proxy."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.context = context
        self.tunnels: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, *_: Any) -> None:
        """Say nothing."""


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    try:
        while octets := one.recv(65536):
            other.sendall(octets)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority, a server and a client that it vouches for."""
    return made(tmp_path_factory.mktemp("route"))


def _context(certificates: Certificates, *, asks: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server)
    if asks:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(certificates.authority)
    return context


@pytest.fixture
def secured(certificates: Certificates) -> Iterator[str]:
    """The URL of a server on https."""
    with on_thread(Quiet(_context(certificates))) as url:
        yield url.replace("http://", "https://")


def asked(url: str, route: TargetRoute) -> str:
    """What the server says of two requests; both come on one connection."""
    target = Target(url, timeout=20.0, route=route)
    try:
        first, second = (target.send(ASK).body.decode() for _ in range(2))
        assert first == second
        return first
    finally:
        target.close()


def test_an_authority_of_ones_own(secured: str, certificates: Certificates) -> None:
    """What `--ca` vouches for, or anything with `--insecure`, is asked; else one sentence names the option."""
    assert asked(secured, TargetRoute(TlsTrust(ca=certificates.authority))) == "/notes - False"
    assert asked(secured, TargetRoute(TlsTrust(insecure=True))) == "/notes - False"
    with pytest.raises(TargetError, match=r"^the certificate of 127\.0\.0\.1 is not trusted .* --ca FILE") as caught:
        asked(secured, TargetRoute())
    assert not caught.value.sent


def test_a_context_is_made_once(secured: str, certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections of one target share it."""
    contexts: list[ssl.SSLContext] = []
    make = TlsTrust.context

    def context(trust: TlsTrust) -> ssl.SSLContext:
        contexts.append(make(trust))
        return contexts[-1]

    monkeypatch.setattr(TlsTrust, "context", context)
    route = TargetRoute(TlsTrust(ca=certificates.authority))
    asked(secured, route)
    asked(secured, route)
    assert len(contexts) == 1


def test_a_certificate_is_shown(certificates: Certificates) -> None:
    """A server that asks for one sees that of `--client-cert`, and refuses who has none."""
    with on_thread(Quiet(_context(certificates, asks=True))) as url:
        url = url.replace("http://", "https://")
        trust = TlsTrust(ca=certificates.authority, client_cert=certificates.client)
        assert asked(url, TargetRoute(trust)) == "/notes - True"
        with pytest.raises(TargetError):
            asked(url, TargetRoute(TlsTrust(ca=certificates.authority)))


def test_a_proxy_on_the_way(secured: str, certificates: Certificates) -> None:
    """It gets whole URLs with what it is shown for itself, and is asked for a tunnel to https."""
    proxy = Quiet()
    trust = TlsTrust(ca=certificates.authority)
    with on_thread(proxy) as url:
        through = ForwardProxy.of(url.replace("http://", "http://me:p%40ss@"))
        shown = f"Basic {base64.b64encode(b'me:p@ss').decode()}"
        plain = asked("http://service.example/v1", TargetRoute(proxy=through))
        assert plain == f"http://service.example/v1/notes {shown} False"
        assert asked(secured, TargetRoute(trust, through)) == "/notes - False"
        assert proxy.tunnels == [secured.removeprefix("https://")]
        with pytest.raises(TargetError, match=r"^the proxy 127\.0\.0\.1:\d+ does not lead to 127.*: 407"):
            asked(secured, TargetRoute(trust, ForwardProxy.of(url)))
    with pytest.raises(TargetError, match=r"the proxy .* can't be reached"):
        asked(secured, TargetRoute(trust, through))


@pytest.mark.parametrize("url", ["https://p:1", "p:1", "http://p:1/path", "http://p:none", "socks5://p"])
def test_what_is_no_proxy(url: str) -> None:
    """Anything but http and a host is a sentence that shows the form."""
    with pytest.raises(UsageError, match="--proxy takes http://HOST:PORT"):
        ForwardProxy.of(url)


def test_a_check_of_a_service_behind_tls(
    secured: str, certificates: Certificates, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command takes the options, says that it believed anybody, and tells who is not trusted."""
    spec = tmp_path / "notes.json"
    spec.write_text(
        '{"openapi": "3.0.3", "info": {"title": "Notes", "version": "1"}, "paths": {"/notes": {"get": {"responses":'
        ' {"200": {"description": "said"}}}}}}'
    )
    words = ["check", secured, "--spec", str(spec), "--read-only", "--fuzz", "0", "--ledger", str(tmp_path / "ledger")]
    assert main([*words, "--ca", str(certificates.authority)]) == 0
    assert "--insecure" not in capsys.readouterr().out
    assert main([*words, "--insecure"]) == 0
    assert "certificate was not looked at (--insecure)" in capsys.readouterr().out
    assert main(words) == 3
    said = "".join(capsys.readouterr())
    assert "name the authority that vouches for it with --ca FILE" in said
    assert "Traceback" not in said
    assert main([*words, "--client-cert", str(spec)]) == 2
    assert main([*words, "--proxy", "ftp://p"]) == 2
