"""What a text or a body must be, in the words of a request pattern.

For texts ``equalTo``, ``contains``, ``matches`` (a regular expression, as JSON Schema has them, that the whole text
fits), ``absent``; for bodies also ``equalToJson`` (with ``ignoreExtra`` members more are no difference) and
``matchesJsonPath``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.openapi.patterns import PatternUnsupported, matcher
from mock_server.openapi.reading.json_values import equal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.json_types import JSON

SHOWN = 200
"""So many letters of a value are shown."""


class WrongPatternError(ValueError):
    """A pattern that can't be used; the text is a sentence that names the member."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that is not as a pattern wants it; ``observed`` is None where there is none."""

    field: str
    expected: str
    observed: str | None


class TextMatcher:
    """One condition on a field; ``given`` is a text for ``equalTo``, or an object of conditions that hold together."""

    def __init__(self, field: str, given: JSON) -> None:
        self.field = field
        self._given: Mapping[str, Any] = given if isinstance(given, dict) else {"equalTo": given}
        self._matches = compiled(self._given["matches"], f"{field}.matches") if "matches" in self._given else None

    def difference(self, observed: str | None) -> FieldDifference | None:
        """What differs; None where nothing does."""
        given = self._given
        if given.get("absent") is True:
            return None if observed is None else FieldDifference(self.field, "absent", observed)
        for word in ("equalTo", "contains", "matches"):
            if word in given and not self._holds(word, str(given[word]), observed):
                return FieldDifference(self.field, f"{word} {_cut(str(given[word]))}", observed)
        if given.get("absent") is False and observed is None:
            return FieldDifference(self.field, "present", None)
        return None

    def _holds(self, word: str, wanted: str, observed: str | None) -> bool:
        if observed is None:
            return False
        if word == "equalTo":
            return observed == wanted
        return wanted in observed if word == "contains" else bool(self._matches and self._matches(observed))


class BodyMatcher:
    """Conditions on a body that hold together."""

    def __init__(self, field: str, given: JSON) -> None:
        self.field = field
        self._text = TextMatcher(field, given)
        self._given: Mapping[str, Any] = given if isinstance(given, dict) else {}
        self._wanted = _json_of(self._given["equalToJson"], field) if "equalToJson" in self._given else None
        self._path, self._of_found = None, None
        if "matchesJsonPath" in self._given:
            wish = self._given["matchesJsonPath"]
            asked = wish if isinstance(wish, dict) else {"expression": wish}
            self._path = _path(str(asked.get("expression")), f"{field}.matchesJsonPath")
            rest = {name: value for name, value in asked.items() if name != "expression"}
            self._of_found = TextMatcher(f"{field} {asked.get('expression')}", rest) if rest else None

    def difference(self, observed: str | None) -> FieldDifference | None:
        """What differs first; None where nothing does."""
        found = self._text.difference(observed)
        if found is not None or not {"equalToJson", "matchesJsonPath"} & self._given.keys():
            return found
        try:
            value = json.loads(observed or "")
        except (ValueError, RecursionError):
            return FieldDifference(self.field, "a JSON value", observed)
        if "equalToJson" in self._given:
            found = _json_difference(self._wanted, value, self.field, extra=self._given.get("ignoreExtra") is True)
        return found or self._at_path(value)

    def _at_path(self, value: JSON) -> FieldDifference | None:
        if self._path is None:
            return None
        where = f"{self.field} {self._path}"
        try:
            found = [match.value for match in self._path.finditer(value)]
        except (LookupError, ValueError, RecursionError):  # too deep for the library
            return FieldDifference(where, "a body that is not too deep", None)
        if not found:
            return FieldDifference(where, "something there", None)
        if self._of_found is None:
            return None
        differences = [self._of_found.difference(item if isinstance(item, str) else json.dumps(item)) for item in found]
        return None if None in differences else differences[0]


def _json_difference(wanted: JSON, observed: JSON, field: str, *, extra: bool) -> FieldDifference | None:
    """The first place at which two values differ."""
    if isinstance(wanted, dict) and isinstance(observed, dict):
        for name, item in wanted.items():
            if name not in observed:
                return FieldDifference(f"{field}/{name}", _cut(json.dumps(item)), None)
            if found := _json_difference(item, observed[name], f"{field}/{name}", extra=extra):
                return found
        more = [name for name in observed if name not in wanted]
        return (
            FieldDifference(f"{field}/{more[0]}", "absent", json.dumps(observed[more[0]]))
            if more and not extra
            else None
        )
    if isinstance(wanted, list) and isinstance(observed, list) and len(wanted) == len(observed):
        each = (
            _json_difference(w, o, f"{field}/{n}", extra=extra)
            for n, (w, o) in enumerate(zip(wanted, observed, strict=True))
        )
        return next((found for found in each if found is not None), None)
    return None if equal(wanted, observed) else FieldDifference(field, _cut(json.dumps(wanted)), json.dumps(observed))


def compiled(pattern: str, field: str) -> Callable[[str], bool]:
    """Whether a whole text fits a regular expression, told in bounded time; raises WrongPatternError."""
    try:
        matcher(pattern)
        return matcher(f"^(?s:{pattern})$")
    except (PatternUnsupported, RecursionError) as error:
        raise WrongPatternError(f"{field} is no regular expression: {error}") from None


def _path(expression: str, field: str) -> Any:
    from jsonpath import JSONPathEnvironment, JSONPathError

    try:
        return JSONPathEnvironment(strict=True).compile(expression)
    except (JSONPathError, ValueError, RecursionError) as error:  # whose own text may fail to be made
        raise WrongPatternError(
            f"{field} is no JSONPath: {str(error.args[0]) if error.args else 'it is empty'}"
        ) from None


def _json_of(value: JSON, field: str) -> JSON:
    """A JSON value, also where it is given as a text, as WireMock does."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise WrongPatternError(f"{field}.equalToJson is a text that is no JSON; give the value itself") from None


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
