"""A proxy's judge that is fed without sockets: traffic of which each exchange is unlike all others."""

from __future__ import annotations

import contextlib
import gc
import json
import tempfile
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.observed.proxy.forwarder import Forwarder
from contracts.observed.proxy.har_file import HarFile
from contracts.observed.proxy.passed_exchange import PassedExchange
from contracts.observed.proxy.proxy_run import ProxyRun
from contracts.observed.proxy.proxy_state import ProxyRules
from contracts.traffic.secrets.redaction import Redactor
from contracts.traffic.tls_context import TlsTrust
from contracts.traffic.usage.consumer_usage import ConsumerUsage
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT = {"type": "string"}
_THING = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {**_TEXT, "readOnly": True},
        "name": _TEXT,
        "secret": {**_TEXT, "format": "password"},
        "labels": {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False},
    },
}
CREDENTIAL = "given-credential"
PER_TURN = 6
"""Exchanges of one turn."""


def _answered(*statuses: str) -> dict[str, Any]:
    content = {"application/json": {"schema": _THING}}
    return {"responses": {status: {"description": "d", "content": content} for status in statuses}}


def document() -> dict[str, Any]:
    """Things with a secret and one label; what is called otherwise is wrong at a place of its own."""
    body = {"required": True, "content": {"*/*": {"schema": {"type": "object"}}}}
    key = {"name": "id", "in": "path", "required": True, "schema": _TEXT}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "security": [{"bearer": []}],
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            "/things": {"post": {"operationId": "make", "requestBody": body, **_answered("201")}},
            "/things/{id}": {"parameters": [key], "get": {"operationId": "read", **_answered("200")}},
        },
    }


class FedJudge:
    """The judge of a proxy; ``fed`` exchanges were taken so far."""

    def __init__(self, folder: Path) -> None:
        spec = folder / "things.json"
        spec.write_text(json.dumps(document()), "utf-8")
        forwarder = Forwarder(ProxyRules("http://127.0.0.1:9/v1", ("127.0.0.1", 0), 65_536, 9.0), TlsTrust(), spec)
        known = load_document(spec)
        self.said: Counter[str] = Counter()
        self.usage = ConsumerUsage(known)
        self._har = HarFile(folder / "passed.har")
        self.run = ProxyRun(
            forwarder,
            known,
            Redactor([CREDENTIAL], known),
            lambda text: self.said.update([text[:5]]),
            har=self._har,
            usage=self.usage,
            given={"bearer": CREDENTIAL},
        )
        self.fed = 0

    def feed(self, turns: int) -> int:
        """So many turns more; octets of memory that are held behind them, where `tracemalloc` counts them."""
        for _ in range(turns):
            for passed in self._turn(self.fed // PER_TURN):
                self.fed += 1
                self.run.take(passed)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    def _turn(self, turn: int) -> Iterator[PassedExchange]:
        """A create, its twin that fails, reads of which one is wrong at a place of its own, and a strange path."""
        thing = {"id": f"t{turn}", "name": f"name {turn}", "secret": f"secret-number-{turn}", "labels": {"a": 1}}
        sent = {"name": thing["name"], "secret": thing["secret"]}
        yield self._passed(turn, "POST", "/things", 201, thing, sent)
        yield self._passed(turn, "POST", "/things", 500, {"error": f"failed at {turn}"}, {f"member{turn}": turn})
        yield self._passed(turn, "GET", f"/things/t{turn}", 200, thing)
        yield self._passed(turn, "GET", f"/things/t{turn}", 200, {**thing, "labels": {f"label{turn}": "none"}})
        yield self._passed(turn, "GET", f"/things/none{turn}?q{turn}={turn}", 404, {"message": f"no {turn}"})
        yield self._passed(turn, "GET", f"/elsewhere/{turn}", 200, {"n": turn}, credential=f"token-number-{turn}")

    def _passed(
        self,
        turn: int,
        method: str,
        path: str,
        status: int,
        shown: Any,
        sent: Any = None,
        credential: str = CREDENTIAL,
    ) -> PassedExchange:
        body = b"" if sent is None else json.dumps(sent).encode()
        answer = json.dumps(shown).encode()
        fields = ["Host: a", f"Authorization: Bearer {credential}"]
        if body:
            fields += [f"Content-Type: application/x-kind-{turn}+json", f"Content-Length: {len(body)}"]
        head = "\r\n".join([f"{method} /v1{path} HTTP/1.1", *fields, "", ""])
        answered = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n"
        return PassedExchange(self.fed, 1.0 + self.fed, 0.001, head.encode(), body, len(body), answered.encode(),
                              answer, len(answer))  # fmt: skip

    def close(self) -> None:
        """Let go of the learning mock and the file."""
        self.run.close()
        self._har.close()


@contextlib.contextmanager
def fed_judge() -> Iterator[FedJudge]:
    """The judge, in a folder that goes with it."""
    with tempfile.TemporaryDirectory() as folder:
        judge = FedJudge(Path(folder))
        try:
            yield judge
        finally:
            judge.close()
