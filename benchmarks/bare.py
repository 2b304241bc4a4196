"""The yardstick: a bare ASGI app that answers a constant, under the same uvicorn configuration as the mock."""

from __future__ import annotations

import socket
import sys
from typing import Any

BODY = b'{"success":true,"deleted":true,"hard":false}'
HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer 200 with a constant body."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    import uvicorn

    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, lifespan="off", ws="none")
    uvicorn.Server(config).run(sockets=[listener])
