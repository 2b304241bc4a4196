"""Compares the target's answer with the mock's: status, values that are neither sent nor generated, named violations.

What may differ: generated keys and times, wording, extra fields, null or absent, header noise. What was sent is the
echo law's matter, what is generated that of the generated values.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.findings import Culprit
from contracts.laws import parameter_echoes
from contracts.laws.leeway import is_open, made_of_its_key, refuses_inside, shows_nothing
from contracts.laws.maker import tolerated
from contracts.laws.named_others import NamedOthers
from contracts.laws.removal_marks import shows_removal
from contracts.laws.same_values import same, text
from contracts.laws.told_failures import ABSENT
from contracts.traffic.request_validity import Reading, Verdict
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Answer, Exchange
    from contracts.findings import Finding
    from contracts.laws.judging import Judge
    from contracts.laws.maker import Maker
    from contracts.traffic.entities import State
    from mock_server.openapi import JSON, Behaviour, Response

_HOLDERS = (dict, list)
_OF_THE_FORM = frozenset({"no-server-error", "answered", "media-type", "json", "answer-schema", "answer-header"})
"""Laws that an answer breaks whatever there is of a record."""
_LOCATIONS = ("body", "query", "path", "params", "header", "cookie", "json", "data", "request")
"""Words before the name of a field that say where it was sent."""
_MOCK = Culprit.TARGET_AGAINST_MOCK


class Differential:
    """Compares pairs of answers by one document."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.schemas = judge.schemas
        self._made = {b.resource for b in judge.behaviours.values() if b.action == "create" or b.creates}
        """Resources of which something makes records: those of others may be worked out as they are asked for."""
        self._others = NamedOthers(judge.behaviours, judge.schemas)

    def findings(
        self, exchange: Exchange, mock: Answer, reading: Reading, body: JSON, mock_body: JSON, state: State, make: Maker
    ) -> list[Finding]:
        """Where the target's answer means something else than the mock's."""
        answer = exchange.answer
        if answer is None or tolerated(answer, exchange, reading) or mock.status >= 500:
            return []
        if reading.verdict is Verdict.GREY:
            return []
        if answer.status != mock.status:
            behaviour = self.judge.behaviours[reading.operation.id]
            if is_open(answer.status, mock.status, reading, behaviour, state) or self._is_kept_out(exchange, reading):
                return []
            if shows_nothing(answer.status, mock.status, behaviour, body) or refuses_inside(reading, behaviour, body):
                return []
            if shows_removal(answer.status, behaviour, state, body):
                return []
            if answer.status in ABSENT and mock.status < 300 and self._others.names(reading, behaviour):
                return []
            if behaviour.resource not in self._made and made_of_its_key(
                answer.status, mock.status, reading, behaviour, body
            ):
                return []
            return [self._status(answer, mock, reading, state, make)]
        response = reading.operation.response(answer.status)
        if response is None:
            return []
        if answer.status >= 400:
            return self._named(reading, body, mock_body, make)
        return self._values(reading, body, mock_body, response, make)

    def _is_kept_out(self, exchange: Exchange, reading: Reading) -> bool:
        """Whether a refusal is of credentials that are not sure to let in: a mock knows a key by its text alone."""
        if exchange.answer is None or exchange.answer.status not in (401, 403) or self.judge.credentials is None:
            return False
        return self.judge.credentials.verdict(exchange.request, reading.operation) is not True

    def uncovered(self, exchange: Exchange, make: Maker) -> list[Finding]:
        """Whether an unknown path is refused; with which 4xx and in which form is nobody's promise."""
        answer, mock = exchange.answer, exchange.mock
        if answer is None or mock is None or mock.status != 404 or not 200 <= answer.status < 300:
            return []
        path = exchange.request.target.partition("?")[0]
        if any(operation.read_path(path) is not None for operation in self.judge.document.operations):
            return []  # another method at a known path: the record in it may be one that only the target has
        why = "How a request that no operation covers is refused is not in the document."
        message = "an unknown path is not refused"
        return [make("uncovered", "status", "404", str(answer.status), message, assumed=why, culprit=_MOCK)]

    def _status(self, answer: Answer, mock: Answer, reading: Reading, state: State, make: Maker) -> Finding:
        operation = reading.operation
        wanted = operation.response(mock.status)
        if reading.verdict is Verdict.INVALID:
            violation = reading.violations[0]
            assumed = self.judge.validity.assumed(reading, violation) or (wanted.assumed if wanted else None)
            return make(
                "invalid-refused",
                f"{violation.location} {violation.field}",
                str(mock.status),
                str(answer.status),
                f"answers {answer.status} to a request that breaks the document",
                cause=violation.keyword,
                assumed=assumed,
                culprit=_MOCK,
            )
        same_class = wanted is not None and answer.status // 100 == mock.status // 100
        assumed = (wanted.assumed if wanted and same_class else None) or state.assumed
        message = f"answers {answer.status} where the mock answers {mock.status}, {state.words}"
        return make(
            "state",
            "status",
            str(mock.status),
            str(answer.status),
            message,
            cause=state.cause,
            assumed=assumed,
            culprit=_MOCK,
        )

    def _values(self, reading: Reading, body: JSON, mock_body: JSON, response: Response, make: Maker) -> list[Finding]:
        behaviour = self.judge.behaviours[reading.operation.id]
        schema = response.schema
        sent = reading.body if isinstance(reading.body, dict) else {}
        found = []
        for pointer, wanted in _leaves(mock_body, ()):
            if (
                behaviour.record is not None
                and pointer[: len(behaviour.record)] == behaviour.record
                and pointer[-1:] != behaviour.record
            ):
                name = pointer[len(behaviour.record)] if len(pointer) > len(behaviour.record) else None
                if name in sent and behaviour.action in ("create", "replace", "merge"):
                    continue
            if not self._telling(wanted, pointer, reading):
                continue
            got = pointers.at(body, pointer, None)
            if got is not None and not same(wanted, got):
                place = pointers.text(pointer)
                assumed = self.schemas.assumed(self.schemas.below(schema, pointer))
                found.append(
                    make(
                        "value",
                        place,
                        text(wanted),
                        text(got),
                        f"{place} is not what the mock answers",
                        assumed=assumed,
                        culprit=_MOCK,
                    )
                )
        return found + self._told(reading, body, mock_body, make)

    def _told(self, reading: Reading, body: JSON, mock_body: JSON, make: Maker) -> list[Finding]:
        """Where an answer that reads shows a parameter's value, as the mock does, it is the one that was sent."""
        behaviour = self.judge.behaviours[reading.operation.id]
        if behaviour.action not in ("read", "list", "none"):
            return []
        found = []
        for parameter in reading.operation.parameters:
            value = reading.values.get(parameter.location, {}).get(parameter.name)
            if value is None or (parameter.location == "path" and self._is_of_another(behaviour)):
                continue
            in_path = behaviour.record if parameter.location == "path" else None
            for place, wanted in parameter_echoes.shown(mock_body, parameter.name):
                if in_path is not None and place[:-1] != in_path:
                    continue  # the key of what is inside the record
                got = pointers.at(body, place, None)
                if same(wanted, value) and not parameter_echoes.agrees(value, got, behaviour.action, parameter.name):
                    message = f"{pointers.text(place)} is not the {parameter.name} that was asked for"
                    found.append(make("value", pointers.text(place), text(value), text(got), message, culprit=_MOCK))
        return found

    def _is_of_another(self, behaviour: Behaviour) -> bool:
        return behaviour.action == "none" and parameter_echoes.is_of_another(behaviour, self.judge.behaviours)

    def _telling(self, wanted: JSON, pointer: tuple[str, ...], reading: Reading) -> bool:
        """Whether the mock's value follows from the request, and is not one of many it could make up."""
        if self.judge.behaviours[reading.operation.id].action in ("read", "list", "none"):
            return False
        return isinstance(wanted, bool) and pointer[-1] in {
            parameter.name for parameter in reading.operation.parameters
        }

    def _named(self, reading: Reading, body: JSON, mock_body: JSON, make: Maker) -> list[Finding]:
        """Whether a violated field is named where the mock names it, and no right one is."""
        fields = {
            str(v.pointer[0]) for v in reading.violations if v.pointer and v.location in ("body", "path", "query")
        }
        if not fields or reading.verdict is not Verdict.INVALID:
            return []
        found = self._misnamed(fields, reading, body, mock_body, make)
        return [] if found and self.judge.validity.is_beyond_schemas(reading) else found

    def _misnamed(self, fields: set[str], reading: Reading, body: JSON, mock_body: JSON, make: Maker) -> list[Finding]:
        """The same of these violated fields, unless what no schema says may be what is refused."""
        if any(v.location == "body" and not v.pointer for v in reading.violations):
            return []  # of a body that can't be read, a refusal may say no more than that
        places = {pointer for pointer, name in _names(mock_body, ()) if _words(name)[0] in fields}
        if not places or not isinstance(body, dict):
            return []
        lists = {pointer[: pointer.index("*")] for pointer in places}
        answered = [pointers.at(body, pointer, None) for pointer in lists]
        if not any(isinstance(item, list) and item for item in answered):
            return []  # a refusal may leave the list out
        said = list(_names(body, ()))
        named = {word for pointer, name in said if pointer in places for word in _words(name)}
        told = [name for _, name in said]  # in whichever member of the list
        missing = sorted(f for f in fields if f not in named and not any(f in text for text in told))
        of = partial(
            make, "violations-named", pointers.text(next(iter(places))), ", ".join(sorted(fields)), culprit=_MOCK
        )
        empty = {name for name, value in reading.query if not value}  # which is none, or wrong, to some
        if len(missing) == len(fields) and not empty & named:  # one refusal need not name every violation
            message = f"the refusal lists violations but not that of {' or '.join(missing)}"
            return [of(", ".join(sorted(named)) or "none", message, cause="not named")]
        known = set(self.schemas.properties(reading.operation.request_schema))
        first = {_words(name)[0] for pointer, name in said if pointer in places and name}
        if (first & known) - fields:
            return [of(", ".join(sorted(first)), "the refusal blames a field that is right", cause="blamed")]
        return []


