"""Paths that end in an extension: ``/houses/{house}.json``, and below it ``/houses/{house}/floors.json``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.traffic.path_keys import PathKeys
from mock_server.openapi import Schemas, behaviours, load_document
from tests.manners.serving import in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_RECORD = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
_LIST = {"type": "array", "items": _RECORD}


@pytest.mark.parametrize(
    ("extension", "beside", "named"),
    [
        (".json", None, {"house": "houses"}),
        ("", None, {"house": "houses"}),
        (".json", "/houses.xml", {}),
        (".json", "/houses", {}),
    ],
)
def test_records_with_an_extension_are_those_above_what_is_below_them(
    extension: str, beside: str | None, named: dict[str, str], tmp_path: Path
) -> None:
    """The extension is no part of a resource's name, but where another path is the same without it."""
    one, below = f"/houses/{{house}}{extension}", f"/houses/{{house}}/floors{extension}"
    key = {"parameters": [in_path("house", {"type": "string"})]}
    made = {"requestBody": takes(_RECORD), "responses": {"201": says(_RECORD)}}
    paths: dict[str, Any] = {
        f"/houses{extension}": {"post": {"operationId": "make", **made}},
        one: {**key, "get": {"operationId": "read", "responses": {"200": says(_RECORD)}}},
        below: {**key, "post": {"operationId": "build", **made}},
    }
    if beside is not None:
        paths[beside] = {"get": {"operationId": "other", "responses": {"200": says(_LIST)}}}
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}), "utf-8")
    document = load_document(spec)
    known = behaviours(document, Schemas(document), related=True)
    assert dict(PathKeys(known).of(known["build"])) == named
