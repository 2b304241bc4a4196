"""What a service answers to a sequence of requests, up to the values it generates."""

from __future__ import annotations

import gzip
import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.target.fields import is_moment
from tests.target.script import PROBES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.target.script import Probe

    Send = Callable[[Probe], "Answer"]

_GENERATED = re.compile(r"(pk_|sk_|mk-)([0-9a-f]{32}(?![\w-])|[\w-]{40})")
_CLOSE = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, header fields by lower-case name, and a body; status 0 is no answer at all."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, or None."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def in_process(app: Flask) -> Send:
    """A way to send probes to an application without a server."""

    def send(probe: Probe) -> Answer:
        path, _, query = probe.target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": probe.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path).encode().decode("latin-1"),
            "QUERY_STRING": query,
            "RAW_URI": probe.target,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(probe.body or b""),
            "CONTENT_LENGTH": str(len(probe.body or b"")),
            "HTTP_ACCEPT_ENCODING": "gzip",
        }
        for name, value in probe.headers:
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        started: list[Any] = []

        def start_response(status: str, headers: Any, _: Any = None) -> Callable[[bytes], None]:
            started[:] = status, headers
            return lambda data: None

        pieces = app(environ, start_response)
        headers = {name.lower(): value for name, value in started[1]}
        body = b"".join(pieces)
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(0 if environ.get("target.dropped") else int(started[0][:3]), headers, body)

    return send


def exchanges(send: Send, key: str, probes: list[Probe] | None = None) -> Iterator[tuple[Probe, Answer]]:
    """The probes, each sent, with their answers."""
    known = {"key": key, "issued": "none", "secret": "none"}
    known |= {"almost": key[:-1] + "*", "half": key[:8], "lower": key.lower()}
    for probe in probes or PROBES:
        answer = send(probe.filled(known))
        yield probe, answer
        data = answer.json().get("data") if isinstance(answer.json(), dict) else None
        if isinstance(data, str) and data:
            known["issued"] = data
        if isinstance(data, dict) and isinstance(data.get("secret_key"), str):
            known["secret"] = data["secret_key"]


def transcript(send: Send, key: str) -> Iterator[str]:
    """What every answer says, generated keys numbered and times near to now called so."""
    numbers: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        return f"{match[1]}#{numbers.setdefault(match[2], len(numbers))}"

    for probe, answer in exchanges(send, key):
        seen = {name: answer.headers.get(name) for name in ("content-type", "location", "allow", "retry-after")}
        text = _GENERATED.sub(numbered, answer.body.decode("utf-8", "backslashreplace"))
        value = _timed(_value(text))
        yield f"{probe.method} {probe.target} {probe.body!r:.60} -> {answer.status} {seen} {value!r}"


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _timed(value: Any) -> Any:
    if not isinstance(value, dict) or not isinstance(value.get("data"), dict):
        return value
    data = dict(value["data"])
    times = [_seconds(data.get(name)) for name in ("created_at", "updated_at")]
    if None not in times:
        now = datetime.now(UTC).timestamp()
        near = all(time is not None and abs(time - now) < _CLOSE for time in times)
        if near and times[0] == times[1] and len(data["created_at"]) == 24:
            data["created_at"] = data["updated_at"] = "now"
    return {**value, "data": data}


def _seconds(value: Any) -> float | None:
    if not is_moment(value):
        return None
    return datetime.fromisoformat(value).timestamp()
