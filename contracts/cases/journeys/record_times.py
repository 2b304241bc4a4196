"""Times that a record tells of itself: that of its creation stays, that of its last change moves with a change.

What a time is of is said by its name and its description together; one that a client writes is nobody's clock.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from contracts.cases.records.observing import observe
from contracts.laws.time_ranges import instant
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Schemas

    Place = tuple[str, ...]
    Shown = tuple[Sent, dict[str, JSON]]

_LAW = "time-ordered"
_OF_THE_CREATION = re.compile(r"\b(?:creat|made\b|add)", re.IGNORECASE)
_OF_THE_CHANGE = field_names.Telling(r"(?:last|latest|most recent\w*)\b.{0,40}\b(?:chang|updat|modif|edit|writ)\w*")
_IN_PART = field_names.Telling("only|unless|except|not|if|status|state|member|by")
"""Of a description: that not each change counts."""
_OF_TIME = re.compile(
    r"(?:creat(?:ed?|ion)|insert(?:ed|ion)|added|issued|registered|updat(?:ed?|es)|modif(?:ied|y|ication)|chang(?:ed?|es)"
    r"|edit(?:ed)?|wr(?:ite|itten)|last|date|time|timestamp|ts|at|on|of|utc|gmt|record)+"
)
"""Words of a name that tell a time of a record, and no thing in it: `lastModified`, `updated_at`, `createdat`."""
_SAYING = frozenset(
    field_names.words(
        "when the a an this it its s was were has been is in to which that and or as for latest most recent recently"
        " moment instant day object resource entity iso rfc format unix server automatically zone"
    )
)
"""Words that name no thing beside the record either."""
_OF_ANOTHER = frozenset(("version", "revision", "release", "latest"))
"""What the last of is another one after a change of its record, and so is the time of its creation."""
_PAUSE, _SHORT_PAUSE, _MOST = 2.1, 0.2, 5.0
"""Seconds after which a clock that tells whole seconds, or parts of them, has moved on, and those of a run's pauses."""


def told_times(schemas: Schemas, shown: JSON, sent: JSON, nouns: set[str]) -> dict[Place, bool]:
    """The times of a record, called by its ``nouns``, that the document tells: creation (False), last change (True).

    They are the record's own or in an object that tells of it, and no member of what a change ``sent`` may say.
    """
    found: dict[Place, bool] = {}
    written = schemas.properties(sent)
    for name, item in schemas.properties(shown).items():
        inner = schemas.properties(item) if field_names.TELLS_OF_ITS_RECORD.match(name) else {}
        own = name not in written or schemas.keyword(item, "readOnly") is True
        places: list[tuple[Place, JSON]] = [((name,), item), *(((name, each), one) for each, one in inner.items())]
        for place, schema in places:
            if own and schemas.keyword(schema, "format") == "date-time" and _is_of(field_names.words(place[-1]), nouns):
                moves = _moving(schemas, place[-1], schema, nouns)
                found |= {place: moves} if moves is not None else {}
    return found


def nouns_of(resource: str) -> set[str]:
    """What one record of a resource is called, by the last name of its path."""
    return {field_names.singular(word) for word in field_names.words(resource.rpartition("/")[2])}


def _moving(schemas: Schemas, name: str, schema: JSON, nouns: set[str]) -> bool | None:
    """Whether a time moves with each change (True) or with none (False); None where that is open."""
    said = schemas.keyword(schema, "description")
    text = said if isinstance(said, str) else ""
    if field_names.CREATED.search(name) and "last" not in field_names.words(name):
        clear = _OF_THE_CREATION.search(text) if isinstance(said, str) else schemas.keyword(schema, "readOnly")
        if clear:
            return None if {*field_names.words(text)} & _OF_ANOTHER - nouns else False
    if not field_names.CHANGED.search(name) or _IN_PART.told_in(text):
        return None
    told = [*_OF_THE_CHANGE.told_by(text)]
    whole = all(_is_of(field_names.words(each, numbers=False), nouns | _SAYING) for each in told)
    return True if told and whole else None


def _is_of(words: tuple[str, ...], known: set[str] | frozenset[str]) -> bool:
    """Whether each word is one of time or one that is ``known``."""
    return all(_OF_TIME.fullmatch(word) or word in known for word in words)


def hold_times(
    steps: RecordSteps,
    read: Behaviour | None,
    times: dict[Place, bool],
    reads: Sequence[Shown],
    again: Callable[[], Shown | None],
) -> None:
    """Hold the times of a record to its reads, between which it was changed; ``again`` changes and reads it anew."""
    if read is None or len(reads) < 2:
        return
    still = [place for place, moves in times.items() if moves and _stood(place, reads)]
    later = again() if still and _paused(steps, still, reads) else None
    for place, moves in times.items():
        flaw = _still_stands(place, reads, later) if moves and place in still else None
        flaw = flaw if moves else _moved(place, (*reads, later) if later is not None else reads)
        if flaw is not None:
            at = pointers.text((*(read.record or ()), *place))
            wanted, shown = ("a later time", "the time before the change") if moves else ("the same time", "another")
            told = "is still what it was before the record was changed" if moves else "is another after a change"
            observe(steps, flaw, _LAW, at, wanted, shown, f"{at} {told}")


def _moved(place: Place, reads: Sequence[Shown]) -> Sent | None:
    """The read that shows another time of the creation than one before; spellings of an instant are one.

    Each is held to all before it: of a clock that tells parts of seconds, steps from read to read may be too small.
    """
    known = [(sent, at) for sent, at in _instants(place, reads) if at is not None]
    return next((sent for (_, one), (sent, at) in combinations(known, 2) if not _is_same(one, at)), None)


def _is_same(one: datetime, other: datetime) -> bool:
    """Whether two times may be one that was kept less exactly: cut to whole seconds, or rounded by a database."""
    is_whole = 0 in (one.microsecond, other.microsecond)
    return abs(one - other) < (timedelta(seconds=1) if is_whole else timedelta(milliseconds=5))


def _stood(place: Place, reads: Sequence[Shown]) -> bool:
    """Whether each read shows the same time although the record was changed: its clock may tell whole seconds."""
    known = [at for _, at in _instants(place, reads)]
    changed = any(_rest(one, place) != _rest(other, place) for (_, one), (_, other) in pairwise(reads))
    return changed and None not in known and len({*known}) == 1


def _paused(steps: RecordSteps, places: Sequence[Place], reads: Sequence[Shown]) -> bool:
    """Whether a clock of these times has moved on: all other journeys stand still so long, so a run has few seconds."""
    whole = any(at is not None and not at.microsecond for place in places for _, at in _instants(place, reads))
    pause = _PAUSE if whole else _SHORT_PAUSE
    waited = steps.waited.get(_LAW, 0.0) + pause
    if waited > _MOST or not steps.sender.target.wait(pause):
        return False
    steps.waited[_LAW] = waited
    return True


def _still_stands(place: Place, reads: Sequence[Shown], later: Shown | None) -> Sent | None:
    """The read after a later change that shows the time from before it."""
    before = instant(pointers.at(reads[-1][1], place, None))
    return later[0] if later is not None and instant(pointers.at(later[1], place, None)) == before else None


def _instants(place: Place, reads: Sequence[Shown]) -> Iterator[tuple[Sent, datetime | None]]:
    for sent, record in reads:
        yield sent, instant(pointers.at(record, place, None))


def _rest(record: dict[str, JSON], place: Place) -> dict[str, JSON]:
    """What a record says beside what holds its times."""
    return {name: value for name, value in record.items() if name != place[0]}
