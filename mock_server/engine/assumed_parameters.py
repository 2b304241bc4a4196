"""Parameters of a list that count with their documented defaults where a client does not send them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.engine.list_filters import ANYTHING, LEAVES_OUT
from mock_server.openapi.behaviour import field_names

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.schema.schemas import Schemas

WAY = re.compile(r"asc(?:ending)?|desc(?:ending)?", re.I)
"""A value that says in which direction an order goes, and not by what."""


class AssumedParameters:
    """An order with a default, its direction, a choice beside which another value asks for all, and a flag without
    which what is gone is left out. Another default of a filter would hide records that nothing could show.
    """

    def __init__(self, schemas: Schemas, operation: Operation) -> None:
        found = {p.name: schemas.said_of(p.schema) for p in operation.parameters if p.location == "query"}
        stated = {name: said for name, said in found.items() if isinstance(said.get("default"), str | bool)}
        sorting = {name: str(said["default"]) for name, said in stated.items() if field_names.SORT.match(name)}
        orders = {name for name, default in sorting.items() if default and not WAY.fullmatch(default)}
        ways = {name for name in stated if field_names.DIRECTION.match(name)} if orders else set()
        self.orders = frozenset(orders | ways)
        """Those that put the records in order, where the client asks for none."""
        ordering = {name for name in stated if field_names.SORT.match(name) or field_names.DIRECTION.match(name)}
        left_out = {name: _left_out(name, said) for name, said in stated.items() if name not in ordering}
        self._left_out = {name: (stated[name]["default"], values) for name, values in left_out.items() if values}

    def left_out(self, query: Mapping[str, JSON], sent: Container[str]) -> dict[str, tuple[JSON, ...]]:
        """Those that choose by their defaults, which may be ``sent``, each with what of a record leaves it out."""
        held = self._left_out.items()
        return {name: out for name, (default, out) in held if name not in sent or query.get(name) == default}


def _left_out(name: str, said: dict[str, JSON]) -> tuple[JSON, ...]:
    """What a filter's default leaves out that another of its values shows; a record without the member stays."""
    default, options = said["default"], said.get("enum")
    if isinstance(default, bool):
        flag = LEAVES_OUT.match("_".join(field_names.words(name)))
        return (True,) if flag is not None and default is (flag["out"] is not None) else ()
    words = {str(option).lower(): option for option in options} if isinstance(options, list) else {}
    if str(default).lower() in ANYTHING or words.keys().isdisjoint(ANYTHING):
        return ()
    return tuple(option for word, option in words.items() if word not in (*ANYTHING, str(default).lower()))
