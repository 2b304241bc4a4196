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
        ("400", "Validation failed, e.g. the category does not exist", False),
        ("400", "Validation failed, such as a key that was not found", False),
        ("400", "The category of the product does not exist", False),
        ("400", "The product's category does not exist", False),
        ("400", "Invalid body; no such category", False),
        ("400", "CategoryNotFound", False),
        ("400", "Invalid body or product not found", True),
        ("400", "Raised when the product with this id does not exist, or its name is taken", True),
        ("400", "An attempt to change a product that does not exist", True),
        ("400", "The category is inactive or does not exist", False),
        ("400", "Its category\ndoes not exist", False),
        ("400", "Not found in this shop", True),
        ("400", "Bad request or not found", True),
        ("400", "The product was sold or does not exist", True),
        ("400", "The body is wrong or the product was not found", True),
        ("400", "Bad body, e.g. a missing name. The product does not exist.", True),
        ("400", "Category not found or product not found", True),
        ("400", "Product not found or category not found", True),
        ("480", "This product was not found", True),
        ("409", "The product was not found", False),
        ("401", "The product was not found", False),
    ],
)
def test_what_is_said_to_be_missing(status: str, said: str, is_missing: bool) -> None:
    """The operation's own record, and nothing beside it; a 400 may name other refusals, in clauses of their own."""
    answers = {"200": {"description": "it"}, status: {"description": said}}
    (operation,) = document({"paths": {"/products/{id}": {"put": {"responses": answers}}}}).operations
    assert operation.says_missing(operation.responses[1]) is is_missing


def test_a_path_that_names_no_record_leaves_to_a_400_which_is_missing() -> None:
    """A call names its record in its body."""
    answers = {"200": {"description": "it"}, "400": {"description": "QueueDoesNotExist"}}
    (operation,) = document({"paths": {"/ReceiveMessage": {"post": {"responses": answers}}}}).operations
    assert operation.says_missing(operation.responses[1])


def test_a_refusal_of_a_reference_is_none_of_a_record(tmp_path: Path) -> None:
    """A change of a record that nobody made is answered as before where only the content can be refused."""
    product = {"type": "object", "properties": {"id": {"type": "string"}, "category": {"type": "string"}}}
    body = {"requestBody": {"content": {"application/json": {"schema": product}}}}
    put = {**answering(product), **body}
    put["responses"]["422"] = {"description": "Validation failed, e.g. the category does not exist"}
    path = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {"/products/{id}": {"parameters": [path], "get": answering(product), "put": put}}
    assert mock(tmp_path, served_document(paths)).ask("PUT", "/products/p", {"category": "c"}).status == 200
