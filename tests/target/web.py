"""The Flask face of a service: three routes, two more outside the API to judge a run by, one error form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound

from tests.target.exchange import CREATE, DELETE, ISSUE, Call, Reply, refusal

if TYPE_CHECKING:
    from tests.target.service import Service

BASE = "/api/v1"


def application(service: Service) -> Flask:
    """The WSGI application of ``service``."""
    app = Flask("target", static_folder=None)
    app.url_map.merge_slashes = False

    def create_client() -> Response:
        return _response(service, service.answer(_call(CREATE)))

    def create_api_key() -> Response:
        return _response(service, service.answer(_call(ISSUE)))

    def delete_client(client_id: str) -> Response:
        if _has_more_segments():
            raise NotFound
        call = _call(DELETE)
        call.client_id = client_id
        return _response(service, service.answer(call))

    def state() -> Response:
        return Response(service.render(service.state()), content_type="application/json")

    def log() -> Response:
        return Response(service.render(list(service.log)), content_type="application/json")

    def failed(error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            service.crashes.append(repr(error))
            error = InternalServerError()
        if isinstance(error, MethodNotAllowed) and _has_more_segments():
            error = NotFound()
        reply = refusal(error.code or 500)
        if isinstance(error, MethodNotAllowed):
            reply.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return _response(service, service.answer(_call(None), reply))

    for path, view, method in (
        (f"{BASE}/clients", create_client, "POST"),
        (f"{BASE}/clients/<path:client_id>", delete_client, "DELETE"),
        (f"{BASE}/mcp/api-keys", create_api_key, "POST"),
        ("/__state", state, "GET"),
        ("/__log", log, "GET"),
    ):
        app.add_url_rule(path, view_func=view, methods=[method], provide_automatic_options=False)
    app.register_error_handler(Exception, failed)
    return app


def _call(operation: str | None) -> Call:
    return Call(
        operation=operation,
        method=request.method,
        target=request.environ["RAW_URI"],
        headers=request.headers,
        query=request.args,
        cookies=request.cookies,
        raw=request.get_data(cache=False),
    )


def _has_more_segments() -> bool:
    """Whether a client's path goes on after the id; an encoded slash is part of it (RFC 3986 section 2.2)."""
    path = request.environ["RAW_URI"].partition("?")[0]
    return "/" in path.partition(f"{BASE}/clients/")[2]


def _response(service: Service, reply: Reply) -> Response:
    if reply.dropped:
        request.environ["target.dropped"] = True
    raw = reply.raw if reply.raw is not None else service.render(reply.body)
    headers = {"Content-Type": "application/json", **reply.headers}
    if reply.chunked:
        return Response(iter([raw[:20], raw[20:]]), reply.status, headers)
    return Response(raw, reply.status, headers)
