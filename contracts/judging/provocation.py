"""What may have provoked a finding, told from its request: fields and keywords, values, the record's state, the step.

Every exchange has such provocations. One that also stands on exchanges without the finding explains nothing; which of
the others is the cause of a drift is decided over all findings together (`contrast`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from contracts.judging.body_form import body_forms
from contracts.judging.provoked import Provoked
from contracts.judging.value_traits import LITERAL, NO_NUMBER, kind, shown_value, traits
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.judging.sent import Sent
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Operation, Schemas

_DEEPEST = 3
_SHORT = 200
_MOST = 60
"""Members of an object, and items of a list, that are looked at."""
_HOLDERS, _NUMBERS = (dict, list), (bool, int, float)
_NAME = re.compile(r"[A-Za-z_][\w.:-]{0,39}", re.ASCII)
"""Names of members that are told; others are what a run made up."""
_INDEX = re.compile(r"\[\d+\]")

_ABSENT = ("never created", "removed", "refused")
"""The states in which nothing is there."""
_NOT_THERE, _THERE = "on a record that is not there", "on a record that is or was there"
TRIED = ("success", "answer", "let in", "alone", "right")
"""What an answer has to be to refute a provocation."""
EVERY = "every request"
VALID = "a request that conforms"
INVALID = "a request that breaks the document"


@dataclass(frozen=True, slots=True)
class Provocation:
    """One possible cause, in words; the lower its ``rank``, the sooner it is believed of those that explain as much.

    ``wide`` tells that it may be one fault in several operations; ``vague``, that it says little by itself; ``member``,
    that it is about a class of values of one member, which several operations may read by the same code; ``tried``
    is what an answer without the finding has to be to refute it: any (``answer``), any to valid credentials
    (``let in``), one to a request with no other violation (``alone``) or with none (``right``), or a success;
    ``value`` is where it stood in this request, and what stood there, of which the words say but a class.
    """

    text: str
    rank: float
    tried: str = "success"
    wide: bool = False
    vague: bool = False
    member: bool = False
    value: str = field(default="", compare=False)


_ALWAYS = Provocation(EVERY, 0, "answer", vague=True)
_CONFORMS = Provocation(VALID, 31, "right", vague=True)


class Provocations:
    """Tells them by one document; names of the run, which carry its ``tag``, are never told."""

    def __init__(self, schemas: Schemas, tag: str) -> None:
        self.schemas = schemas
        self.tag = tag
        self._declared: dict[str, dict[str, Provocation]] = {}

    def of(self, sent: Sent, causes: tuple[str, ...]) -> Provoked:
        """Everything about this request that may have provoked what came of it, each once."""
        return Provoked(sent, lambda sent: self._tell(sent, causes))

    def _tell(self, sent: Sent, causes: tuple[str, ...]) -> list[Provocation]:
        found = _provocations(sent, causes, self.tag)
        if sent.reading is not None and isinstance(sent.reading.body, dict):
            body = sent.reading.body
            declared = self._absent(sent.reading.operation)
            found += [absent for name, absent in declared.items() if name not in body]
        return list({item.text: item for item in reversed(found)}.values())[::-1]

    def _absent(self, operation: Operation) -> dict[str, Provocation]:
        """By each member that an operation's body may have, that it has not."""
        if operation.id not in self._declared:
            names = list(self.schemas.properties(operation.request_schema))[:_MOST]
            self._declared[operation.id] = {name: Provocation(f"body {name} is absent", 21) for name in names}
        return self._declared[operation.id]


def _provocations(sent: Sent, causes: tuple[str, ...], tag: str) -> list[Provocation]:
    reading = sent.reading
    found = [_ALWAYS]
    if reading is not None:
        found += _violations(reading)
        found += [
            Provocation(text, 0 if number == 0 else 1, "let in", wide=True)
            for number, text in enumerate(body_forms(sent.exchange.request, reading.operation))
        ]
        if not reading.violations:
            found.append(_CONFORMS)
        if sent.stood:
            found += [
                Provocation(f"on a record: {sent.stood}", 6, "right", vague=True),
                Provocation(_NOT_THERE if sent.stood in _ABSENT else _THERE, 9, "right", vague=True),
            ]
        found += _values(reading, tag)
        if reading.why:
            found.append(Provocation(f"a request with {reading.why.replace(tag, '…')[:80]}", 30, "answer", vague=True))
    if sent.access is False:
        found.append(Provocation("without valid credentials", 26, "answer", wide=True, vague=True))
    tried = "let in" if sent.access is not False else "answer"
    found += [Provocation(cause, 27, tried, wide=not cause.startswith("field "), vague=True) for cause in causes]
    if sent.exchange.label and tag not in sent.exchange.label:
        found.append(Provocation(f"at the step: {sent.exchange.label}", 32, tried, vague=True))
    return found


def refuted(tried: str, sent: Sent) -> bool:
    """Whether this exchange, which has no such finding, shows that what is ``tried`` so provokes nothing."""
    if tried == "success":
        return sent.succeeded
    if tried in ("answer", "let in"):
        return tried == "answer" or sent.access is not False
    if sent.access is False or sent.reading is None:
        return sent.access is not False
    return len(sent.reading.violations) <= (tried == "alone") and not (tried == "right" and sent.reading.why)


