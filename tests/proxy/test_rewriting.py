"""`--rewrite`: what leads to the target leads to the proxy, and nothing else changes."""

from __future__ import annotations

import pytest

from tests.proxy.raw_target import answering, client, exactly, raw_target
from tests.proxy.running import forwarding

GET = b"GET /v1/x HTTP/1.1\r\nHost: localhost:8001\r\n\r\n"


@pytest.mark.parametrize("wished", [True, False])
def test_places_and_cookies_lead_to_the_proxy(wished: bool) -> None:
    """Location by origin alone; a cookie without what keeps a browser from sending it back; only where it is wished."""
    pairs = [
        (b"Location: TARGET/v1/x?a=TARGET", b"Location: http://localhost:8001/v1/x?a=TARGET"),
        (b"location:  TARGET0/v1/x", b"location:  TARGET0/v1/x"),
        (b"Content-Location: /v1/x", b"Content-Location: /v1/x"),
        (b"Set-Cookie: s=a=b; Path=/; Domain=t.example; secure;HttpOnly", b"Set-Cookie: s=a=b; Path=/;HttpOnly"),
        (b"SET-COOKIE: t=1; SameSite=None; Secure", b"SET-COOKIE: t=1"),
        (b"Set-Cookie:u=1; SameSite=Lax", b"Set-Cookie:u=1; SameSite=Lax"),
        (b"X-Link: TARGET/v1", b"X-Link: TARGET/v1"),
    ]
    with raw_target(answering()) as target:
        origin = b"http://127.0.0.1:%d" % target.port

        def octets(side: int) -> bytes:
            lines = [b"HTTP/1.1 201 Created", *(pair[side] for pair in pairs), b"Content-Length: 0", b"", b""]
            return b"\r\n".join(lines).replace(b"TARGET", origin)

        target.play = answering(octets(0))
        with forwarding(target.url, rewrite=wished) as proxy, client(proxy.address) as one:
            one.sendall(GET)
            wanted = octets(1 if wished else 0)
            assert exactly(one, len(wanted)) == wanted
