"""The WSGI face of a board: octets in, octets out, and two addresses outside the API to judge a run by."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tests.target_crud.exchange import Call
from tests.target_crud.routes import routed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.target_crud.service import Service


def application(service: Service) -> Callable[[dict[str, Any], Callable[..., Any]], list[bytes]]:
    """The WSGI application of ``service``."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        target = environ["RAW_URI"]
        if target in ("/__state", "/__log"):
            raw = json.dumps(service_state() if target == "/__state" else service.log).encode()
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(raw)))])
            return [raw]
        route, path, allowed = routed(environ["REQUEST_METHOD"], target.partition("?")[0])
        call = Call(
            environ["REQUEST_METHOD"], target, route, path, _headers(environ), environ["wsgi.input"].read(),
            allowed=allowed,
        )  # fmt: skip
        reply = service.answer(call)
        raw = reply.raw if reply.raw is not None else b""
        headers = dict(reply.headers)
        if reply.raw is None and reply.body is not None:
            raw = service.render(reply.body)
            headers.setdefault("Content-Type", "application/json")
        if reply.status != 204:
            headers["Content-Length"] = str(len(raw))
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", list(headers.items()))
        return [raw] if call.method != "HEAD" and reply.status != 204 else []

    def service_state() -> dict[str, Any]:
        with service.lock:
            return {"changed": service.records.changed(), "left": service.records.left(), "crashes": service.crashes}

    return answer


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    """Header fields by lower-case name."""
    return {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
