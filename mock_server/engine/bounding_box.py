"""Filters by place: records of which some point is within a box (RFC 7946 section 5, OGC API Features `bbox`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.json_types import JSON

_BOX = re.compile(r"^(?:bbox|bounding[_-]?box)$", re.I)
_LATITUDE = re.compile(r"^lat(?:itude)?$", re.I)
_LONGITUDE = re.compile(r"^(?:lng|lon|long|longitude)$", re.I)
_SIDES = {4: (0, 1, 2, 3), 6: (0, 1, 3, 4)}
"""West, south, east and north among the numbers of a box, which may have heights too."""

_DEPTH = 8


def within(name: str, wanted: JSON) -> Callable[[JSON], bool] | None:
    """Whether a record is within the box that a parameter of this name gives; None where it gives none."""
    given = wanted.split(",") if isinstance(wanted, str) else wanted
    if not _BOX.match(name) or not isinstance(given, list) or len(given) not in _SIDES:
        return None
    try:
        west, south, east, north = (float(str(given[at])) for at in _SIDES[len(given)])
    except ValueError:
        return None

    def is_within(record: JSON) -> bool:
        for longitude, latitude in _points(record, 0):
            along = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
            if along and south <= latitude <= north:
                return True
        return False

    return is_within


def _points(value: JSON, depth: int) -> Iterator[tuple[float, float]]:
    """The points of a record, longitude first: its geometry's, or what it calls latitude and longitude."""
    if depth > _DEPTH or not isinstance(value, dict):
        return
    longitude, latitude = (next(filter(form.match, value), "") for form in (_LONGITUDE, _LATITUDE))
    if _is_number(value.get(longitude)) and _is_number(value.get(latitude)):
        yield value[longitude], value[latitude]
    for name, inner in value.items():
        yield from _positions(inner, 0) if name == "coordinates" else _points(inner, depth + 1)
        if name == "geometries" and isinstance(inner, list):
            for one in inner:
                yield from _points(one, depth + 1)


def _positions(value: JSON, depth: int) -> Iterator[tuple[float, float]]:
    if depth > _DEPTH or not isinstance(value, list):
        return
    if len(value) > 1 and all(map(_is_number, value)):
        yield value[0], value[1]
    for inner in value:
        yield from _positions(inner, depth + 1)


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
