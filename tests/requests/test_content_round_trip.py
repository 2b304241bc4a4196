"""Parameters with a media type instead of a style: what is written is read back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.openapi.codec.parameters import Parameters
from mock_server.openapi.codec.parameters_writer import write
from tests.requests.small_documents import Reading, operation

SETTINGS = settings(database=None, deadline=None, max_examples=60)
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "fine": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
"""JSON readers agree on no larger ones (RFC 8259 section 6)."""
OBJECTS = st.fixed_dictionaries(
    {"name": WORDS},
    optional={"age": NUMBERS, "fine": st.booleans(), "tags": st.lists(WORDS, min_size=1, max_size=3)},
)
FORM = "application/x-www-form-urlencoded"
PLACES = [
    *((place, "application/json") for place in ("path", "query", "header", "cookie", "querystring")),
    ("query", FORM),
    ("querystring", FORM),
]


@pytest.mark.parametrize(("place", "media"), PLACES, ids=[f"{place} {media}" for place, media in PLACES])
@SETTINGS
@given(value=OBJECTS)
def test_content_is_read_again(place: str, media: str, value: Any) -> None:
    """In every location a value with a media type comes back as it was."""
    name = "X-P" if place == "header" else "p"
    found = operation(
        {"name": name, "in": place, "required": True, "content": {media: {"schema": SCHEMA}}},
        path="/{p}" if place == "path" else "/a",
    )
    values = Parameters({}, {}, {}, {})
    getattr(values, "query" if place == "querystring" else place)[name] = value
    path, text, headers = write(found, values)
    raw = {name: path[1:]} if place == "path" else {}
    pairs = [(key.lower().encode(), item.encode()) for key, item in headers]
    assert Reading(found).read(text, pairs, **raw) == (values, [])
