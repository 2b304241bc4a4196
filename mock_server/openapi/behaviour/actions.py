"""What kind of thing an operation does, told by its path, its method and its documented answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, record_keys, resources
from mock_server.openapi.behaviour.changes_in_part import says_in_part
from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas


def infer_action(
    operation: Operation, resource: Resource | None, schemas: Schemas, sent: Schema | None, shown: Schema | None
) -> tuple[ActionName, str]:
    """The action of ``operation``, which belongs to ``resource``, and why.

    It takes records of the schema ``sent``, its answer is of the schema ``shown``.
    """
    takes = bool(schemas.properties(sent))
    if resource is None:
        return "none", f"{operation.path} is neither a collection nor an item of one"
    at_item = resource.item is not None and path_templates.shape(operation.path) == path_templates.shape(resource.item)
    at_item = at_item and not resources.says_what_is_to_be(operation, resource)
    where = f"{operation.method} on {'an item' if at_item else 'the collection'} {operation.path}"
    if at_item:
        actions: dict[str, ActionName] = {
            "GET": "read",
            "HEAD": "read",
            "PUT": "replace",
            "PATCH": "merge",
            "DELETE": "delete",
        }
        if operation.method == "POST" and takes:
            return "merge", f"{where} takes fields of the item"
        if (
            operation.method == "PUT"
            and says_in_part(*operation.texts)
            and not _has_a_patch_beside(operation, resource)
        ):
            return "merge", f"{where}, whose text says that what is given alone is changed"
        return actions.get(operation.method, "none"), where
    if operation.method == "GET":
        listed = places.find_list(schemas, shown)
        if resource.item is not None and listed is not None:
            return "list", f"{where}, whose answer holds an array"
        return "none", f"{where}: its answer holds no array, or nothing else works on {resource.name}"
    if operation.method == "POST":
        created = any(response.status == "201" for response in operation.responses)
        if resource.item is not None and takes:
            return "create", f"{where}; {resource.item} names one of its records"
        if created and resource.item is not None and schemas.properties(shown):
            return "create", f"{where} with a documented 201 that shows a record"
        if created and takes:
            return "create", f"{where} with a documented 201"
    if operation.method in ("PUT", "PATCH") and resource.key is not None:
        named = record_keys.naming(schemas, sent, shown, resource)
        if named is not None:
            return (
                "replace" if operation.method == "PUT" else "merge",
                f"{where}, whose body names the record by {named}",
            )
    return "none", f"{where} says nothing of a record"


def _has_a_patch_beside(operation: Operation, resource: Resource) -> bool:
    return any(other.method == "PATCH" and other.path == operation.path for other in resource.operations)
