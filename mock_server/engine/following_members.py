"""Members of a record that follow from others: of its kind, of a state that it came into, of a key that was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.meant_branches import meant_branches
from mock_server.engine.shown_references import ShownReferences
from mock_server.engine.state_times import StateTimes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.engine.record_form import Finish
    from mock_server.engine.records import Composer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas


def of_new_records(schemas: Schemas, answer: Schema | None, taken: Mapping[str, Schema]) -> tuple[Finish, ...]:
    """What changes each new record at last."""
    branches, references = meant_branches(schemas, answer), ShownReferences(schemas, answer, taken)
    return (*((branches.kept,) if branches else ()), *((references.put,) if references else ()))


class FollowingMembers:
    """Those that a change of a record changes with what it names."""

    def __init__(self, composer: Composer) -> None:
        schemas = composer.schemas
        shown, taken = schemas.properties(composer.answer), schemas.properties(composer.request)
        self._times = StateTimes(schemas, shown, composer.own)
        self._references = ShownReferences(schemas, composer.answer, taken, composer.synthesis.fresh)

    def changed(
        self, old: dict[str, JSON], new: dict[str, JSON], sent: JSON, now: Callable[[], JSON]
    ) -> dict[str, JSON]:
        """``new``, which ``old`` became by what was sent."""
        return self._times.moved(old, self._references.put(new, sent), now)
