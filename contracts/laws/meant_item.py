"""Which item of an array an answer is about, where it shows the whole array beside it: a basket with all its lines.

The place of a record says that it stands alone in an array. Where others stand there too, the one that is meant is the
one of the path's key, else the one most like what was sent: of several alike the newest, by its key or its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.same_values import alike
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour

_ONLY = "0"


def meant_first(body: JSON, behaviour: Behaviour, reading: Reading) -> JSON:
    """``body`` with the item that the request is about before all others of an array in which its record stands."""
    place = behaviour.record or ()
    if behaviour.action == "list" or _ONLY not in place:
        return body
    above = place[: place.index(_ONLY)]
    items = pointers.at(body, above)
    if not isinstance(items, list) or len(items) < 2:
        return body
    meant = _meant(items, behaviour, reading)
    return pointers.replaced(body, above, [items[meant], *items[:meant], *items[meant + 1 :]])


def _meant(items: list[JSON], behaviour: Behaviour, reading: Reading) -> int:
    """The index of the item that a request is about."""
    name = (behaviour.answer_key or behaviour.property or "").rpartition("/")[2]
    keys = [item.get(name) if isinstance(item, dict) else None for item in items]
    wanted = reading.path.get(behaviour.key_parameter)
    if wanted is not None and wanted in map(str, keys):
        return [*map(str, keys)].index(wanted)
    sent = pointers.at(reading.body, behaviour.envelope)
    given = sent if isinstance(sent, dict) else {}
    likeness = [sum(alike(value, item[n]) for n, value in given.items() if n in item) if isinstance(item, dict) else -1
                for item in items]  # fmt: skip
    best = [index for index, number in enumerate(likeness) if number == max(likeness)]
    return max(best, key=lambda index: (keys[index] if type(keys[index]) is int else 0, index))
