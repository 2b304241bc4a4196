"""Faults of form: the status, or a header that belongs to it, is not the documented one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.target.changes import Table, finishing, status
from tests.target.exchange import CREATE, DELETE, ISSUE

if TYPE_CHECKING:
    from tests.target.exchange import Call, Reply


def _without_allow(call: Call, reply: Reply) -> None:
    reply.headers.pop("Allow", None)


def _page(call: Call, reply: Reply) -> None:
    if call.operation is None:
        reply.raw = b"<!doctype html><title>404</title><h1>Not here</h1>"
        reply.headers["Content-Type"] = "text/html"


def _errors_as_200(call: Call, reply: Reply) -> None:
    reply.status = 200


STATUSES: Table = {
    "create-answers-200": ("A create is answered with 200.", status(CREATE, 201, 200)),
    "create-answers-202": ("A create is answered with 202.", status(CREATE, 201, 202)),
    "api-key-answers-200": ("A new API key is answered with 200.", status(ISSUE, 201, 200)),
    "delete-answers-204": ("A delete is answered with 204 and nothing.", status(DELETE, 200, 204)),
    "delete-answers-202": ("A delete is answered with 202.", status(DELETE, 200, 202)),
    "invalid-answers-422": ("What is invalid is answered with 422.", status(None, 400, 422)),
    "invalid-api-key-answers-422": (
        "Only an invalid API key request is answered with 422.",
        status(ISSUE, 400, 422),
    ),
    "conflict-answers-400": ("A taken id is answered with 400.", status(None, 409, 400)),
    "conflict-answers-500": ("A taken id is answered with 500.", status(None, 409, 500)),
    "unknown-client-answers-410": (
        "A client that isn't there is answered with 410.",
        status(DELETE, 404, 410),
    ),
    "unknown-client-answers-400": (
        "A client that isn't there is answered with 400.",
        status(DELETE, 404, 400),
    ),
    "unknown-client-answers-500": (
        "A client that isn't there is answered with 500.",
        status(DELETE, 404, 500),
    ),
    "errors-answer-200": (
        "Every error is answered with status 200.",
        finishing(_errors_as_200, statuses=(400, 401, 404, 409)),
    ),
    "unknown-path-is-html": (
        "An unknown path is answered with an HTML page.",
        finishing(_page, statuses=(404,)),
    ),
    "unknown-method-without-allow": ("A 405 lacks Allow.", finishing(_without_allow, statuses=(405,))),
    "unknown-method-answers-404": ("An unknown method is answered with 404.", status(None, 405, 404)),
    "unknown-method-answers-500": ("An unknown method is answered with 500.", status(None, 405, 500)),
}
