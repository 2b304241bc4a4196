"""Verbs that a request's body names: ``{"type": "power_off"}`` for ``/servers/{id}/actions``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.behaviour import verbs
from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.operation_relations import OperationRelations
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

BETWEEN = re.compile(r"(?:_?actions?|_?commands?|transitions?|_?do|events?|lifecycle)", re.I)
"""What stands between the path of a record and a verb, or says that the body names one."""

_MEMBER = re.compile(
    r"(?:(?:state|status|lifecycle)[_-]?)?(?:event|action|command|transition|operation|verb)(?:[_-]?(?:type|name))?",
    re.I,
)
_VAGUE = ("type", "op", "name")
"""What a command may be called where the path says that it is one."""


class Commands(NamedTuple):
    """The member of a request's body that names a verb, and what each changes of the record (as in `Behaviour.sets`).

    ``owner`` is the resource of the record where it is none of the operation's own, ``above`` are the path parameters
    of what that one is below, ``parameter`` is that of its key.
    """

    member: str
    effects: Mapping[str, Mapping[str, JSON]]
    owner: str | None = None
    above: tuple[str, ...] = ()
    parameter: str = ""


def owner_path(path: str) -> str:
    """The path of the record which a verb at the end of a path is done to; the verb alone is left out of it."""
    above = re.sub(r"\}:(\w+)$", r"}/\1", path).rstrip("/").rpartition("/")[0]
    before, _, last = above.rpartition("/")
    return before if path_templates.names_one(before) and BETWEEN.fullmatch(last) else above


def item_above(owner: str, path: str, known: Mapping[str, Resource]) -> str:
    """The path of the record that ``owner`` is of, with the extension that the whole ``path`` ends in where a resource
    ``known`` by its shape has it so, and not in its name: ``/orders/{id}.json`` above ``/orders/{id}/close.json``.
    """
    extension = path.rstrip("/").rpartition("/")[2].partition(".")[2]
    longer = f"{owner}.{extension}" if extension else owner
    found = known.get(path_templates.shape(longer))
    return longer if found is not None and not found.name.endswith(f".{extension}") else owner


def restored_items(document: Document) -> frozenset[str]:
    """The shapes of the paths of records that an operation restores."""
    paths = {path_templates.on_the_wire(one.path) for one in document.operations if one.method != "GET"}
    restoring = (path for path in paths if verbs.is_restoring(verbs.unqualified(re.split("[/:]", path)[-1])))
    return frozenset(path_templates.shape(owner_path(path)) for path in restoring)


def told_commands(schemas: Schemas, sent: Schema | None, record: Schema | None, *, vague: bool) -> Commands | None:
    """The commands that a body may name for a record; ``vague`` names of the member are known for one too."""
    shown = schemas.properties(record)
    for name, item in schemas.properties(sent).items():
        if not (_MEMBER.fullmatch(name) or (vague and name.lower() in _VAGUE)) or (name in shown and not vague):
            continue
        options = schemas.keyword(item, "enum")
        told = [option for option in options if isinstance(option, str)] if isinstance(options, list) else []
        effects = {verb: found for verb in told if (found := verbs.effects(schemas, verb, record))}
        if effects:
            return Commands(name, effects)
    return None


def commands_below(
    schemas: Schemas, known: OperationRelations, operation: Operation, sent: Schema | None
) -> Commands | None:
    """Those of a create such as ``POST /servers/{id}/actions``, which are carried out on the record above."""
    above, _, last = path_templates.on_the_wire(operation.path).rstrip("/").rpartition("/")
    owner = known.resources.get(path_templates.shape(above)) if path_templates.names_one(above) else None
    if owner is None or owner.item is None or not BETWEEN.fullmatch(last):
        return None
    if path_templates.shape(owner.item) != path_templates.shape(above):
        return None
    found = told_commands(schemas, sent, known.record_schema(owner), vague=True)
    *parents, parameter = path_templates.names(above)
    return None if found is None else found._replace(owner=owner.name, above=tuple(parents), parameter=parameter)
