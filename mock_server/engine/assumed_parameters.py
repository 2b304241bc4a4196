"""Parameters of a list that count with their documented defaults where a client does not send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.list_filters import ANYTHING, LEAVES_OUT
from mock_server.openapi.behaviour import field_names

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.schema.schemas import Schemas


def assumed_parameters(schemas: Schemas, operation: Operation) -> frozenset[str]:
    """An order with a default, its direction, a choice beside which another value asks for all, and a flag without
    which what is gone is left out. Another default of a filter would hide records that nothing could show.
    """
    found = {p.name: schemas.said_of(p.schema) for p in operation.parameters if p.location == "query"}
    stated = {name: said for name, said in found.items() if isinstance(said.get("default"), str | bool)}
    orders = {name for name, said in stated.items() if field_names.SORT.match(name) and said["default"]}
    ways = {name for name in stated if field_names.DIRECTION.match(name)} if orders else set()
    filters = (name for name in stated if not field_names.SORT.match(name) and not field_names.DIRECTION.match(name))
    return frozenset({*orders, *ways, *(name for name in filters if _chooses(name, stated[name]))})


def _chooses(name: str, said: dict[str, JSON]) -> bool:
    """Whether a filter's default leaves something out that another value shows."""
    default, options = said["default"], said.get("enum")
    if isinstance(default, bool):
        flag = LEAVES_OUT.match("_".join(field_names.words(name)))
        return flag is not None and default is (flag["out"] is not None)
    words = [str(option).lower() for option in options] if isinstance(options, list) else []
    return str(default).lower() not in ANYTHING and any(word in ANYTHING for word in words)
