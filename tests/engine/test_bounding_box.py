"""A box chooses the records that touch it, in whatever form they tell their place."""

from __future__ import annotations

from typing import Any, cast

import pytest

from mock_server.engine.bounding_box import within
from mock_server.engine.list_filters import ListFilters
from mock_server.engine.selection import Selection
from mock_server.store import ReadList

SQUARE = [[[0, 0], [20, 0], [20, 60], [0, 60], [0, 0]]]
FAR = [[[100, 0], [101, 0], [101, 1], [100, 0]]]


@pytest.mark.parametrize(
    ("record", "touches"),
    [
        ({"coordinates": {"latitude": 52.5, "longitude": 13.4}}, True),
        ({"coordinates": {"latitude": 2.5, "longitude": 13.4}}, False),
        ({"stops": [{"lat": 0, "lon": 0}, {"lat": 52.5, "lon": 13.4}]}, True),
        ({"stops": [{"lat": 0, "lon": 0}, {"lat": 60, "lon": 15}]}, False),
        ({"lat": "52.5", "lng": "13.4"}, True),
        ({"lat": "north", "lng": "13.4"}, None),
        ({"geometry": {"type": "Polygon", "coordinates": SQUARE}}, True),
        ({"geometry": {"type": "MultiPolygon", "coordinates": [FAR, SQUARE]}}, True),
        ({"geometry": {"type": "MultiPolygon", "coordinates": [FAR]}}, False),
        ({"geometry": {"type": "LineString", "coordinates": [[12.9, 52.1], [14.1, 52.9]]}}, True),
        ({"geometry": {"type": "MultiPoint", "coordinates": [[12, 51], [15, 54]]}}, False),
        ({"geometry": {"type": "Point", "coordinates": [13.4, 52.5, 30]}}, True),
        ({"geometries": [{"type": "Point", "coordinates": [13.4, 52.5]}]}, True),
        ({"route": {"coordinates": [{"lat": 52.5, "lon": 13.4}]}}, True),
        ({"wkt": "POINT (13.4 52.5)"}, None),
    ],
)
def test_a_record_touches_a_box(record: dict[str, Any], touches: bool | None) -> None:
    """Or it does not; where it has no place that is not known."""
    is_within = within("bbox", "13,52,14,53")
    assert is_within is not None
    assert is_within(record) is touches


@pytest.mark.parametrize(("longitude", "touches"), [(175, True), (-175, True), (0, False)])
def test_a_box_may_cross_the_end_of_the_map(longitude: float, *, touches: bool) -> None:
    """West of it is then more than east."""
    is_within = within("bbox", [170, -20, -170, -10])
    assert is_within is not None
    assert is_within({"lat": -17, "lng": longitude}) is touches


@pytest.mark.parametrize(
    ("records", "kept"),
    [
        ([{"wkt": "POINT (1 1)"}, {"name": "b"}], [0, 1]),
        ([{"lat": 52.5, "lng": 13.4}, {"name": "b"}, {"lat": 0, "lng": 0}], [0]),
    ],
)
def test_a_box_chooses_among_records_with_a_place(records: list[dict[str, Any]], kept: list[int]) -> None:
    """Where none has one it chooses nothing."""
    every = Selection(ReadList([(str(at), record) for at, record in enumerate(records)]), lambda record: record)
    found = ListFilters(cast("Any", None), cast("Any", None)).filtered(every, "bbox", "13,52,14,53")
    assert found.all() == [records[at] for at in kept]
