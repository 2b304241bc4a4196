"""A refusal of what is not there is known by what is said of it, and none of a request's content is taken for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.documents.asking import answering, mock
from tests.documents.asking import document as served_document
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("status", "said", "is_missing"),
    [
        ("404", "", True),
        ("410", "Gone", True),
        ("400", "Invalid body, or no such product", True),
        ("422", "The product does not exist", True),
        ("422", "ProductNotFound", True),
        ("412", "No such record.", True),
        ("422", "Validation failed, e.g. the category does not exist", False),
        ("422", "The category does not exist", False),
        ("422", "A product with this name exists, or its category was not found", False),
        ("400", "Bad request", False),
        ("480", "This product was not found", True),
        ("409", "The product was not found", False),
        ("401", "The product was not found", False),
    ],
)
def test_what_is_said_to_be_missing(status: str, said: str, is_missing: bool) -> None:
    """The operation's own record, and nothing beside it; a 400 may name more."""
    answers = {"200": {"description": "it"}, status: {"description": said}}
    (operation,) = document({"paths": {"/products/{id}": {"put": {"responses": answers}}}}).operations
    assert operation.says_missing(operation.responses[1]) is is_missing


def test_a_refusal_of_a_reference_is_none_of_a_record(tmp_path: Path) -> None:
    """A change of a record that nobody made is answered as before where only the content can be refused."""
    product = {"type": "object", "properties": {"id": {"type": "string"}, "category": {"type": "string"}}}
    body = {"requestBody": {"content": {"application/json": {"schema": product}}}}
    put = {**answering(product), **body}
    put["responses"]["422"] = {"description": "Validation failed, e.g. the category does not exist"}
    path = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {"/products/{id}": {"parameters": [path], "get": answering(product), "put": put}}
    assert mock(tmp_path, served_document(paths)).ask("PUT", "/products/p", {"category": "c"}).status == 200
