"""The service itself: a request goes through ``steps`` until one replies; faults rewire the attributes."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.repeatable_keys import RepeatableKeys
from tests.strict_json import depth_of, strict_json
from tests.target.clients import Client, Clients
from tests.target.exchange import CREATE, DELETE, ISSUE, Call, Reply, refusal, violation
from tests.target.fields import FIELDS, OPTIONAL_CLIENT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    Step = Callable[[Call], Reply | None]

BODY_LIMIT = 4 * 1024 * 1024
_DEPTH_LIMIT = 400


class Service:
    """Owns the state of one service; every decision it takes is an attribute that a fault may replace."""

    def __init__(self, key: str, records: int = 0) -> None:
        self.key = key
        self.clients = Clients(records)
        self.issued: list[str] = []
        self.log: list[dict[str, Any]] = []
        self.crashes: list[str] = []
        self.lock = threading.RLock()
        self.fields = {operation: dict(fields) for operation, fields in FIELDS.items()}
        self.recognises: Callable[[str], bool] = lambda given: given == self.key
        self.credentials: list[Callable[[Call], str | None]] = [bearer_token, admin_key]
        self.gates: list[Step] = []
        self.authenticate: Step = self._authenticate
        self.parse: Step = self._parse
        self.validate: Step = self._validate
        self.checks: list[Step] = []
        self.act: Callable[[Call], Reply] = self._act
        self.taken: Callable[[str], bool] = lambda client_id: self.clients.find(client_id) is not None
        self.conflict: Callable[[Call], Reply] = lambda call: refusal(409, "Resource already exists")
        self.put: Callable[[str, Client], None] = self.clients.put
        self.deactivate: Callable[[str], None] = self.clients.deactivate
        self.remove: Callable[[str], None] = self.clients.remove
        self.editors: list[Callable[[dict[str, Any]], None]] = []
        self.finishers: list[Callable[[Call, Reply], None]] = []
        self.default_status: Any = True
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.stamp: Callable[[datetime], Any] = milliseconds
        keys = RepeatableKeys()
        self.client_key: Callable[[str, str], str] = lambda prefix, client_id: prefix + keys.hexadecimal(16)
        self.api_key: Callable[[str], Any] = lambda name: "mk-" + keys.urlsafe(30)
        self.render: Callable[[Any], bytes] = compact_json

    def steps(self) -> tuple[Step, ...]:
        """A request's way, in order; the first reply ends it."""
        return (self.authenticate, self.parse, self.validate, *self.checks, self.act)

    def answer(self, call: Call, reply: Reply | None = None) -> Reply:
        """The reply to one request, logged; a ``reply`` already decided is only finished."""
        for gate in self.gates:
            reply = reply or gate(call)
        with self.lock:
            if reply is None and call.operation == DELETE and call.query.get("hard") == "true":
                self.clients.note_removal_asked(call.client_id)
            for step in () if reply else self.steps():
                reply = step(call)
                if reply is not None:
                    break
            reply = reply or refusal(500)
            for finish in self.finishers:
                finish(call, reply)
            self.log.append(
                {
                    "method": call.method,
                    "target": call.target,
                    "operation": call.operation,
                    "client": call.client_id or call.sent.get("id"),
                    "status": reply.status,
                    "touched": [list(event) for event in self.clients.drain()],
                }
            )
        return reply

    def state(self) -> dict[str, Any]:
        """Everything kept, as JSON values."""
        with self.lock:
            return {**self.clients.state(), "api_keys": len(self.issued)}

    def _authenticate(self, call: Call) -> Reply | None:
        given = [credential(call) for credential in self.credentials]
        return None if any(key is not None and self.recognises(key) for key in given) else refusal(401)

    def _parse(self, call: Call) -> Reply | None:
        if call.operation == DELETE:
            call.sent = {"id": call.client_id}
            if flags := call.query.getlist("hard"):
                call.sent["hard"] = flags[0] if len(flags) == 1 else flags
            return None
        if len(call.raw) > BODY_LIMIT:
            return refusal(400, [violation("body", f"has to be at most {BODY_LIMIT} bytes long")])
        if media_type(call) != "application/json":
            return refusal(400, [violation("Content-Type", "has to be application/json")])
        try:
            sent = read_json(call.raw)
        except (ValueError, RecursionError):
            return refusal(400, [violation("body", "has to be JSON")])
        if not isinstance(sent, dict):
            return refusal(400, [violation("body", "has to be an object")])
        call.sent = sent
        return None

    def _validate(self, call: Call) -> Reply | None:
        wrong = []
        for name, field in self.fields[call.operation or ""].items():
            if name not in call.sent:
                if field.required:
                    wrong.append(violation(name, "has to be given"))
            elif not field.accepts(call.sent[name]):
                wrong.append(violation(name, field.rule))
        return refusal(400, wrong) if wrong else None

    def _act(self, call: Call) -> Reply:
        actions = {CREATE: self._create_client, ISSUE: self._create_api_key, DELETE: self._delete_client}
        return actions[call.operation or ""](call)

    def _create_client(self, call: Call) -> Reply:
        client_id = call.sent["id"]
        if self.taken(client_id):
            return self.conflict(call)
        shown = self.new_record(call.sent)
        self.put(client_id, Client(shown))
        return Reply(201, {"success": True, "data": dict(shown)})

    def new_record(self, sent: dict[str, Any]) -> dict[str, Any]:
        """What is kept and shown of a client made from ``sent``."""
        now = self.stamp(self.clock())
        shown = {
            "id": sent["id"],
            "name": sent.get("name"),
            "status": sent.get("status", self.default_status),
            "publishable_key": self.client_key("pk_", sent["id"]),
            "secret_key": self.client_key("sk_", sent["id"]),
            **{name: sent[name] for name in OPTIONAL_CLIENT_FIELDS if name in sent},
            "created_at": now,
            "updated_at": now,
        }
        for edit in self.editors:
            edit(shown)
        return shown

    def _create_api_key(self, call: Call) -> Reply:
        key = self.api_key(call.sent["name"])
        self.issued.append(key)
        return Reply(201, {"success": True, "data": key})

    def _delete_client(self, call: Call) -> Reply:
        if self.clients.find(call.client_id) is None:
            return refusal(404)
        hard = call.sent.get("hard") == "true"
        (self.remove if hard else self.deactivate)(call.client_id)
        return Reply(200, {"success": True, "deleted": True, "hard": hard})


def bearer_token(call: Call) -> str | None:
    """The bearer token (RFC 6750 section 2.1); the scheme may be in any case (RFC 9110 section 11.1)."""
    scheme, _, token = call.headers.get("Authorization", "").partition(" ")
    return token.strip(" ") if scheme.lower() == "bearer" else None


def admin_key(call: Call) -> str | None:
    """The ``admin_key`` of the query."""
    return call.query.get("admin_key")


def media_type(call: Call) -> str:
    """The media type of the body without parameters, in lower case; empty when there is none."""
    return call.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def read_json(raw: bytes) -> Any:
    """JSON of RFC 8259 in UTF-8, finite and at most 400 levels deep. Raises ValueError or RecursionError."""
    text = raw.decode("utf-8")
    value = strict_json(text)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    if text.count("[") + text.count("{") > _DEPTH_LIMIT and depth_of(value) > _DEPTH_LIMIT:
        raise ValueError("nested too deeply")
    return value


def compact_json(value: Any) -> bytes:
    """A JSON text in UTF-8 without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def milliseconds(moment: datetime) -> str:
    """As the vendor writes times: UTC, milliseconds, Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
