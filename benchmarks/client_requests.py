"""One valid request for an operation, and two that are not: built from the document, judged before they are sent."""

from __future__ import annotations

import base64
import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mock_server.generator import Generator
from mock_server.schemas import Schemas
from mock_server.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from client_view import Asked, View

    from mock_server.document import Document

BOUNDARY = "benchmark-boundary"
_SAFE = "-._~"


class Unbuildable(Exception):  # noqa: N818 - a result
    """No valid request was found; ``str()`` says for what."""


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

    def valid(self, operation: Asked) -> Request:
        """A request that the document allows; raises Unbuildable."""
        path, query, headers, cookies = operation.base + operation.path.replace("#", "%23"), [], {"Accept": "*/*"}, []
        for parameter in self.view.parameters(operation):
            place, name = parameter.get("in"), str(parameter.get("name"))
            if not (parameter.get("required") or place == "path"):
                continue
            if place == "header" and name.lower() in ("accept", "content-type", "authorization"):
                continue
            value, media = self._parameter(parameter)
            text = json.dumps(value) if media else None
            if place == "path":
                written = quote(text, safe=_SAFE) if text else _in_path(parameter, value)
                path = path.replace("{" + name + "}", written or "x")
            elif place == "query":
                query += [f"{quote(name)}={quote(text, safe=_SAFE)}"] if text else _in_query(parameter, value)
            elif place == "querystring":
                query += ["&".join(f"{quote(k)}={quote(_text(v))}" for k, v in value.items()) if isinstance(value, dict)
                          else quote(_text(value))]  # fmt: skip
            elif place == "header":
                headers[name] = text or _simple(value, bool(parameter.get("explode")))
            elif place == "cookie":
                cookies.append(f"{name}={quote(text or _simple(value, False), safe=',' + _SAFE)}")
        while "{" in path and "}" in path.partition("{")[2]:
            path = path.partition("{")[0] + "x" + path.partition("{")[2].partition("}")[2]
        self._credentials(operation, headers, query, cookies)
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
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
        for value in itertools.chain(examples, own, (_small(self.view, schema, 0),), self._generated(schema, name)):
            value = _unambiguous(value) if text else value
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
        if "json" not in essence and "*" not in essence and "form" not in essence and not essence.startswith("text/"):
            return (b"<a/>" if "xml" in essence else b"octets"), name
        value = self._value(schema, _examples(self.view, media), "body")
        if essence in ("application/jsonl", "application/x-ndjson", "application/json-seq"):
            mark = b"\x1e" if "seq" in essence else b""
            items = value if isinstance(value, list) else [value]
            return b"".join(mark + json.dumps(item).encode() + b"\n" for item in items), name
        if essence == "application/x-www-form-urlencoded":
            pairs = [p for k, v in value.items() for p in _in_query({"name": k, "explode": True}, v)] if value else []
            return "&".join(pairs).encode(), name
        if essence.startswith("multipart/"):
            return _multipart(self.view, value, schema), f"{essence}; boundary={BOUNDARY}"
        if essence.startswith("text/") and isinstance(value, str):
            return value.encode(), name
        return json.dumps(value).encode(), name if "*" not in name else "application/json"

    def _credentials(self, operation: Asked, headers: dict[str, str], query: list[str], cookies: list[str]) -> None:
        schemes = (self.view.tree.get("components") or {}).get("securitySchemes") or {}
        security = operation.raw.get("security", self.view.tree.get("security")) or []
        for name in security[0] if security else ():
            scheme = self.view.follow(schemes.get(name)) or {}
            kind, place = scheme.get("type"), scheme.get("in")
            if kind == "apiKey" and place == "query":
                query.append(f"{quote(scheme['name'])}={self.key}")
            elif kind == "apiKey" and place == "cookie":
                cookies.append(f"{scheme['name']}={self.key}")
            elif kind == "apiKey":
                headers[scheme["name"]] = self.key
            elif kind == "http" and str(scheme.get("scheme")).lower() == "basic":
                headers["Authorization"] = "Basic " + base64.b64encode(f"user:{self.key}".encode()).decode()
            elif kind == "http":
                headers["Authorization"] = f"{scheme.get('scheme', 'bearer')} {self.key}"
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


