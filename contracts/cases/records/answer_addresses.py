"""What an answer leads to: operations that read, named by its header fields, links, addresses and keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contracts.cases.records.plausible_keys import leaves
from mock_server.openapi import MISSING, field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Operation

    Led = tuple[Operation, Mapping[str, str]]

_FIELDS = ("Location", "Operation-Location", "Content-Location", "Azure-AsyncOperation")
_ADDRESS = ("/", "http://", "https://")
"""How an address in a body begins; a text with a slash is none, but for one that is called as a record's name is."""
_NAMES = frozenset(("name", "resourcename", "operation", "operationname", "job", "jobname", "task", "self"))
"""Members that hold the path of a record as its name (AIP-122): `operations/abc`."""
_NAME = re.compile(r"[a-zA-Z][\w-]*(?:/[\w.~-]+)+")
_MOST = 200


def led_to(steps: RecordSteps, sent: Sent, before: Sent | None = None) -> list[Led]:
    """Operations with the parameters of their paths, the plainest promise first, each once.

    A key in the answer leads somewhere only where it is news: neither the request nor the answer ``before`` has it.
    """
    found: list[Led] = []
    known = _known(sent) | (_known(before) | _values(before.body) if before is not None else set())
    by_keys = _by_keys(steps, sent, known)
    for led in (*_by_fields(steps, sent), *_by_links(steps, sent), *_by_addresses(steps, sent, known), *by_keys):
        if led not in found:
            found.append(led)
    return found


def located(steps: RecordSteps, address: str) -> Led | None:
    """What an address names, of several operations the one that says most of its path."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.netloc and parts.netloc.rpartition("@")[2] != steps.sender.target.host:
        return None
    base = urlsplit(steps.sender.target.url).path.rstrip("/")
    path = parts.path.removeprefix(base) if base and parts.path.startswith(f"{base}/") else parts.path
    named: list[tuple[int, Led]] = []
    for operation in steps.judge.document.operations:
        segments, wanted = path.strip("/").split("/"), operation.wire_path.strip("/").split("/")
        if operation.method != "GET" or len(segments) != len(wanted):
            continue
        found = operation.read_path(path)
        if found is not None and all(found.values()):
            named.append((sum("{" not in segment for segment in wanted), (operation, found)))
    best = max(named, key=lambda each: each[0], default=None)
    return best[1] if best is not None and best[0] else None  # parameters alone fit every path


def link_parts(
    steps: RecordSteps, sent: Sent
) -> tuple[tuple[str, str, int], tuple[Mapping[str, Mapping[str, JSON]], JSON], tuple[Mapping[str, str], JSON]]:
    """What a link takes its values from: call, request and answer."""
    reading, answer, asked = sent.reading, sent.exchange.answer, sent.exchange.request
    fields = {name.lower(): value for name, value in reversed(answer.headers)} if answer is not None else {}
    values, body = (reading.values, reading.body) if reading is not None else ({}, MISSING)
    return (asked.method, steps.sender.target.url + asked.target, sent.status), (values, body), (fields, sent.body)


def _by_fields(steps: RecordSteps, sent: Sent) -> Iterator[Led]:
    answer = sent.exchange.answer
    for name in _FIELDS:
        address = answer.header(name) if answer is not None else None
        if address and (led := located(steps, address)) is not None:
            yield led


def _by_links(steps: RecordSteps, sent: Sent) -> Iterator[Led]:
    reading = sent.reading
    response = reading.operation.response(sent.status) if reading is not None else None
    if reading is None or response is None:
        return
    for link in reading.operation.links(response):
        if link.target.method != "GET":
            continue
        values = link.values(*link_parts(steps, sent)).parameters
        path = {name: values.get(("path", name), MISSING) for name in link.target.path_names}
        if path and all(isinstance(value, str | int) and not isinstance(value, bool) for value in path.values()):
            yield link.target, {name: str(value) for name, value in path.items()}


def _by_addresses(steps: RecordSteps, sent: Sent, known: set[str]) -> Iterator[Led]:
    for number, (place, value) in enumerate(leaves(sent.body, ())):
        if number >= _MOST:
            return
        if not isinstance(value, str) or len(value) >= _MOST:
            continue
        named = place and field_names.plain(place[-1]) in _NAMES and _NAME.fullmatch(value) and value not in known
        for address in [value] if value.startswith(_ADDRESS) else _paths(sent, value) if named else []:
            if (led := located(steps, address)) is not None:
                yield led
                break


def _paths(sent: Sent, name: str) -> list[str]:
    """The paths that a record's name may mean: below the base, or below the first part of its own operation's path."""
    first = sent.reading.operation.path.split("/")[1] if sent.reading is not None else ""
    return [f"/{name}", *([f"/{first}/{name}"] if first and "{" not in first else [])]


def _known(sent: Sent) -> set[str]:
    """The values that a request named itself."""
    reading = sent.reading
    return (_values(reading.body) | set(reading.path.values())) if reading is not None else set()


def _values(body: JSON) -> set[str]:
    return {str(value) for _, value in leaves(body, ("",)) if isinstance(value, str | int)}


def _by_keys(steps: RecordSteps, sent: Sent, known: set[str]) -> Iterator[Led]:
    """Reads whose key has the name of a member of the answer, below what the request's path names: `id` is that of what
    is read below the path that was asked itself.
    """
    reading = sent.reading
    if reading is None or not isinstance(sent.body, dict):
        return
    shown: dict[str, JSON] = {}
    for place, value in leaves(sent.body, ()):
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value) not in {"", *known} and place:
            shown.setdefault(field_names.plain(place[-1]), value)
    for operation in steps.judge.document.operations:
        names = operation.path_names
        if operation.method != "GET" or not names or not operation.wire_path.endswith(f"{{{names[-1]}}}"):
            continue
        above = {name: text for name, text in reading.path.items() if name in names[:-1]}
        own = field_names.plain(names[-1])
        below = operation.path == f"{reading.operation.path.rstrip('/')}/{{{names[-1]}}}" and own in sent.body
        if set(above) == set(names[:-1]) and own in shown and (own != "id" or below):
            yield operation, {**above, names[-1]: str(shown[own])}
