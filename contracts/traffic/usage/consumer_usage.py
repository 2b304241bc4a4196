"""What one consumer uses: operations, and of each the parameters and members that it sends, and its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_server.openapi import MISSING, RequestReader, media_types, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Exchange, Request
    from mock_server.openapi import JSON, Document, Operation

EVERY = "*"
"""In a member's place: any item of an array."""
_MOST_MEDIA = 100
_MOST_MEMBERS = 10_000
_DEPTH = 50


@dataclass
class OperationUsage:
    """One operation: how often it was called, and what of it was used.

    ``parameters`` are named ``query limit``; ``members`` are those of bodies by media type, each a path of names;
    ``statuses`` are those of its answers.
    """

    count: int = 0
    parameters: set[str] = field(default_factory=set)
    members: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    statuses: set[int] = field(default_factory=set)


class ConsumerUsage:
    """What a consumer's traffic uses of ``document``; ``operations`` by ``METHOD path``."""

    def __init__(self, document: Document) -> None:
        self.operations: dict[str, OperationUsage] = {}
        self._reader = RequestReader(document)

    def add(self, exchange: Exchange) -> None:
        """Take in one exchange; what no operation covers is nobody's use of it."""
        request = exchange.request
        routed = self._reader.route(request.method, request.target)
        if routed is None:
            return
        operation, raw_path = routed
        fields = [
            (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in request.headers
        ]
        query = request.target.partition("?")[2].encode("latin-1", "replace")
        read = self._reader.read(operation, raw_path, query, fields, request.body or b"")
        used = self.operations.setdefault(str(operation), OperationUsage())
        used.count += 1
        used.parameters.update(_sent(operation, request))
        if exchange.answer is not None:
            used.statuses.add(exchange.answer.status)
        if request.body:
            self._body(used, request, MISSING if read.is_binary else read.body)

    @staticmethod
    def _body(used: OperationUsage, request: Request, body: JSON) -> None:
        name = media_types.essence(request.header("content-type") or "")
        if name not in used.members and len(used.members) >= _MOST_MEDIA:
            return
        members = used.members.setdefault(name, set())
        if body is not MISSING and len(members) < _MOST_MEMBERS:
            members.update(_members(body))


def _sent(operation: Operation, request: Request) -> Iterator[str]:
    """The declared parameters that a request has, whatever their style."""
    names = {pair.name for pair in percent.pairs(request.target.partition("?")[2])}
    names |= {name.partition("[")[0] for name in names}
    for parameter in operation.parameters:
        place, name = parameter.location, parameter.name
        is_sent = {
            "path": True,
            "query": not names.isdisjoint((name, name.removesuffix("[]"), *_properties(parameter.schema))),
            "querystring": bool(names),
            "header": request.header(name) is not None,
            "cookie": name in request.cookies,
        }
        if is_sent.get(place):
            yield f"{place} {name}"


def _properties(schema: JSON) -> set[str]:
    """The names under which the members of an exploded object travel."""
    return set(schema.get("properties") or ()) if isinstance(schema, dict) else set()


def _members(value: JSON, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if len(at) > _DEPTH:
        return
    if isinstance(value, dict):
        for name, item in value.items():
            yield (*at, name)
            yield from _members(item, (*at, name))
    elif isinstance(value, list):
        for item in value:
            yield from _members(item, (*at, EVERY))
