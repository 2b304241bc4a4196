"""Headers that hold a date of HTTP, of which a document says no more than that they are texts."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.documents import app, call

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("schema", "is_date"),
    [({"type": "string"}, True), ({}, True), ({"type": "string", "pattern": "^never$"}, False)],
)
def test_a_date_of_http(schema: dict[str, Any], is_date: bool, tmp_path: Path) -> None:
    """RFC 9110 section 5.6.7, unless the document wants another text."""
    headers = {"Last-Modified": {"required": True, "schema": schema}, "X-Seen": {"schema": {"type": "string"}}}
    answer = {"description": "The kite", "headers": headers}
    mock = app(tmp_path, {"paths": {"/kite": {"get": {"responses": {"200": answer}}}}})
    shown = call(mock, "GET", "/kite")[2]["last-modified"]
    if is_date:
        assert parsedate_to_datetime(shown).year >= 2000
    else:
        assert shown == "never"
