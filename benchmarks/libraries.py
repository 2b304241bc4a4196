"""The floor: what the libraries cost that the mock rests on, without anything of the mock's own between them.

An ASGI app under the same uvicorn as the bare one, which does by hand what one of the three operations asks for: reads
the body (orjson), judges it (jsonschema-rs), keeps or changes a record (TinyDB over the journal), judges the answer and
writes it. No routing, no credentials, no parameters, no rules of who gives what, no journal of requests, no sandboxes.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import orjson

from mock_server.engine.api import Api
from mock_server.openapi.reading.pointers import at, replaced
from mock_server.settings import Settings
from mock_server.store import open_store
from mock_server.values import Values

ROOT = Path(__file__).resolve().parents[1]
STORE = open_store(sys.argv[2])
API = Api.load(Settings(spec=ROOT / "openapi.yaml"), STORE, Values())
CREATE = next(plan for plan in API.plans if plan.operation.id == "createClient")
SENT = API.validators.validator(CREATE.operation.request_schema or True, "request")
SHOWN = CREATE.successes[0]
PLACE = CREATE.behaviour.record or ()
OWN = at(SHOWN.frame, PLACE)
"""A whole record, of which a request gives the most."""


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Create, refuse or remove."""
    if scope["type"] != "http":
        return
    status: int
    said: Any
    if scope["method"] == "DELETE":
        key = scope["path"].rpartition("/")[2]
        held = STORE.read("clients", key)
        status, said = (
            (200, {"success": True, "deleted": True, "hard": False}) if held else (404, {"error": "Not Found"})
        )
        if held:
            STORE.replace("clients", key, {**held, "status": False})
    else:
        sent = orjson.loads((await receive())["body"])
        if SENT.is_valid(sent):
            record = {**OWN, **sent}
            status, said = 201, replaced(SHOWN.frame, PLACE, record)
            assert SHOWN.is_valid(said)
            STORE.create("clients", sent["id"], record)
        else:
            found = SENT.violations(sent)
            status, said = 400, {"error": "Bad Request", "code": 400, "message": found[0].message}
    body = orjson.dumps(said)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    import uvicorn

    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, lifespan="off", ws="none")
    uvicorn.Server(config).run(sockets=[listener])
