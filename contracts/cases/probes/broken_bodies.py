"""Bodies that are none, media types that are not documented, and paths that no operation covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from contracts.cases.records.independence import independent, refused
from contracts.exchange import Request
from mock_server.openapi import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Operation


_GROUP = 16
_PLAINEST = ("half a body", "plain text", "an array", "the object in an array", "a text", "a number", "null")


def broken_groups(steps: RecordSteps, cycle: Lifecycle) -> int:
    """How many groups of such bodies there are."""
    create = cycle["create"]
    media = json_media(create.operation) if create is not None else "application/json"
    return -(-len(list(broken_bodies(steps.body(cycle), media))) // _GROUP)


def json_media(operation: Operation) -> str:
    """The media type of JSON that an operation takes: a body of another one may be refused before anybody reads it."""
    media = operation.request_media
    return media.name if media is not None and media.is_json and "*" not in media.name else "application/json"


@refused
def broken(steps: RecordSteps, cycle: Lifecycle, group: int) -> None:
    """A group of the bodies that are no JSON, no object, of no documented type, or that parsers disagree about."""
    create = cycle["create"]
    if create is None or (path := steps.parents(cycle)) is None:
        return
    key = steps.fresh(cycle) if cycle.chosen else None
    cases = list(broken_bodies(steps.body(cycle, key), json_media(create.operation)))
    for index in range(group * _GROUP, min(len(cases), (group + 1) * _GROUP)):
        kind, raw, media = cases[index]
        request = steps.requests.build(create.operation, path=path, raw=raw, media=media)
        sent = steps.send(request, f"create with {kind}", (kind, "broken body"), "boundary")
        if sent is not None and sent.succeeded:
            found = steps.key_of(cycle, sent, key)
            if found is not None and cycle.removable:
                steps.delete(cycle, found, "remove what should not be there", source="boundary")
            key = steps.fresh(cycle) if cycle.chosen else None
            cases = list(broken_bodies(steps.body(cycle, key), json_media(create.operation)))
    if cycle.chosen and key is not None:
        steps.once(cycle, steps.body(cycle, key), "create what was refused", ("after a refusal",), key)


def broken_bodies(body: JSON, json: str) -> Iterator[tuple[str, bytes, str]]:
    """Kind, octets and media type of each; ``json`` is that of the JSON which is taken."""
    good = orjson.dumps(body)
    for kind, raw in (
        ("no body", b""),
        ("half a body", good[: len(good) // 2]),
        ("an open brace", b"{"),
        ("plain text", b"hello"),
        ("a trailing comma", good[:-1] + b",}"),
        ("single quotes", good.replace(b'"', b"'")),
        ("an array", b"[]"),
        ("the object in an array", b"[" + good + b"]"),
        ("a text", b'"text"'),
        ("a number", b"42"),
        ("null", b"null"),
        ("true", b"true"),
        ("an empty object", b"{}"),
        ("invalid UTF-8", good[:-1] + b',"bytes":"\xff\xfe"}'),
        ("a byte order mark", b"\xef\xbb\xbf" + good),
        ("text behind the JSON", good + b" x"),
        ("NaN", good[:-1] + b',"number":NaN}'),
        ("a lone surrogate", good[:-1] + b',"text":"\\ud800"}'),
        ("a huge number", good[:-1] + b',"number":' + b"9" * 5000 + b"}"),
        ("a member twice", good[:-1] + b"," + good[1:]),
        ("deep nesting", b"[" * 3000 + b"]" * 3000),
        ("deep nesting inside", good[:-1] + b',"deep":' + b'{"a":' * 600 + b"1" + b"}" * 601),
    ):
        yield kind, raw, json
    for media in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "application/octet-stream"):
        yield f"the media type {media}", good, media
    texts = {name: value for name, value in body.items() if isinstance(value, str)} if isinstance(body, dict) else {}
    yield "a form", percent.form(texts.items()).encode() or b"a=b", "application/x-www-form-urlencoded"
    yield "a charset beside the media type", good, f"{json}; charset=utf-8"
    for media in ("", f"{json}; charset=latin-1", f"{json}; charset=nonsense", json.upper(), "nonsense"):
        yield f"the media type {media!r}", good, media


def no_bodies(body: JSON, json: str) -> Iterator[tuple[str, bytes]]:
    """Kind and octets of the plainest that no object may be, for changes of what is there."""
    found = {kind: raw for kind, raw, _ in broken_bodies(body, json)}
    yield from ((kind, found[kind]) for kind in _PLAINEST)


@independent
def undocumented(steps: RecordSteps) -> None:
    """What no operation covers: an unknown path, a documented path by GET where GET is not documented."""
    operations = steps.judge.document.operations
    if not operations:
        return
    access = steps.requests.credentials.default(operations[0])
    query = "&".join(f"{name}={value}" for name, value in access.query)
    targets = {f"/no-such-path-{steps.names.tag}": "an unknown path"}
    for operation in operations[:10]:
        if not any(o.path == operation.path and o.method == "GET" for o in operations) and "{" not in operation.path:
            targets[operation.path] = "an undocumented method"
    for target, kind in targets.items():
        request = Request("GET", f"{target}?{query}" if query else target, access.headers)
        steps.send(request, kind, (kind,), "boundary")
