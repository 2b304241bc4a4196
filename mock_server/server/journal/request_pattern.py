"""A pattern of requests: what of a request differs from it, field by field; where nothing does, it matches.

The names are those of WireMock's request patterns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.openapi.reading import percent
from mock_server.server.journal.text_matcher import BodyMatcher, FieldDifference, TextMatcher, compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mock_server.server.journal.entry import Entry

_ANY = "ANY"
_NEAREST = 3


class NearMiss(NamedTuple):
    """A request that does not match, and what differs."""

    entry: Entry
    differences: list[FieldDifference]


_COMPARED = 200
"""So many letters of what was observed are compared with what was wanted."""


class RequestPattern:
    """``given`` is a pattern as JSON: method, url, urlPath, urlPattern, operationId, status, headers, query, body.

    ``url`` is path and query, ``urlPath`` the path alone, ``urlPattern`` a regular expression for both. Raises
    WrongPatternError.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._method = str(given.get("method", _ANY)).upper()
        self._url, self._path = given.get("url"), given.get("urlPath")
        pattern = given.get("urlPattern")
        self._pattern = None if pattern is None else str(pattern)
        self._fits = None if self._pattern is None else compiled(self._pattern, "urlPattern")
        self._operation, self._status = given.get("operationId"), given.get("status")
        self._fields = [(n.lower(), TextMatcher(f"headers.{n}", v)) for n, v in (given.get("headers") or {}).items()]
        self._query = [(n, TextMatcher(f"query.{n}", v)) for n, v in (given.get("query") or {}).items()]
        bodies = given.get("body", given.get("bodyPatterns", []))
        self._bodies = [BodyMatcher("body", item) for item in (bodies if isinstance(bodies, list) else [bodies])]

    def differences(self, entry: Entry) -> list[FieldDifference]:
        """Every field that differs."""
        found = [*self._of_target(entry), *self._of_answer(entry)]
        for name, wanted in self._fields:
            values = [value.decode("latin-1") for key, value in entry.headers if key == name.encode()]
            found.append(wanted.difference(", ".join(values) if values else None))
        pairs = percent.pairs(entry.query.decode("latin-1")) if self._query else []
        for name, wanted in self._query:
            found.append(_closest(wanted, [pair.value for pair in pairs if pair.name == name]))
        text = entry.body.decode("utf-8", "replace") if entry.body else None
        found += [wanted.difference(text) for wanted in self._bodies]
        return [difference for difference in found if difference is not None]

    def matching(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those that match."""
        return [entry for entry in entries if not self.differences(entry)]

    def nearest(self, entries: Iterable[Entry]) -> list[NearMiss]:
        """Those that match least badly, the nearest first; of equals the last."""
        misses = [NearMiss(entry, found) for entry in entries if (found := self.differences(entry))]
        misses.sort(key=lambda miss: (self._far(miss), -miss.entry.number))
        return misses[:_NEAREST]

    def _far(self, miss: NearMiss) -> float:
        """How many fields differ; of texts how much."""
        return sum(_unlike(difference) for difference in miss.differences)

    def _of_target(self, entry: Entry) -> Iterable[FieldDifference | None]:
        if self._method not in (_ANY, entry.method):
            yield FieldDifference("method", self._method, entry.method)
        path = entry.path.decode("latin-1")
        url = path + ("?" + entry.query.decode("latin-1") if entry.query else "")
        if self._url is not None and url != self._url:
            yield FieldDifference("url", str(self._url), url)
        if self._path is not None and path != self._path:
            yield FieldDifference("urlPath", str(self._path), path)
        if self._fits is not None and not self._fits(url):
            yield FieldDifference("urlPattern", f"matches {self._pattern}", url)

    def _of_answer(self, entry: Entry) -> Iterable[FieldDifference | None]:
        if self._operation is not None and entry.operation_id != self._operation:
            yield FieldDifference("operationId", str(self._operation), entry.operation_id)
        if self._status is not None and entry.answer.status != self._status:
            yield FieldDifference("status", str(self._status), str(entry.answer.status))


def _closest(wanted: TextMatcher, values: list[str]) -> FieldDifference | None:
    """Nothing where one of the values of a query parameter fits."""
    differences = [wanted.difference(value) for value in values] or [wanted.difference(None)]
    return None if None in differences else differences[0]


def _unlike(difference: FieldDifference) -> float:
    wanted = re.sub(r"^(?:equalTo|contains|matches) ", "", difference.expected)
    if difference.observed is None:
        return 2.0
    from difflib import SequenceMatcher

    return 2.0 - SequenceMatcher(None, wanted, difference.observed[:_COMPARED]).ratio()
