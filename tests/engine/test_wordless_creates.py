"""Creates whose request names no member of a record: a file, nothing at all, any object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.documents import app, call, operation
from tests.engine.test_answer_places import TEXT, WHOLE, paths, shape

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = shape(ID=TEXT, size=WHOLE)
EXAMPLE = {"ID": "of-the-example", "size": 1}


@pytest.mark.parametrize("media", ["application/dicom", "application/octet-stream", "text/plain"])
@pytest.mark.parametrize("shown", [SHOWN, {"description": "A thing", "example": EXAMPLE}], ids=["named", "example"])
def test_a_file_makes_a_record(tmp_path: Path, shown: dict[str, Any], media: str) -> None:
    """What is uploaded to a collection is a record of it, where the answer shows its key."""
    document = paths({}, SHOWN, shown, "id")
    document["paths"]["/things"]["post"]["requestBody"]["content"] = {media: {"schema": {"description": "A file"}}}
    mock = app(tmp_path, document)
    made = [call(mock, "POST", "/things", b"octets", content_type=media)[1] for _ in range(2)]
    assert made[0]["ID"] != made[1]["ID"]
    for record in made:
        assert call(mock, "GET", f"/things/{record['ID']}")[1] == record


def test_a_201_without_content_makes_a_record(tmp_path: Path) -> None:
    """A POST that takes nothing and answers 201 has made something: `Location` says where, and the list has it."""
    document = paths({}, None, shape(id={"type": "string", "format": "uuid"}, name=TEXT))
    place = document["paths"]["/things/{thingId}"]["parameters"][0]
    place["schema"] = {"type": "string", "format": "uuid"}
    making = operation(answers={"201": None})
    making["responses"]["201"]["headers"] = {"Location": {"schema": TEXT}}
    record = shape(id=TEXT, name=TEXT)
    listing = operation(answers={"200": {"type": "array", "items": record}})
    document["paths"]["/things"] = {"post": making, "get": listing}
    mock = app(tmp_path, document)
    told = [call(mock, "POST", "/things")[2]["location"].rpartition("/")[2] for _ in range(2)]
    assert call(mock, "GET", f"/things/{told[1]}")[1]["id"] == told[1]
    assert [item["id"] for item in call(mock, "GET", "/things")[1]] == told


@pytest.mark.parametrize("noun", ["search", "things/search"])
def test_a_search_makes_nothing(tmp_path: Path, noun: str) -> None:
    """A POST whose path searches makes no record, whatever its body says."""
    document = paths({}, SHOWN, SHOWN, "id")
    document["paths"] = {path.replace("things", noun): item for path, item in document["paths"].items()}
    document["paths"][f"/{noun}"]["post"] = operation(answers={"200": SHOWN})
    mock = app(tmp_path, document)
    assert call(mock, "POST", f"/{noun}")[1] == call(mock, "POST", f"/{noun}")[1]
