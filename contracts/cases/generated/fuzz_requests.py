"""Generated cases as requests of ours: with this run's keys and credentials, written by the codec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import orjson

from contracts.exchange import Request
from contracts.traffic.credentials import NONE
from mock_server.openapi import media_types, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Behaviour, Operation, RequestWriter

_ENCODED = "%,;=."
"""What a text that the generator has encoded keeps: its escapes, and the delimiters and marks of its style."""


class GeneratedRequests:
    """Makes requests of Schemathesis' cases; ``shared`` holds the key that is in use, by resource."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self.shared: dict[str, str] = {}
        self.mine: set[tuple[str, str]] = set()
        """Resource and key of the records that generated sequences made: what else the run has is not for them."""

    def of(self, case: Any, *, told: bool = False) -> Request | None:
        """The case as a request of ours, with our keys and credentials; None where it can't be sent.

        What it makes has the run's name in a text where it is to be ``told``: an answer leads a sequence on.
        """
        steps = self.steps
        operation = next(
            (
                o
                for o in steps.judge.document.operations
                if (o.method, o.path) == (case.method.upper(), case.operation.path)
            ),
            None,
        )
        if operation is None:
            return None
        behaviour = steps.judge.behaviours[operation.id]
        cycle = steps.cycles.get(behaviour.resource or "")
        if cycle is not None and behaviour.action == "create" and not steps.may_create(cycle):
            return None
        path, body = dict(case.path_parameters or {}), _body_of(case)
        keys: dict[str, str] = {}
        if cycle is not None:
            keys, body = self._keyed(behaviour, cycle, path, body)
        asked = tuple((str(name), _text(value)) for name, value in (case.query or {}).items())
        body = steps.owned(operation, self._told(behaviour, body) if told else body, keys, asked)
        target = operation.wire_path
        for name in operation.path_names:
            if name in keys or name in path:
                text = steps.requests.segment(operation, name, keys[name]) if name in keys else _encoded(path[name])
                target = target.replace(f"{{{name}}}", text)
        access, writer = steps.requests.credentials.default(operation), steps.requests.writer
        pairs = [
            *_query(writer, operation, case.query or {}),
            *(f"{_encoded(k)}={_encoded(v)}" for k, v in access.query),
        ]
        query = "&".join(pairs)
        headers = [(str(k), _text(v)) for k, v in (case.headers or {}).items() if _sendable(str(k), _text(v))]
        headers = [*headers, *access.headers] if access is not NONE else headers
        crumbs = [_written(writer, operation, "cookie", str(k), _text(v)) for k, v in (case.cookies or {}).items()]
        if crumbs:
            crumbs += [value for name, value in headers if name == "Cookie"]
            headers = [*((k, v) for k, v in headers if k != "Cookie"), ("Cookie", "; ".join(crumbs))]
        data, kind = self._encoded(operation, body, case.media_type)
        if data is not None and not any(k.lower() == "content-type" for k, _ in headers):
            headers.append(("Content-Type", kind))
        return Request(operation.method, f"{target}?{query}" if query else target, tuple(headers), data, operation.id)

    def _told(self, behaviour: Behaviour, body: JSON) -> JSON:
        """The body of a create with the run's name in one of its texts that has room for it: so the record is told.

        The octets of a file are a text of another class, which holds no name.
        """
        tag, schemas = self.steps.names.tag, self.steps.schemas
        owner = pointers.at(body, behaviour.envelope, None)
        if behaviour.action != "create" or not isinstance(owner, dict) or tag.encode() in _dump(body).lower():
            return body
        members, room = schemas.properties(schemas.below(behaviour.operation.request_schema, behaviour.envelope)), []
        for name, text in owner.items():
            schema = members.get(name)
            if type(text) is str and schema is not None and schemas.keyword(schema, "writeOnly") is not True:
                longest = schemas.keyword(schema, "maxLength")
                marked = f"{tag}{text}"[: longest if isinstance(longest, int) else None]
                valid = all(self.steps.samples.valid(schema, one) for one in (text, marked))
                room += [(name, marked)] if valid and tag in marked else []
        if not room:
            return body
        name, marked = room[sum(map(len, map(str, owner.values()))) % len(room)]
        return pointers.replaced(body, (*behaviour.envelope, name), marked)

    def _encoded(self, operation: Operation, body: JSON, kind: str | None) -> tuple[bytes | None, str]:
        """A generated body as octets, and its Content-Type."""
        kind = kind or "application/json"
        if body is None or isinstance(body, bytes):
            return body, kind
        content = operation.request_body.content if operation.request_body is not None else ()
        media = next((media for media in content if media.name == kind), None)
        if media is None or media_types.is_json(kind):
            return _dump(body), kind
        data, written = self.steps.requests.encoded(media, body)
        return data, written or kind

    def _keyed(
        self, behaviour: Behaviour, cycle: Lifecycle, path: dict[str, JSON], body: JSON
    ) -> tuple[dict[str, str], JSON]:
        """Path keys of this run by name, and the body with its key: valid ones become ours, wrong ones get our tag."""
        steps = self.steps
        parents = steps.parents(cycle) or {}
        keys = {name: value for name, value in parents.items() if name in path}
        part = behaviour.key_place
        if part is None:
            return keys, body
        if cycle.resource not in self.shared:
            self.shared[cycle.resource] = steps.unused(cycle)
        own = self.shared[cycle.resource]
        if part.location == "path":
            parameters = behaviour.operation.parameters
            schema: JSON = next((p.schema for p in parameters if p.name == part.names[0]), True)
            value = path.get(part.names[0], "")
            keys[part.names[0]] = self._own_key(behaviour, cycle, schema, value, own)
        elif part.location == "body" and isinstance(body, dict) and isinstance(body.get(part.names[-1]), str):
            text = body[part.names[-1]]
            schema = steps.schemas.below(behaviour.operation.request_schema, part.names)
            body = {**body, part.names[-1]: own if steps.samples.valid(schema, text) else f"{steps.names.tag}{text}"}
        return keys, body

    def _own_key(self, behaviour: Behaviour, cycle: Lifecycle, schema: JSON, value: JSON, own: str) -> str:
        """What stands for a generated key: itself where a sequence made its record, ours where it is right."""
        text = _text(value)
        looks = behaviour.operation.is_safe and self.steps.sender.made(cycle.resource, text)
        if looks or (cycle.resource, text) in self.mine:
            return text
        plain = value if isinstance(value, int | float) else text
        right = self.steps.samples.valid(schema, plain) or self.steps.samples.valid(schema, text)
        return own if right else f"{self.steps.names.tag}{text}"


