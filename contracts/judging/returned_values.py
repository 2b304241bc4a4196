"""Which values came back as they were sent, by operation, member and what could have gone wrong with them.

A fault that several members or operations share would have changed those of others as well: a text of both cases that
came back refutes that the case of all texts is changed.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from contracts.laws.same_values import same
from mock_server.openapi import json_values, pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.findings import Finding
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON

_DEEPEST = 4
_NO_TEXT = ("it is missing", "it became null", "it was not sent")

Place = tuple[str, str]
"""An operation and a member."""


class ReturnedValues:
    """What came back as it was sent in one run."""

    def __init__(self) -> None:
        self._places: defaultdict[str, set[Place]] = defaultdict(set)
        self._longest: dict[Place, int] = {}

    def add(self, sent: Sent) -> None:
        """Take one exchange."""
        if not sent.succeeded or sent.reading is None or sent.exchange.request.method == "GET":
            return
        if not isinstance(sent.reading.body, dict) or not isinstance(sent.body, dict):
            return
        shown = dict(_members(sent.body))
        for name, value in _members(sent.reading.body):
            if name in shown and same(value, shown[name]):
                place = (sent.reading.operation.id, name)
                for could in _could(value):
                    self._places[could].add(place)
                if isinstance(value, str):
                    self._longest[place] = max(len(value), self._longest.get(place, 0))

    def refuting(self, finding: Finding, wrong: Iterable[Place]) -> set[str]:
        """The operations in which another member than those that are ``wrong`` came back, where this one did not."""
        try:
            value = json.loads(finding.expected)
        except ValueError:  # a text that was cut
            return set()
        known = set(wrong)
        if finding.cause == "it was cut off" and isinstance(value, str):
            found = {place for place, length in self._longest.items() if length >= len(value)}
        else:
            found = self._places.get(finding.cause, set()) | self._places.get(_kind(finding.cause, value), set())
        return {operation for operation, member in found if (operation, member) not in known}


def _could(value: JSON) -> Iterator[str]:
    """What a service could have made of a value, in the words of the law."""
    yield _kind("", value)
    if isinstance(value, str):
        if value != value.strip():
            yield "it was trimmed"
        if value not in (value.lower(), value.upper()):
            yield "its case changed"
        if unicodedata.normalize("NFC", value) != unicodedata.normalize("NFD", value):
            yield "its Unicode form changed"
        if " ".join(value.split()) != value.strip():
            yield "its white space changed"
        if not set("<>&").isdisjoint(value):
            yield "it was escaped"


def _kind(cause: str, value: JSON) -> str:
    """The kind of value that a loss of any kind would have hit; none where the cause tells of a change of its own."""
    lost = cause in ("", "another text", "another value", *_NO_TEXT) or cause.startswith("it became")
    fraction = isinstance(value, float) and not value.is_integer()
    return f"any: {'a fraction' if fraction else json_values.described(value)}" if lost else ""


def _members(value: JSON, depth: int = 0) -> Iterator[tuple[str, JSON]]:
    """Each member of the objects of a body that is none itself."""
    for name, item in value.items() if isinstance(value, dict) and depth < _DEEPEST else ():
        if isinstance(item, dict):
            yield from _members(item, depth + 1)
        else:
            yield name, item


def place_of(finding: Finding) -> Place:
    """The operation and the member of a finding."""
    tokens = pointers.tokens(finding.place) if finding.place.startswith("/") else ()
    return finding.operation, tokens[-1] if tokens else finding.place
