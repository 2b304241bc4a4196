"""The tool `send_request`: one request to the mock, with its answer and why the mock answered so."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

from mock_server.command_line.mcp_server.agent_tool import AgentTool
from mock_server.command_line.mcp_server.argument_schemas import closed, told
from mock_server.errors import MockServerError
from mock_server.openapi.reading import pointers
from mock_server.openapi.reading.media_types import is_json
from mock_server.server.admin_client import AdminError
from mock_server.server.key_carrier import carrier_of
from mock_server.server.marked_request import MARK
from mock_server.values import unguessable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPResponse

    from mock_server.command_line.mcp_server.agent_tool import Arguments, Progress
    from mock_server.command_line.mcp_server.session_mock import SessionMock
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.schema.validation import Validators

_ANY = "any"
_LONGEST = 1_000_000
_SHOWN = 10_000
_SECONDS = 30.0
_REFUSED = 401
_UNESCAPED = "/%:@!$&'()*+,;=-._~?"
_WHAT = (
    "Send a request to the mock, to no other server, and see its answer and why it was answered so. The credential that"
    " the mock accepts is added unless `authorized` is false or the request carries its own."
)


class PresentedKey(NamedTuple):
    """The credential that goes with each request: header fields by name, and pairs of the query."""

    headers: dict[str, str]
    query: tuple[str, ...]


def send_request(mock: SessionMock, document: Document, validators: Validators) -> AgentTool:
    """The tool; ``document`` is that of the admin API, which says what a sandbox is."""
    text = {"type": "string", "maxLength": _LONGEST}
    sandbox = document.tree["components"]["parameters"]["Sandbox"]
    properties = {
        "method": {"type": "string", "pattern": "^[A-Z]{1,20}$"},
        "path": {"type": "string", "pattern": "^/", "maxLength": 8_000,
                 "description": f"Path and query below {mock.url}"},
        "headers": {"type": "object", "maxProperties": 100, "additionalProperties": {"type": "string"}},
        "json": {"description": "A JSON value to send as the body"},
        "body": {**text, "description": "A text to send as the body, with a Content-Type in `headers`"},
        "authorized": {"type": "boolean", "default": True},
        "sandbox": told(sandbox),
    }  # fmt: skip
    schema = {**closed(properties, ["method", "path"]), "not": {"required": ["json", "body"]}}

    async def carry_out(arguments: Arguments, _progress: Progress) -> str:
        return json.dumps(await asyncio.to_thread(_sent, mock, arguments), ensure_ascii=False)

    return AgentTool("send_request", _WHAT, schema, validators.validator(schema, "request"), carry_out)


def _sent(mock: SessionMock, arguments: Arguments) -> dict[str, Any]:
    parts, mark = urlsplit(mock.url), unguessable()
    path = quote(arguments["path"], safe=_UNESCAPED)
    headers = {name.title(): value for name, value in arguments.get("headers", {}).items()}
    data = arguments["body"].encode() if "body" in arguments else None
    if "json" in arguments:
        data = json.dumps(arguments["json"]).encode()
        headers.setdefault("Content-Type", "application/json")
    if arguments.get("authorized", True):
        key = presented(mock.document, mock.key)
        headers = {**{name.title(): value for name, value in key.headers.items()}, **headers}
        path = "?".join((path, "&".join(key.query))) if key.query and "?" not in path else "&".join((path, *key.query))
    if "sandbox" in arguments:
        headers["X-Mock-Sandbox"] = arguments["sandbox"]
    headers[MARK] = mark
    try:
        told = _received(mock, arguments["method"], parts.path + path, data, headers).told()
    except (OSError, HTTPException) as error:  # which a rule of faults may have wanted
        told = {"failure": f"No answer came: {error or type(error).__name__}."}
    if told.get("status") == _REFUSED:
        mock.forget()  # what lets in may be another credential by now
    return {**told, **_why(mock, mark)}


class _Received(NamedTuple):
    """An answer; of a long body, or one without end, a little more than is shown; ``note`` says what is missing."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes
    note: str

    def told(self) -> dict[str, Any]:
        """The answer as a value."""
        kind = next((value for name, value in self.fields if name.lower() == "content-type"), "")
        told = {"status": self.status, "headers": [f"{name}: {value}" for name, value in self.fields]}
        note = self.note
        if len(self.body) > _SHOWN:
            note = f"The first {_SHOWN:,} octets of the body are shown; get_request shows what the journal kept of it."
        try:
            text = self.body[:_SHOWN].decode("utf-8", "ignore" if note else "strict")
        except UnicodeDecodeError:
            return {**told, "body": None, "note": f"The body is no text ({kind or 'of no media type'})."}
        if note:
            return {**told, "body": text, "note": note}
        try:
            return {**told, "body": json.loads(text) if is_json(kind) else text}
        except ValueError:
            return {**told, "body": text}


