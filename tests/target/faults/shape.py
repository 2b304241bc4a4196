"""Faults of form: an answer's body, media type or encoding is not the documented one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.planted import setting, several
from tests.target.changes import Table, body, client, drop, error, finishing, put, raw, rename
from tests.target.exchange import CREATE, DELETE, ISSUE

if TYPE_CHECKING:
    from datetime import datetime

    from tests.target.exchange import Call, Reply
    from tests.target.service import Service

_PAGE = b"<!doctype html><title>Error</title><h1>Something went wrong</h1>"


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())


def _html(service: Service, reply: Reply) -> bytes:
    return _PAGE


def _only_client(call: Call, reply: Reply) -> None:
    reply.body = reply.body["data"]


def _truncated(service: Service, reply: Reply) -> bytes:
    return service.render(reply.body)[:-7]


def _quoted_singly(service: Service, reply: Reply) -> bytes:
    return repr(reply.body).encode()


def _latin(service: Service, reply: Reply) -> bytes:
    return json.dumps(reply.body, ensure_ascii=False).encode("latin-1", "replace")


SHAPE: Table = {
    "create-without-success": ("The answer to a create lacks `success`.", body(drop("success"), CREATE, 201)),
    "create-says-success-false": (
        "A create succeeds with `success: false`.",
        body(put("success", False), CREATE, 201),
    ),
    "delete-says-success-in-words": (
        "A delete's `success` is a string.",
        body(put("success", "true"), DELETE, 200),
    ),
    "api-key-says-success-one": ("A new API key's `success` is 1.", body(put("success", 1), ISSUE, 201)),
    "client-without-envelope": (
        "The client stands at the top of the answer, not in `data`.",
        finishing(_only_client, CREATE, (201,)),
    ),
    "client-in-a-list": (
        "`data` is a list of one client.",
        body(put("data", lambda old: [old]), CREATE, 201),
    ),
    "client-under-another-name": (
        "The client is in `client`, not `data`.",
        body(rename("data", "client"), CREATE, 201),
    ),
    "secret-key-missing": ("A new client's answer lacks its secret key.", client(drop("secret_key"))),
    "publishable-key-missing": (
        "A new client's answer lacks its publishable key.",
        client(drop("publishable_key")),
    ),
    "secret-key-masked": (
        "The secret key is shown with stars.",
        client(put("secret_key", lambda k: k[:7] + "*" * 28)),
    ),
    "secret-key-short": (
        "The secret key is one digit short.",
        client(put("secret_key", lambda key: key[:-1])),
    ),
    "secret-key-prefix-wrong": (
        "The secret key starts with sec_.",
        client(put("secret_key", lambda k: "sec_" + k[3:])),
    ),
    "publishable-key-upper-case": (
        "The publishable key is in capitals.",
        client(put("publishable_key", str.upper)),
    ),
    "publishable-key-null": ("The publishable key is null.", client(put("publishable_key", None))),
    "created-at-missing": ("A new client's answer lacks `created_at`.", client(drop("created_at"))),
    "updated-at-missing": ("A new client's answer lacks `updated_at`.", client(drop("updated_at"))),
    "times-renamed": (
        "The times are called createdAt and updatedAt.",
        several(client(rename("created_at", "createdAt")), client(rename("updated_at", "updatedAt"))),
    ),
    "times-as-numbers": ("Times are seconds since 1970.", setting(stamp=_epoch)),
    "times-without-zone": ("Times lack their zone.", setting(stamp=lambda moment: moment.isoformat()[:23])),
    "times-with-blank": ("A blank stands between date and time.", setting(stamp=lambda moment: str(moment))),
    "times-in-header-form": (
        "Times are written as in HTTP headers.",
        setting(stamp=lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S GMT")),
    ),
    "times-only-dates": (
        "Times are dates without time.",
        setting(stamp=lambda moment: moment.date().isoformat()),
    ),
    "status-as-word": (
        "A client's status is a word.",
        client(put("status", lambda on: "active" if on else "inactive")),
    ),
    "status-as-number": ("A client's status is 1 or 0.", client(put("status", lambda on: int(on)))),
    "id-missing": ("A new client's answer lacks its id.", client(drop("id"))),
    "id-under-another-name": ("The id is called client_id.", client(rename("id", "client_id"))),
    "name-in-an-object": (
        "A client's name is an object.",
        client(put("name", lambda name: {"display": name})),
    ),
    "create-is-html": (
        "A create is answered with text/html.",
        raw(_html, CREATE, 201, Content_Type="text/html"),
    ),
    "create-labelled-as-text": (
        "A create's JSON is labelled text/plain.",
        finishing(lambda call, reply: reply.headers.update({"Content-Type": "text/plain"}), CREATE, (201,)),
    ),
    "errors-are-html": (
        "Errors are HTML pages.",
        raw(_html, None, 400, 401, 404, 409, Content_Type="text/html; charset=utf-8"),
    ),
    "not-found-is-html": ("Only a 404 is an HTML page.", raw(_html, None, 404, Content_Type="text/html")),
    "json-cut-off": ("A create's JSON lacks its end.", raw(_truncated, CREATE, 201)),
    "json-with-single-quotes": ("A delete's JSON is in single quotes.", raw(_quoted_singly, DELETE, 200)),
    "create-answer-empty": ("A create's answer has no body.", raw(lambda service, reply: b"", CREATE, 201)),
    "conflict-answer-empty": ("A 409 has no body.", raw(lambda service, reply: b"", None, 409)),
    "answers-in-latin-1": ("A create is answered in Latin-1.", raw(_latin, CREATE, 201)),
    "api-key-in-an-object": (
        "A new key is in an object.",
        body(put("data", lambda k: {"key": k}), ISSUE, 201),
    ),
    "api-key-null": ("A new key's `data` is null.", body(put("data", None), ISSUE, 201)),
    "api-key-missing": ("A new key's answer lacks `data`.", body(drop("data"), ISSUE, 201)),
    "deleted-missing": ("A delete's answer lacks `deleted`.", body(drop("deleted"), DELETE, 200)),
    "hard-missing": ("A delete's answer lacks `hard`.", body(drop("hard"), DELETE, 200)),
    "hard-as-word": (
        "A delete's `hard` is a string.",
        body(put("hard", lambda h: str(h).lower()), DELETE, 200),
    ),
    "delete-in-an-envelope": (
        "A delete's flags are in `data`.",
        body(
            lambda answer: answer.update(data={"deleted": answer.pop("deleted"), "hard": answer.pop("hard")}),
            DELETE,
            200,
        ),
    ),
    "error-code-as-string": (
        "`code` is a string in every error.",
        error(put("code", str), 400, 401, 404, 409),
    ),
    "error-code-always-500": (
        "`code` is 500 whatever the status.",
        error(put("code", 500), 400, 401, 404, 409),
    ),
    "conflict-code-says-400": ("A 409's `code` is 400.", error(put("code", 400), 409)),
    "unauthorized-without-error": ("A 401 lacks `error`.", error(drop("error"), 401)),
    "not-found-without-message": ("A 404 lacks `message`.", error(drop("message"), 404)),
    "conflict-without-code": ("A 409 lacks `code`.", error(drop("code"), 409)),
    "error-message-null": ("A 400's `message` is null.", error(put("message", None), 400)),
    "error-nested": (
        "The error is an object within `error`.",
        error(lambda answer: answer.update(error=dict(answer)), 400, 401, 404, 409),
    ),
    "details-as-text": (
        "A 400's details are one string.",
        error(put("details", lambda old: "; ".join(item["message"] for item in old)), 400),
    ),
    "details-as-object": (
        "A 400's details are an object of fields.",
        error(put("details", lambda old: {item["field"]: item["message"] for item in old}), 400),
    ),
    "details-without-field": (
        "A 400's details don't say which field.",
        error(put("details", lambda old: [{"message": item["message"]} for item in old]), 400),
    ),
    "details-as-strings": (
        "A 400's details are a list of strings.",
        error(put("details", lambda old: [item["message"] for item in old]), 400),
    ),
    "conflict-details-as-list": (
        "A 409's details are a list.",
        error(put("details", lambda old: [old]), 409),
    ),
}
