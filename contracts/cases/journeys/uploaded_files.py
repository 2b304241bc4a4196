"""Files that are uploaded: their octets come back as they were, in parts too, and so do those that take their place.

A path shows the octets of a record where it is the record's own, or goes on by a word for a content (`/scans/1/raw`).
Content of a type of its own (a picture, a page) may be made smaller, cleaned or written anew; octets of no type may
where the operations say that they are converted. What a record says of octets that come back is so.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from contracts.cases.journeys.changing import remove_it
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.laws.file_facts import wrong_facts
from contracts.laws.leeway import ACCEPTED
from contracts.laws.standard_fields import range_of
from mock_server.openapi import MISSING, field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.exchange import Answer, Request
    from contracts.judging.sent import Sent
    from contracts.laws.file_facts import WrongFact
    from mock_server.openapi import JSON, Behaviour, Operation

_LAW = "read-back"
_OCTETS = "application/octet-stream"
_FORM = "multipart/form-data"
_MISSED = (404, 410)
_MADE_OF_IT = re.compile(
    r"compress|convert|normali[sz]|resi[sz]|transcod|optimi[sz]|strip|saniti[sz]|clean|encrypt|encod|archive|\bzip|bundl"
    r"|preview|thumbnail|crop|scale|redact|watermark|render|transform|\bsign|decod|decompress|extract",
    re.IGNORECASE,
)


class _Files(NamedTuple):
    """A resource whose creates take a file, and the operations at the path that shows its octets."""

    cycle: Lifecycle
    member: str | None
    """The part of a form that is the file; None where the whole body is."""
    shown: Operation
    put: Operation | None
    head: Operation | None


def uploaded_files(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource whose records a file makes, and of which a path shows octets of no type."""
    for cycle in steps.cycles.values():
        found = _files(steps, cycle)
        if found is not None:
            yield f"files of {cycle.resource}", partial(uploaded, files=found)


@independent
def uploaded(steps: RecordSteps, files: _Files) -> None:
    """What was uploaded is read; what takes its place is read then, and HEAD tells how many octets there are."""
    parents = steps.parents(files.cycle)
    if parents is None or not steps.may_create(files.cycle):
        return
    first = f" {steps.names.tag}\r\nof\n\0\xff\xe9 a file \t\n".encode("latin-1")
    request = _upload(steps, files, parents, first)
    sent = steps.send(request, "upload a file") if request is not None else None
    key = steps.key_of(files.cycle, sent, None)
    beside = files.cycle["read"] or files.cycle["delete"]
    if key is None or beside is None:
        return
    path = {**steps.sender.path_keys.on(beside, parents), beside.key_parameter: key}
    if sent is not None and sent.status != ACCEPTED:
        _compare(steps, files, path, first, "read the file")
    other = f"{steps.names.tag}, another one\r\n \xfe".encode("latin-1")
    if files.put is not None:
        request = steps.requests.build(files.put, path=path, raw=other, media=_OCTETS)
        changed = steps.send(request, "put another file in its place")
        if changed is not None and changed.succeeded and changed.status != ACCEPTED:
            _compare(steps, files, path, other, "read what took its place")
    remove_it(steps, files.cycle, key)


def _compare(steps: RecordSteps, files: _Files, path: Mapping[str, str], octets: bytes, label: str) -> None:
    """Tell octets that are read otherwise, and a HEAD that tells of other octets than a GET has."""
    looks: list[tuple[Sent, Answer] | None] = []

    def is_right() -> bool:
        looks.append(_read(steps, files, path, label))
        return looks[-1] is None or looks[-1][1].body == octets

    if not is_right():
        settles(steps, files.cycle.resource, is_right)
    if looks[-1] is None:
        return
    sent, answer = looks[-1]
    if answer.body != octets:
        message = "the octets are not those that were sent"
        observe(steps, sent, _LAW, "body", repr(octets), repr(answer.body[:60]), message)
    else:
        _judge_part(steps, files, path, octets)
        _judge_record(steps, files, path, octets)
    if files.head is not None:
        _judge_head(
            steps, steps.send(steps.requests.build(files.head, path=path), "ask for its head"), len(answer.body)
        )


def _read(steps: RecordSteps, files: _Files, path: Mapping[str, str], label: str) -> tuple[Sent, Answer] | None:
    """What the octets are shown by, None where they are not shown whole."""
    sent = steps.send(steps.requests.build(files.shown, path=path), label)
    answer = sent.exchange.answer if sent is not None else None
    if sent is None or answer is None or answer.status != 200 or answer.cut is not None:
        return None
    return sent, answer


def _judge_part(steps: RecordSteps, files: _Files, path: Mapping[str, str], octets: bytes) -> None:
    """A part is that of the range that it names (RFC 9110 section 14.4), where the document knows of parts."""
    if not any(response.status == "206" for response in files.shown.responses):
        return
    request = steps.requests.build(files.shown, path=path, headers=(("Range", "bytes=3-8"),))
    sent = steps.send(request, "read a part of the file")
    answer = sent.exchange.answer if sent is not None else None
    span = range_of(answer) if answer is not None and answer.status == 206 and answer.cut is None else None
    wanted = octets[span[0] : span[1] + 1] if span is not None else b""
    if sent is None or answer is None or len(wanted) != len(answer.body) or answer.body == wanted:
        return
    message = "the octets of a part are not those of the range that it names (RFC 9110 section 14.4)"
    observe(steps, sent, _LAW, "body", repr(wanted), repr(answer.body), message)