def _received(mock: SessionMock, method: str, target: str, data: bytes | None, headers: dict[str, str]) -> _Received:
    parts = urlsplit(mock.url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.netloc, timeout=_SECONDS)
    try:
        connection.request(method, target, data, headers)
        answer = connection.getresponse()
        return _Received(answer.status, answer.getheaders(), *_body_of(answer))
    except ValueError:
        raise MockServerError("send_request: a field of `headers` can't be sent; leave control characters and letters"
                              " beyond Latin-1 out") from None  # fmt: skip
    finally:
        connection.close()


def _body_of(answer: HTTPResponse) -> tuple[bytes, str]:
    body, end = b"", time.monotonic() + _SECONDS
    try:
        while len(body) <= _SHOWN:
            piece = answer.read1(_SHOWN + 1 - len(body))
            body += piece
            if not piece:
                return body, "The body broke off before its end." if answer.length else ""
            if time.monotonic() > end:
                return body, f"The body had no end after {_SECONDS:g} seconds."
    except (OSError, HTTPException) as error:
        return body, f"The body broke off: {error or type(error).__name__}."
    return body, ""


def _why(mock: SessionMock, mark: str) -> dict[str, Any]:
    """The number that the request has in the journal, and the steps that led to its answer."""
    pattern = {"headers": {MARK: mark}}
    try:
        mock.admin.call("POST", "verify", body={"pattern": pattern, "within": "5s"}, query="?sandbox=%2A")
        found = mock.admin.call("POST", "requests", "find", body=pattern, query="?sandbox=%2A")["requests"]
        entry = mock.admin.call("GET", "requests", str(found[-1]["id"]))
    except (AdminError, IndexError) as error:
        return {"why": [f"The journal does not tell: {error}"]}
    return {"request": entry["id"], "why": [f"{step['step']}: {step['says']}" for step in entry["why"]]}


def presented(document: Mapping[str, JSON], key: str) -> PresentedKey:
    """What the schemes of a served document want; ``key`` stands for the one that the document names.

    Of each operation the first alternative; of two schemes with one field the first.
    """
    headers: dict[str, str] = {}
    query: list[str] = []
    for scheme in _schemes(document):
        extension = scheme.get("x-mock")
        named = extension.get("keys") if isinstance(extension, dict) else None
        value = key or (str(named[0]) if named else _ANY)
        carrier = carrier_of(scheme)
        if carrier.place == "query":
            query.append(f"{quote(carrier.name, safe='')}={quote(value, safe='')}")
        elif carrier.place == "cookie":
            headers["Cookie"] = "; ".join(filter(None, (headers.get("Cookie"), f"{carrier.name}={value}")))
        elif carrier.kind == "basic":
            pair = value if ":" in value else f"{value}:"
            headers.setdefault(carrier.name, f"Basic {base64.b64encode(pair.encode()).decode()}")
        else:
            headers.setdefault(carrier.name, f"{carrier.kind.capitalize()} {value}".strip())
    return PresentedKey(headers, tuple(query))


def _schemes(document: Mapping[str, JSON]) -> Iterator[dict[str, JSON]]:
    """The schemes that operations want first, each once."""
    items = [item for item in document.get("paths", {}).values() if isinstance(item, dict)]
    operations = [raw for item in items for raw in item.values() if isinstance(raw, dict)]
    needs = [raw.get("security", document.get("security")) for raw in operations]
    names = dict.fromkeys(name for need in needs if need for name in need[0])
    for name in names:
        found = pointers.at(document, ("components", "securitySchemes", name))
        if isinstance(found, dict) and isinstance(found.get("$ref"), str):
            found = pointers.at(document, pointers.fragment_tokens(found["$ref"]))
        if isinstance(found, dict):
            yield found