def _violations(reading: Reading) -> Iterator[Provocation]:
    for violation in reading.violations[:8]:
        field = f"{violation.location} {_INDEX.sub('[*]', violation.field)}".strip()
        whole = (violation.location == "body" and not violation.pointer) or violation.location == "header"
        value = _at(reading, violation.location, violation.pointer)
        said = f"{field}: {violation.keyword}"
        shown = "" if value is MISSING else shown_value(field, value)
        yield Provocation(said, 1, "alone", wide=whole, member=True, value=shown)
        if value is not MISSING and violation.keyword not in ("required", "additionalProperties"):
            yield Provocation(f"{said}, {kind(value)}", 2, "alone", wide=whole, member=True, value=shown)
            yield from (
                Provocation(f"{said}, {trait}", 3, "alone", wide=whole, member=True, value=shown)
                for weight, trait in traits(value)
                if weight < LITERAL
            )
        yield Provocation(f"anything wrong in {field}", 4, "alone", wide=whole)
        yield Provocation(f"{violation.keyword}, in any field", 5, "alone")
    if reading.violations:
        yield Provocation(INVALID, 29, "alone", vague=True)


def _values(reading: Reading, tag: str) -> list[Provocation]:
    wrong = {(v.location, *map(str, v.pointer)) for v in reading.violations}
    found: list[Provocation] = []
    for location, values in reading.values.items():
        for name, value in values.items():
            if (location, name) not in wrong:
                found += _value(f"{location} {name}", value, tag)
            found += _anywhere("a parameter", value, f"{location} {name}")
    if reading.body is not MISSING:
        _members("body", reading.body, tag, wrong, ("body",), found)
        found += _anywhere("a value in the body", reading.body, "body")
    return found


def _anywhere(place: str, value: JSON, where: str) -> list[Provocation]:
    """What a value may provoke wherever it stands, right or wrong: one fault in all members and operations."""
    left, found = [(value, where, 0)], list[Provocation]()
    for _ in range(_MOST):
        if not left:
            break
        value, where, depth = left.pop()
        if _is_short(value):
            found += _short_anywhere(place, value, where)
        else:
            found += _told_anywhere(place, value, where)
        if isinstance(value, _HOLDERS) and depth <= _DEEPEST:
            left += [(item, inner, depth + 1) for inner, item in islice(_inside(where, value), _MOST)]
    return found


def _inside(where: str, value: JSON) -> Iterator[tuple[str, JSON]]:
    """What is in an object or a list, each with where it stands."""
    if isinstance(value, list):
        yield from ((f"{where}[*]", item) for item in value)
        return
    for name, item in value.items() if isinstance(value, dict) else ():
        told = name if _NAME.fullmatch(name) else "…"
        yield f"{where}{'.' if ' ' in where else ' '}{told}", item


@lru_cache(maxsize=4096, typed=True)
def _short_anywhere(place: str, value: JSON, where: str) -> tuple[Provocation, ...]:
    return tuple(_told_anywhere(place, value, where))


def _told_anywhere(place: str, value: JSON, where: str) -> Iterator[Provocation]:
    said = f"{where} is {written}" if (written := shown_value(where, value)) else ""
    for weight, trait in traits(value):
        if weight < LITERAL:
            yield Provocation(f"{place} {trait}", 22 + weight / 10, _tried(trait), wide=True, value=said)


def _members(
    place: str,
    value: JSON,
    tag: str,
    wrong: set[tuple[str, ...]],
    path: tuple[str, ...],
    found: list[Provocation],
) -> None:
    """Add to ``found`` what a value may provoke, and what is in it."""
    if path in wrong:
        return
    if len(path) > 1:
        found += _value(place, value, tag)
    if len(path) > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, item in islice(value.items(), _MOST):
            if _NAME.fullmatch(name):
                inner = f"{place}.{name}" if len(path) > 1 else f"{place} {name}"
                _members(inner, item, tag, wrong, (*path, name), found)
            else:
                found.append(Provocation(f"{place} has a member with an odd name", 18))
    elif isinstance(value, list):
        for index, item in enumerate(value[:_MOST]):
            _members(f"{place}[*]", item, tag, wrong, (*path, str(index)), found)


def _value(place: str, value: JSON, tag: str) -> Iterable[Provocation]:
    """What one value may provoke; the same short ones come again and again in a run and are told once."""
    return _of_short(place, value, tag) if _is_short(value) else _told(place, value, tag)


def _is_short(value: JSON) -> bool:
    """Whether what is told of a value is kept: by its type as well, since 1 and true are equal and differ."""
    return len(value) <= _SHORT if isinstance(value, str) else value is None or isinstance(value, _NUMBERS)


@lru_cache(maxsize=4096, typed=True)
def _of_short(place: str, value: JSON, tag: str) -> tuple[Provocation, ...]:
    return tuple(_told(place, value, tag))


def _told(place: str, value: JSON, tag: str) -> Iterator[Provocation]:
    yield Provocation(f"{place} is given", 25)
    said = shown_value(place, value)
    for weight, trait in traits(value, tag):
        is_class = weight < LITERAL
        yield Provocation(
            f"{place} {trait}", 10 + weight, _tried(trait), member=is_class, value=said if is_class else ""
        )


def _tried(trait: str) -> str:
    return "let in" if trait == NO_NUMBER else "success"


def _at(reading: Reading, location: str, pointer: tuple[str | int, ...]) -> JSON:
    if location == "body":
        value = reading.body
    elif location in reading.values and pointer:
        value, pointer = reading.values[location].get(str(pointer[0]), MISSING), pointer[1:]
    else:
        return MISSING
    return pointers.at(value, pointer)
