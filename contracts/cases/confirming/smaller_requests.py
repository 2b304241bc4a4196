"""Makes a generated request smaller: what it shows is shown by fewer parameters, fields, members, items and characters.

Generators give everything at once; whoever reads a drift wants what it takes. `request_sequences` makes bodies plain by
the document; this goes on where a generator left query, header fields and the inside of values.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from mock_server.openapi import media_types, percent, pointers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Exchange, Request
    from mock_server.openapi import JSON, Operation

TRIALS = 60
"""How many smaller requests are tried for one finding."""
_PLAIN = frozenset({"content-type", "accept", "authorization", "cookie", "user-agent"})


def smaller(steps: RecordSteps, sequence: list[Exchange]) -> Generator[list[Exchange], list[Exchange] | None]:
    """Variants of a sequence whose last request says less; whoever finds that one shows as much sends it back."""
    best, tried = sequence, set[tuple[str, bytes | None, int]]()
    going = True
    while going:
        going = False
        for request in _smaller(steps, best[-1].request):
            sign = (request.target, request.body, len(request.headers))
            if sign in tried:
                continue
            tried.add(sign)
            taken = yield [*best[:-1], replace(best[-1], request=request)]
            if taken is not None:
                best, going = taken, True
                break


def _smaller(steps: RecordSteps, request: Request) -> Iterator[Request]:
    """The request with one thing less, the largest things first."""
    operation = steps.judge.document.operation(request.operation or "")
    if operation is None:
        return
    yield from _without_pairs(steps, operation, request)
    yield from _without_fields(steps, operation, request)
    yield from _with_less_body(steps, operation, request)


def _without_pairs(steps: RecordSteps, operation: Operation, request: Request) -> Iterator[Request]:
    path, mark, query = request.target.partition("?")
    if not mark:
        return
    needed = {p.name for p in operation.parameters if p.location == "query" and p.required}
    needed |= {name for name, _ in steps.requests.credentials.default(operation).query}
    pairs = percent.pairs(query)
    kept = [pair for pair in pairs if pair.name.partition("[")[0] in needed or pair.name in needed]
    fewer = [kept, *([p for p in pairs if p is not pair] for pair in pairs if pair not in kept)]
    for some in fewer:
        if len(some) < len(pairs):
            text = "&".join(pair.text for pair in some)
            yield replace(request, target=f"{path}?{text}" if text else path)


def _without_fields(steps: RecordSteps, operation: Operation, request: Request) -> Iterator[Request]:
    needed = {p.name.lower() for p in operation.parameters if p.location == "header" and p.required} | _PLAIN
    needed |= {name.lower() for name, _ in steps.requests.credentials.default(operation).headers}
    loose = [field for field in request.headers if field[0].lower() not in needed]
    if not loose:
        return
    yield replace(request, headers=tuple(field for field in request.headers if field not in loose))
    for out in loose if len(loose) > 1 else ():
        yield replace(request, headers=tuple(field for field in request.headers if field is not out))


def _with_less_body(steps: RecordSteps, operation: Operation, request: Request) -> Iterator[Request]:
    if not request.body or not media_types.is_json(request.header("Content-Type") or ""):
        return
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return
    place = steps.judge.behaviours[operation.id].key_place
    key = place.names if place is not None and place.location == "body" else None
    for value in _less(steps, body, (), key):
        yield replace(request, body=orjson.dumps(value))


def _less(steps: RecordSteps, root: JSON, where: tuple[str | int, ...], key: tuple[str, ...] | None) -> Iterator[JSON]:
    """The whole with less at ``where`` or below: a member, items, characters, a smaller number; what is the run's own
    stays."""
    value = pointers.at(root, where)
    if isinstance(value, dict):
        for name, item in value.items():
            if (*where, name) != key and not steps.names.owns(str(item)):
                yield _put(root, where, {other: value[other] for other in value if other != name})
    elif isinstance(value, list | str):
        if where != key and not (isinstance(value, str) and steps.names.owns(value)):
            yield from (_put(root, where, some) for some in _shorter(value))
    elif isinstance(value, int) and not isinstance(value, bool) and where != key and not steps.names.owns(str(value)):
        yield from (_put(root, where, value - part) for part in _parts(value))
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from _less(steps, root, (*where, step), key)


def _shorter(value: JSON) -> Iterator[JSON]:
    """A text or a list without a part of it: the large parts first."""
    size = len(value)
    if size:
        yield value[:0]
    while size > 1:
        size = (size + 1) // 2
        yield from (value[:at] + value[at + size :] for at in range(0, len(value), size))


def _parts(number: int) -> Iterator[int]:
    """What may be taken off a number, so that it comes nearer to zero: all of it, a half, a quarter and so on."""
    part = number
    while part:
        yield part
        part = abs(part) // 2 * (1 if part > 0 else -1)


def _put(root: JSON, where: tuple[str | int, ...], value: JSON) -> JSON:
    return pointers.replaced(root, tuple(map(str, where)), value) if where else value