def _body_of(case: Any) -> JSON:
    from schemathesis.core import NOT_SET

    return None if case.body is NOT_SET else case.body


def _query(writer: RequestWriter, operation: Operation, given: dict[str, JSON]) -> Iterator[str]:
    """The pairs of a generated query; the generator marks what it has encoded already."""
    for name, value in given.items():
        if type(value).__name__ == "RawQueryString":
            yield str.__str__(value)
        elif isinstance(value, dict):
            yield _written(writer, operation, "query", str(name), value)
        else:
            for item in value if isinstance(value, list) else [value]:
                yield f"{_encoded(str(name))}={_encoded(item)}"


def _written(writer: RequestWriter, operation: Operation, location: str, name: str, value: JSON) -> str:
    """A pair as the codec writes it; what has no form there is written plainly."""
    found = next((p for p in operation.parameters if (p.location, p.name) == (location, name)), None)
    if found is not None and (written := writer.parameter(found, value)) is not None:
        return written
    return f"{_encoded(name)}={_encoded(value)}"


def _encoded(value: JSON) -> str:
    """A value as it travels; where the generator has encoded it, its delimiters and marks stay."""
    if type(value).__name__ == "EncodedPath":
        return quote(str.__str__(value), safe=_ENCODED)
    wire = getattr(value, "encoded", None)
    return quote(wire, safe=_ENCODED) if isinstance(wire, str) else quote(_text(value), safe="")


def _text(value: JSON) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if type(value).__name__ == "EncodedPath":  # a path's text that the generator has encoded already
        return unquote(str.__str__(value))
    return str.__str__(value) if isinstance(value, str) else str(value)


def _dump(value: JSON) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        import json

        try:
            return json.dumps(value).encode("utf-8", "surrogatepass")
        except (TypeError, ValueError):
            return b"null"


def _sendable(name: str, value: str) -> bool:
    """Whether a header field can stand on the wire as it is (RFC 9110 section 5.5)."""
    return (
        name.isascii()
        and name.replace("-", "").isalnum()
        and value.isprintable()
        and name.lower() not in ("host", "content-length")
    )
