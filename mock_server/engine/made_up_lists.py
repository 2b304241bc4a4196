"""The records that lists show before there are any: reading, changing and removing one of them fits the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from mock_server.openapi.reading.examples import WrittenExample
from mock_server.openapi.reading.pointers import MISSING, at

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.actions.action import Action
    from mock_server.engine.answers import SuccessAnswer
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import ActionName, Behaviour
    from mock_server.openapi.reading.operation import Operation

    class Shower(Protocol):
        """An operation that shows records of a resource at its own path."""

        @property
        def behaviour(self) -> Behaviour:
            """What it does."""
            ...

        @property
        def operation(self) -> Operation:
            """How the document has it."""
            ...

        @property
        def action(self) -> Action:
            """What carries it out."""
            ...

        @property
        def successes(self) -> tuple[SuccessAnswer, ...]:
            """Its documented success, in each of its media types."""
            ...


class MadeUpLists:
    """Those of one document; ``shower`` gives the operation that does this to a resource, None where there is none."""

    def __init__(self, shower: Callable[[str, ActionName], Shower | None]) -> None:
        self.plan = shower
        self._rows: dict[str, tuple[dict[str, JSON], ...]] = {}

    def rows(self, resource: str, member: str | None) -> dict[str, dict[str, JSON]]:
        """The records that the list of this resource shows, by their keys, which are in ``member``, each key once.

        None where it shows no objects, or where not each has a key.
        """
        if resource not in self._rows:
            lister = self.plan(resource, "list")
            self._rows[resource] = () if lister is None else _shown(lister)
        rows = self._rows[resource]
        if member is None or any(row.get(member) is None for row in rows):
            return {}
        first: dict[str, dict[str, JSON]] = {}
        for row in rows:
            first.setdefault(str(row[member]), row)
        return first

    def maker(self, resource: str) -> Shower | None:
        """The operation that makes a record of this resource, by a POST or else a PUT; None where there is none."""
        return self.plan(resource, "create") or self.plan(resource, "replace")

    def read(self, resource: str) -> dict[str, JSON]:
        """What reading a record of this resource shows before there are any; nothing where nothing reads one."""
        reader = self.plan(resource, "read")
        shown = MISSING if reader is None else at(reader.successes[0].frame, reader.behaviour.record or ())
        return shown if isinstance(shown, dict) else {}


def _shown(lister: Shower) -> tuple[dict[str, JSON], ...]:
    """The records of the list's own answer, in its first media type that is JSON."""
    behaviour = lister.behaviour
    success = next((one for one in lister.successes if one.media is not None and one.media.takes_json), None)
    if success is None or success.streams or isinstance(success.frame, WrittenExample):
        return ()
    items = at(success.frame, behaviour.record or ())
    if behaviour.each_in is not None and isinstance(items, list):
        items = [at(item, (behaviour.each_in,)) for item in items]
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return ()
    return tuple(item for item in items if isinstance(item, dict))
