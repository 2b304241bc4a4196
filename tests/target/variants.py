"""Ways in which a service may differ and still be faithful: name → what it does, why it may, and how."""

from __future__ import annotations

import gzip
import itertools
import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.planted import Change, Variant, setting, several
from tests.target.changes import Table, error, finishing
from tests.target.clients import Clients
from tests.target.exchange import CREATE, DELETE, ISSUE, Call, Reply, refusal
from tests.target.fields import OPTIONAL_CLIENT_FIELDS
from tests.target.service import BODY_LIMIT, media_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.target.service import Service

_BURST, _WINDOW = 150, 1.0
_OLD_RECORDS = 5000


def _headers(**headers: str) -> Change:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return finishing(lambda call, reply: reply.headers.update(fields))


def _nulls(shown: dict[str, Any]) -> None:
    for name in OPTIONAL_CLIENT_FIELDS:
        shown.setdefault(name, None)


def _more_fields(call: Call, reply: Reply) -> None:
    reply.body["request_id"] = f"req-{id(call):x}"
    if call.operation == CREATE and reply.ok:
        reply.body["data"] |= {
            "plan": "standard",
            "links": {"self": f"/clients/{call.sent['id']}"},
            "seats": 3,
        }
        reply.headers["Location"] = f"/api/v1/clients/{call.sent['id']}"
    if call.operation == DELETE and reply.ok:
        reply.body["id"] = call.client_id


def _other_words(call: Call, reply: Reply) -> None:
    if reply.status >= 400:
        reply.body["message"] = "Sorry, that did not work."
    if isinstance(details := reply.body.get("details"), list):
        details[:] = [{"message": "invalid", "field": item["field"]} for item in reversed(details)]
    elif details:
        reply.body["details"] = "in use"
    reply.body = dict(reversed(reply.body.items()))


def _indented(value: Any) -> bytes:
    return json.dumps(value, indent=2, sort_keys=True).encode() + b"\n"


def _slow(service: Service) -> None:
    counter = itertools.count()
    service.gates.append(lambda call: time.sleep(0.05 + next(counter) * 37 % 101 / 1000))


def _throttled(service: Service) -> None:
    window: list[float] = []

    def gate(call: Call) -> Reply | None:
        now = time.monotonic()
        with service.lock:
            if not window or now - window[0] >= _WINDOW:
                window.clear()
            window.append(window[0] if window else now)
            return _later(429) if len(window) > _BURST else None

    service.gates.append(gate)


def _sometimes_busy(service: Service) -> None:
    counter = itertools.count(1)
    service.gates.append(lambda call: _later(503) if next(counter) % 200 == 0 else None)


def _later(status: int) -> Reply:
    reply = refusal(status)
    reply.headers["Retry-After"] = "1"
    return reply


def _http_statuses(service: Service) -> None:
    parse = service.parse

    def read(call: Call) -> Reply | None:
        if call.operation != DELETE and len(call.raw) > BODY_LIMIT:
            return refusal(413)
        if call.operation != DELETE and media_type(call) != "application/json":
            reply = refusal(415)
            reply.headers["Accept-Post"] = "application/json"
            return reply
        return parse(call)

    service.parse = read


def _old_records(service: Service) -> None:
    service.clients = Clients(_OLD_RECORDS)
    service.put, service.remove = service.clients.put, service.clients.remove
    service.deactivate = service.clients.deactivate


def _other_error_form(call: Call, reply: Reply) -> None:
    reply.body = {"success": False, "data": None, "error": reply.body["message"], "count": 0}


def _zipped(service: Service) -> None:
    def edit(call: Call, reply: Reply) -> None:
        if "gzip" in call.headers.get("Accept-Encoding", ""):
            reply.raw = gzip.compress(service.render(reply.body), 1)
            reply.headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}

    service.finishers.append(edit)


def _chunked(call: Call, reply: Reply) -> None:
    reply.chunked = True
    reply.headers["Server"] = "nginx"


def _clock_off(service: Service) -> None:
    clock: Callable[[], Any] = service.clock
    service.clock = lambda: clock() + timedelta(seconds=2)


_TABLE: Table = {
    "nulls-for-absent": (
        "A field that wasn't sent is null.",
        lambda service: service.editors.append(_nulls),
    ),
    "more-fields-and-headers": (
        "Answers carry fields and headers of their own.",
        several(
            finishing(_more_fields),
            _headers(
                X_Request_Id="7",
                Cache_Control="no-store",
                Set_Cookie="lb=2; HttpOnly",
                Strict_Transport_Security="max-age=9",
            ),
        ),
    ),
    "other-words": ("Messages, the order of keys and of details differ.", finishing(_other_words)),
    "times-with-offset-and-microseconds": (
        "Times end in +00:00 and count microseconds.",
        setting(stamp=lambda moment: moment.isoformat(timespec="microseconds")),
    ),
    "times-of-whole-seconds": (
        "Times count seconds.",
        setting(stamp=lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
    ),
    "slow": ("Each answer takes 50 to 150 ms.", _slow),
    "throttled": ("More than 150 calls a second are told to wait: 429 with Retry-After.", _throttled),
    "sometimes-busy": ("Every 200th call is told to wait: 503 with Retry-After.", _sometimes_busy),
    "http-statuses": ("A wrong media type is 415, a huge body 413 (RFC 9110).", _http_statuses),
    "old-records": (f"{_OLD_RECORDS} clients were there before.", _old_records),
    "api-key-errors-in-the-other-form": (
        "API key errors have the other documented form.",
        finishing(_other_error_form, ISSUE, (400, 401)),
    ),
    "challenge": (
        "A 401 says how to authenticate.",
        finishing(
            lambda call, reply: reply.headers.update({"WWW-Authenticate": 'Bearer realm="api"'}),
            statuses=(401,),
        ),
    ),
    "chunked": ("Answers come in chunks, from a server of another name.", finishing(_chunked)),
    "closing": ("Every answer closes the connection.", _headers(Connection="close")),
    "zipped": ("Answers are compressed for those who accept it.", _zipped),
    "indented-ascii": ("JSON is indented, sorted and ASCII.", setting(render=_indented)),
    "charset-in-media-type": (
        "Media types name their charset.",
        _headers(Content_Type="application/json; charset=utf-8"),
    ),
    "errors-without-details": (
        "Errors have no details.",
        error(lambda body: body.pop("details", None), 400, 409),
    ),
    "clock-two-seconds-ahead": ("The clock is two seconds ahead.", _clock_off),
}

VARIANTS: dict[str, Variant] = {name: Variant(name, text, change) for name, (text, change) in _TABLE.items()}