def _judge_record(steps: RecordSteps, files: _Files, path: Mapping[str, str], octets: bytes) -> None:
    """What the record says of the octets, which it may know a moment later."""
    read = files.cycle["read"]
    looks: list[Sent] = []
    response = read.operation.success(("200",)) if read is not None else None
    if read is None or read.operation is files.shown or response is None:
        return
    members = steps.schemas.properties(steps.schemas.below(response.schema, read.record or ()))

    def flaws() -> list[WrongFact]:
        sent = steps.act(files.cycle, "read", path[read.key_parameter], "read what is said of the file")
        looks.extend([sent] if sent is not None and sent.succeeded else [])
        record = steps.sender.addressing.record(read, looks[-1].body) if looks else None
        return wrong_facts(steps.schemas, members, record, octets) if isinstance(record, dict) else []

    if flaws() and not settles(steps, files.cycle.resource, lambda: not flaws()):
        for one in flaws():
            place = pointers.text((*(read.record or ()), one.name))
            observe(steps, looks[-1], _LAW, place, one.expected, one.observed, f"{place} {one.message}")


def _judge_head(steps: RecordSteps, sent: Sent | None, length: int) -> None:
    """A HEAD is answered as the GET was, without content; it may leave out how long that is (RFC 9110 section 8.6)."""
    answer = sent.exchange.answer if sent is not None else None
    if sent is None or answer is None:
        return
    if answer.status in _MISSED:
        message = "HEAD misses what GET shows (RFC 9110 section 9.3.2)"
        observe(steps, sent, _LAW, "status", "200", str(answer.status), message)
        return
    told = answer.header("Content-Length")
    coded = answer.header("Content-Encoding") is not None
    if answer.status == 200 and not coded and told is not None and told.isdecimal() and int(told) != length:
        message = "Content-Length is not that of the GET (RFC 9110 section 8.6)"
        observe(steps, sent, _LAW, "header Content-Length", str(length), told, message)


def _upload(steps: RecordSteps, files: _Files, parents: Mapping[str, str], octets: bytes) -> Request | None:
    """The create that brings these octets."""
    create = files.cycle["create"]
    if create is None:
        return None
    if files.member is None:
        return steps.requests.build(create.operation, path=parents, raw=octets, media=_OCTETS)
    body, stand_in = steps.full(create), f"{steps.names.tag}-the-octets"
    if not isinstance(body, dict):
        return None
    body = steps.owned(create.operation, {**body, files.member: stand_in}, parents)
    data, kind = steps.requests.encoded(create.operation.request_media, body)
    if data.count(stand_in.encode()) != 1:
        return None
    return steps.requests.build(create.operation, path=parents, raw=data.replace(stand_in.encode(), octets), media=kind)


def _files(steps: RecordSteps, cycle: Lifecycle) -> _Files | None:
    """What shows the octets of what a create takes; None where it takes no file, or nothing shows them so."""
    create, beside = cycle["create"], cycle["read"] or cycle["delete"]
    media = create.operation.request_media if create is not None else None
    if create is None or media is None or beside is None or not cycle.removable or create.key is not None:
        return None
    members = _file_members(steps, create) if media.essence == _FORM else []
    if media.essence != _OCTETS and len(members) != 1:
        return None
    operations = [behaviour.operation for behaviour in steps.judge.behaviours.values()]
    below = [one for one in operations if _is_beside(beside, one.path)]
    shown = [one for one in below if one.method == "GET" and _shows_octets(steps, one)]
    if len(shown) != 1 or any(map(_says_another, (create.operation, shown[0]))):
        return None
    at_path = {one.method: one for one in below if one.path == shown[0].path}
    put = at_path.get("PUT")
    takes = put is not None and put.request_media is not None and put.request_media.essence == _OCTETS
    return _Files(cycle, members[0] if members else None, shown[0], put if takes else None, at_path.get("HEAD"))


def _file_members(steps: RecordSteps, create: Behaviour) -> list[str]:
    """The parts of a form that are files."""
    members: Mapping[str, JSON] = steps.schemas.properties(create.operation.request_schema)
    return [name for name, item in members.items() if _is_file(steps, item)]


def _is_file(steps: RecordSteps, schema: JSON) -> bool:
    """Whether a part is octets: of the format `binary` (OpenAPI 3.0), or of their media type (3.1)."""
    return any(
        (value := steps.schemas.keyword(schema, name)) is not MISSING and value == wanted
        for name, wanted in (("format", "binary"), ("contentMediaType", _OCTETS))
    )


def _is_beside(beside: Behaviour, path: str) -> bool:
    """Whether a path is that of a record, or goes on behind it by one word."""
    more = path.removeprefix(beside.operation.path)
    return not more or (more != path and more[:1] == "/" and more[1:].lower() in field_names.CONTENT_WORDS)


def _shows_octets(steps: RecordSteps, operation: Operation) -> bool:
    """Whether octets of no type, and nothing else, are shown; of `*/*` the schema says so, or says nothing."""
    shown = operation.success(("200",))
    content = shown.content if shown is not None else ()
    octets = [
        item.essence == _OCTETS or (item.essence == "*/*" and _may_be_file(steps, item.schema)) for item in content
    ]
    return len(octets) == 1 and all(octets)


def _may_be_file(steps: RecordSteps, schema: JSON) -> bool:
    return schema is None or _is_file(steps, schema)


def _says_another(operation: Operation) -> bool:
    """Whether an operation says that what is shown is made of what is sent."""
    return any(map(_MADE_OF_IT.search, operation.texts))
