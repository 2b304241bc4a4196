"""The number that a page says it has is that of the page which was asked for, counted as the document counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.list_walks import members
from contracts.traffic.request_validity import Verdict
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Parameter, Response, Schemas

_COUNTED = tuple(
    field_names.Telling(
        rf"{number}[- ]?(?:based|indexed)|(?:starts?|starting|begins?|counts?|counted) (?:from|at|with) {number}"
    )
    for number in ("(?:zero|0)", "(?:one|1)")
)
"""How a description says from which number pages are counted: from zero, from one."""


def page_told(
    schemas: Schemas, reading: Reading, response: Response, body: JSON, record: tuple[str, ...] | None, make: Maker
) -> list[Finding]:
    """Whether a page says that it is another one than the page that was asked for, or the first where none was.

    From which number the member counts, its description says, or its name, where that is the parameter's own; else
    that is open. Who asks for a page behind the last one may be shown the last one, and below the first one that.
    """
    asked = [p for p in reading.operation.parameters if p.location == "query" and field_names.PAGE.match(p.name)]
    told = [
        (place, value)
        for place, value in members(body)
        if field_names.NUMBER.match(place[-1]) and "page" in "".join(place).lower() and type(value) is int
    ]
    only = all(field_names.PAGE.match(name) or field_names.LIMIT.match(name) for name, _ in reading.query)
    shown = pointers.at(body, record or (), None)
    if len(asked) != 1 or len(told) != 1 or not only or not shown or reading.verdict is not Verdict.VALID:
        return []
    [parameter], [(place, value)] = asked, told
    first = _first(schemas, parameter)
    member = schemas.below(response.schema, place)
    counted = _said(schemas.keyword(member, "description"))
    if counted is None and _plain(parameter.name) in (_plain(place[-1]), _plain("".join(place))):
        counted = first
    page = reading.values.get("query", {}).get(parameter.name, first)
    if first is None or counted is None or type(page) is not int or page < first:
        return []
    wanted = page + counted - first
    if value <= wanted and (page != first or value == wanted):
        return []
    text, message = pointers.text(place), "is not the number of the page that was asked for"
    return [make("list", text, str(wanted), str(value), f"{text} {message}", cause=message)]


def _first(schemas: Schemas, parameter: Parameter) -> int | None:
    """The number of the first page, None where the document does not say it."""
    said = _said(parameter.description, schemas.keyword(parameter.schema, "description"))
    words = (said, schemas.keyword(parameter.schema, "default"))
    return next((number for number in words if type(number) is int and number in (0, 1)), None)


def _said(*texts: JSON) -> int | None:
    """The number from which a description says that pages are counted, None where it says none or two."""
    found = [number for number, counted in enumerate(_COUNTED) if counted.told_in(*texts)]
    return found[0] if len(found) == 1 else None


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()
