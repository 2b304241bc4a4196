"""Times that a record tells of itself: that of its creation stays, that of its last change moves with a change.

What a time is of is said by its name and its description together; one that a client writes is nobody's clock.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from contracts.cases.records.observing import observe
from contracts.laws.time_ranges import instant
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Schemas

    Place = tuple[str, ...]
    Shown = tuple[Sent, dict[str, JSON]]

_LAW = "time-ordered"
_OF_THE_CREATION = re.compile(r"\b(?:creat|made\b|add)", re.IGNORECASE)
_OF_THE_CHANGE = re.compile(
    r"\b(?:last|latest|most recent\w*)\b[^.]{0,40}\b(?:chang|updat|modif|edit|writ)", re.IGNORECASE
)
_IN_PART = re.compile(r"\b(?:only|unless|except|not|if|status|state|member|by)\b", re.IGNORECASE)
"""Of a description: that not each change counts."""
_PAUSE = 2.1
"""Seconds after which a clock that tells whole seconds has moved on."""


def told_times(schemas: Schemas, shown: JSON, sent: JSON) -> dict[Place, bool]:
    """The times of a record that the document tells: of its creation (False) and of its last change (True).

    They are the record's own or those of an object in it, and no member of what a change ``sent`` may say.
    """
    found: dict[Place, bool] = {}
    written = schemas.properties(sent)
    for name, item in schemas.properties(shown).items():
        inner = schemas.properties(item)
        own = name not in written or schemas.keyword(item, "readOnly") is True
        places: list[tuple[Place, JSON]] = [((name,), item), *(((name, each), one) for each, one in inner.items())]
        for place, schema in places:
            said = schemas.keyword(schema, "description")
            if not own or schemas.keyword(schema, "format") != "date-time":
                continue
            says = _OF_THE_CREATION.search(said) if isinstance(said, str) else schemas.keyword(schema, "readOnly")
            if field_names.CREATED.search(place[-1]) and says:
                found[place] = False
            elif not isinstance(said, str):
                continue
            elif field_names.CHANGED.search(place[-1]) and _OF_THE_CHANGE.search(said) and not _IN_PART.search(said):
                found[place] = True
    return found


def hold_times(
    steps: RecordSteps,
    read: Behaviour | None,
    times: dict[Place, bool],
    reads: Sequence[Shown],
    again: Callable[[], Shown | None],
) -> None:
    """Hold the times of a record to its reads, between which it was changed; ``again`` changes and reads it anew."""
    for place, moves in times.items() if read is not None and len(reads) > 1 else ():
        flaw = _stands(steps, place, reads, again) if moves else _moves(place, reads)
        if flaw is not None and read is not None:
            at = pointers.text((*(read.record or ()), *place))
            wanted, shown = ("a later time", "the time before the change") if moves else ("the same time", "another")
            told = "is still what it was before the record was changed" if moves else "is another after a change"
            observe(steps, flaw, _LAW, at, wanted, shown, f"{at} {told}")


def _moves(place: Place, reads: Sequence[Shown]) -> Sent | None:
    """The read that shows another time of the creation than the one before; spellings of an instant are one."""
    known = [(sent, at) for sent, at in _instants(place, reads) if at is not None]
    return next((sent for (_, one), (sent, at) in pairwise(known) if at != one), None)


def _stands(steps: RecordSteps, place: Place, reads: Sequence[Shown], again: Callable[[], Shown | None]) -> Sent | None:
    """The read that shows the time of the change before it; a clock may tell whole seconds, so a later one decides."""
    known = [at for _, at in _instants(place, reads)]
    changed = any(_rest(one, place) != _rest(other, place) for (_, one), (_, other) in pairwise(reads))
    if not changed or None in known or len({*known}) > 1 or not steps.sender.target.wait(_PAUSE):
        return None
    later = again()
    return later[0] if later is not None and instant(pointers.at(later[1], place, None)) == known[-1] else None


def _instants(place: Place, reads: Sequence[Shown]) -> Iterator[tuple[Sent, object]]:
    for sent, record in reads:
        yield sent, instant(pointers.at(record, place, None))


def _rest(record: dict[str, JSON], place: Place) -> dict[str, JSON]:
    """What a record says beside what holds its times."""
    return {name: value for name, value in record.items() if name != place[0]}