def mentions(body: JSON, field: str) -> bool:
    """Whether an error body lists ``field`` among what is wrong."""
    return any(field in _words(name) for _, name in _names(body, ()))


def _leaves(value: JSON, pointer: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], JSON]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict):
                yield from _leaves(item, (*pointer, key))
            elif not isinstance(item, list):
                yield (*pointer, key), item
    elif not isinstance(value, list):
        yield pointer, value


def _names(value: JSON, pointer: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text inside an array, with ``*`` for the index."""
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, _HOLDERS) or "*" in pointer:
                yield from _names(item, (*pointer, key))
    elif isinstance(value, list) and "*" in pointer and _is_path(value):
        yield (*pointer, "*"), "/".join(map(str, value))
    elif isinstance(value, list):
        for item in value:
            yield from _names(item, (*pointer, "*"))
    elif isinstance(value, str) and "*" in pointer:
        yield pointer, value


def _is_path(value: list[JSON]) -> bool:
    """Whether a list is the way to one member, segment by segment, and no list of several."""
    plain = len(value) > 1 and all(isinstance(item, str) or type(item) is int for item in value)
    return plain and (value[0] in _LOCATIONS or any(type(item) is int for item in value))


def _words(name: str) -> list[str]:
    """The names in a field path such as ``body.address.city``, ``/address/city`` or ``address[city]``."""
    import re

    words = [word for word in re.split(r"[./\[\]#$]+", name) if word]
    if len(words) > 1 and words[0] in _LOCATIONS:
        words = words[1:]
    return words or [name]


def stands_alone(finding: Finding) -> bool:
    """Whether a finding stands even on a record over which the two sides have parted.

    So does a success that no document has: whatever there is of a record, it would be another one. And so does a wrong
    value that is taken, but for a key in the path, whatever the record is.
    """
    succeeds = finding.law == "status-documented" and finding.observed.startswith("2")
    takes = finding.law == "invalid-refused" and not finding.place.startswith("path ")
    by_the_document = finding.culprit is Culprit.TARGET_AGAINST_DOCUMENT
    return by_the_document and (finding.law in _OF_THE_FORM or succeeds or takes)


def outlived(make: Maker) -> Finding:
    """A read shows what was removed, whatever the mock, which may have no status to refuse it with, makes of that."""
    status = make.exchange.answer.status if make.exchange.answer is not None else 0
    return make("state", "status", "404", str(status), "shows a record that was removed", cause="removed")
