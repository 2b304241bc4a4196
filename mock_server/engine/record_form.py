"""The form that new records of one kind are filled into: what is the same in each stands there already."""

from __future__ import annotations

import copy
from functools import partial
from typing import TYPE_CHECKING

from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from mock_server.json_types import JSON


Field = tuple[str, bool, "JSON", "Callable[[], JSON] | None"]
"""A property of a new record: its name, whether a request may give it, what fills it else, how the server makes it."""


class RecordForm:
    """Fills a record in the order of its properties.

    What a request gives stands; then comes what it inherits, the key, the default, the time, what the server makes.
    ``key`` names the property of the key, ``times`` those that get the time at which ``now`` says it is.
    """

    def __init__(
        self, fields: Iterable[Field], key: str | None, times: Collection[str], now: Callable[[], JSON]
    ) -> None:
        self._now = now
        self._ready: dict[str, JSON] = {}  # MISSING where something is still to come
        self._made: list[tuple[str, bool, bool, Callable[[], JSON] | None]] = []
        self._times: list[tuple[str, bool]] = []
        taken, bare = set[str](), set[str]()
        for name, is_taken, default, make in fields:
            self._ready[name] = MISSING
            if is_taken:
                taken.add(name)
            constant = _constant(default, make)
            if constant is not MISSING and name != key:
                self._ready[name] = constant
            elif name == key or default is not MISSING or name in times or make is not None:
                is_time = default is MISSING and name in times
                if is_time and name != key:
                    self._times.append((name, is_taken))
                    continue
                if default is not MISSING:
                    make = partial(copy.deepcopy, default)
                self._made.append((name, is_taken, name == key, now if is_time else make))
            elif is_taken:
                bare.add(name)
            else:
                del self._ready[name]
        self._taken, self._bare = frozenset(taken), frozenset(bare)

    def filled(self, sent: Mapping[str, JSON], key: JSON, inherited: Mapping[str, JSON]) -> dict[str, JSON]:
        """A new record; ``inherited`` comes from the request's path, and stands first."""
        record = self._ready.copy()
        if self._taken.issuperset(sent):
            record.update(sent)
        else:
            record.update([(name, sent[name]) for name in self._taken.intersection(sent)])
        if inherited:
            record = {**inherited, **record, **inherited}
        for name in self._bare.difference(sent):
            if record[name] is MISSING:
                del record[name]
        for name, is_taken, is_key, make in self._made:
            if (is_taken or inherited) and record[name] is not MISSING:
                continue
            if is_key and key is not MISSING:
                record[name] = key
            elif make is None or (value := make()) is MISSING:
                del record[name]
            else:
                record[name] = value
        now: JSON = MISSING
        for name, is_taken in self._times:
            if not (is_taken or inherited) or record[name] is MISSING:
                record[name] = now = self._now() if now is MISSING else now
        return record


def _constant(default: JSON, make: Callable[[], JSON] | None) -> JSON:
    """What fills a property of every record; MISSING where each gets one of its own."""
    if default is MISSING and isinstance(make, partial) and make.func is copy.deepcopy:
        default = make.args[0]
    return MISSING if isinstance(default, dict | list) else default