def _small(view: View, schema: Any, depth: int) -> Any:
    """The plainest value of a schema: required properties alone, first alternatives, lowest numbers."""
    schema = view.follow(schema)
    if not isinstance(schema, dict) or depth > 12:
        return {}
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    parts = [view.follow(part) for part in schema.get("allOf") or ()]
    if parts:
        merged = {key: value for key, value in schema.items() if key != "allOf"}
        for part in parts:
            for key, value in part.items() if isinstance(part, dict) else ():
                if isinstance(value, dict) and isinstance(merged.get(key), dict):
                    merged[key] = {**value, **merged[key]}
                elif isinstance(value, list) and isinstance(merged.get(key), list):
                    merged[key] = [*merged[key], *value]
                else:
                    merged.setdefault(key, value)
        return _small(view, merged, depth + 1)
    for key in ("oneOf", "anyOf"):
        if schema.get(key) and not schema.get("properties"):
            return _small(view, schema[key][0], depth + 1)
    kind = schema.get("type")
    kind = next((item for item in kind if item != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object" or (kind is None and "properties" in schema):
        known = schema.get("properties") or {}
        must = [
            name
            for name in schema.get("required") or ()
            if (view.follow(known.get(name)) or {}).get("readOnly") is not True
        ]
        return {name: _small(view, known.get(name, {}), depth + 1) for name in must}
    if kind == "array":
        return [_small(view, schema.get("items", {}), depth + 1) for _ in range(schema.get("minItems", 0))]
    if kind in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum", 1))
        return (low if not isinstance(low, bool) else 1) + (1 if schema.get("exclusiveMinimum") else 0)
    if kind == "boolean":
        return True
    return None if kind == "null" else _small_text(schema)


def _small_text(schema: dict[str, Any]) -> str:
    known = {"date-time": "2024-03-21T18:42:15Z", "date": "2024-03-21", "uuid": "8c5e2b6e-4f4a-4b7e-9d3c-2f0d6f8a1b2c",
             "email": "ann@example.com", "uri": "https://example.com/a", "ipv4": "192.0.2.1", "time": "10:00:00Z",
             "hostname": "example.com", "byte": "YQ==", "duration": "P1D"}  # fmt: skip
    return str(known.get(schema.get("format", ""), "text" * (schema.get("minLength", 1) // 4 + 1)))[
        : schema.get("maxLength")
    ]


def _unambiguous(value: Any) -> Any:
    """An array's or object's texts as single words: in some styles a comma or a dot separates items."""
    if isinstance(value, dict):
        return {name: _word(item) for name, item in value.items()}
    return [_word(item) for item in value] if isinstance(value, list) else value


def _word(item: Any) -> Any:
    return item.split()[0].strip(".,;|=") if isinstance(item, str) and any(sign in item for sign in ",.;|= ") else item


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _pairs(value: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, _text(item)) for name, item in value.items()]


def _simple(value: Any, explode: bool) -> str:
    if isinstance(value, dict):
        return ",".join(f"{k}={v}" if explode else f"{k},{v}" for k, v in _pairs(value))
    return ",".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _in_path(parameter: dict[str, Any], value: Any) -> str:
    style, explode, name = parameter.get("style", "simple"), bool(parameter.get("explode")), str(parameter["name"])
    if style == "simple":
        return quote(_simple(value, explode), safe=",=" + _SAFE)
    dot = style == "label"
    if isinstance(value, list):
        items = [quote(_text(item), safe=_SAFE) for item in value]
        if dot:
            return "." + ("." if explode else ",").join(items)
        return "".join(f";{name}={item}" for item in items) if explode else f";{name}={','.join(items)}"
    if isinstance(value, dict):
        if explode:
            mark = "." if dot else ";"
            return mark + mark.join(f"{k}={quote(v, safe=_SAFE)}" for k, v in _pairs(value))
        return ("." if dot else f";{name}=") + quote(_simple(value, False), safe="," + _SAFE)
    return ("." if dot else f";{name}=") + quote(_text(value), safe=_SAFE)


def _in_query(parameter: dict[str, Any], value: Any) -> list[str]:
    name, style = quote(str(parameter["name"]), safe="[]" + _SAFE), parameter.get("style", "form")
    explode = parameter.get("explode", style == "form")
    if isinstance(value, dict):
        if style == "deepObject":
            return [f"{name}[{quote(k)}]={quote(v, safe=_SAFE)}" for k, v in _pairs(value)]
        if explode:
            return [f"{quote(k)}={quote(v, safe=_SAFE)}" for k, v in _pairs(value)]
        return [f"{name}={quote(_simple(value, False), safe=',' + _SAFE)}"]
    if isinstance(value, list):
        items = [quote(_text(item), safe=_SAFE) for item in value]
        if explode:
            return [f"{name}={item}" for item in items]
        return [name + "=" + {"spaceDelimited": "%20", "pipeDelimited": "|"}.get(style, ",").join(items)]
    return [f"{name}={quote(_text(value), safe=_SAFE)}"]


def _multipart(view: View, value: Any, schema: Any) -> bytes:
    lines = []
    known = (view.follow(schema) or {}).get("properties", {}) if isinstance(view.follow(schema), dict) else {}
    for name, item in (value or {}).items():
        field_schema = view.follow(known.get(name)) or {}
        file = isinstance(field_schema, dict) and field_schema.get("format") in ("binary", "base64")
        for part in item if isinstance(item, list) else [item]:
            extra = '; filename="file.bin"' if file else ""
            kind = "\r\nContent-Type: application/json" if isinstance(part, dict) else ""
            lines.append(
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{extra}{kind}\r\n\r\n{_text(part)}\r\n'
            )
    return "".join([*lines, f"--{BOUNDARY}--\r\n"]).encode()
