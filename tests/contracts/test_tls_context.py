"""Who vouches for a target on https: the system's authorities, those of `--ca`, or nobody with `--insecure`."""

from __future__ import annotations

import socket
import ssl
import threading
from typing import TYPE_CHECKING

import pytest

from contracts.errors import UsageError
from contracts.traffic.tls_context import TlsTrust
from tests.certificates import Certificates, made

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority, a server and a client that it vouches for."""
    return made(tmp_path_factory.mktemp("certificates"))


def greeted(context: ssl.SSLContext, certificates: Certificates, *, asks: bool = False) -> str:
    """Who the server says the client is, after a handshake with this context."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificates.server)
    if asks:
        server.verify_mode = ssl.CERT_REQUIRED
        server.load_verify_locations(certificates.authority)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            raw, _ = listener.accept()
            try:
                with server.wrap_socket(raw, server_side=True) as one:
                    subject = dict(pair[0] for pair in (one.getpeercert() or {}).get("subject", ()))  # type: ignore[misc]
                    one.sendall(str(subject.get("commonName", "nobody")).encode())
            except OSError:
                raw.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            with (
                socket.create_connection(listener.getsockname(), timeout=120) as raw,
                context.wrap_socket(raw, server_hostname="127.0.0.1") as one,
            ):
                return one.recv(100).decode()
        finally:
            thread.join(30)


def test_who_is_believed(certificates: Certificates) -> None:
    """A certificate of one's own authority is believed with `--ca` alone, or with `--insecure`."""
    assert greeted(TlsTrust(ca=certificates.authority).context(), certificates) == "nobody"
    assert greeted(TlsTrust(insecure=True).context(), certificates) == "nobody"
    with pytest.raises(ssl.SSLCertVerificationError):
        greeted(TlsTrust().context(), certificates)


def test_a_certificate_of_the_client_is_shown(certificates: Certificates) -> None:
    """A server that asks for one gets that of `--client-cert`."""
    trust = TlsTrust(ca=certificates.authority, client_cert=certificates.client)
    assert greeted(trust.context(), certificates, asks=True) == "tests of contracts, client"


def test_files_that_are_none(tmp_path: Path) -> None:
    """What is missing, or holds no certificate, is a sentence that names the file."""
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    for trust in (TlsTrust(ca=wrong), TlsTrust(client_cert=wrong)):
        with pytest.raises(UsageError, match=r"wrong\.pem holds no certificate"):
            trust.context()
    with pytest.raises(UsageError, match="is not there"):
        TlsTrust(ca=tmp_path / "none.pem").context()
    with pytest.raises(UsageError, match="give one of them"):
        TlsTrust(ca=wrong, insecure=True).context()
