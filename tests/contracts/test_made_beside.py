"""Records that `POST /boxes/create` makes: they are found, and removed, at `/boxes/{id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from mock_server.openapi import behaviours
from tests.contracts.some_journeys import some_journeys, told
from tests.documents.asking import answering, document, mock
from tests.manners.collection import Collection
from tests.manners.serving import in_path, says, takes
from tests.requests.small_documents import document as small

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer, Asked

_BOX: dict[str, Any] = {
    "type": "object",
    "required": ["label"],
    "properties": {"label": {"type": "string", "minLength": 1, "maxLength": 60}},
}
_ID = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


class Boxes(Collection):
    """A create answers with the key alone."""

    called: ClassVar[str] = "boxes"
    sent: ClassVar[dict[str, Any]] = _BOX

    def document(self) -> dict[str, Any]:
        """With a path for the create."""
        document = super().document()
        create = document["paths"]["/boxes"].pop("post")
        create["responses"]["201"]["content"]["application/json"]["schema"] = _ID
        document["paths"]["/boxes/create"] = {"post": create}
        return document

    def answer(self, asked: Asked) -> Answer:
        """As documented."""
        if asked.parts == ["boxes", "create"]:
            if asked.method != "POST":
                return 405, None, {"Allow": "POST"}
            return super().answer(replace_parts(asked))
        if asked.method == "POST":
            return 405, None, {"Allow": "GET"}
        return super().answer(asked)

    def made(self, body: dict[str, Any]) -> Answer:
        """Its key alone."""
        status, record, fields = super().made(body)
        return status, {"id": record["id"]}, fields


def replace_parts(asked: Asked) -> Asked:
    """The request to the collection itself."""
    return asked._replace(parts=["boxes"])


def test_what_is_made_beside_is_found_and_removed(tmp_path: Path) -> None:
    """Nothing is left, and nothing is told."""
    service = Boxes({"7": {"id": 7, "label": "first"}})
    report = some_journeys(service, tmp_path, "life|two|list")
    assert told(report) == []
    assert service.unharmed
    assert next(service.numbers) > 4
    assert not service.left


@pytest.mark.parametrize(
    ("paths", "resource"),
    [
        ({"/boxes/{id}": "delete"}, "boxes"),
        ({"/boxes/{id}": "delete", "/boxes": "post"}, "boxes/create"),
        ({"/boxes": "get"}, "boxes/create"),
    ],
)
def test_which_create_is_beside(paths: dict[str, str], resource: str) -> None:
    """One where nothing is posted to the collection, and a path names its records."""
    create = {"operationId": "create", "requestBody": takes(_BOX), "responses": {"201": says(_ID)}}
    rest = {path: {method: {"responses": {"204": {"description": "no"}}}} for path, method in paths.items()}
    found = small({"paths": {"/boxes/create": {"post": create}, **rest}})
    assert behaviours(found)["create"].resource == resource


def test_a_create_below_a_record_is_none_of_its_collection(tmp_path: Path) -> None:
    """`POST /boxes/{id}/create` names the record by its path, as all that stands below one does."""
    create = {"requestBody": takes(_BOX), **answering(Boxes.shown)}
    key = {"parameters": [in_path("id", {"type": "integer"})]}
    asked = mock(tmp_path, document({
        "/boxes": {"get": answering({"type": "array", "items": Boxes.shown})},
        "/boxes/{id}": {**key, "get": answering(Boxes.shown), "put": create},
        "/boxes/{id}/create": {**key, "post": create},
    }))  # fmt: skip
    box = {"id": 7, "label": "first"}
    assert asked.ask("POST", "/boxes/7/create", {"label": "first"}).json == box
    assert (asked.ask("GET", "/boxes/7").json, asked.ask("GET", "/boxes").json) == (box, [box])
