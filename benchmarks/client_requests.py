"""Valid requests for an operation, and two that are not: built from the document, judged before they are sent."""

from __future__ import annotations

import base64
import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from client_styles import BOUNDARY, SAFE, as_text, in_path, in_query, multipart, simple, unambiguous
from client_values import small

from mock_server.openapi.codec.xml_writer import write_xml
from mock_server.openapi.generator import Generator
from mock_server.openapi.reading.media_types import is_sequence
from mock_server.openapi.schema.schemas import Schemas
from mock_server.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from client_view import Asked, View

    from mock_server.openapi.reading.document import Document


class Unbuildable(Exception):  # noqa: N818 - a result
    """No valid request was found; ``str()`` says for what."""


_LEVELS = 3


@dataclass
class Request:
    """One request; ``target`` is path and query as they go over the wire."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


class Requests:
    """Builds the requests to one document's operations."""

    def __init__(self, view: View, document: Document, key: str = "benchmark-key") -> None:
        self.view = view
        self.key = key
        schemas = Schemas(document)
        self._schemas = schemas
        self._generator = Generator(schemas.resolve, Values(7))
        self._full = False

    def valid(self, operation: Asked, *, full: bool = False) -> Request:
        """A request that the document allows; ``full``: with all that it may carry. Raises Unbuildable."""
        self._full = full
        path, query, headers, cookies = operation.base + operation.path.replace("#", "%23"), [], {"Accept": "*/*"}, []
        for parameter in self.view.parameters(operation):
            place, name = parameter.get("in"), str(parameter.get("name"))
            must = parameter.get("required") or place == "path"
            if not (must or full):
                continue
            if place == "header" and name.lower() in ("accept", "content-type", "authorization"):
                continue
            try:
                value, media = self._parameter(parameter)
            except Unbuildable:
                if must:
                    raise
                continue
            text = json.dumps(value) if media else None
            if place == "path":
                written = quote(text, safe=SAFE) if text else in_path(parameter, value)
                path = path.replace("{" + name + "}", written or "x")
            elif place == "query":
                query += [f"{quote(name)}={quote(text, safe=SAFE)}"] if text else in_query(parameter, value)
            elif place == "querystring":
                query += [
                    "&".join(f"{quote(k)}={quote(as_text(v))}" for k, v in value.items())
                    if isinstance(value, dict)
                    else quote(as_text(value))
                ]
            elif place == "header":
                headers[name] = text or simple(value, bool(parameter.get("explode")))
            elif place == "cookie":
                cookies.append(f"{name}={quote(text or simple(value, False), safe=',' + SAFE)}")
        while "{" in path and "}" in path.partition("{")[2]:
            path = path.partition("{")[0] + "x" + path.partition("{")[2].partition("}")[2]
        self._credentials(operation, headers, query, cookies)
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        path = quote(path, safe="/?&=%:;,.@!$'()*+[]~|")  # what is no sign of a URI is percent-encoded
        head, _, tail = path.partition("?")
        target = head + ("?" + "&".join([*([tail] if tail else []), *query]) if tail or query else "")
        request = Request(operation.method, target or "/", headers)
        self._body(operation, request)
        return request

    def _parameter(self, parameter: dict[str, Any]) -> tuple[Any, bool]:
        content = parameter.get("content")
        if isinstance(content, dict) and content:
            media = next(iter(content.values()))
            return self._value(media.get("schema", {}), _examples(self.view, media), str(parameter["name"])), True
        schema = parameter.get("schema", {})
        usable = (value for value in _examples(self.view, parameter) if value not in ("", None))
        return self._value(schema, usable, str(parameter["name"]), text=True), False

    def _value(self, schema: Any, examples: Any, name: str, *, text: bool = False) -> Any:
        inner = self.view.follow(schema)
        inner = inner if isinstance(inner, dict) else {}
        own = [inner[key] for key in ("example", "default") if key in inner]
        own += inner["examples"] if isinstance(inner.get("examples"), list) else []
        own = [value for value in own if not text or value not in ("", None, [], {})]
        plain = (small(self.view, schema, 0),)
        if self._full and not text:
            plain, examples = (small(self.view, schema, 0, _LEVELS), *examples, *plain), ()
        for value in itertools.chain(examples, () if self._full else own, plain, self._generated(schema, name), own):
            value = unambiguous(value) if text else value
            if text and value in ("", None, [], {}):
                continue
            if not self.view.conforms(schema, value, "request"):
                return value
        raise Unbuildable(f"no valid {name}: {self.view.conforms(schema, value, 'request')}")

    def _generated(self, schema: Any, name: str) -> Iterator[Any]:
        for _ in range(3):
            yield self._generator.generate(self._schemas.canonical(schema), name=name, direction="request")

    def _body(self, operation: Asked, request: Request) -> None:
        raw = self.view.follow(operation.raw.get("requestBody"))
        content = raw.get("content") if isinstance(raw, dict) else None
        if not isinstance(content, dict) or not content:
            return
        ranked = sorted(content, key=_media_rank)
        problem = ""
        for name in ranked:
            media = self.view.follow(content[name])
            try:
                request.body, kind = self._encoded(name, media)
            except Unbuildable as error:
                problem = problem or str(error)
                continue
            request.headers["Content-Type"] = kind
            return
        if raw.get("required"):
            raise Unbuildable(f"body: {problem}")

    def _encoded(self, name: str, media: dict[str, Any]) -> tuple[bytes, str]:
        essence = name.partition(";")[0].strip().lower()
        schema = media.get(
            "schema", True if "itemSchema" not in media else {"type": "array", "items": media["itemSchema"]}
        )
        if "xml" in essence:
            value = self._value(schema, _examples(self.view, media), "body")
            return write_xml(value, self._schemas, schema), name
        if "json" not in essence and "*" not in essence and "form" not in essence and not essence.startswith("text/"):
            return b"octets", name
        value = self._value(schema, _examples(self.view, media), "body")
        if is_sequence(essence):
            mark = b"\x1e" if "seq" in essence else b""
            items = value if isinstance(value, list) else [value]
            return b"".join(mark + json.dumps(item).encode() + b"\n" for item in items), name
        if essence == "application/x-www-form-urlencoded":
            return "&".join(self._form(media, schema, value)).encode(), name
        if essence.startswith("multipart/"):
            return multipart(self.view, value, schema), f"{essence}; boundary={BOUNDARY}"
        if essence.startswith("text/") and isinstance(value, str):
            return value.encode(), name
        return json.dumps(value).encode(), name if "*" not in name else "application/json"

    def _form(self, media: dict[str, Any], schema: Any, value: Any) -> Iterator[str]:
        """The pairs of a form, each member in its style: a fuller one where that has no sign for an empty."""
        known = (self.view.follow(schema) or {}).get("properties") or {}
        told = media.get("encoding") or {}
        for name, item in _members(value):
            own = known.get(name, True)
            full = item if item not in ({}, []) else small(self.view, own, 0, _LEVELS)
            item = item if self.view.conforms(own, full, "request") else full
            yield from in_query({"explode": True, **told.get(name, {}), "name": name}, item)

    def _credentials(self, operation: Asked, headers: dict[str, str], query: list[str], cookies: list[str]) -> None:
        schemes = (self.view.tree.get("components") or {}).get("securitySchemes") or {}
        security = operation.raw.get("security", self.view.tree.get("security")) or []
        for name in security[0] if security else ():
            scheme = self.view.follow(schemes.get(name)) or {}
            kind, place = scheme.get("type"), scheme.get("in")
            if kind == "apiKey" and place == "query":
                pair = f"{quote(scheme['name'])}="
                if not any(one.startswith(pair) for one in query):
                    query.append(f"{pair}{self.key}")
            elif kind == "apiKey" and place == "cookie":
                cookies.append(f"{scheme['name']}={self.key}")
            elif kind == "apiKey":
                headers[scheme["name"]] = self.key
            elif kind == "http" and str(scheme.get("scheme")).lower() == "basic":
                headers["Authorization"] = "Basic " + base64.b64encode(f"user:{self.key}".encode()).decode()
            elif kind == "http":
                headers["Authorization"] = f"{str(scheme.get('scheme', 'bearer')).capitalize()} {self.key}"
            elif kind in ("oauth2", "openIdConnect"):
                headers["Authorization"] = f"Bearer {self.key}"

    def broken(self, request: Request) -> list[Request]:
        """An invalid and a hostile request like this one."""
        deep = b'{"a":' * 2000 + b"}" * 2000
        head, _, query = request.target.partition("?")
        hostile = (
            head.rsplit("/", 1)[0]
            + "/%00%ff%2F..%2F{{7*7}}"
            + "?"
            + query
            + "&a=%ZZ&a[b][c]=1&limit=-1&page=99999999999"
        )
        kind = {"Content-Type": "application/json"}
        return [
            Request(
                request.method, request.target, {**request.headers, **kind}, b'{"broken": [1,' if request.body else None
            ),
            Request(request.method, hostile, {**request.headers, **kind}, deep if request.body else None),
        ]


def _members(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _media_rank(name: str) -> int:
    essence = name.partition(";")[0].strip().lower()
    if essence in ("application/json", "*/*") or essence.endswith("+json"):
        return 0
    order = {"application/x-www-form-urlencoded": 1, "multipart/form-data": 2, "text/plain": 3}
    return order.get(essence, 4)


def _examples(view: View, owner: dict[str, Any]) -> list[Any]:
    found = [owner["example"]] if "example" in owner else []
    for item in (owner.get("examples") or {}).values() if isinstance(owner.get("examples"), dict) else ():
        item = view.follow(item)
        found += [item[key] for key in ("value", "dataValue") if isinstance(item, dict) and key in item]
    return found
