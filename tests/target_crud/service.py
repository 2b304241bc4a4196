"""The board itself: a request goes through ``steps`` until one replies; faults rewire the attributes."""

from __future__ import annotations

import copy
import json
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.target_crud import bodies
from tests.target_crud.actions import Actions
from tests.target_crud.exchange import Call, Reply, problem, violation
from tests.target_crud.fields import FIELDS
from tests.target_crud.listing import Listing
from tests.target_crud.parameters import BadParameterError, Readers
from tests.target_crud.records import Records
from tests.target_crud.routes import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable

    Step = Callable[[Call], Reply | None]

ORDER = ("authenticate", "read_parameters", "find", "read_body", "validate", "act")
_MEDIA = {
    "changeProject": bodies.MERGE,
    "changeTask": bodies.MERGE,
    "attachFile": bodies.MULTIPART,
    "createContact": bodies.FORM,
}


class Service:
    """Owns the state of one board; every decision it takes is an attribute that a fault may replace."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.records = Records()
        self.readers = Readers()
        self.listing = Listing()
        self.actions = Actions(self)
        self.fields = {operation: dict(fields) for operation, fields in FIELDS.items()}
        self.media = dict(_MEDIA)
        self.log: list[dict[str, Any]] = []
        self.crashes: list[str] = []
        self.lock = threading.RLock()
        self.order = ORDER
        self.steps: dict[str, Step] = {
            "authenticate": self._authenticate,
            "read_parameters": self._read_parameters,
            "find": self._find,
            "read_body": self._read_body,
            "validate": self._validate,
            "act": self.actions.act,
        }
        self.recognises: Callable[[str], bool] = lambda given: given == self.key
        self.credential: Callable[[Call], str | None] = lambda call: call.headers.get("x-board-key")
        self.guarded: Callable[[Call], bool] = lambda call: True
        self.from_form: Callable[[bytes], dict[str, Any]] = bodies.from_form
        self.parse: Callable[[Call], Any] = self._parse
        self.finishers: list[Callable[[Call, Reply], None]] = []
        self.missing: Callable[[Call], Reply] = lambda call: problem(404, "Nothing is known under this address")
        self.invalid = 422
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.stamp: Callable[[datetime], Any] = lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.render: Callable[[Any], bytes] = lambda value: json.dumps(value, separators=(",", ":")).encode()

    def answer(self, call: Call) -> Reply:
        """The reply to one request, logged."""
        with self.lock:
            reply = self._uncovered(call)
            try:
                for name in self.order:
                    reply = reply or self.steps[name](call)
            except Exception as error:  # as a framework does: what nobody caught is a 500
                self.crashes.append(repr(error))
                reply = problem(500, "The board failed")
            reply = copy.deepcopy(reply) if reply is not None else problem(500, "The board failed")
            for finish in self.finishers:
                finish(call, reply)
            entry = {"method": call.method, "target": call.target, "operation": call.operation}
            self.log.append({**entry, "status": reply.status, "foreign": self._foreign(call)})
        return reply

    def keys(self, call: Call) -> list[tuple[str, int]]:
        """The records that the path names, outermost first: table and key."""
        return [(table, call.given[name]) for name, table in KEYS.items() if name in call.given]

    def _foreign(self, call: Call) -> list[str]:
        """The records from before the run that the path of a request that may change something names."""
        if call.method in ("GET", "HEAD", "OPTIONS"):
            return []
        found = [(KEYS[name], raw) for name, raw in call.path.items() if name in KEYS and raw.isdecimal()]
        return [f"{table}/{raw}" for table, raw in found if self.records.is_foreign(table, int(raw[:18]))]

    def _uncovered(self, call: Call) -> Reply | None:
        if call.route is not None:
            return None
        if not call.allowed:
            return problem(404, "Nothing is known under this address")
        reply = problem(405, "This address does not take that method")
        reply.headers["Allow"] = ", ".join(call.allowed)
        return reply

    def _authenticate(self, call: Call) -> Reply | None:
        given = self.credential(call)
        if not self.guarded(call) or (given is not None and self.recognises(given)):
            return None
        return problem(401, "A board key is needed here")

    def _read_parameters(self, call: Call) -> Reply | None:
        try:
            call.given = self.readers.read(call.operation, call.path, call.query, call.headers)
        except BadParameterError as bad:
            return problem(400, "A parameter is not acceptable", [violation(bad.name, bad.rule)])
        if call.method == "DELETE" and (keys := self.keys(call)):
            self.records.note_removal_asked(*keys[-1])
        return None

    def _find(self, call: Call) -> Reply | None:
        parent = 0
        for table, key in self.keys(call):
            if self.records.find(table, key, parent) is None:
                return self.missing(call)
            parent = key
        return None

    def _read_body(self, call: Call) -> Reply | None:
        if call.operation not in self.fields:
            return None
        if bodies.media_type(call.headers) != self.media.get(call.operation, bodies.JSON):
            return problem(415, "This media type is not read here")
        try:
            sent = self.parse(call)
        except ValueError:
            return problem(400, "The body can't be understood")
        if not isinstance(sent, dict):
            return problem(self.invalid, "The body is not acceptable", [violation("", "has to be an object")])
        call.sent = sent
        return None

    def _parse(self, call: Call) -> Any:
        kind = self.media.get(call.operation, bodies.JSON)
        if kind == bodies.FORM:
            return self.from_form(call.raw)
        if kind == bodies.MULTIPART:
            return bodies.from_multipart(call.raw, call.headers)
        return bodies.from_json(call.raw)

    def _validate(self, call: Call) -> Reply | None:
        wrong = []
        for name, field in self.fields.get(call.operation, {}).items():
            if name not in call.sent:
                if field.required:
                    wrong.append(violation(f"/{name}", "has to be given"))
            elif not field.accepts(call.sent[name]):
                wrong.append(violation(f"/{name}", field.rule))
        return problem(self.invalid, "The body is not acceptable", wrong) if wrong else None
