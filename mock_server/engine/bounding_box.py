"""Filters by place: records that touch a box (RFC 7946 section 5, OGC API Features `bbox`).

A line or a ring is taken for the box around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.json_types import JSON

    _Shape = list[tuple[float, float]]

_BOX = re.compile(r"^(?:bbox|bounding[_-]?box)$", re.I)
_LATITUDE = re.compile(r"^lat(?:itude)?$", re.I)
_LONGITUDE = re.compile(r"^(?:lng|lon|long|longitude)$", re.I)
_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d+)?", re.ASCII)
_SIDES = {4: (0, 1, 2, 3), 6: (0, 1, 3, 4)}
"""West, south, east and north among the numbers of a box, which may have heights too."""

_DEPTH = 8


def within(name: str, wanted: JSON) -> Callable[[JSON], bool | None] | None:
    """Whether a record touches the box that a parameter of this name gives; None where it gives none.

    Of a record without a place that can't be told: it is None.
    """
    given = wanted.split(",") if isinstance(wanted, str) else wanted
    if not _BOX.match(name) or not isinstance(given, list) or len(given) not in _SIDES:
        return None
    try:
        west, south, east, north = (float(str(given[at])) for at in _SIDES[len(given)])
    except ValueError:
        return None

    def touches(shape: _Shape) -> bool:
        longitudes, latitudes = [point[0] for point in shape], [point[1] for point in shape]
        beyond_west, beyond_east = max(longitudes) < west, min(longitudes) > east
        along = not (beyond_west or beyond_east) if west <= east else not (beyond_west and beyond_east)
        return along and min(latitudes) <= north and max(latitudes) >= south

    def is_within(record: JSON) -> bool | None:
        is_anywhere = None
        for shape in _shapes(record, 0):
            if touches(shape):
                return True
            is_anywhere = False
        return is_anywhere

    return is_within


def _shapes(value: JSON, depth: int) -> Iterator[_Shape]:
    """The points, lines and rings of a record: its geometries', or what it calls latitude and longitude."""
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _shapes(one, depth + 1)
    if not isinstance(value, dict):
        return
    longitude, latitude = (next(filter(form.match, value), "") for form in (_LONGITUDE, _LATITUDE))
    along, up = _number(value.get(longitude)), _number(value.get(latitude))
    if along is not None and up is not None:
        yield [(along, up)]
    for name, inner in value.items():
        if name == "coordinates" and isinstance(inner, list):
            for shape in _positions([inner], 0):
                yield from [[point] for point in shape] if value.get("type") == "MultiPoint" else [shape]
        if name != "coordinates" or not isinstance(inner, list) or any(isinstance(one, dict) for one in inner):
            yield from _shapes(inner, depth + 1)


def _positions(values: list[JSON], depth: int) -> Iterator[_Shape]:
    """The positions that stand in one array, and those of the arrays in it."""
    arrays = [value for value in values if isinstance(value, list)]
    shape = [(value[0], value[1]) for value in arrays if len(value) > 1 and all(map(_is_number, value))]
    if shape:
        yield shape
    if depth < _DEPTH:
        for inner in arrays:
            yield from _positions(inner, depth + 1)


def _number(value: JSON) -> float | None:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    return value if _is_number(value) else None


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
