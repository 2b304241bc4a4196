"""The query's list of the members that a change is about (AIP-134): `updateMask=title,owner.name`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.reading.pointers import MISSING, at

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import Operation

_NAME = re.compile(r"^(?:update|field)s?[_-]?mask(?:[._]paths)?$", re.I)
_ALL = "*"


class FieldMask:
    """That of one operation, where it takes one."""

    def __init__(self, operation: Operation) -> None:
        asked = (p.name for p in operation.parameters if p.location == "query")
        self._name = next((name for name in asked if _NAME.match(name)), None)

    def of(self, sent: JSON, call: Call) -> JSON:
        """What of a merge patch is meant: the members of the mask, those that it leaves out taken away."""
        given = call.query.get(self._name) if self._name is not None else None
        texts = given if isinstance(given, list) else [given or ""]
        paths = [path.strip() for text in texts for path in str(text).split(",") if path.strip()]
        if not paths or _ALL in paths or not isinstance(sent, dict):
            return sent
        meant: dict[str, JSON] = {}
        for path in paths:
            _put(meant, sent, path.split("."))
        return meant


def _put(meant: dict[str, JSON], sent: JSON, path: list[str]) -> None:
    """Take one member over, as the body spells it; one that the body has not is null, which takes it away."""
    for depth, token in enumerate(path):
        known = sent if isinstance(sent, dict) else {}
        name = next((name for name in known if plain(name) == plain(token)), token)
        sent = at(known, (name,))
        if depth == len(path) - 1:
            meant[name] = None if sent is MISSING else sent
            return
        inner = meant.setdefault(name, {})
        if not isinstance(inner, dict):
            return  # all of it is meant already
        meant = inner
