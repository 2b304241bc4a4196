"""Selections of members: what a request names is shown, and where the document says so, not all of the rest."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PARTS: dict[str, Any] = {
    "title": {"type": "string", "minLength": 1, "maxLength": 60},
    "pages": {"type": "integer", "minimum": 1, "maximum": 900},
    "motto": {"type": "string", "minLength": 1, "maxLength": 60},
}
_NARROWS = "The members to return, separated by commas; all others are left out."

_TITLES: dict[str, Any] = {"type": "string", "pattern": "^(title|motto)(,(title|motto))*$"}


class Scores(Service):
    """Scores, as plain records or, with ``api``, as resource objects of JSON:API; ``shows`` says which are shown.

    Of members that are none of ``knows``, where that names any, the parameter knows nothing.
    """

    def __init__(
        self, name: str, shows: str = "", *, api: bool = False, said: str = "", knows: str = "", **schema: Any
    ) -> None:
        super().__init__()
        self.knows = knows.split()
        self.begin({"scores": {}})
        self.name, self.shows, self.api = name, shows, api
        self.parameter = {**in_query(name, **(schema or {"type": "string"})), "description": said}
        self.count = itertools.count(1)
        parts = {"type": "object", "required": ["title"], "properties": _PARTS}
        data = {"type": "object", "required": ["type", "attributes"], "properties": {
            "type": {"type": "string", "enum": ["scores"]}, "attributes": parts}}  # fmt: skip
        self.new: dict[str, Any] = (
            {"type": "object", "required": ["data"], "properties": {"data": data}} if api else parts
        )
        self.checker = Checker(self.new)

    def document(self) -> dict[str, Any]:
        """A list and its records; both take the parameter."""
        key = {"id": {"type": "string", "readOnly": True}}
        if self.api:
            data = self.new["properties"]["data"]
            one = {**data, "required": ["type"], "properties": {**data["properties"], **key}}
            both = ({"type": "object", "properties": {"data": each}} for each in (one, {"type": "array", "items": one}))
            shown, many = both
        else:
            shown = {**self.new, "properties": {**key, **_PARTS}}
            many = {"type": "array", "items": shown}
        no: dict[str, Any] = {status: {"description": "no"} for status in ("400", "404", "422")}
        asked = {"parameters": [self.parameter]}
        taken = {"requestBody": takes(self.new)}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Scores", "version": "1"},
            "paths": {
                "/scores": {
                    "get": {"operationId": "list", **asked, "responses": {"200": says(many), **no}},
                    "post": {"operationId": "add", **taken, "responses": {"201": says(shown), **no}},
                },
                "/scores/{id}": {
                    "parameters": [in_path("id", {"type": "string"})],
                    "get": {"operationId": "read", **asked, "responses": {"200": says(shown), **no}},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **no}},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, key = self.rows["scores"], (asked.parts[1:] or [""])[0]
        if asked.method == "POST":
            body, wrong = self.checker.read(asked.data)
            if body is None or wrong:
                return 422, None, {}
            key = str(next(self.count))
            rows[key] = body["data"]["attributes"] if self.api else body
            return 201, self._whole(self._one(key, asked, whole=True)), {}
        if key and key not in rows:
            return 404, None, {}
        if asked.method == "DELETE":
            del rows[key]
            return 204, None, {}
        shown = self._one(key, asked) if key else [self._one(each, asked) for each in rows]
        return 200, self._whole(shown), {}

    def _whole(self, shown: Any) -> Any:
        return {"data": shown} if self.api else shown

    def _one(self, key: str, asked: Asked, *, whole: bool = False) -> dict[str, Any]:
        row = {name: value for name, value in self.rows["scores"][key].items() if name in _PARTS}
        wanted = [n for text in asked.query.get(self.name, []) for n in text.split(",")]
        reads = len(asked.parts) > 1
        known = [n for n in wanted if n in self.knows] if self.knows else wanted
        wanted = [] if self.shows == "all of unknown" and not known else wanted
        if wanted and not whole and self.shows not in ("all", "all of a read" if reads else "all of a list"):
            kept = {name for name in known if not (self.shows == "no motto" and name == "motto")}
            kept |= {"title"} if self.shows == "title as well" else set()
            row = {name: value for name, value in row.items() if name in kept}
        if not self.api:
            return {"id": key, **row}
        return {"type": "scores", "id": key, **({"attributes": row} if row else {})}


@pytest.mark.parametrize(
    "make",
    [
        partial(Scores, "fields[scores]", api=True),
        partial(Scores, "fields[composers]", "all", api=True),
        partial(Scores, "fields", "title as well", said=_NARROWS),
        partial(Scores, "fields", "all", said="Names of additional members to return."),
        partial(Scores, "fields", "all"),
        partial(Scores, "$select", "all"),
        partial(Scores, "select", said=_NARROWS, type="array", items={"type": "string"}),
        partial(Scores, "fields", "no motto", said="Where the words are searched."),
        partial(Scores, "fields[scores]", "all of unknown", api=True, said="Of these: title.", knows="title"),
        partial(Scores, "fields", said=f"{_NARROWS} Of `title` and `motto`.", knows="title motto"),
        partial(Scores, "fields", said=_NARROWS, knows="title motto", **_TITLES),
    ],
    ids=["api", "others", "more", "adds", "silent", "odata", "array", "searched", "ignored", "unknown", "pattern"],
)
def test_a_selection_that_is_kept_or_promises_nothing(make: Callable[[], Scores], tmp_path: Path) -> None:
    """What is always shown, what belongs to other records, and what a document does not say, is no drift."""
    service = make()
    report = some_journeys(service, tmp_path, "asked for|two of")
    assert (told(report), report.drifts) == ([], ())
    assert service.left == []


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (partial(Scores, "fields[scores]", "all", api=True), "fields[scores]"),
        (partial(Scores, "fields[scores]", "all of a list", api=True), "fields[scores]"),
        (partial(Scores, "fields[scores]", "all of a read", api=True), "fields[scores]"),
        (partial(Scores, "fields[scores]", "no motto", api=True), "fields[scores]"),
        (partial(Scores, "$select", "no motto"), "$select"),
        (partial(Scores, "_fields", "no motto", said=_NARROWS), "_fields"),
        (partial(Scores, "fields", "no motto", said=f"{_NARROWS} Of `title` and `motto`."), "fields"),
        (partial(Scores, "fields", "no motto", said=_NARROWS, **_TITLES), "fields"),
        (partial(Scores, "fields[scores]", "all", api=True, said="Of motto, pages."), "fields[scores]"),
    ],
    ids=["ignored", "of a list", "of a read", "dropped", "odata", "plain", "named", "pattern", "named and ignored"],
)
def test_a_selection_that_is_ignored_or_drops_what_it_names(
    make: Callable[[], Scores], name: str, tmp_path: Path
) -> None:
    """One drift at the parameter, in the list and the record."""
    found = told(some_journeys(make(), tmp_path, "asked for|two of"))
    assert [(law, place) for law, _, place in found] == [("selection", f"query {name}")]
