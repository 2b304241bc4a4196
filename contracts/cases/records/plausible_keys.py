"""Keys of records that may be there, for requests that only read: listed, linked or shown ones, and plausible ones."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contracts.cases.records.run_memory import once_a_run
from contracts.laws.strict_json import JSONError, UnclearJSONError, read
from mock_server.openapi import MISSING, field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import JSON, Operation

_MOST = 6
_NUMBERS = (1, 2, 777777)
_WORDS = ("1", "2", "default", "main", "en")
_VALUES = 4_000
_TELLING = 3
"""Characters from which on the name of a parameter, in the name of a list, says what is listed."""


class PlausibleKeys:
    """What the path of one operation that reads may be filled with."""

    def __init__(self, steps: RecordSteps, operation: Operation) -> None:
        self.steps = steps
        self.operation = operation

    def own(self) -> Mapping[str, str] | None:
        """Records of the run's own, or what the caller gave; None where not every part of the path has one."""
        found = self.steps.above.on(self.operation)
        return found if all(name in found for name in self.operation.path_names) else None

    @property
    def seen(self) -> Mapping[str, str] | None:
        """The path of a request that was answered with a success."""
        for exchange in self.steps.sender.collector.samples:
            answer = exchange.answer
            if exchange.request.operation == self.operation.id and answer is not None and 200 <= answer.status < 300:
                return self.operation.read_path(exchange.request.target.partition("?")[0])
        return None

    def there(self) -> Mapping[str, str]:
        """The path of a record that is there: one that is known, or the first that a look shows; else nothing."""
        if known := self.own() or self.seen:
            return known
        for path in self.paths():
            led = _leads(self.steps, self.operation, tuple(path.items()))
            if led is not False:
                return path if led else {}
        return {}

    def paths(self) -> Iterator[Mapping[str, str]]:
        """At most six paths to try, the likeliest first."""
        own = dict(self.steps.above.on(self.operation))
        missing = [name for name in self.operation.path_names if name not in own]
        tried: list[Mapping[str, str]] = []
        for found in self._candidates(missing):
            path = {**own, **found}
            if path not in tried and all(self._fits(name, path[name]) for name in missing):
                tried.append(path)
        yield from islice(tried, _MOST if missing else 0)

    def _candidates(self, missing: list[str]) -> Iterator[Mapping[str, str]]:
        if given := {name: value for name in missing if (value := self._given_elsewhere(name)) is not None}:
            yield {**{name: self._plausible(name, 0) for name in missing}, **given}
        values = list(islice(self._values(), _VALUES))
        for _, value in values:
            if isinstance(value, str) and "/" in value and (found := self._linked(value)):
                yield {name: text for name, text in found.items() if name in missing}
        shown = {name: [*islice(dict.fromkeys(self._shown(name, values)), _MOST)] for name in missing}
        for index in range(_MOST):
            if any(shown.values()):
                yield {name: (texts or [self._plausible(name, 0)])[: index + 1][-1] for name, texts in shown.items()}
        for found in self._named_above() if missing else ():
            yield {name: text for name, text in found.items() if name in missing}
        for index in range(len(_WORDS)):
            yield {name: self._plausible(name, index) for name in missing}

    def _given_elsewhere(self, name: str) -> str | None:
        """What the caller gave for this place of the path, which other paths call otherwise."""
        before, given = self.operation.path.partition(f"{{{name}}}")[0], self.steps.samples.given
        others = (o.path.removeprefix(f"{before}{{").partition("}")[0] for o in self.steps.judge.document.operations
                  if o.path.startswith(f"{before}{{"))  # fmt: skip
        found = next((other for other in others if other in given), None)
        return None if found is None else str(given[found])

    def _linked(self, address: str) -> Mapping[str, str] | None:
        """What an address in an answer names in this operation's path."""
        try:
            path = urlsplit(address).path.rstrip("/")
        except ValueError:
            return None
        base = urlsplit(self.steps.sender.target.url).path.rstrip("/")
        return self.operation.read_path(path.removeprefix(base)) or self.operation.read_path(path)

    def _shown(self, name: str, values: list[tuple[tuple[str, ...], JSON]]) -> Iterator[str]:
        """Values of members that have the parameter's name, or are the key of a record listed where it belongs.

        Those of its own collection come first: what has the name elsewhere may be the key of another kind of record.
        """
        plain = _plain(name)
        segments = ("", *self.operation.segments)
        before = segments[segments.index(f"{{{name}}}") - 1] if f"{{{name}}}" in segments else ""
        elsewhere: list[str] = []
        for place, value in values:
            if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
                continue
            last = _plain(place[-1])
            collection = any(_plain(part) == _plain(before) for part in place[:-1])
            listed = len(place) == 1 and len(plain) >= _TELLING and plain in last
            if collection and last in {plain, "id", "key", "name", "slug", "uuid", "code"}:
                yield str(value)
            elif listed or last == plain:
                elsewhere.append(str(value))
        yield from elsewhere

    def _named_above(self) -> Iterator[Mapping[str, str]]:
        """What the path above the last key names: members of the object that it shows, or texts that it lists."""
        name = self.operation.path_names[-1]
        above, found, _ = self.operation.path.partition(f"/{{{name}}}")
        where = {
            o.id: o for o in self.steps.judge.document.operations if found and (o.method, o.path) == ("GET", above)
        }
        for exchange in self.steps.sender.collector.samples:
            operation, answer = where.get(exchange.request.operation or ""), exchange.answer
            if operation is None or answer is None or not 200 <= answer.status < 300:
                continue
            keys = operation.read_path(exchange.request.target.partition("?")[0]) or {}
            shown = _json(answer.body)
            texts = shown if isinstance(shown, dict | list) else ()
            yield from ({**keys, name: text} for text in islice(texts, _MOST) if isinstance(text, str) and text)

    def _values(self) -> Iterator[tuple[tuple[str, ...], JSON]]:
        """Place and value of everything that successful answers showed; the place begins with the path's last word."""
        for exchange in self.steps.sender.collector.samples:
            answer = exchange.answer
            if answer is None or not 200 <= answer.status < 300 or exchange.request.method != "GET":
                continue
            words = [word for word in exchange.request.target.partition("?")[0].split("/") if word]
            shown = _json(answer.body)
            if shown is not MISSING:
                yield from leaves(shown, tuple(words[-1:]))

    def _plausible(self, name: str, index: int) -> str:
        parameter = next((p for p in self.operation.parameters if (p.location, p.name) == ("path", name)), None)
        kinds = self.steps.schemas.types(parameter.schema) if parameter is not None else frozenset()
        if kinds & {"integer", "number"}:
            return str(_NUMBERS[min(index, len(_NUMBERS) - 1)])
        options = self.steps.schemas.keyword(parameter.schema, "enum") if parameter is not None else None
        return str(options[min(index, len(options) - 1)]) if options else _WORDS[index]

    def _fits(self, name: str, text: str) -> bool:
        """Whether the document lets this text stand there."""
        parameter = next((p for p in self.operation.parameters if (p.location, p.name) == ("path", name)), None)
        if parameter is None:
            return True
        valid = self.steps.samples.valid
        return valid(parameter.schema, text) or (text.isdecimal() and valid(parameter.schema, int(text)))


@once_a_run
def _leads(steps: RecordSteps, operation: Operation, path: tuple[tuple[str, str], ...]) -> bool | None:
    """Whether a look at this path shows a record, None where it may not be sent. It is not asked again: another answer
    may show another path, and that one is.
    """
    sent = steps.send(steps.requests.build(operation, path=dict(path)), "look at what may be there")
    return None if sent is None else sent.succeeded


def leaves(value: JSON, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], JSON]]:
    """Place and value of what is no object or array; indexes are no part of a place."""
    stack: list[tuple[tuple[str, ...], JSON]] = [(place, value)]
    while stack:
        where, item = stack.pop()
        if isinstance(item, dict):
            stack.extend(((*where, name), inner) for name, inner in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend((where, inner) for inner in reversed(item[:20]))
        elif where:
            yield where, item


def _json(body: bytes) -> JSON:
    """What a body holds, MISSING where that is no JSON."""
    try:
        return read(body)
    except (JSONError, UnclearJSONError):
        return MISSING


def _plain(name: str) -> str:
    """A name without marks and plural."""
    return field_names.plain(name).removesuffix("s")
